"""The scopes of the school's own objects."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from omzien.ground.school.holders import holders, pupils_in
from omzien.ground.school.models import HomeGroup, Pupil, Role, School, Staff

from .models import Emergency
from .scopes import Scope, register
from .viewer import Viewer


def _school_rows(viewer: Viewer) -> Q:
    return Q(school=viewer.school)


def _school_people(obj: Any, role: Role) -> Iterable[Staff]:
    school: School = obj.school
    return holders(school, role)


WHOLE_SCHOOL = Scope("school", _school_rows, _school_people)


def _group_rows(viewer: Viewer) -> Q:
    """Pupils of one's own home groups and of the home groups around one's core teams."""
    groups = HomeGroup.objects.filter(
        Q(pk__in=viewer.home_group_ids) | Q(core_team__in=viewer.core_team_ids), school=viewer.school
    )
    own = [row.pupil_id for row in viewer.holdings if row.pupil_id]
    return pupils_in(groups) | Q(pk__in=own)


def _group_people(obj: Any, role: Role) -> Iterable[Staff]:
    """Used for nothing on screen yet: a pupil's own page names its readers with the register of a later stage."""
    return [staff for staff in holders(obj.school, role) if _reaches(obj, staff, role)]


def _reaches(obj: Pupil, staff: Staff, role: Role) -> bool:
    viewer = Viewer(staff=staff, role=role, school=obj.school)
    return Pupil.objects.filter(_group_rows(viewer), pk=obj.pk).exists()


register("school.Pupil", WHOLE_SCHOOL, Scope("groups", _group_rows, _group_people))
for _label in ("school.HomeGroup", "school.Staff", "school.RoleHolding", "school.Load", "school.DayOff"):
    register(_label, WHOLE_SCHOOL)


def _own_emergencies(viewer: Viewer) -> Q:
    return Q(staff=viewer.staff, role=viewer.role)


def _who_broke(row: Emergency, role: Role) -> Iterable[Staff]:
    """Who broke the glass, as long as they work here in that role."""
    return [staff for staff in holders(row.school, role) if staff.pk == row.staff_id] if row.role == role else []


def _to_look_back_at(viewer: Viewer) -> Q:
    """Nobody looks back at what they did themselves; each next role only where the roles before it have nobody else."""
    rows = Q(school=viewer.school) & ~Q(staff=viewer.staff)
    for role in LOOK_BACK[: LOOK_BACK.index(viewer.role)]:
        there = {staff.pk for staff in holders(viewer.school, role)}
        if there:
            # With one holder only what that one did is left over; with more, nothing.
            rows &= Q(staff__in=there) if len(there) == 1 else Q(pk__in=[])
    return rows


def _who_look_back(row: Emergency, role: Role) -> Iterable[Staff]:
    for one in LOOK_BACK:
        able = [staff for staff in holders(row.school, one) if staff.pk != row.staff_id]
        if able:
            return able if one is role else []
    return []


# Who looks back at an emergency, the first that has somebody else than who broke the glass.
LOOK_BACK = (Role.PRIVACY_OFFICER, Role.DIRECTOR, Role.BOARD, Role.ANTI_BULLYING_COORDINATOR)

register(
    "access.Emergency",
    WHOLE_SCHOOL,
    Scope("own", _own_emergencies, _who_broke),
    Scope("look back", _to_look_back_at, _who_look_back),
)
