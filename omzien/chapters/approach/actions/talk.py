"""A1.1, the talk with the target: its wish, its consent, its choice of a group, and when we look back together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Case, Consent, Step, Told
from omzien.chapters.approach.moves import MoveRefused, move
from omzien.chapters.approach.queries.course import AT_WORK, MEETING, MEMBERS, OVER, REVIEW, TALK, Course
from omzien.chapters.approach.terms import plan
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.models import Pupil
from omzien.protocol.duties import fulfils

from .cases import touch, write
from .contacts import contact_after, note_contact
from .group import set_members
from .noblame import (
    BEFORE_OPENING,
    Answers,
    ask_for_group,
    check_step,
    finish,
    go_on,
    in_words,
    keep,
    not_later_than_today,
    open_step,
    recount,
    skip,
    take,
    take_step,
)

YES, LATER, NO = "yes", "later", "no"
# What the target declines is left out with this reason of the edition; help goes on without it.
DECLINED = "pupil_prefers_not"


@dataclass(frozen=True)
class Talk:
    """What was said in the talk; `answers` are to the questions of the edition, by id."""

    on: date
    consent: str = YES
    at: time | None = None
    members: Sequence[Pupil] = ()
    not_members: Sequence[Pupil] = ()
    # "Weet ik niet, kies jij": the target leaves the choice of the group to the mentor.
    you_choose: bool = False
    review_on: date | None = None
    # The parents know of it since this day.
    home_told: date | None = None
    answers: Answers = field(default_factory=dict)


@fulfils("A1.1")
def record_talk(viewer: Viewer, case: Case, talk: Talk, version: int | None = None) -> Step:
    """Record the talk. With consent the group can be planned; declining the group never ends help."""
    with one_write():
        course, step = take_step(viewer, case, TALK, version)
        not_later_than_today(talk.on, case.opened_on - BEFORE_OPENING)
        if talk.consent not in (YES, LATER, NO):
            raise MoveRefused(f"no such answer: {talk.consent}", _("Kies wat de leerling zegt over de steungroep."))
        finish(step, viewer.staff, talk.on, _answers(talk))
        if talk.consent == YES:
            _consent(viewer, course, talk.on)
        if talk.consent == NO:
            _without_group(viewer, course)
        else:
            set_members(course, talk.members)
            ask_for_group(course, talk.on)
        plan_review(viewer, course, REVIEW, talk.review_on)
        if talk.home_told is not None:
            _told_parents(course, talk.home_told)
        # 5.noblame: the talk is a contact, and the next is due within its term.
        note_contact(case, viewer.staff, talk.on)
        contact_after(case, "contact_after_talk", talk.on)
        text = in_words(course.edition.track("no_blame").step(TALK).questions, step.answers)
        write(case, viewer.staff, TALK, text, talk.on, talk.at, facts={"consent": talk.consent})
        touch(case)
        record(viewer, "step.talk", case, consent=talk.consent)
    return step


def _answers(talk: Talk) -> dict[str, object]:
    return {
        **talk.answers,
        "consent": talk.consent,
        "members": [str(pupil.pk) for pupil in talk.members],
        "not_members": [str(pupil.pk) for pupil in talk.not_members],
        "you_choose": talk.you_choose,
        "review_on": talk.review_on.isoformat() if talk.review_on else "",
    }


def plan_review(viewer: Viewer, course: Course, clause: str, day: date | None) -> None:
    """Keep the day on which a review was agreed, inside the caller's transaction; only a day that is offered."""
    if day is None:
        return
    step, span = course.steps[clause], course.span(clause)
    if span is None or step.state != Step.State.OPEN:
        raise MoveRefused("this review is not open", _("Deze terugblik kun je nu niet plannen."))
    if day not in span.choosable:
        raise MoveRefused(
            "the day is outside the window", _("Deze dag valt buiten de termijn. Kies een van de dagen die er staan.")
        )
    plan(step, span, day, viewer.staff)
    keep(step)


def choose_day(viewer: Viewer, case: Case, clause: str, day: date, version: int | None = None) -> Step:
    """Choose the day of a review from what the planner offers; it records who chose."""
    with one_write():
        course, step = take_step(viewer, case, clause, version)
        plan_review(viewer, course, clause, day)
        if clause == MEMBERS:
            for review in step.member_reviews.filter(done_on__isnull=True, reason=""):
                review.planned_on = day
                review.save()
        touch(case)
        record(viewer, "step.plan", case, clause=clause, day=day.isoformat())
    return step


