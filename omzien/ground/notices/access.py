"""A notice is for its recipient alone."""

from collections.abc import Iterable

from django.db.models import Q

from omzien.ground.access.scopes import Scope, register
from omzien.ground.access.viewer import Viewer
from omzien.ground.school.models import Role, Staff

from .models import Notice


def _own(viewer: Viewer) -> Q:
    return Q(recipient=viewer.staff)


def _recipient(notice: Notice, role: Role) -> Iterable[Staff]:
    return [notice.recipient] if role is Role.TEACHER and notice.recipient.left_on is None else []


register("notices.Notice", Scope("own", _own, _recipient))
