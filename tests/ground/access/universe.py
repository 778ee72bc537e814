"""Two schools with everything that the policy makes a difference by; nobody in it exists."""

from omzien.chapters.approach.models import Case, CaseReport, Part, TeamMember
from omzien.chapters.reports.models import Mention, Reader, Report
from omzien.ground.clock import now, today
from omzien.ground.school.models import Role
from tests.cast import Cast


def make_report(cast: Cast, *readers: str, author: str = "", about: str = "", role: Role = Role.MENTOR) -> Report:
    """Make a report to these colleagues in this role; about a pupil whose name an adult confirmed."""
    report = Report.objects.create(
        school=cast.school, source="staff" if author else "pupil", author=cast.staff.get(author), made_at=now()
    )
    for name in readers:
        Reader.objects.create(school=cast.school, report=report, staff=cast.staff[name], role=role)
    if about:
        Mention.objects.create(
            school=cast.school, report=report, about="target", state="confirmed", pupil=cast.pupils[about]
        )
    return report


def make_case(cast: Cast, owner: str, *team: str, pupils: tuple[str, ...] = ("Noor",), state: str = "open") -> Case:
    """Make a case with its team: the owner and these colleagues."""
    case = Case.objects.create(
        school=cast.school,
        edition="kiim/1",
        state=state,
        owner=cast.staff[owner],
        opened_on=today(),
        next_from=today(),
        next_until=today(),
        next_kind="A1.1",
    )
    for name in (owner, *team):
        TeamMember.objects.create(school=cast.school, case=case, staff=cast.staff[name], from_on=today())
    for name in pupils:
        Part.objects.create(
            school=cast.school,
            case=case,
            pupil=cast.pupils[name],
            plays="targeted" if name == pupils[0] else "involved",
            by=cast.staff[owner],
            from_on=today(),
        )
    return case


def join(report: Report, case: Case) -> None:
    """Let the report belong to the case."""
    CaseReport.objects.create(school=case.school, case=case, report=report, by=case.owner, joined_at=now())
