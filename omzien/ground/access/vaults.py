"""The scopes of confidential advisers' vaults: one's own, and by name those of the colleagues in that role."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from omzien.ground.school.holders import holders
from omzien.ground.school.models import Role, Staff

from .scopes import Scope, register
from .viewer import Viewer


def _own_rows(viewer: Viewer) -> Q:
    return Q(staff=viewer.staff)


def _own_people(obj: Any, role: Role) -> Iterable[Staff]:
    return [staff for staff in holders(obj.school, role) if staff.pk == obj.staff_id]


def _school_rows(viewer: Viewer) -> Q:
    return Q(school=viewer.school)


def _school_people(obj: Any, role: Role) -> Iterable[Staff]:
    return holders(obj.school, role)


register("vault.AdviserKey", Scope("own", _own_rows, _own_people), Scope("school", _school_rows, _school_people))
