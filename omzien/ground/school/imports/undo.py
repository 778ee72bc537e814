"""Taking a load back within a day: values return to what they were, save what somebody changed since."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from omzien.ground.clock import now
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.models import Account, Load

from .apply import build, put, value_of
from .ops import MODELS, Op

WITHIN = timedelta(hours=24)


class TooLate(Exception):
    """Says why a load can no longer be taken back."""


def until(load: Load) -> datetime | None:
    """Return until when a load can be taken back, or None when it cannot."""
    if load.state != Load.State.DONE or load.confirmed_at is None:
        return None
    last = load.confirmed_at + WITHIN
    return last if now() < last else None


def undo(pk: UUID, actor: Actor | None = None) -> int:
    """Take a load back; returns how many things stay because they were changed or used since."""
    with one_write():
        load = Load.objects.select_for_update().get(pk=pk)
        if load.state == Load.State.UNDONE:
            return 0
        if until(load) is None:
            raise TooLate(_("Dit kan niet meer worden teruggedraaid: dat kan tot een dag na het laden."))
        kept = [tuple(row) for row in load.before.get("rows", [])]
        stayed = _restore(kept)
        load.state = Load.State.UNDONE
        load.before = {}
        load.save(update_fields=["state", "before"])
        record(actor, "load.undone", load, stayed=stayed)
    return stayed


def _restore(kept: list[tuple[Any, ...]]) -> int:
    stayed = 0
    for do, name, key, old, new in reversed(kept):
        if do == "update":
            stayed += not _put_back(name, key, old, new)
        elif do == "delete":
            row = build(Op("create", name, key, old))
            if not type(row)._base_manager.filter(pk=row.pk).exists():
                row.save(force_insert=True)
    return stayed + _take_away([row for row in kept if row[0] == "create"])


def _put_back(name: str, key: str, old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Put the old values back; False when somebody changed the row since."""
    row = MODELS[name]._base_manager.filter(pk=key).first()
    if row is None or any(value_of(row, field) != value for field, value in new.items()):
        return False
    put(row, old)
    return True


def _take_away(made: list[tuple[Any, ...]]) -> int:
    """Remove what the load made and nobody changed or used since; links go before what they link."""
    leaving: dict[str, dict[UUID, models.Model]] = defaultdict(dict)
    stayed = 0
    told: dict[str, dict[UUID, dict[str, Any]]] = defaultdict(dict)
    for _do, name, key, _old, new in made:
        told[name][UUID(key)] = new
    for name, rows in told.items():
        for pk, row in MODELS[name]._base_manager.in_bulk(list(rows)).items():
            if _untouched(row, rows[pk]):
                leaving[name][pk] = row
            else:
                stayed += 1
    for name in reversed(MODELS):
        used = _used(MODELS[name], leaving)
        stayed += len(used)
        free = [pk for pk in leaving[name] if pk not in used]
        leaving[name] = {pk: leaving[name][pk] for pk in free}
        for start in range(0, len(free), 500):
            MODELS[name]._base_manager.filter(pk__in=free[start : start + 500]).delete()
    return stayed


def _untouched(row: models.Model, values: dict[str, Any]) -> bool:
    if isinstance(row, Account) and (row.last_login is not None or row.has_usable_password()):
        return False
    return all(value_of(row, name) == value for name, value in values.items())


def _used(model: type[models.Model], leaving: dict[str, dict[UUID, models.Model]]) -> set[UUID]:
    """Return which of the leaving rows something else points to by now, in whatever chapter that is."""
    mine = list(leaving[model.__name__])
    used: set[UUID] = set()
    for relation in model._meta.related_objects:
        other, name = relation.related_model, relation.field.attname
        for start in range(0, len(mine), 500):
            rows = other._base_manager.filter(**{f"{name}__in": mine[start : start + 500]})
            used |= {key for key in rows.values_list(name, flat=True) if key is not None}
    return used
