"""The end of a case: its reason, the last words, the later checks, closing and reopening (5.guide)."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Agreement, Case, LaterCheck, Member, Round, Step, Told
from omzien.chapters.approach.models.cases import Answer
from omzien.chapters.approach.moves import MoveRefused, move
from omzien.chapters.approach.queries.course import course_of
from omzien.chapters.approach.queries.next import not_better, worse_stands
from omzien.chapters.approach.terms import REVIEWS, edition_of
from omzien.chapters.reports.models import Report
from omzien.chapters.reports.staff_actions import advance
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.clock.terms import due
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.tell import tell
from omzien.ground.school.calendars import calendar_for
from omzien.protocol.duties import fulfils
from omzien.protocol.schema import Reason

from .cases import begin, path_of, touch, write
from .contacts import note_contact
from .custody import refuse_banned
from .noblame import keep, recount, skip

SAID_WORSE = _(
    "De leerling zei vandaag dat het slechter gaat. Praat eerst opnieuw en leg vast wat de leerling dan zegt. "
    "Gaat het dan beter? Dan kun je zo afronden."
)
NOT_BETTER = frozenset({Answer.SAME.value, Answer.WORSE.value})


def end_reason(case: Case, id_: str) -> Reason:
    """Return a reason with which a case may end, by its edition; raises MoveRefused for any other."""
    for reason in edition_of(case).reasons_for("end"):
        if reason.id == id_:
            return reason
    raise MoveRefused(f"no such reason: {id_}")


def fits(reason: Reason, answer: str) -> bool:
    """Tell whether the target's own answer allows this reason: same or worse is never a success."""
    if reason.success and (not answer or answer in NOT_BETTER):
        return False
    return not reason.answers or answer in reason.answers


@fulfils("5.guide.end")
def end_case(
    viewer: Viewer,
    case: Case,
    reason: str,
    answer: str = "",
    note: str = "",
    goes_on: Collection[UUID] = (),
    version: int | None = None,
) -> None:
    """End the track: later checks and last words follow. `goes_on` are the agreements that stay."""
    with one_write():
        begin(viewer, case, "close", version)
        case.state = move("case", case.state, "end")
        why = end_reason(case, reason)
        if not fits(why, answer):
            raise MoveRefused(
                "the target's own answer does not allow this reason",
                _(
                    "Deze reden past niet bij wat de leerling zelf zegt. Bij ‘hetzelfde’ of ‘slechter’ is het niet klaar."
                ),
            )
        if why.success and worse_stands(case):
            raise MoveRefused("the target said worse after the answer that this end rests on", SAID_WORSE)
        case.ended_on, case.end_reason, case.end_answer, case.end_note = today(), reason, answer, note
        case.contact_due = case.contact_since = None
        _leave_out(viewer, case, reason)
        _ask_agreements(case, goes_on)
        _plan_checks(case)
        _plan_last_words(case)
        case.save(update_fields=["end_note"])
        write(case, viewer.staff, "ended", note, facts={"reason": reason, "answer": answer})
        touch(case)
        record(viewer, "case.end", case, reason=reason)


def _leave_out(viewer: Viewer, case: Case, reason: str) -> None:
    """Leave out what is still open, with the reason of the end."""
    for step in case.steps.filter(state__in=(Step.State.OPEN, Step.State.WAITING)):
        skip(step, viewer.staff, reason)
    for row in case.rounds.filter(ended_on__isnull=True):
        row.ended_on = today()
        row.save()


def _ask_agreements(case: Case, goes_on: Collection[UUID]) -> None:
    for agreement in case.agreements.filter(ended_on__isnull=True):
        if agreement.pk not in goes_on:
            agreement.ended_on, agreement.outcome = today(), Agreement.Outcome.CASE_ENDED
            agreement.version += 1
            agreement.save()


