"""Asks the policy four ways: which rows, may I, which parts, and who else."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import Http404

from omzien.ground.school.models import Role, Staff
from omzien.ground.vault.guard import reached, unwatched

from . import scopes, table
from .viewer import Viewer

M = TypeVar("M", bound=models.Model)


def scope(viewer: Viewer, model: type[M], action: str = "read") -> models.QuerySet[M]:
    """Return the rows on which the viewer may do the action; list and object check are this same query."""
    return _within(viewer, model, table.scopes_for(viewer.role, model._meta.label, action))


def _within(viewer: Viewer, model: type[M], names: Iterable[str]) -> models.QuerySet[M]:
    """Return the rows inside any of these scopes, less what is denied."""
    label = model._meta.label
    allowed = Q(pk__in=[])
    viewer.look_again()
    with unwatched():
        for name in names:
            allowed |= scopes.scope_named(label, name).rows(viewer)
        denied = scopes.denied(label, viewer)
    rows = reached(model._base_manager.filter(allowed, school=viewer.school))
    return rows if denied is None else rows.exclude(denied)


def may(viewer: Viewer, action: str, label: str) -> bool:
    """Tell whether the role may do the action in its daily work: for showing a menu item or a button."""
    return any(name != table.EMERGENCY for name in table.scopes_for(viewer.role, label, action))


def fields(viewer: Viewer, obj: models.Model) -> frozenset[str]:
    """Return the parts of the object that the viewer sees, by every scope that holds it; empty outside."""
    model = type(obj)
    seen: frozenset[str] = frozenset()
    for rule in table.rules_for(viewer.role, model._meta.label, "read"):
        if not rule.parts <= seen and _within(viewer, model, [rule.scope]).filter(pk=obj.pk).exists():
            seen |= rule.parts
    return seen


def require(viewer: Viewer, action: str, obj: models.Model) -> None:
    """Raise Http404 when the object is outside, PermissionDenied (403) when only the act is forbidden."""
    model = type(obj)
    if not scope(viewer, model, "read").filter(pk=obj.pk).exists():
        raise Http404
    if action != "read" and not scope(viewer, model, action).filter(pk=obj.pk).exists():
        raise PermissionDenied


def find(viewer: Viewer, model: type[M], pk: Any, action: str = "read") -> M:
    """Return one object through the same query as the list; 404 outside, 403 for a forbidden act."""
    found = scope(viewer, model, "read").filter(pk=pk).first()
    if found is None:
        raise Http404
    if action != "read" and not scope(viewer, model, action).filter(pk=pk).exists():
        raise PermissionDenied
    return found


def readers(obj: models.Model, action: str = "read", part: str = "") -> list[tuple[Staff, Role]]:
    """Return who reaches the object today, with the role, by name order: "Wie leest dit" is generated from this."""
    label = type(obj)._meta.label
    found: dict[tuple[Any, Role], tuple[Staff, Role]] = {}
    with unwatched():
        denied = scopes.denied_people(label, obj)
        for role, name in table.roles_for(label, action, part):
            for staff in scopes.scope_named(label, name).people(obj, role):
                if staff.pk not in denied:
                    found[staff.pk, role] = (staff, role)
    return sorted(found.values(), key=lambda pair: (pair[0].sort_key, pair[1].value))
