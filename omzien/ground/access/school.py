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
    return Q(staff=viewer.staff)


def _who_broke(row: Emergency, role: Role) -> Iterable[Staff]:
    return [row.staff] if row.role == role else []


register("access.Emergency", WHOLE_SCHOOL, Scope("own", _own_emergencies, _who_broke))
