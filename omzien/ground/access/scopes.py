"""Scopes by name: which rows of an object a viewer reaches, and the other way round, who reaches a row.

Each chapter registers the scopes of its own objects; the policy table names them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q

from omzien.ground.school.models import Role, Staff

from .viewer import Viewer

Rows = Callable[[Viewer], Q]
People = Callable[[Any, Role], Iterable[Staff]]


@dataclass(frozen=True)
class Scope:
    """`rows` finds the rows for a viewer; `people` finds, for one row and one role, who reaches it by this scope."""

    name: str
    rows: Rows
    people: People


@dataclass(frozen=True)
class Denial:
    """`rows` finds what a viewer never sees, None for nothing at all; `people` finds, for one row, the keys of the staff who never see it."""

    rows: Callable[[Viewer], Q | None]
    people: Callable[[Any], set[UUID]]


_scopes: dict[tuple[str, str], Scope] = {}
_denials: dict[str, list[Denial]] = {}


def register(label: str, *scopes: Scope) -> None:
    """Add the scopes of an object; a name is defined once."""
    for scope in scopes:
        if (label, scope.name) in _scopes:
            raise ValueError(f"scope {scope.name} of {label} is defined twice")
        _scopes[label, scope.name] = scope


def deny(label: str, denial: Denial) -> None:
    """Add what no scope may show: deny beats allow; a higher chapter may add to what a lower one denies."""
    _denials.setdefault(label, []).append(denial)


def scope_named(label: str, name: str) -> Scope:
    """Return a scope; raises KeyError when a chapter forgot to register it."""
    return _scopes[label, name]


def denied(label: str, viewer: Viewer) -> Q | None:
    """Return the rows that this viewer never sees, whatever the table says."""
    rows = [found for denial in _denials.get(label, []) if (found := denial.rows(viewer)) is not None]
    return reduce(or_, rows) if rows else None


def denied_people(label: str, obj: Any) -> set[UUID]:
    """Return the keys of the staff who never see this row, whatever the table says."""
    return {key for denial in _denials.get(label, []) for key in denial.people(obj)}
