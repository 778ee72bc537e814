"""Who stands in what relation to a case: its team; the anti-bullying coordinator sees the cases of the school."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from omzien.chapters.reports.models import Report
from omzien.ground.access.conflicts import barred_from, barred_ids, parents_among_staff
from omzien.ground.access.models import Emergency
from omzien.ground.access.school import WHOLE_SCHOOL
from omzien.ground.access.scopes import Denial, Scope, deny, register
from omzien.ground.access.table import EMERGENCY
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now, today
from omzien.ground.school.holders import holders
from omzien.ground.school.models import Role, Staff

from .models import Case, CaseReport, Part, TeamMember


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


def _by_emergency(viewer: Viewer) -> Q:
    """Break-glass is about a pupil: it opens the cases in which that pupil has a part, for an hour."""
    running = Emergency.objects.filter(
        school=viewer.school, staff=viewer.staff, role=viewer.role, until_at__gt=now(), began_at__lte=now()
    )
    return Q(pk__in=Part.objects.filter(pupil__in=running.values("pupil_id")).values("case_id"))


def _in_emergency(case: Case, role: Role) -> Iterable[Staff]:
    running = Emergency.objects.filter(
        school=case.school, role=role, until_at__gt=now(), began_at__lte=now(), pupil__in=case.parts.values("pupil_id")
    )
    who = set(running.values_list("staff_id", flat=True))
    return [staff for staff in holders(case.school, role) if staff.pk in who] if who else []


def _closed_to(viewer: Viewer) -> Q | None:
    """Cases of one's own child, cases that are barred, and cases that began with a report that is barred."""
    reports, cases = barred_ids(viewer, "reports.Report"), barred_ids(viewer, "approach.Case")
    if not (viewer.children or reports or cases):
        return None
    children = Part.objects.filter(pupil__in=viewer.children).values("case_id")
    begun = CaseReport.objects.filter(report__in=reports).values("case_id")
    return Q(pk__in=children) | Q(pk__in=begun) | Q(pk__in=cases)


def _outside(case: Case) -> set[UUID]:
    return (
        parents_among_staff(case.parts.values_list("pupil_id", flat=True))
        | barred_from("reports.Report", case.case_reports.values_list("report_id", flat=True))
        | barred_from("approach.Case", [case.pk])
    )


def _of_closed_cases(viewer: Viewer) -> Q | None:
    """A report follows its case: who may not see the one does not see the other."""
    closed = _closed_to(viewer)
    if closed is None:
        return None
    cases = Case.objects.filter(closed, school=viewer.school)
    return Q(pk__in=CaseReport.objects.filter(case__in=cases).values("report_id"))


def _outside_its_case(report: Report) -> set[UUID]:
    case = Case.objects.filter(case_reports__report=report).first()
    return _outside(case) if case else set()


def _carried(viewer: Viewer) -> Q:
    return Q(owner=viewer.staff)


def _carrier(case: Case, role: Role) -> Iterable[Staff]:
    return [staff for staff in holders(case.school, role) if staff.pk == case.owner_id]


register("approach.Case", WHOLE_SCHOOL, Scope("team", _team, _team_people), Scope("owner", _carried, _carrier))
register("approach.Case", Scope(EMERGENCY, _by_emergency, _in_emergency))
register("reports.Report", Scope("case team", _of_my_cases, _team_of_report))
deny("approach.Case", Denial(_closed_to, _outside))
deny("reports.Report", Denial(_of_closed_cases, _outside_its_case))
