"""Every address over HTTP for every persona, against a table that people wrote; what is not yours is as if it were not.

`yes`: who gets in with an object of their own, or without one; `not_found`: who passes the door and has no such object;
everybody else is refused. `get` and `post` are the answers for who gets in. A post is empty: it changes nothing.
"""

import csv
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection, reset_queries, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from omzien.chapters.approach.actions.agreements import add_agreement
from omzien.chapters.approach.actions.opening import Opening, open_from_report
from omzien.chapters.approach.models import Case, FollowUp
from omzien.chapters.reports.models import Mention
from omzien.ground.access.models import Conflict
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.school.models import Account, Role, RoleHolding
from omzien.ground.school.models.account import login_key
from tests.chapters.desk import key, log_in
from tests.ground.access.town import DAY, ROLES, Town

pytestmark = pytest.mark.django_db
PAPER = Path(__file__).parent / "addresses.csv"
WORKS_ON_CASES = ("ME", "LC", "AC")
NONCE = re.compile(rb'name="(?:csrfmiddlewaretoken|form_key)" value="[^"]*"')
Kwargs = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """What paper says of one address."""

    obj: str
    yes: frozenset[str]
    not_found: frozenset[str]
    get: frozenset[int]
    post: frozenset[int]


def _paper() -> dict[str, Line]:
    with PAPER.open(newline="") as file:
        return {
            row["address"]: Line(
                row["object"],
                frozenset(row["yes"].split()),
                frozenset(row["not_found"].split()),
                frozenset(map(int, row["get"].split())),
                frozenset(map(int, row["post"].split())),
            )
            for row in csv.DictReader(file)
        }


LINES = _paper()


def _patterns(patterns: list[URLPattern | URLResolver], open_places: Kwargs) -> Iterator[tuple[str, Kwargs]]:
    """Give every address by name with its open places, those of the addresses that it stands under included."""
    for pattern in patterns:
        places = open_places | pattern.pattern.converters
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, places)
        else:
            yield str(pattern.name), places


ADDRESSES = dict(_patterns(get_resolver().url_patterns, {}))


def test_every_address_stands_on_paper() -> None:
    new = [
        f"{name},<object>,<who gets in>,<who passes the door and has none>,200,200 302 400"
        for name in sorted(set(ADDRESSES) - set(LINES))
    ]
    assert not new, "add to tests/web/addresses.csv, with your own thoughts:\n" + "\n".join(new)
    gone = sorted(set(LINES) - set(ADDRESSES))
    assert not gone, f"no longer an address: {gone}"
    named = {code for line in LINES.values() for code in line.yes | line.not_found}
    assert named <= {*ROLES, "public", "entering"}


@dataclass
class Desk:
    """A persona at a screen, with one of everything that is theirs."""

    town: Town
    code: str
    has: dict[str, Kwargs] = field(default_factory=dict)

    def __post_init__(self) -> None:
        staff = self.town.people[self.code]
        email = f"{self.code.lower()}@{self.town.name.lower()}.example"
        self.account = Account.objects.create(staff=staff, email=email, login_key=login_key(email))
        self.viewer = Viewer(staff, ROLES[self.code], self.town.school, self.account)
        self.client = log_in(Client(), self.viewer)
        self._of_everyone()
        if self.code in WORKS_ON_CASES:
            self._of_who_works_on_cases()

    def _of_everyone(self) -> None:
        town, me = self.town, self.viewer
        holding = RoleHolding.objects.filter(staff=town.someone).first()
        day_off, load, *_rest = town.settings()
        assert holding is not None
        self.has |= {
            name: {"pk": obj.pk}
            for name, obj in {
                "own report": town.report((town.someone, Role.MENTOR), author=me.staff),
                "notice": town.notice(me.staff),
                "staff": town.someone,
                "group": town.own,
                "core team": town.blue,
                "holding": holding,
                "day off": day_off.obj,
                "load": load.obj,
                "emergency": town.emergency(me.staff, me.role, town.pupil()),
                "somebody's emergency": town.emergency(town.someone, Role.PUPIL_COORDINATOR, town.pupil()),
            }.items()
        }
        self.has["load"]["number"] = 1

    def _of_who_works_on_cases(self) -> None:
        town, me = self.town, self.viewer
        report = town.report((me.staff, me.role), about=town.pupil(town.own))
        mention = Mention.objects.create(school=town.school, report=report)
        follow_up = FollowUp.objects.create(
            school=town.school, report=report, what="talk", owner=me.staff, due_until=today()
        )
        town.bar(report, town.colleague(None))
        opened = town.report((me.staff, me.role))
        others = [town.pupil(town.own)]
        pk = open_from_report(me, opened, Opening(town.pupil(town.own), others), key())
        case = Case.objects.get(pk=pk)
        town.join(case, town.someone)
        town.bar(case, town.colleague(None))
        agreement = add_agreement(me, case, "route", "Samen naar de bus", today() + DAY)
        self.has |= {
            "report": {"pk": report.pk},
            "mention": {"pk": report.pk, "mention": mention.pk},
            "follow up": {"pk": follow_up.pk},
            "report conflict": {"pk": report.pk, "conflict": _conflict(report.pk)},
            "case": {"pk": pk},
            "case conflict": {"pk": pk, "conflict": _conflict(pk)},
            "entry": {"pk": pk, "entry": case.log.values_list("pk", flat=True)[0]},
            "agreement": {"pk": pk, "agreement": agreement.pk},
            "part": {"pk": pk, "pupil": others[0].pk},
            "member": {"pk": pk, "member": case.team.get(staff=town.someone).pk},
            "told": {"pk": pk, "told": case.told.values_list("pk", flat=True)[0]},
            "step": {"pk": pk, "clause": "A1.1"},
            "none": {"pk": pk},
        }


