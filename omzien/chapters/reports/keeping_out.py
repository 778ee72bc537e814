"""A report is never without a reader: when nobody is left who may see it, the next role takes over."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from omzien.ground.access.conflicts import bar, parents_among_staff, stand_in_for_role
from omzien.ground.access.engine import readers
from omzien.ground.access.models import Conflict
from omzien.ground.journal.record import Actor, record
from omzien.ground.notices.tell import tell
from omzien.ground.school.models import Pupil, Role, Staff

from .intake import NOTICE
from .models import Reader, Report


class NobodyLeft(Exception):
    """Nobody would be left who may see it; `said` names the role that must be filled first."""

    @property
    def said(self) -> str:
        """Return what a person can do about it."""
        return _(
            "Dan is er niemand meer die dit kan lezen. Laat eerst een tweede %(first)s of een %(second)s aanwijzen."
        ) % {
            "first": Role.ANTI_BULLYING_COORDINATOR.label,
            "second": Role.PUPIL_COORDINATOR.label,
        }


def assure_reader(actor: Actor | None, report: Report, at: datetime | None = None) -> None:
    """Address the report to who comes next when nobody is left to work on it; raises NobodyLeft."""
    if readers(report, "handle"):
        return
    nexts = stand_in_for_role(report.school, Role.ANTI_BULLYING_COORDINATOR, report)
    for staff, role in nexts:
        Reader.objects.get_or_create(report=report, staff=staff, role=role, defaults={"school_id": report.school_id})
        tell(staff, NOTICE, f"{NOTICE}:{report.pk}", reverse("report", args=[report.pk]))
    if not readers(report, "handle"):
        raise NobodyLeft
    record(actor, "report.stand_in", report, at=at, readers=len(nexts))


def bar_parents(actor: Actor | None, report: Report, pupil: Pupil) -> None:
    """Keep colleagues out who are a parent of the pupil who was tapped, also while the name is not confirmed."""
    for parent in Staff.objects.filter(pk__in=parents_among_staff([pupil.pk])):
        bar(actor, report, parent, Conflict.Why.FAMILY, None, at=report.made_at)
