"""What the school may do with a parent: unknown never blocks a phone call, only a recorded ban does; papers are stricter."""

from collections.abc import Collection, Iterable
from uuid import UUID

from .models import Guardianship


def may_be_phoned(row: Guardianship) -> bool:
    """Tell whether school may phone this parent: only a recorded ban stops it (5.parents)."""
    return row.contact != Guardianship.Contact.BANNED


def may_get_papers(row: Guardianship) -> bool:
    """Tell whether papers about the pupil may go to this parent: only when that is known."""
    return row.information == Guardianship.Information.YES


def nobody_may_be_phoned(rows: Collection[Guardianship]) -> bool:
    """Tell whether every registered parent is banned; without any the school knows no ban."""
    return bool(rows) and not any(may_be_phoned(row) for row in rows)


def guardianships_of(pupils: Iterable[UUID]) -> dict[UUID, list[Guardianship]]:
    """Return the parents of each pupil by name, in one query."""
    rows = Guardianship.objects.filter(pupil__in=list(pupils)).select_related("guardian")
    found: dict[UUID, list[Guardianship]] = {}
    for row in sorted(rows, key=lambda one: one.guardian.sort_key):
        found.setdefault(row.pupil_id, []).append(row)
    return found
