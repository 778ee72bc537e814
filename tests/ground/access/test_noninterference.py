"""Two schools that differ in one thing only: who may not know it gets the same pages, to the byte, for the same work.

Whatever leaks - a count, a badge, an order, a hint in a list, a query more - makes two pages differ.
"""

import random
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omzien.chapters.approach.actions.opening import Opening, open_from_report
from omzien.chapters.approach.models import Case
from omzien.chapters.reports.confidential.models import ConfidentialFile
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import AMSTERDAM
from omzien.ground.school.models import Account, Role
from omzien.ground.school.models.account import login_key
from tests.chapters.desk import key, log_in
from tests.ground.access import town as towns
from tests.ground.access.town import ROLES, Town

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 11, 18, 10, 42, tzinfo=AMSTERDAM)
NONCE = re.compile(r'name="(?:csrfmiddlewaretoken|form_key)" value="[^"]*"')
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)"')
# Where a crawl begins: the menu leads on.
DOORS = ("today", "cases", "inbox", "own_reports", "overview", "people", "pupils", "calendar", "profile", "emergency")
# Drawn by lot for each visit: the challenge of a passkey, the secret of an app.
OWN_SECRETS = "/instellingen/beveiliging/"
ENOUGH = 60
Page = tuple[int, str, int]


@dataclass
class World:
    """A school with one report that grew into a case; a difference is told by name."""

    teller: str = "Mirre Vogelpoel"
    author: str = "VD"

    def __post_init__(self) -> None:
        self.town = Town("Linde")
        self.viewers = {code: self._with_account(code) for code in ROLES}
        mentor, town = self.viewers["ME"], self.town
        self.noor, self.daan = town.pupil(town.own), town.pupil(town.own)
        self.by_pupil = town.report((mentor.staff, Role.MENTOR))
        self.by_pupil.reporter_name, self.by_pupil.told = self.teller, "Ze lachen steeds."
        self.by_pupil.reach_me = f"Bij {self.teller} in de pauze"
        self.by_pupil.save()
        pk = open_from_report(mentor, self.by_pupil, Opening(self.noor, [self.daan]), key())
        town.join(Case.objects.get(pk=pk), self.viewers["LC"].staff)
        self.by_staff = town.report((mentor.staff, Role.MENTOR), author=self.viewers[self.author].staff)
        town.report((self.viewers["LC"].staff, Role.PUPIL_COORDINATOR))

    def _with_account(self, code: str) -> Viewer:
        staff = self.town.people[code]
        email = f"{code.lower()}@linde.example"
        account = Account.objects.create(staff=staff, email=email, login_key=login_key(email))
        return Viewer(staff, ROLES[code], self.town.school, account)


def _one_report_more(world: World) -> None:
    world.town.report((world.viewers["ME"].staff, Role.MENTOR), about=world.noor)


def _one_case_more(world: World) -> None:
    report = world.town.report((world.viewers["ME"].staff, Role.MENTOR))
    open_from_report(world.viewers["ME"], report, Opening(world.daan, [world.noor], "Naast de juf"), key())


def _one_conflict_more(world: World) -> None:
    world.town.bar(world.by_pupil, world.viewers["VD"].staff)


def _one_emergency_more(world: World) -> None:
    world.town.emergency(world.viewers["DI"].staff, Role.DIRECTOR, world.noor)


def _one_confidential_file_more(world: World) -> None:
    adviser = world.viewers["IV"].staff
    ConfidentialFile.objects.create(
        school=world.town.school,
        opened_by=adviser,
        opened_on=WEDNESDAY.date(),
        look_again_on=WEDNESDAY.date(),
        content=b"x",
    )


def _nothing_more(world: World) -> None:
    """Leave the world as it is."""


@dataclass(frozen=True)
class Pair:
    """Two worlds, and who may know in which of them one lives."""

    name: str
    one: Callable[[], World]
    other: Callable[[], World]
    may_know: frozenset[str]
    more: Callable[[World], None] = _nothing_more


PAIRS = (
    Pair("the pupil who told", World, lambda: World(teller="Tessa Onderwater"), frozenset({"ME", "AC"})),
    Pair("the colleague who told", World, lambda: World(author="OC"), frozenset({"ME", "AC", "VD", "OC"})),
    Pair("one report more", World, World, frozenset({"ME", "AC"}), _one_report_more),
    Pair("one case more", World, World, frozenset({"ME", "AC"}), _one_case_more),
    Pair("one conflict more", World, World, frozenset({"ME", "AC", "LC"}), _one_conflict_more),
    Pair("one confidential file more", World, World, frozenset({"IV"}), _one_confidential_file_more),
    Pair("one emergency more", World, World, frozenset({"ME", "LC", "AC", "DI", "FG"}), _one_emergency_more),
)


@pytest.fixture(autouse=True)
def same_morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Live in the same minute; keys are drawn by the same lot."""
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


def _draw_anew(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    lot = random.Random(seed)
    monkeypatch.setattr(uuid, "os", SimpleNamespace(urandom=lot.randbytes))


def _crawl(client: Client) -> dict[str, Page]:
    """Follow every link from every door, and keep what came back."""
    found: dict[str, Page] = {}
    waiting = [reverse(name) for name in DOORS]
    while waiting and len(found) < ENOUGH:
        path = waiting.pop(0)
        if path in found or path.startswith(("/static/", "/uitloggen/", "/weg/", OWN_SECRETS)):
            continue
        # Only so many queries are counted before the count begins to slide.
        reset_queries()
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            answer = client.get(path)
            transaction.set_rollback(True)
        text = NONCE.sub("", answer.content.decode())
        found[path] = (answer.status_code, text, len(queries))
        waiting += LINK.findall(text)
    return found


def _seen(
    make: Callable[[], World], more: Callable[[World], None], codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, dict[str, Page]]:
    """Return all that these personas see in a world that goes away again."""
    _draw_anew(monkeypatch, 1)
    monkeypatch.setattr(towns, "_numbers", count(1))
    with transaction.atomic():
        world = make()
        _draw_anew(monkeypatch, 2)
        more(world)
        seen = {}
        for code in codes:
            _draw_anew(monkeypatch, 3)
            seen[code] = _crawl(log_in(Client(), world.viewers[code]))
        transaction.set_rollback(True)
    return seen


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_who_may_not_know_cannot_tell_the_worlds_apart(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [code for code in ROLES if code not in pair.may_know]
    here = _seen(pair.one, _nothing_more, codes, monkeypatch)
    there = _seen(pair.other, pair.more, codes, monkeypatch)
    for code in codes:
        assert here[code].keys() == there[code].keys(), (pair.name, code, here[code].keys() ^ there[code].keys())
        for path, page in here[code].items():
            assert page == there[code][path], (pair.name, code, path)
        assert len(here[code]) >= len(DOORS)


@pytest.mark.parametrize("pair", PAIRS[:4], ids=lambda pair: pair.name)
def test_who_may_know_sees_the_difference(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof above proves something: the same crawl by the mentor finds it."""
    here = _seen(pair.one, _nothing_more, ["ME"], monkeypatch)
    there = _seen(pair.other, pair.more, ["ME"], monkeypatch)
    assert here != there
