"""Choosing a pupil: a home group first, then a name; never the whole school in one list."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from omzien.ground.access.engine import scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.school.holders import home_group_of, pupils_in
from omzien.ground.school.models import HomeGroup, Pupil


@dataclass(frozen=True)
class GroupChoice:
    """The home groups to choose from, the one that is chosen, and its pupils by name."""

    groups: list[HomeGroup]
    group: HomeGroup | None
    pupils: list[Pupil]


def group_choice(viewer: Viewer, near: Pupil | None, asked: str, without: Collection[UUID] = ()) -> GroupChoice:
    """Return the pupils of the asked home group within the viewer's scope; by default that of the pupil nearby."""
    day = today()
    groups = list(scope(viewer, HomeGroup).filter(year__first__lte=day, year__last__gte=day).order_by("grade", "name"))
    own = home_group_of(near) if near is not None else None
    wanted = asked or (str(own.pk) if own else "")
    group = next((one for one in groups if str(one.pk) == wanted), groups[0] if groups else None)
    if group is None:
        return GroupChoice([], None, [])
    rows = (
        scope(viewer, Pupil)
        .filter(pupils_in(HomeGroup.objects.filter(pk=group.pk)), left_on__isnull=True)
        .exclude(pk__in=without)
    )
    return GroupChoice(groups, group, sorted(rows, key=lambda pupil: pupil.sort_key))
