"""The small changes that a load is made of: each can be stored, carried out, and taken back."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.db import models

from omzien.ground.school.models import (
    Account,
    CoreTeam,
    Guardian,
    Guardianship,
    HomeGroup,
    Placement,
    Pupil,
    RoleHolding,
    SchoolYear,
    Staff,
)

MODELS: dict[str, type[models.Model]] = {
    model.__name__: model
    for model in (
        SchoolYear,
        CoreTeam,
        HomeGroup,
        Staff,
        Account,
        Pupil,
        Placement,
        RoleHolding,
        Guardian,
        Guardianship,
    )
}
Act = Literal["new", "changed", "gone"]
Value = str | int | bool | None


@dataclass
class Op:
    """One row made, changed, or taken away (only links are ever taken away, never people)."""

    do: Literal["create", "update", "delete"]
    model: str
    pk: str
    values: dict[str, Value] = field(default_factory=dict)

    def as_json(self) -> list[Any]:
        """Return it for storing."""
        return [self.do, self.model, self.pk, self.values]

    @classmethod
    def from_json(cls, told: list[Any]) -> "Op":
        """Return what was stored."""
        return cls(*told)


@dataclass
class Item:
    """What a load does for one person or group, as the preview shows it."""

    kind: str
    act: Act
    name: str
    about: str = ""
    # what, old, new
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    ops: list[Op] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it for storing."""
        return {
            "kind": self.kind,
            "act": self.act,
            "name": self.name,
            "about": self.about,
            "changes": [list(change) for change in self.changes],
            "ops": [op.as_json() for op in self.ops],
        }


def shown(value: object) -> str:
    """Return a value as a person reads it in a preview."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        value = date.fromisoformat(value)
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return "" if value is None else str(value)


def plain_value(value: object) -> Value:
    """Return a value as it can stand in JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, models.Model):
        return str(value.pk)
    return value if isinstance(value, int | bool) or value is None else str(value)


def create(model: type[models.Model], pk: UUID, **values: object) -> Op:
    """Return the making of a row."""
    return Op("create", model.__name__, str(pk), {name: plain_value(value) for name, value in values.items()})


def update(row: models.Model, **values: object) -> Op:
    """Return a change of a row."""
    return Op("update", type(row).__name__, str(row.pk), {name: plain_value(value) for name, value in values.items()})


def end(row: Placement | RoleHolding, until: date) -> Op:
    """Return the end of something that has from-until; what would end before it began is taken away."""
    if row.from_on > until:
        return Op("delete", type(row).__name__, str(row.pk))
    return update(row, until_on=until)
