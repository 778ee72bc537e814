"""Who stands in what relation to a case: its team; the anti-bullying coordinator sees the cases of the school."""

from collections.abc import Iterable

from django.db.models import Q

from omzien.chapters.reports.models import Report
from omzien.ground.access.school import WHOLE_SCHOOL
from omzien.ground.access.scopes import Scope, register
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.school.holders import holders
from omzien.ground.school.models import Role, Staff

from .models import Case, CaseReport, TeamMember


def _team(viewer: Viewer) -> Q:
    day = today()
    mine = TeamMember.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day), school=viewer.school, staff=viewer.staff, from_on__lte=day
    )
    return Q(pk__in=mine.values("case_id"))


def _team_people(case: Case, role: Role) -> Iterable[Staff]:
    day = today()
    members = {
        row.staff_id for row in case.team.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day)
    }
    return [staff for staff in holders(case.school, role) if staff.pk in members]


def _of_my_cases(viewer: Viewer) -> Q:
    """Reports that belong to a case of one's own team: who takes over reads what it began with (5.pc.1)."""
    mine = Case.objects.filter(_team(viewer), school=viewer.school)
    return Q(pk__in=CaseReport.objects.filter(case__in=mine).values("report_id"))


def _team_of_report(report: Report, role: Role) -> Iterable[Staff]:
    case = Case.objects.filter(case_reports__report=report).first()
    return _team_people(case, role) if case else []


register("approach.Case", WHOLE_SCHOOL, Scope("team", _team, _team_people))
register("reports.Report", Scope("case team", _of_my_cases, _team_of_report))
