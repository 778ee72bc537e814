"""Conflicts of interest as conditions: which objects a viewer never sees, and who never sees an object."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.db.models import Q

from omzien.ground.clock import today
from omzien.ground.school.models import Guardianship, RoleHolding

from .models import Conflict
from .scopes import Denial
from .viewer import Viewer


def barred_ids(viewer: Viewer, label: str) -> models.QuerySet[Conflict, UUID]:
    """Return the keys of the objects that are closed to the viewer, or to somebody whom the viewer stands in for."""
    replaced = RoleHolding.objects.on(today()).filter(staff=viewer.staff, stands_in_for__isnull=False)
    running = Conflict.objects.filter(
        Q(staff=viewer.staff) | Q(staff__in=replaced.values("stands_in_for")),
        school=viewer.school,
        about=label,
        ended_on__isnull=True,
    )
    return running.values_list("about_id", flat=True)


def barred_from(label: str, ids: Iterable[UUID]) -> set[UUID]:
    """Return the keys of the staff to whom these objects are closed, deputies included."""
    running = Conflict.objects.filter(about=label, about_id__in=list(ids), ended_on__isnull=True)
    named = set(running.values_list("staff_id", flat=True))
    deputies = RoleHolding.objects.on(today()).filter(stands_in_for__in=named)
    return named | set(deputies.values_list("staff_id", flat=True))


def own_children(viewer: Viewer) -> models.QuerySet[Guardianship, UUID]:
    """Return the keys of the pupils of whom the viewer is a parent."""
    return Guardianship.objects.filter(guardian__colleague=viewer.staff).values_list("pupil_id", flat=True)


def parents_among_staff(pupil_ids: Iterable[UUID]) -> set[UUID]:
    """Return the keys of the colleagues who are parents of these pupils."""
    rows = Guardianship.objects.filter(pupil__in=list(pupil_ids), guardian__colleague__isnull=False)
    return set(rows.values_list("guardian__colleague_id", flat=True))


def recorded(label: str) -> Denial:
    """Return the denial by recorded conflicts about this very object."""
    return Denial(lambda viewer: Q(pk__in=barred_ids(viewer, label)), lambda obj: barred_from(label, [obj.pk]))