def _plan_checks(case: Case) -> None:
    """Ask the target again some weeks later: a success that does not last is no success."""
    edition, calendar = edition_of(case), calendar_for(case.school)
    ending = 1 + max(case.later_checks.values_list("ending", flat=True), default=0)
    weeks = case.school.later_check_weeks or [
        edition.term("later_check_first").amount,
        edition.term("later_check_second").amount,
    ]
    for number in sorted(set(weeks)):
        on = calendar.school_day_on_or_after(today() + timedelta(weeks=number))
        LaterCheck.objects.create(school_id=case.school_id, case=case, ending=ending, weeks=number, due_on=on)


def _plan_last_words(case: Case) -> None:
    """Let everyone who knows of it hear how it ended: also the group, and who heard an earlier end."""
    until = due(edition_of(case).term("last_word"), today(), calendar_for(case.school))
    rows = list(case.told.all())
    met = Member.objects.filter(round__case=case).order_by("joined_on").first()
    if met is not None and not any(row.audience == Told.Audience.GROUP for row in rows):
        rows.append(_knows(case, Told.Audience.GROUP, met.joined_on))
    waiting = {_whom(row) for row in rows if row.last_word_on is None}
    for row in rows:
        if row.last_word_on is not None and _whom(row) not in waiting:
            waiting.add(_whom(row))
            rows_again = Told(
                school_id=case.school_id,
                case=case,
                audience=row.audience,
                who=row.who,
                report_id=row.report_id,
                pupil_id=row.pupil_id,
                staff_id=row.staff_id,
                told_on=row.last_word_on,
                last_word_due=until,
            )
            rows_again.save(force_insert=True)
        elif row.last_word_on is None:
            row.last_word_due = until
            row.save()


def _knows(case: Case, audience: Told.Audience, on: date) -> Told:
    return Told.objects.create(school_id=case.school_id, case=case, audience=audience, told_on=on)


def _whom(row: Told) -> tuple[str, object, object, object, str]:
    return (row.audience, row.report_id, row.pupil_id, row.staff_id, row.who)


def say_last_word(viewer: Viewer, told: Told, text: str, on: date, *, said: bool = True) -> None:
    """Keep that someone heard how it ended, or that this was not possible; a reporter's code then shows "klaar"."""
    with one_write():
        case = told.case
        begin(viewer, case)
        told.refresh_from_db(fields=["last_word_on"])
        if case.state != Case.State.AFTERCARE:
            raise MoveRefused(
                "a last word comes at the end", _("Een laatste woord komt pas als de situatie is afgerond.")
            )
        if told.last_word_on is not None:
            raise MoveRefused("this last word has been said", _("Dit laatste woord is al gezegd."))
        if on > today():
            raise MoveRefused("a last word lies in the past", _("Kies de dag waarop je het zei: vandaag of eerder."))
        if said and told.pupil is not None:
            # That it could not be said stays possible: a case is not kept open by a ban.
            refuse_banned(told.pupil)
        told.last_word, told.last_word_on, told.last_word_by = text, on, viewer.staff
        told.save()
        if told.report is not None:
            advance(told.report, Report.State.DONE)
        write(case, viewer.staff, "last_word", text, happened_on=on, facts={"audience": told.audience, "said": said})
        touch(case)
        record(viewer, "case.last_word", case, audience=told.audience, said=said)


def record_later_check(viewer: Viewer, check: LaterCheck, answer: str, note: str = "") -> None:
    """Keep what the target says some weeks later; an empty answer needs a note that says why nobody asked."""
    with one_write():
        case = check.case
        begin(viewer, case)
        check.refresh_from_db(fields=["done_on"])
        if case.state != Case.State.AFTERCARE or check.done_on is not None:
            raise MoveRefused("this check is not open", _("Deze vraag staat niet meer open."))
        if answer not in Answer.values and not note.strip():
            raise MoveRefused("no answer and no reason", _("Kies een antwoord, of schrijf op waarom het niet lukte."))
        check.done_on, check.by, check.answer, check.note = today(), viewer.staff, answer, note
        check.save()
        if answer:
            note_contact(case, viewer.staff, today(), answer, note)
        write(case, viewer.staff, "later_check", note, facts={"weeks": check.weeks, "answer": answer})
        touch(case)
        record(viewer, "case.later_check", case, weeks=check.weeks)