def _conflict(pk: UUID) -> UUID:
    return Conflict.objects.get(about_id=pk).pk


@pytest.fixture(scope="module")
def desks(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[dict[str, Desk], Desk]]:
    """Every persona of one school, and a colleague of another school."""
    with django_db_blocker.unblock(), transaction.atomic():
        here, there = Town("Linde"), Town("Esdoorn")
        yield {code: Desk(here, code) for code in ROLES}, Desk(there, "ME")
        transaction.set_rollback(True)


def _path(name: str, has: Kwargs) -> str:
    """Return the address with an object; what is not given is made up."""
    kwargs: Kwargs = {}
    for part, converter in ADDRESSES[name].items():
        kind = type(converter).__name__
        kwargs[part] = has.get(part) or {"UUIDConverter": uuid4(), "IntConverter": 1}.get(kind, "A1.1")
    return reverse(name, kwargs=kwargs)


def _ask(client: Client, method: str, path: str) -> HttpResponse:
    """Ask and take back whatever it changed."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer: Any = (client.get if method == "get" else client.post)(path)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer  # type: ignore[no-any-return]  # the test client's own answer


def _allowed(line: Line, method: str) -> frozenset[int]:
    return line.get if method == "get" else line.post


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_persona_at_every_address(desks: tuple[dict[str, Desk], Desk], method: str) -> None:
    everyone, _stranger = desks
    wrong, cells = [], 0
    for name, line in LINES.items():
        for code, desk in everyone.items() if not line.yes & {"public", "entering"} else ():
            has = desk.has.get(line.obj) or everyone["ME"].has.get(line.obj, {})
            answer = _ask(desk.client, method, _path(name, has))
            expected = _allowed(line, method) if code in line.yes else {404} if code in line.not_found else {403}
            # A view that takes one method says so to whoever passes its door, before it looks for anything.
            if code in line.not_found and 405 in _allowed(line, method):
                expected = {404, 405}
            cells += 1
            if answer.status_code not in expected:
                wrong.append((name, code, answer.status_code, sorted(expected)))
    assert not wrong, f"{len(wrong)} of {cells}: " + "\n".join(map(str, wrong))
    assert cells > 1_000


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_logged_in_gets_the_door_or_nothing(desks: tuple[dict[str, Desk], Desk], method: str) -> None:
    everyone, _stranger = desks
    for name, line in LINES.items():
        answer = _ask(Client(), method, _path(name, everyone["ME"].has.get(line.obj, {})))
        if line.yes == {"public"}:
            assert answer.status_code in _allowed(line, method), (name, answer.status_code)
        else:
            assert answer.status_code == 302, (name, answer.status_code)
            assert answer["Location"].startswith("/inloggen/"), name


def _seen(client: Client, path: str) -> tuple[int, bytes, dict[str, str], int]:
    """Return all that somebody outside can tell of an answer: status, page, headers, and how much work it was."""
    reset_queries()
    # What is kept of a refusal is kept once: every page is asked as if it were the first.
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        answer = client.get(path)
        transaction.set_rollback(True)
    return answer.status_code, NONCE.sub(b"", answer.content), dict(answer.headers), len(queries)


@time_machine.travel(timedelta(0), tick=False)
def test_what_is_not_yours_looks_exactly_like_what_does_not_exist(desks: tuple[dict[str, Desk], Desk]) -> None:
    # Time stands still: once a minute a session keeps that somebody is there, and that is work too.
    everyone, stranger = desks
    for desk in everyone.values():
        # Some act that was tried before may have ended a session.
        log_in(desk.client, desk.viewer)
    pairs = 0
    for name, line in LINES.items():
        if not line.obj or line.obj == "none":
            continue
        for code in sorted(line.yes - {"AC"}):
            desk = everyone[code]
            others = [stranger.has[line.obj]]
            if line.obj in {"report", "case", "step", "agreement", "part", "own report", "notice", "emergency"}:
                others.append(everyone["LC" if code != "LC" else "ME"].has[line.obj])
            nothing = _seen(desk.client, _path(name, {}))
            for has in others:
                found = _seen(desk.client, _path(name, has))
                assert found[0] in {302, 404, 405}, (name, code, found[0])
                assert found == nothing, (name, code)
                pairs += 1
    assert pairs > 150


def test_no_number_and_no_list_counts_what_is_not_yours(desks: tuple[dict[str, Desk], Desk]) -> None:
    """Lists, badges and choices name nobody from a case or report that is somebody else's."""
    everyone, _stranger = desks
    for code in ("VD", "OC", "IV", "EV", "DI", "IC", "BE", "FG", "BO", "BI"):
        desk = everyone[code]
        for name in ("today", "own_reports", "cases", "inbox", "overview"):
            page = desk.client.get(reverse(name))
            for obj in ("report", "case"):
                for owner in WORKS_ON_CASES:
                    assert str(everyone[owner].has[obj]["pk"]) not in page.content.decode(), (code, name)
