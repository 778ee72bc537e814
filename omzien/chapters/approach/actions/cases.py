"""Opening a case, the beginning and end of every verb on it, handing it over and nudging its owner."""

from collections.abc import Mapping, Sequence
from datetime import date, time

from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Case, CaseReport, LogEntry, Part, Round, Step, TeamMember, Told
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.next import nearest
from omzien.chapters.approach.queries.people import fit_for
from omzien.chapters.approach.terms import edition_in_force
from omzien.chapters.reports.models import Report
from omzien.chapters.reports.staff_actions import advance
from omzien.ground.access.conflicts import parents_among_staff
from omzien.ground.access.engine import readers, require
from omzien.ground.access.escalation import ladder_of, lowest_role, next_up
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now, today
from omzien.ground.clock.terms import due
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.tell import tell
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.models import Pupil, Role, Staff
from omzien.ground.vault.fields import Encrypted
from omzien.protocol.duties import fulfils

CLAUSES = ("A1.1", "A1.2", "A1.3", "A1.4", "A1.5", "A1.6")
# What is read anew when a verb begins; an encrypted field stays closed until somebody reads it.
_PLAIN = [
    field.name for field in Case._meta.concrete_fields if not isinstance(field, Encrypted) and not field.primary_key
]

OWN_FAMILY = _("Deze leerling is familie van jou. Vraag een collega om dit op te pakken.")

Fact = str | int | bool | None


class Stale(Exception):
    """Someone else changed it since the page was opened."""


def path_of(case: Case) -> str:
    """Return the opaque address of a case."""
    return f"/situaties/{case.pk}/"


def write(
    case: Case,
    by: Staff | None,
    kind: str,
    text: str,
    happened_on: date | None = None,
    happened_at: time | None = None,
    corrects: LogEntry | None = None,
    facts: Mapping[str, Fact] | None = None,
) -> LogEntry:
    """Add one log entry inside the caller's transaction."""
    return LogEntry.objects.create(
        school_id=case.school_id,
        case=case,
        kind=kind,
        happened_on=happened_on or today(),
        happened_at=happened_at,
        entered_at=now(),
        by=by,
        text=text,
        facts=dict(facts or {}),
        corrects=corrects,
    )


def begin(
    viewer: Viewer, case: Case, act: str = "handle", version: int | None = None, *, may_be_closed: bool = False
) -> None:
    """Begin a verb inside its transaction: the right to it, the row as it is now, and a case that is not closed."""
    require(viewer, act, case)
    case.refresh_from_db(fields=_PLAIN, from_queryset=Case.objects.again(case).select_for_update(of=("self",)))
    check_version(case, version)
    if case.state == Case.State.CLOSED and not may_be_closed:
        raise MoveRefused(
            "a closed case is read-only",
            _("Deze situatie is afgesloten. Is er weer iets nodig? Open de situatie dan eerst opnieuw."),
        )


def touch(case: Case) -> None:
    """Keep the nearest open date on the case and count its version; every verb ends with this."""
    item = nearest(case)
    case.next_from = item.due_from if item else None
    case.next_until = item.due_until if item else None
    case.next_kind = item.kind if item else ""
    case.version += 1
    # What is encrypted is saved only by the verb that wrote it: an older object must not undo somebody's words.
    case.save(update_fields=_PLAIN)


def check_version(case: Case, version: int | None) -> None:
    """Raise Stale when the page that sent the form showed an older case."""
    if version is not None and case.version != version:
        raise Stale


