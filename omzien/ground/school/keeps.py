"""Who may not leave by a list: a higher chapter says whose open matter must be finished first."""

from collections.abc import Callable, Iterable
from typing import Literal, TypeVar
from uuid import UUID

from omzien.ground.clock import today

from .models import Role, RoleHolding, School

Kind = Literal["pupils", "staff"]
Keep = Callable[[School], Iterable[UUID]]
K = TypeVar("K", bound=Keep)

_keeps: dict[Kind, list[Keep]] = {"pupils": [], "staff": []}


def register(keep: Keep, kind: Kind = "pupils") -> None:
    """Ask this function which pupils (or colleagues) of a school stay for now; it returns their keys."""
    if keep not in _keeps[kind]:
        _keeps[kind].append(keep)


def kept(school: School, kind: Kind) -> set[UUID]:
    """Return the keys of everyone who stays for now, for whatever reason: the reason is nobody's business here."""
    return {key for keep in _keeps[kind] for key in keep(school)}


def _administrators(school: School) -> Iterable[UUID]:
    """Keep whoever runs the installation: a list of colleagues never locks the last one out."""
    rows = RoleHolding.objects.on(today()).filter(school=school, role=Role.ADMINISTRATOR)
    return list(rows.values_list("staff_id", flat=True))


register(_administrators, "staff")
