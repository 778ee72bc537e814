"""An adviser's vault: only the passphrase or the printed sheet opens it; a colleague gets access from who has it."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse

from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now
from omzien.ground.journal.models import Chain, Entry
from omzien.ground.school.models import Role
from omzien.ground.vault import boxes, unlocked, vaults
from omzien.ground.vault.models import AdviserKey, Wrap
from tests.cast import Cast, make_school

pytestmark = pytest.mark.django_db
PASSPHRASE = "drie rode fietsen in de regen"
OTHER = "vier groene boten op het water"


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def selma(cast: Cast) -> Viewer:
    return cast.viewer("Selma", Role.CONFIDENTIAL_ADVISER_EXTERNAL)


@pytest.fixture
def fatima(cast: Cast) -> Viewer:
    return cast.viewer("Fatima", Role.CONFIDENTIAL_ADVISER_INTERNAL)


def make(viewer: Viewer, passphrase: str = PASSPHRASE) -> tuple[AdviserKey, bytes, str]:
    key, private, code = vaults.make(viewer, viewer.school, viewer.staff, passphrase)
    return AdviserKey.objects.get(pk=key.pk), private, code


def test_the_passphrase_opens_and_another_does_not(selma: Viewer) -> None:
    key, private, _code = make(selma)
    assert vaults.unlock(selma, key, PASSPHRASE) == private
    with pytest.raises(boxes.BoxError):
        vaults.unlock(selma, key, OTHER)
    with pytest.raises(vaults.Exists):
        make(selma, OTHER)


def test_who_lost_the_passphrase_comes_back_with_the_sheet(selma: Viewer) -> None:
    key, private, code = make(selma)
    with pytest.raises(boxes.BoxError):
        vaults.recover(selma, key, boxes.new_recovery_code(), OTHER)
    assert vaults.recover(selma, key, f" {code.lower()} ", OTHER) == private
    key.refresh_from_db()
    assert vaults.unlock(selma, key, OTHER) == private
    with pytest.raises(boxes.BoxError):
        vaults.unlock(selma, key, PASSPHRASE)
    new = vaults.new_code(selma, key, private)
    key.refresh_from_db()
    with pytest.raises(boxes.BoxError):
        vaults.recover(selma, key, code, OTHER)
    assert vaults.recover(selma, key, new, PASSPHRASE) == private


def test_a_public_key_that_was_put_in_place_of_the_real_one_shows_at_the_next_opening(selma: Viewer) -> None:
    key, _private, _code = make(selma)
    key.public = boxes.new_pair().public
    key.save()
    with pytest.raises(boxes.BoxError):
        vaults.unlock(selma, key, PASSPHRASE)


def test_a_colleague_gets_access_only_from_who_has_it(cast: Cast, selma: Viewer, fatima: Viewer) -> None:
    mine, private, _code = make(selma)
    things = list(cast.pupils.values())[:3]
    keys = [boxes.new_data_key() for _thing in things]
    for thing, key in zip(things, keys, strict=True):
        boxes.keep(cast.school, thing, boxes.wrap_for_school(cast.school, key))
    theirs, their_private, _code = make(fatima, OTHER)
    assert [boxes.data_key_of(thing, theirs, their_private) for thing in things] == [None] * 3
    assert vaults.without(mine, theirs).count() == 3
    assert vaults.share_with(selma, mine, private, theirs) == 3
    assert vaults.share_with(selma, mine, private, theirs) == 0
    assert [boxes.data_key_of(thing, theirs, their_private) for thing in things] == keys


def test_a_vault_goes_with_its_wraps_but_never_the_last_one(cast: Cast, selma: Viewer, fatima: Viewer) -> None:
    mine, private, _code = make(selma)
    boxes.keep(cast.school, cast.pupils["Noor"], boxes.wrap_for_school(cast.school, boxes.new_data_key()))
    theirs, _their_private, _code = make(fatima, OTHER)
    with pytest.raises(vaults.LastReader) as refused:
        vaults.remove(fatima, mine)
    assert refused.value.count == 1
    vaults.share_with(selma, mine, private, theirs)
    vaults.remove(fatima, mine)
    assert [wrap.adviser_id for wrap in Wrap.objects.all()] == [theirs.pk]


def test_what_happens_with_a_vault_stands_in_the_advisers_chain_only(selma: Viewer) -> None:
    key, private, _code = make(selma)
    vaults.unlock(selma, key, PASSPHRASE)
    vaults.change(selma, key, private, OTHER)
    vaults.new_code(selma, key, private)
    vaults.remove(selma, key)
    assert not Entry.objects.filter(chain=Chain.SCHOOL).exists()
    assert list(Entry.objects.order_by("place").values_list("verb", flat=True)) == [
        "vault.made", "vault.unlocked", "vault.passphrase", "vault.sheet", "vault.removed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("passphrase", "good"),
    [
        ("aaaaaaaaaaaaaaaaaaaa", False),
        ("kort", False),
        ("veertien tekens"[:14], False),
        ("vijftien tekens", True),
        ("an bo cy du ed", True),
        ("an an an an an", False),
    ],
)
def test_a_passphrase_has_fifteen_characters_or_five_words(passphrase: str, good: bool) -> None:
    assert vaults.is_long_enough(passphrase) is good


class Browser:
    """A browser with a session on the server and its own cookies."""

    def __init__(self, viewer: Viewer) -> None:
        self.session, self.viewer = SessionStore(), viewer
        self.cookies: dict[str, str] = {}
        self.session.create()

    def request(self) -> HttpRequest:
        request: Any = HttpRequest()
        request.session, request.viewer, request.COOKIES = self.session, self.viewer, self.cookies
        return request  # type: ignore[no-any-return]  # a request that carries what middleware puts on it

    def hold(self, key: AdviserKey, private: bytes) -> HttpResponse:
        response = HttpResponse()
        unlocked.hold(self.request(), response, key, private)
        self.session.save()
        self.cookies = {name: morsel.value for name, morsel in response.cookies.items()}
        return response


def test_an_open_vault_shuts_after_ten_minutes_by_the_clock(selma: Viewer) -> None:
    key, private, _code = make(selma)
    browser = Browser(selma)
    browser.hold(key, private)
    assert unlocked.private_key(browser.request()) == private
    for late, open_still in ((9, True), (10, False), (600, False), (-1, False)):
        with time_machine.travel(now() + timedelta(minutes=late), tick=False):
            assert (unlocked.private_key(browser.request()) == private) is open_still


def test_a_session_that_was_made_longer_by_hand_opens_nothing(selma: Viewer) -> None:
    key, private, _code = make(selma)
    browser = Browser(selma)
    browser.hold(key, private)
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        browser.session["vault"]["until"] += 600
        assert unlocked.private_key(browser.request()) is None


def test_neither_session_nor_cookie_alone_opens_it(selma: Viewer, fatima: Viewer) -> None:
    key, private, _code = make(selma)
    browser = Browser(selma)
    response = browser.hold(key, private)
    row = json.dumps(dict(browser.session.items()))
    for spelled in (base64.b64encode(private).decode(), private.hex(), base64.urlsafe_b64encode(private).decode()):
        assert spelled not in row
        assert spelled not in str(response.cookies)
    cookie = response.cookies["kluis"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Strict", "/", 600)
    kept, browser.cookies = browser.cookies, {}
    assert unlocked.private_key(browser.request()) is None
    browser.cookies = {"kluis": "x"}
    assert unlocked.private_key(browser.request()) is None
    browser.cookies = kept
    browser.viewer = fatima
    assert unlocked.private_key(browser.request()) is None


def test_with_another_hat_the_vault_is_shut(cast: Cast, fatima: Viewer) -> None:
    key, private, _code = make(fatima)
    browser = Browser(fatima)
    browser.hold(key, private)
    browser.viewer = cast.pupil_coordinator
    assert unlocked.private_key(browser.request()) is None
    browser.viewer = fatima
    assert unlocked.private_key(browser.request()) == private
    unlocked.lock(browser.request(), HttpResponse())
    assert unlocked.private_key(browser.request()) is None
