"""Guessing is slowed down, nobody learns which names exist, and nothing says from where."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client

from omzien.ground.journal.models import Entry
from omzien.ground.school import guessing, hashers
from omzien.ground.school.accounts import choose_password
from omzien.ground.school.adapters import AccountAdapter
from omzien.ground.school.models import Guesses
from tests.cast import PASSWORD, Cast, make_school

from .phone import Phone, come_in, password, send, with_password, with_phone

pytestmark = pytest.mark.django_db

ADDRESS, BROWSER = "203.0.113.77", "KanarieBrowser/7.7"
SANNE = "vos@lindehof.example"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23 08:00:00+01:00", tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def no_earlier_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "addresses", guessing._Addresses())


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return with_phone(cast, "Sanne")


def wrong(client: Client, times: int, name: str = SANNE) -> str:
    said = ""
    for _time in range(times):
        said = password(client, name, "helemaal mis")
    return said


def test_from_the_fifth_wrong_guess_one_waits_longer_and_longer(
    phone: Phone, client: Client, clock: time_machine.Traveller
) -> None:
    assert "horen niet bij elkaar" in wrong(client, 5)
    assert "probeer het over 1 min." in password(client, SANNE)
    clock.shift(timedelta(seconds=16))
    assert "horen niet bij elkaar" in wrong(client, 1)
    clock.shift(timedelta(seconds=16))
    assert "Wacht even" in password(client, SANNE)
    clock.shift(timedelta(seconds=16))
    assert password(client, SANNE) == "/inloggen/code/"
    assert not Guesses.objects.exists()


def test_the_right_password_makes_a_new_beginning(phone: Phone, client: Client) -> None:
    wrong(client, 4)
    assert password(client, SANNE) == "/inloggen/code/"
    assert "horen niet bij elkaar" in wrong(Client(), 4)


def test_a_name_that_nobody_has_is_treated_the_same(
    phone: Phone, client: Client, clock: time_machine.Traveller
) -> None:
    for _round in range(14):
        real, nobody = wrong(client, 1), wrong(client, 1, "niemand@lindehof.example")
        assert words(real) == words(nobody)
        clock.shift(timedelta(seconds=40))


def words(page: str) -> str:
    """Return what a page says about the mistake."""
    start = page.index("govuk-error")
    return re.sub(r'value="[^"]*"', "", page[start : page.index("</form>", start)])


def test_after_a_hundred_the_password_opens_nothing_until_a_new_link(
    cast: Cast, client: Client, clock: time_machine.Traveller
) -> None:
    account = with_password(cast, "Sanne")
    wrong(client, 1)
    Guesses.objects.update(wrong=98)
    for _time in range(2):
        clock.shift(timedelta(minutes=16))
        wrong(client, 1)
    assert Guesses.objects.get().wrong == 100
    clock.shift(timedelta(days=200))
    guessing.forget_guesses()
    assert "nieuwe link" in password(client, SANNE)
    choose_password(account, PASSWORD, cast.mentor)
    assert password(client, SANNE) == "/instellingen/beveiliging/stap/"


def test_a_school_behind_one_address_is_never_shut_out(cast: Cast, phone: Phone) -> None:
    for _time in range(guessing.MUCH - 3):
        guessing.addresses.note(ADDRESS)
    for number in range(3):
        password(Client(REMOTE_ADDR=ADDRESS), f"raad{number}@lindehof.example", "helemaal mis")
    assert guessing.addresses.suspect(ADDRESS)
    assert come_in(Client(REMOTE_ADDR=ADDRESS), phone) == "/vandaag/"


def test_from_a_suspect_address_one_wrong_guess_is_enough_to_wait(phone: Phone) -> None:
    for _time in range(guessing.MUCH):
        guessing.addresses.note(ADDRESS)
    wrong(Client(REMOTE_ADDR=ADDRESS), 1)
    assert "Wacht even" in password(Client(REMOTE_ADDR=ADDRESS), SANNE)
    assert password(Client(REMOTE_ADDR="198.51.100.9"), SANNE) == "/inloggen/code/"


def test_an_address_is_forgotten_with_the_hour(clock: time_machine.Traveller) -> None:
    seen = guessing._Addresses()
    for _time in range(guessing.MUCH):
        seen.note(ADDRESS)
    assert seen.suspect("203.0.113.5")
    assert not seen.suspect("203.0.114.5")
    clock.shift(timedelta(hours=1))
    assert not seen.suspect(ADDRESS)


def test_guessing_codes_is_slowed_down_too(phone: Phone, client: Client, clock: time_machine.Traveller) -> None:
    password(client, SANNE)
    for _time in range(5):
        assert "klopt niet" in send(client, "/inloggen/code/", code="000000")
    assert "te vaak mis" in send(client, "/inloggen/code/", code=phone.code())
    clock.shift(timedelta(seconds=16))
    assert send(client, "/inloggen/code/", code=phone.code()) == "/vandaag/"


def test_the_journal_counts_and_says_nothing_more(cast: Cast, phone: Phone, client: Client) -> None:
    wrong(client, 5)
    wrong(client, 5, "niemand@lindehof.example")
    (entry,) = Entry.objects.filter(verb="account.login_failed")
    assert (entry.facts, entry.actor, entry.about_id) == ({"wrong": 5}, None, cast.staff["Sanne"].pk)


def test_neither_address_nor_browser_is_kept_anywhere(
    phone: Phone, caplog: pytest.LogCaptureFixture, clock: time_machine.Traveller
) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=BROWSER, HTTP_X_FORWARDED_FOR=ADDRESS)
    wrong(client, 6)
    clock.shift(timedelta(minutes=1))
    client.get("/inloggen/passkey/")
    client.post("/inloggen/passkey/", {"credential": '{"id": "x"}'})
    assert come_in(client, phone) == "/vandaag/"
    for path in ("/instellingen/beveiliging/", "/vandaag/"):
        assert client.get(path).status_code == 200
    client.post("/uitloggen/")
    kept = everything() + caplog.text + str(getattr(cache, "_cache", ""))
    for canary in (ADDRESS, "203.0.113", "KanarieBrowser", ADDRESS.encode().hex(), "cb00714d", "MjAzLjAuMTEzLjc3"):
        assert canary not in kept, canary


def everything() -> str:
    """Return every value of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(bytes(cell) if isinstance(cell, memoryview) else cell) for row in cursor for cell in row]
    return "\n".join(found)


def test_no_part_that_keeps_addresses_is_installed() -> None:
    told = " ".join(settings.INSTALLED_APPS)
    assert "usersessions" not in told
    assert "axes" not in told
    request = type("Asked", (), {"META": {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": BROWSER}})()
    assert ADDRESS not in AccountAdapter().get_client_ip(request)
    assert AccountAdapter().get_http_user_agent(request) == ""


def test_few_log_ins_are_computed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, start = 0, 0, Barrier(6)

    def slow(self: object, password: str, salt: str) -> str:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        for _round in range(20_000):
            pass
        at_once -= 1
        return ""

    monkeypatch.setattr(Argon2PasswordHasher, "encode", slow)

    def run() -> None:
        start.wait()
        hashers.Argon2().encode("a", "b")

    threads = [Thread(target=run) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= most <= hashers.SEATS


def test_counts_of_long_ago_are_erased_the_same_for_every_name(
    phone: Phone, client: Client, clock: time_machine.Traveller
) -> None:
    wrong(client, 3)
    wrong(client, 3, "niemand@lindehof.example")
    clock.shift(timedelta(days=29))
    assert guessing.forget_guesses() == 0
    clock.shift(timedelta(days=2))
    assert guessing.forget_guesses() == 2
