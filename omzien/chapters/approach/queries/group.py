"""Who can be asked into a support group: the target's own home group first, then the core team around it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from omzien.ground.access.engine import scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.school.holders import home_group_of
from omzien.ground.school.models import HomeGroup, Placement, Pupil


@dataclass(frozen=True)
class Reachable:
    """A pupil who can be chosen, with the name of the home group."""

    pupil: Pupil
    group: str
    own: bool

    @property
    def key(self) -> str:
        """Return the value of the choice."""
        return str(self.pupil.pk)


def reachable(viewer: Viewer, target: Pupil | None, chosen: Collection[Pupil] = ()) -> list[Reachable]:
    """Return the pupils of the viewer's scope around the target, the target left out; a constant number of queries.

    Whoever is chosen already stays in the list, also after a change of home group.
    """
    own = home_group_of(target) if target is not None else None
    rows = _placed(viewer, own)
    found = {row.pupil_id: Reachable(row.pupil, row.home_group.name, _same(row, own)) for row in rows}
    for pupil in chosen:
        found.setdefault(pupil.pk, Reachable(pupil, "", own=False))
    if target is not None:
        found.pop(target.pk, None)
    return sorted(found.values(), key=lambda one: (not one.own, one.group, one.pupil.sort_key))


def _same(row: Placement, own: HomeGroup | None) -> bool:
    return own is not None and row.home_group_id == own.pk


def _placed(viewer: Viewer, own: HomeGroup | None) -> Collection[Placement]:
    day = today()
    around = Q(home_group__in=viewer.home_group_ids)
    if own is not None:
        around = Q(home_group=own)
        if own.core_team_id is not None:
            around |= Q(home_group__core_team=own.core_team_id)
    return (
        Placement.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), around, from_on__lte=day)
        .filter(school=viewer.school, pupil__in=scope(viewer, Pupil), pupil__left_on__isnull=True)
        .select_related("pupil", "home_group")
    )
