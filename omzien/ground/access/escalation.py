"""Who stands above: from mentor up to the board, and never somebody who carries it already in a lower role."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from omzien.ground.school.holders import holdings
from omzien.ground.school.models import Role, School, Staff

from .scopes import denied_people

P = TypeVar("P")
LADDER = (
    Role.MENTOR,
    Role.PUPIL_COORDINATOR,
    Role.ANTI_BULLYING_COORDINATOR,
    Role.DIRECTOR,
    Role.BOARD,
)


def above(people: Mapping[Role, Sequence[P]], after: Role, skip: Collection[P]) -> tuple[Role, list[P]] | None:
    """Return the first higher role that has somebody who may be asked, and who; None when nobody is left."""
    for role in LADDER[LADDER.index(after) + 1 :]:
        able = [one for one in people.get(role, ()) if one not in skip]
        if able:
            return role, able
    return None


def ladder_of(school: School) -> dict[Role, list[Staff]]:
    """Return today's people of every rung, in one query."""
    found: dict[Role, list[Staff]] = {role: [] for role in LADDER}
    for row in holdings(school, *LADDER):
        rung = found[Role(row.role)]
        if row.staff not in rung:
            rung.append(row.staff)
    return found


def lowest_role(staff: Staff, ladder: Mapping[Role, Sequence[Staff]]) -> Role:
    """Return the lowest rung on which somebody stands: in that role they carry a case."""
    return next((role for role in LADDER if staff in ladder.get(role, ())), LADDER[0])


def next_up(
    obj: Any, after: Role, carriers: Collection[UUID], ladder: Mapping[Role, Sequence[Staff]] | None = None
) -> list[tuple[Staff, Role]]:
    """Return who is asked next about a report or a case: not who carries it, is barred from it, or is a parent."""
    skip = {*carriers, *denied_people(type(obj)._meta.label, obj)}
    people = ladder_of(obj.school) if ladder is None else ladder
    keys = {role: [one.pk for one in rung] for role, rung in people.items()}
    found = above(keys, after, skip)
    if found is None:
        return []
    role, able = found
    return [(staff, role) for staff in people[role] if staff.pk in able]
