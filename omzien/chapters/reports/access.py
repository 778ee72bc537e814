"""Who stands in what relation to a report: its author, its chosen readers, and who reads along in the school channel."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from omzien.ground.access.conflicts import parents_among_staff, recorded
from omzien.ground.access.school import WHOLE_SCHOOL
from omzien.ground.access.scopes import Denial, Scope, deny, register
from omzien.ground.access.table import roles_for
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.school.holders import holders
from omzien.ground.school.models import Role, RoleHolding, Staff

from .models import Mention, Reader, Report


def _own(viewer: Viewer) -> Q:
    return Q(author=viewer.staff)


def _author(report: Report, role: Role) -> Iterable[Staff]:
    """A report is its author's in whatever role they hold; it is named once, under the role that everyone has."""
    if role is not Role.TEACHER or report.author is None or report.author.left_on is not None:
        return []
    able = [role for role, scope in roles_for("reports.Report", "read") if scope == "own"]
    held = RoleHolding.objects.on(today()).filter(school=report.school, staff=report.author, role__in=able)
    return [report.author] if held.exists() else []


def _addressed(viewer: Viewer) -> Q:
    chosen = Reader.objects.filter(school=viewer.school, staff=viewer.staff, role=viewer.role)
    return Q(pk__in=chosen.values("report_id"))


def _chosen(report: Report, role: Role) -> Iterable[Staff]:
    """Who was chosen and still holds the role: whoever has left, reads no more."""
    chosen = set(report.readers.filter(role=role).values_list("staff_id", flat=True))
    # Asked also when nobody was chosen: a code that does not exist costs the same work as one that does.
    return [staff for staff in holders(report.school, role) if staff.pk in chosen]


def _about_own_child(viewer: Viewer) -> Q | None:
    if not viewer.children:
        return None
    return Q(pk__in=Mention.objects.filter(pupil__in=viewer.children).values("report_id"))


def _parents(report: Report) -> set[UUID]:
    return parents_among_staff(report.mentions.filter(pupil__isnull=False).values_list("pupil_id", flat=True))


register("reports.Report", WHOLE_SCHOOL, Scope("own", _own, _author), Scope("addressed", _addressed, _chosen))
deny("reports.Report", recorded("reports.Report"))
deny("reports.Report", Denial(_about_own_child, _parents))
