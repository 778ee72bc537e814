"""Conflicts of interest as conditions: which objects a viewer never sees, and who never sees an object."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from omzien.ground.clock import today
from omzien.ground.journal.record import Actor, record
from omzien.ground.school.holders import holders
from omzien.ground.school.models import Guardianship, Role, RoleHolding, School, Staff

from .models import Conflict
from .scopes import Denial, denied_people
from .viewer import Viewer


def barred_ids(viewer: Viewer, label: str) -> frozenset[UUID]:
    """Return the keys of the objects that are closed to the viewer, or to somebody whom the viewer stands in for."""
    return viewer.barred.get(label, frozenset())


def barred_from(label: str, ids: Iterable[UUID]) -> set[UUID]:
    """Return the keys of the staff to whom these objects are closed, deputies included."""
    running = Conflict.objects.filter(about=label, about_id__in=list(ids), ended_on__isnull=True)
    named = set(running.values_list("staff_id", flat=True))
    deputies = RoleHolding.objects.on(today()).filter(stands_in_for__in=named)
    return named | set(deputies.values_list("staff_id", flat=True))


def parents_among_staff(pupil_ids: Iterable[UUID]) -> set[UUID]:
    """Return the keys of the colleagues who are parents of these pupils."""
    rows = Guardianship.objects.filter(pupil__in=list(pupil_ids), guardian__colleague__isnull=False)
    return set(rows.values_list("guardian__colleague_id", flat=True))


def recorded(label: str) -> Denial:
    """Return the denial by recorded conflicts about this very object."""

    def rows(viewer: Viewer) -> Q | None:
        barred = barred_ids(viewer, label)
        return Q(pk__in=barred) if barred else None

    return Denial(rows, lambda obj: barred_from(label, [obj.pk]))


# Who takes over what a role may not see: nothing is ever without a reader.
NEXT: dict[Role, tuple[Role, ...]] = {
    Role.MENTOR: (Role.ANTI_BULLYING_COORDINATOR, Role.PUPIL_COORDINATOR),
    Role.PUPIL_COORDINATOR: (Role.ANTI_BULLYING_COORDINATOR,),
    Role.ANTI_BULLYING_COORDINATOR: (Role.PUPIL_COORDINATOR,),
}


def stand_in_for_role(school: School, role: Role, obj: models.Model) -> list[tuple[Staff, Role]]:
    """Return who does a role's work on this object: its holders who are not barred, else those of the next role."""
    barred = denied_people(type(obj)._meta.label, obj)
    for one in (role, *NEXT.get(role, ())):
        able = [(staff, one) for staff in holders(school, one) if staff.pk not in barred]
        if able:
            return able
    return []


def running(obj: models.Model) -> models.QuerySet[Conflict]:
    """Return the conflicts about this very object that have not ended."""
    return Conflict.objects.filter(about=type(obj)._meta.label, about_id=obj.pk, ended_on__isnull=True)


def bar(actor: Actor | None, obj: Any, staff: Staff, why: str, by: Staff | None, at: datetime | None = None) -> bool:
    """Close an object to somebody inside the caller's transaction; True when it was open until now.

    `at` is for what must not show its minute.
    """
    if running(obj).filter(staff=staff).exists():
        return False
    label = type(obj)._meta.label
    row = Conflict.objects.create(
        school_id=obj.school_id, staff=staff, about=label, about_id=obj.pk, why=why, by=by, from_on=today()
    )
    # Of whom it is said stands in the row, not in the journal of the object.
    record(actor, "conflict.bar", obj, at=at, conflict=str(row.pk), why=why)
    return True


def unbar(actor: Actor | None, obj: models.Model, conflict: Conflict) -> None:
    """Open an object again to somebody, inside the caller's transaction."""
    conflict.ended_on = today()
    conflict.save(update_fields=["ended_on"])
    record(actor, "conflict.end", obj, conflict=str(conflict.pk))
