"""Who reaches an adviser's file: whoever holds its key, and nobody by a role alone."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from omzien.ground.access.school import WHOLE_SCHOOL
from omzien.ground.access.scopes import Scope, register
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.school.holders import holders
from omzien.ground.school.models import Role, Staff
from omzien.ground.vault.models import Wrap

from .models import ConfidentialFile, Disclosure

FILE, REQUEST = ConfidentialFile._meta.label, Disclosure._meta.label


def _with_key(viewer: Viewer, label: str) -> Q:
    sealed = Wrap.objects.filter(about=label, school=viewer.school, adviser__staff=viewer.staff)
    return Q(pk__in=sealed.values("about_id"))


def _holding(obj: Any, role: Role, but: UUID | None = None) -> Iterable[Staff]:
    keyed = set(Wrap.objects.of(obj).values_list("adviser__staff_id", flat=True)) - {but}
    return [staff for staff in holders(obj.school, role) if staff.pk in keyed] if keyed else []


def _own_files(viewer: Viewer) -> Q:
    return _with_key(viewer, FILE)


def _open_files(viewer: Viewer) -> Q:
    return _own_files(viewer) & Q(closed_on=None)


def _who_write(file: ConfidentialFile, role: Role) -> Iterable[Staff]:
    return _holding(file, role) if file.closed_on is None else []


def _own_requests(viewer: Viewer) -> Q:
    return _with_key(viewer, REQUEST) & Q(asked_by=viewer.staff)


def _who_asked(row: Disclosure, role: Role) -> Iterable[Staff]:
    return [staff for staff in _holding(row, role) if staff.pk == row.asked_by_id]


def _others_requests(viewer: Viewer) -> Q:
    """Nobody answers what they asked themselves, whatever hat they wear."""
    return _with_key(viewer, REQUEST) & ~Q(asked_by=viewer.staff)


def _who_else(row: Disclosure, role: Role) -> Iterable[Staff]:
    return _holding(row, role, but=row.asked_by_id)


def _to_answer(viewer: Viewer) -> Q:
    return _others_requests(viewer) & Q(decided_on=None, until_on__gte=today())


def _who_answer(row: Disclosure, role: Role) -> Iterable[Staff]:
    return _who_else(row, role) if row.decided_on is None and row.until_on >= today() else []


def _allowed(viewer: Viewer) -> Q:
    return _own_requests(viewer) & Q(allowed=True, told_on=None, until_on__gte=today(), file__closed_on=None)


def _who_tell(row: Disclosure, role: Role) -> Iterable[Staff]:
    runs = row.allowed and row.told_on is None and row.until_on >= today() and row.file.closed_on is None
    return _who_asked(row, role) if runs else []


register(
    FILE,
    WHOLE_SCHOOL,
    Scope("own", _own_files, _holding),
    Scope("own open", _open_files, _who_write),
)
register(
    REQUEST,
    WHOLE_SCHOOL,
    Scope("own", _own_requests, _who_asked),
    Scope("second", _others_requests, _who_else),
    Scope("second open", _to_answer, _who_answer),
    Scope("own allowed", _allowed, _who_tell),
)
