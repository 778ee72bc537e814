"""Who stands in what relation to a report: its author, its chosen readers, and who reads along in the school channel."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from omzien.ground.access.conflicts import own_children, parents_among_staff, recorded
from omzien.ground.access.school import WHOLE_SCHOOL
from omzien.ground.access.scopes import Denial, Scope, deny, register
from omzien.ground.access.viewer import Viewer
from omzien.ground.school.models import Role, Staff

from .models import Mention, Reader, Report


def _own(viewer: Viewer) -> Q:
    return Q(author=viewer.staff)


def _author(report: Report, role: Role) -> Iterable[Staff]:
    """A report is its author's in whatever role they hold; it is named once, under the first role in the table."""
    return [report.author] if report.author and role is Role.TEACHER else []


def _addressed(viewer: Viewer) -> Q:
    chosen = Reader.objects.filter(school=viewer.school, staff=viewer.staff, role=viewer.role)
    return Q(pk__in=chosen.values("report_id"))


def _chosen(report: Report, role: Role) -> Iterable[Staff]:
    return [reader.staff for reader in report.readers.select_related("staff").filter(role=role)]


def _about_own_child(viewer: Viewer) -> Q:
    return Q(pk__in=Mention.objects.filter(pupil__in=own_children(viewer)).values("report_id"))


def _parents(report: Report) -> set[UUID]:
    return parents_among_staff(report.mentions.filter(pupil__isnull=False).values_list("pupil_id", flat=True))


register("reports.Report", WHOLE_SCHOOL, Scope("own", _own, _author), Scope("addressed", _addressed, _chosen))
deny("reports.Report", recorded("reports.Report"))
deny("reports.Report", Denial(_about_own_child, _parents))
