"""Who reaches an adviser's file and a request, in every relation and every hat, written by hand; list, page and names agree."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404

from omzien.chapters.reports.confidential.keys import give_key
from omzien.chapters.reports.models import ConfidentialFile, Disclosure
from omzien.ground.access.engine import find, readers, require, scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now, today
from omzien.ground.school.models import Board, Role, RoleHolding, School, Staff
from omzien.ground.vault import boxes
from omzien.ground.vault.models import AdviserKey
from tests.cast import SINCE, Cast, make_school
from tests.chapters.desk import WEDNESDAY

pytestmark = pytest.mark.django_db
ADVISERS = {Role.CONFIDENTIAL_ADVISER_INTERNAL, Role.CONFIDENTIAL_ADVISER_EXTERNAL}
YES, NO, NOTHING = "yes", "403", "404"

# What an adviser gets; whoever wears any other hat, gets nothing.
FILES: dict[str, tuple[dict[str, Any], bool, dict[str, str]]] = {
    "sealed for me": ({}, True, {"read": YES, "handle": YES}),
    "sealed for me, closed": ({"closed_on": True}, True, {"read": YES, "handle": NO}),
    "not sealed for me": ({}, False, {"read": NOTHING, "handle": NOTHING}),
    "opened by me, but the key was taken away": ({"opened_by": "me"}, False, {"read": NOTHING, "handle": NOTHING}),
}
REQUESTS: dict[str, tuple[dict[str, Any], bool, dict[str, str]]] = {
    "asked by me": ({"asked_by": "me"}, True, {"read": YES, "decide": NO, "tell": NO}),
    "asked by me, allowed": (
        {"asked_by": "me", "allowed": True}, True, {"read": YES, "decide": NO, "tell": YES},
    ),
    "asked by me, refused": (
        {"asked_by": "me", "allowed": False}, True, {"read": YES, "decide": NO, "tell": NO},
    ),
    "asked by me, allowed, too late": (
        {"asked_by": "me", "allowed": True, "late": True}, True, {"read": YES, "decide": NO, "tell": NO},
    ),
    "asked by me, allowed, told": (
        {"asked_by": "me", "allowed": True, "told": True}, True, {"read": YES, "decide": NO, "tell": NO},
    ),
    "asked by another": ({}, True, {"read": YES, "decide": YES, "tell": NO}),
    "asked by another, answered": ({"allowed": True}, True, {"read": YES, "decide": NO, "tell": NO}),
    "asked by another, too late": ({"late": True}, True, {"read": YES, "decide": NO, "tell": NO}),
    "asked by another, not sealed for me": ({}, False, {"read": NOTHING, "decide": NOTHING, "tell": NOTHING}),
}  # fmt: skip


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def me(cast: Cast) -> Staff:
    """Somebody who holds every role there is."""
    for role in Role:
        holding = {"school": cast.school, "staff": cast.staff["Wil"], "role": role}
        RoleHolding.objects.get_or_create(**holding, defaults={"from_on": SINCE})
    return cast.staff["Wil"]


def _vault(school: School, staff: Staff) -> AdviserKey:
    pair = boxes.new_pair()
    return AdviserKey.objects.create(school=school, staff=staff, public=pair.public, made_at=now())


def _seal(obj: Any, vault: AdviserKey, sealed: bool) -> None:
    if sealed:
        give_key(obj, boxes.new_data_key(), vault)


def _file(cast: Cast, me: Staff, said: dict[str, Any]) -> ConfidentialFile:
    opened_by = me if said.get("opened_by") == "me" else cast.staff["Selma"]
    return ConfidentialFile.objects.create(
        school=cast.school, opened_by=opened_by, opened_on=today(), closed_on=today() if said.get("closed_on") else None
    )


def _request(cast: Cast, me: Staff, said: dict[str, Any]) -> Disclosure:
    mine = said.get("asked_by") == "me"
    decided = "allowed" in said
    return Disclosure.objects.create(
        school=cast.school,
        file=_file(cast, me, {}),
        asked_by=me if mine else cast.staff["Selma"],
        asked_on=today(),
        until_on=today() - timedelta(days=1) if said.get("late") else today(),
        decided_by=cast.staff["Fatima"] if decided else None,
        decided_on=today() if decided else None,
        allowed=said.get("allowed"),
        told_on=today() if said.get("told") else None,
    )


def _answers(viewer: Viewer, obj: Any, action: str) -> set[str]:
    """Return what the list, the page and the act say; they say the same."""
    listed = [scope(viewer, type(obj), one).filter(pk=obj.pk).exists() for one in ("read", action)]
    said = {NOTHING if not listed[0] else YES if listed[1] else NO}
    for ask in (lambda: find(viewer, type(obj), obj.pk, action), lambda: require(viewer, action, obj)):
        try:
            ask()
            said.add(YES)
        except Http404:
            said.add(NOTHING)
        except PermissionDenied:
            said.add(NO)
    return said


@pytest.mark.parametrize(("relation", "kind"), [*((one, "file") for one in FILES), *((one, "ask") for one in REQUESTS)])
def test_every_relation_in_every_hat(cast: Cast, me: Staff, relation: str, kind: str) -> None:
    vault = _vault(cast.school, me)
    said, sealed, expected = (FILES if kind == "file" else REQUESTS)[relation]
    obj = _file(cast, me, said) if kind == "file" else _request(cast, me, said)
    _seal(obj, vault, sealed)
    for role in Role:
        viewer = Viewer(me, role, cast.school)
        for action, answer in expected.items():
            assert _answers(viewer, obj, action) == {answer if role in ADVISERS else NOTHING}, (role, action)
            named = {(staff.pk, one) for staff, one in readers(obj, action)}
            assert ((me.pk, role) in named) == (role in ADVISERS and answer == YES), (role, action)


def test_the_key_of_one_school_opens_nothing_at_another(cast: Cast, me: Staff) -> None:
    other = School.objects.create(board=Board.objects.create(name="Elders"), name="De Esdoorn", region="zuid")
    role = Role.CONFIDENTIAL_ADVISER_EXTERNAL
    RoleHolding.objects.create(school=other, staff=me, role=role, from_on=SINCE)
    file = _file(cast, me, {})
    _seal(file, _vault(cast.school, me), sealed=True)
    assert scope(Viewer(me, role, cast.school), ConfidentialFile).count() == 1
    assert scope(Viewer(me, role, other), ConfidentialFile).count() == 0


def test_whose_role_has_ended_is_named_no_more(cast: Cast, me: Staff) -> None:
    file = _file(cast, me, {})
    _seal(file, _vault(cast.school, me), sealed=True)
    RoleHolding.objects.filter(staff=me, role__in=ADVISERS).update(until_on=today() - timedelta(days=1))
    assert readers(file) == []