@fulfils("5.mentor.1")
def open_case(
    viewer: Viewer, report: Report, target: Pupil, safe_today: str = "", others: Sequence[Pupil] = ()
) -> Case:
    """Open a case from a report: the mentor talks with the target first, so step 1 is due within its term."""
    require(viewer, "handle", report)
    if viewer.staff.pk in parents_among_staff([target.pk, *(pupil.pk for pupil in others)]):
        raise MoveRefused("the viewer is a parent of one of the pupils", OWN_FAMILY)
    edition = edition_in_force()
    day = today()
    until = due(edition.term("first_talk"), day, calendar_for(viewer.school))
    with one_write():
        case = Case(
            school=viewer.school,
            edition=f"{edition.id}/{edition.version}",
            owner=viewer.staff,
            opened_on=day,
            safe_today=safe_today,
            contact_due=until,
            next_from=day,
            next_until=until,
            next_kind="A1.1",
        )
        case.save(force_insert=True)
        TeamMember.objects.create(school=viewer.school, case=case, staff=viewer.staff, from_on=day)
        _part(case, target, Part.As.TARGETED, viewer)
        for pupil in others:
            if pupil.pk != target.pk:
                _part(case, pupil, Part.As.INVOLVED, viewer)
        join_report(viewer, case, report)
        first = Round.objects.create(school=viewer.school, case=case, number=1, opened_on=day)
        for clause in CLAUSES:
            talk = clause == "A1.1"
            Step.objects.create(
                school=viewer.school,
                case=case,
                round=first,
                clause=clause,
                state=Step.State.OPEN if talk else Step.State.WAITING,
                due_from=day if talk else None,
                due_until=until if talk else None,
            )
        write(case, viewer.staff, "opened", safe_today)
        record(viewer, "case.open", case, report=str(report.pk))
        touch(case)
    return case


def _part(case: Case, pupil: Pupil, plays: Part.As, viewer: Viewer) -> Part:
    return Part.objects.create(
        school=viewer.school, case=case, pupil=pupil, plays=plays, by=viewer.staff, from_on=today()
    )


def join_report(viewer: Viewer, case: Case, report: Report) -> None:
    """Let a report belong to a case, inside the caller's transaction; its teller gets a last word at the end."""
    CaseReport.objects.create(school=viewer.school, case=case, report=report, by=viewer.staff, joined_at=now())
    Told.objects.create(
        school=viewer.school, case=case, audience=Told.Audience.REPORTER, report=report, told_on=today()
    )
    advance(report, Report.State.TALKING)


def hand_over(viewer: Viewer, case: Case, to: Staff, why: str, version: int | None = None) -> None:
    """Give the case to another owner; it never has none."""
    with one_write():
        begin(viewer, case, "hand_over", version)
        if to.pk not in {staff.pk for staff, _role in fit_for(case)}:
            raise MoveRefused(
                "the new owner cannot work on a case",
                _("Deze collega kan nu geen situatie dragen. Kies een ander."),
            )
        before = case.owner_id
        case.owner = to
        if not case.team.filter(staff=to, until_on__isnull=True).exists():
            TeamMember.objects.create(school_id=case.school_id, case=case, staff=to, from_on=today())
        write(case, viewer.staff, "handed_over", why, facts={"from": str(before), "staff": str(to.pk)})
        touch(case)
        record(viewer, "case.hand_over", case, to=str(to.pk))
        tell(to, "case.yours", f"case.yours:{case.pk}:{case.version}", path_of(case))


def nudge(viewer: Viewer, case: Case) -> bool:
    """Ask the owner to look at the case, once a day; False when that was done today already.

    Nobody reminds themselves: of one's own case whoever stands above is asked.
    """
    with one_write():
        begin(viewer, case, "hand_over")
        if case.owner_id == viewer.staff.pk:
            return _ask_above(viewer, case)
        if case.owner.left_on is not None:
            raise MoveRefused(
                "the owner has left", _("De eigenaar werkt hier niet meer. Geef de situatie over aan een ander.")
            )
        new = tell(case.owner, "case.nudge", f"case.nudge:{case.pk}:{today()}", path_of(case))
        if new:
            record(viewer, "case.nudge", case)
    return new


def above_owner(case: Case) -> list[tuple[Staff, Role]]:
    """Return who stands above the owner and may know of the case."""
    ladder = ladder_of(case.school)
    return next_up(case, lowest_role(case.owner, ladder), {case.owner_id}, ladder)


def _ask_above(viewer: Viewer, case: Case) -> bool:
    higher = above_owner(case)
    if not higher:
        raise MoveRefused(
            "nobody stands above",
            _("Boven jou staat nu niemand die dit mag weten. Kijk bij Inrichting wie dat kan zijn."),
        )
    reads = {staff.pk for staff, _role in readers(case)}
    told = [
        tell(
            staff, "case.above", f"case.above:{case.pk}:{today()}", path_of(case) if staff.pk in reads else "/vandaag/"
        )
        for staff, _role in higher
    ]
    if any(told):
        record(viewer, "case.nudge_above", case, people=sum(told))
    return any(told)