def close_case(viewer: Viewer, case: Case, version: int | None = None) -> None:
    """Close for good: after the last check, the last words and the last agreement. From then on it is read-only."""
    with one_write():
        begin(viewer, case, "close", version)
        state = move("case", case.state, "close")
        _nothing_open(case)
        case.state, case.closed_on = state, today()
        write(case, viewer.staff, "closed", "")
        touch(case)
        record(viewer, "case.close", case)


def _nothing_open(case: Case) -> None:
    if case.later_checks.filter(done_on__isnull=True).exists():
        raise MoveRefused("a later check is open", _("Er komt nog een moment om te vragen hoe het gaat."))
    if case.told.filter(last_word_on__isnull=True).exists():
        raise MoveRefused("a last word is open", _("Nog niet iedereen heeft een laatste woord gehoord."))
    if case.agreements.filter(ended_on__isnull=True).exists():
        raise MoveRefused("an agreement is running", _("Er loopt nog een afspraak. Kijk eerst of die kan stoppen."))
    if end_reason(case, case.end_reason).success and not_better(case, case.later_checks.all()):
        raise MoveRefused(
            "the target said it is not better",
            _("De leerling zei bij de laatste vraag dat het niet beter is. Open de situatie opnieuw."),
        )


def reopen(viewer: Viewer, case: Case, why: str) -> None:
    """Open the case again: contact is due today, and there is a step to go on with."""
    with one_write():
        begin(viewer, case, "close", may_be_closed=True)
        case.state = move("case", case.state, "reopen")
        calendar = calendar_for(case.school)
        day = calendar.school_day_on_or_after(today())
        case.contact_due, case.contact_since, case.closed_on = day, today(), None
        # What was only planned falls away; what was asked and answered stays.
        case.later_checks.filter(done_on__isnull=True).delete()
        for told in case.told.filter(last_word_on__isnull=True):
            told.last_word_due = None
            told.save()
        _reports_again(case)
        _next_step(case, due(edition_of(case).term("decide_after_reopening"), today(), calendar))
        write(case, viewer.staff, "reopened", why)
        touch(case)
        record(viewer, "case.reopen", case)
        if case.owner_id != viewer.staff.pk and case.owner.left_on is None:
            tell(case.owner, "case.reopened", f"case.reopened:{case.pk}:{case.version}", path_of(case))


def _reports_again(case: Case) -> None:
    for row in case.case_reports.select_related("report").filter(report__state=Report.State.DONE):
        advance(row.report, Report.State.TALKING)


def _next_step(case: Case, until: date) -> None:
    """Take up the steps that the end cut off; was the round complete, then decide anew (A1.6)."""
    last: Round | None = case.rounds.order_by("-number").first()
    if last is None:
        return
    last.ended_on = None
    last.save()
    cut_off = list(
        last.steps.filter(state=Step.State.LEFT_OUT, reason=case.end_reason, done_on=case.ended_on).order_by("clause")
    )
    for step in cut_off:
        step.state = move("step", step.state, "take_up")
        step.member_reviews.filter(done_on__isnull=True, reason=step.reason).update(reason="", by=None)
        step.reason, step.done_on, step.by = "", None, None
        keep(step)
    step = cut_off[0] if cut_off else last.steps.get(clause="A1.6")
    step.state = move("step", step.state, "open" if cut_off else "decide_again")
    step.due_from, step.due_until, step.done_on = today(), until, None
    step.planned_on = step.planned_by = None
    keep(step)
    course = course_of(case)
    if course.met_on is not None or course.without_group:
        # The group has met already: what follows on the meeting is open beside what was cut off first.
        for clause in REVIEWS:
            recount(course, clause)
