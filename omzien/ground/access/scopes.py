"""Scopes by name: which rows of an object a viewer reaches, and the other way round, who reaches a row.

Each chapter registers the scopes of its own objects; the policy table names them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

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


_scopes: dict[tuple[str, str], Scope] = {}
_denials: dict[str, Rows] = {}


def register(label: str, *scopes: Scope) -> None:
    """Add the scopes of an object; a name is defined once."""
    for scope in scopes:
        if (label, scope.name) in _scopes:
            raise ValueError(f"scope {scope.name} of {label} is defined twice")
        _scopes[label, scope.name] = scope


def deny(label: str, rows: Rows) -> None:
    """Add what no scope may show: deny beats allow."""
    _denials[label] = rows


def scope_named(label: str, name: str) -> Scope:
    """Return a scope; raises KeyError when a chapter forgot to register it."""
    return _scopes[label, name]


def denied(label: str, viewer: Viewer) -> Q | None:
    """Return the rows that this viewer never sees, whatever the table says."""
    return _denials[label](viewer) if label in _denials else None