def give_consent(viewer: Viewer, case: Case, answer: str, on: date | None = None, version: int | None = None) -> Course:
    """Record what the target says when it is asked again; "no" goes on without a group, "yes" may come later too."""
    with one_write():
        course = take(viewer, case)
        day = on or today()
        not_later_than_today(day, course.talk_on)
        if answer not in (YES, NO):
            raise MoveRefused(f"no such answer: {answer}", _("Kies wat de leerling zegt over de steungroep."))
        if course.steps[TALK].state in (Step.State.OPEN, Step.State.WAITING):
            raise MoveRefused("the talk comes first", _("Leg eerst het gesprek met de leerling vast."))
        check_step(course.steps[MEETING], version)
        if answer == YES:
            _take_up_group(viewer, course, day)
        else:
            _withdraw(viewer, course)
            _without_group(viewer, course)
        write(case, viewer.staff, TALK, _in_words(course, answer), day, facts={"consent": answer})
        touch(case)
        record(viewer, "step.consent", case, consent=answer)
    return course


def withdraw_consent(viewer: Viewer, case: Case, note: str = "", *, stop: bool = True) -> Course:
    """The target takes its consent back: the group stops (or waits, when it wants to think); help goes on."""
    with one_write():
        course = take(viewer, case)
        if not _withdraw(viewer, course):
            raise MoveRefused("there is no consent", _("Er staat nu geen akkoord. Je hoeft niets in te trekken."))
        stop = stop or course.met_on is not None
        if stop:
            _without_group(viewer, course)
        said = "\n\n".join(part for part in (_in_words(course, NO if stop else LATER), note) if part)
        write(case, viewer.staff, TALK, said, facts={"consent": NO if stop else LATER})
        touch(case)
        record(viewer, "step.consent_withdrawn", case)
    return course


def _in_words(course: Course, answer: str) -> str:
    """Return the question about consent with the answer, as a note for the log."""
    question = course.edition.track("no_blame").step(TALK).question("consent")
    return in_words((question,), {"consent": answer})


def _consent(viewer: Viewer, course: Course, on: date) -> None:
    if course.consent is None:
        course.consent = Consent.objects.create(
            school_id=course.case.school_id, round=course.round, given_on=on, by=viewer.staff
        )


def _withdraw(viewer: Viewer, course: Course) -> bool:
    consent, course.consent = course.consent, None
    if consent is None:
        return False
    consent.withdrawn_on, consent.withdrawn_by = today(), viewer.staff
    consent.save()
    return True


def _without_group(viewer: Viewer, course: Course) -> None:
    """Help without a group: what needs one is left out, and the review stays, counted from the talk."""
    for clause in (MEETING, AT_WORK, MEMBERS):
        step = course.steps[clause]
        if step.state in (Step.State.OPEN, Step.State.WAITING):
            skip(step, viewer.staff, DECLINED)
    recount(course, REVIEW)
    go_on(course, viewer.staff)


def _take_up_group(viewer: Viewer, course: Course, on: date) -> None:
    """Record the consent; a group that was declined before can be planned after all."""
    if course.without_group and course.steps[REVIEW].state in OVER:
        raise MoveRefused(
            "this round is over", _("Deze ronde is al bijna klaar. Kies bij stap 6 voor een ronde met een groep.")
        )
    _consent(viewer, course, on)
    for clause in (MEETING, AT_WORK, MEMBERS):
        step = course.steps[clause]
        if step.state == Step.State.LEFT_OUT and step.reason == DECLINED:
            step.state = move("step", step.state, "take_up")
            step.reason, step.done_on, step.by = "", None, None
            keep(step)
            step.member_reviews.filter(done_on__isnull=True, reason=DECLINED).update(reason="", by=None)
    if course.met_on is not None:
        # The group has met: it goes on where it was.
        if course.steps[AT_WORK].state == Step.State.WAITING:
            open_step(course.steps[AT_WORK])
        recount(course, MEMBERS)
        return
    meeting = course.steps[MEETING]
    if meeting.state == Step.State.WAITING or (meeting.state == Step.State.OPEN and meeting.planned_on is None):
        ask_for_group(course, on)


def _told_parents(course: Course, on: date) -> None:
    """Keep that the parents know; they get a last word at the end."""
    known = course.case.told.filter(audience=Told.Audience.PARENTS, pupil=course.target)
    if course.target is not None and not known.exists():
        Told.objects.create(
            school_id=course.case.school_id,
            case=course.case,
            audience=Told.Audience.PARENTS,
            pupil=course.target,
            told_on=on,
        )
