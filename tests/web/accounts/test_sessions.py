"""How long someone stays logged in, and how that ends everywhere."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from omzien.ground.clock import now
from omzien.ground.journal.models import Entry
from omzien.ground.school.actions.staffing import deactivate, reactivate
from omzien.ground.school.models import Account, Invitation
from omzien.web.accounts.sessions import forget_sessions
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in

from .phone import Phone, come_in, factors_of, password, send, with_phone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23 08:00:00+01:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return with_phone(cast, "Sanne")


def is_in(client: Client) -> bool:
    return client.get("/instellingen/").status_code == 200


def test_half_an_hour_of_nothing_ends_a_session(client: Client, phone: Phone, clock: time_machine.Traveller) -> None:
    come_in(client, phone)
    clock.shift(timedelta(minutes=29))
    assert is_in(client)
    clock.shift(timedelta(minutes=31))
    assert client.get("/instellingen/")["Location"] == "/inloggen/?next=/instellingen/"
    assert not is_in(client)


def test_after_twelve_hours_it_ends_whatever_one_does(
    client: Client, phone: Phone, clock: time_machine.Traveller
) -> None:
    come_in(client, phone)
    for _quarter in range(47):
        clock.shift(timedelta(minutes=15))
        assert is_in(client)
    clock.shift(timedelta(minutes=15))
    assert not is_in(client)


def test_as_adviser_ten_minutes(cast: Cast, client: Client, clock: time_machine.Traveller) -> None:
    come_in(client, with_phone(cast, "Selma"), "ayd@lindehof.example")
    clock.shift(timedelta(minutes=9))
    assert is_in(client)
    clock.shift(timedelta(minutes=11))
    assert not is_in(client)


def test_a_clock_that_is_put_back_makes_no_session_longer(
    client: Client, phone: Phone, clock: time_machine.Traveller
) -> None:
    come_in(client, phone)
    clock.shift(timedelta(hours=-2))
    assert not is_in(client)


def test_the_key_of_a_session_changes_at_every_step(cast: Cast, clock: time_machine.Traveller) -> None:
    client = Client()
    phone, keys = with_phone(cast, "Fatima"), []
    password(client, "kay@lindehof.example")
    keys.append(client.session.session_key)
    send(client, "/inloggen/code/", code=phone.code())
    keys.append(client.session.session_key)
    send(client, "/rol/", role="confidential_adviser_internal")
    keys.append(client.session.session_key)
    clock.shift(timedelta(minutes=5))
    send(client, "/bevestigen/", code=phone.code())
    keys.append(client.session.session_key)
    assert len(set(keys)) == 4


def test_one_ends_all_other_sessions(cast: Cast, client: Client, phone: Phone, clock: time_machine.Traveller) -> None:
    elsewhere = Client()
    come_in(elsewhere, phone)
    clock.shift(timedelta(seconds=60))
    come_in(client, phone)
    assert send(client, "/instellingen/beveiliging/apparaten/") == "/instellingen/beveiliging/"
    assert is_in(client)
    assert not is_in(elsewhere)
    assert Entry.objects.filter(verb="account.sessions_ended").exists()


def test_another_password_ends_all_other_sessions(
    cast: Cast, client: Client, phone: Phone, clock: time_machine.Traveller
) -> None:
    elsewhere = Client()
    come_in(elsewhere, phone)
    clock.shift(timedelta(seconds=60))
    come_in(client, phone)
    told = {"current": "een lang zinnetje om in te loggen", "password": "paarse fiets op dak"}
    send(client, "/instellingen/beveiliging/wachtwoord/", again=told["password"], **told)
    assert is_in(client)
    assert not is_in(elsewhere)


def test_deactivation_ends_every_way_in_at_once(cast: Cast, client: Client, phone: Phone) -> None:
    come_in(client, phone)
    assert is_in(client)
    account = cast.staff["Sanne"].account
    Invitation.objects.create(school=cast.school, account=account, way="mail", made_at=now(), mail_after=now())
    deactivate(cast.staff["Sanne"], cast.administrator, key())
    answer = client.get("/instellingen/")
    assert (answer.status_code, answer["Location"]) == (302, "/inloggen/?next=/instellingen/")
    assert factors_of(cast, "Sanne") == set()
    assert not Invitation.objects.filter(used_at=None).exists()
    reactivate(cast.staff["Sanne"], cast.administrator, key())
    assert not is_in(client)
    assert not Account.objects.get(pk=account.pk).has_usable_password()


def test_someone_logged_in_before_the_clock_began_to_count_is_counted_from_now(cast: Cast, client: Client) -> None:
    client.force_login(cast.staff["Sanne"].account)
    assert is_in(client)
    assert client.session["began_at"] == client.session["seen_at"]


def test_what_is_left_of_old_sessions_is_erased(client: Client, phone: Phone, clock: time_machine.Traveller) -> None:
    come_in(client, phone)
    assert forget_sessions() == 0
    clock.shift(timedelta(hours=13))
    assert forget_sessions() >= 1
    assert not Session.objects.exists()


def test_the_cookie_goes_with_the_browser(client: Client, phone: Phone) -> None:
    come_in(client, phone)
    cookie = client.cookies["sessionid"]
    assert (cookie["max-age"], cookie["samesite"], cookie["httponly"]) == ("", "Lax", True)


def test_a_page_writes_no_row_for_being_looked_at(cast: Cast, client: Client) -> None:
    log_in(client, cast.mentor)
    before = dict(client.session)
    is_in(client)
    assert dict(client.session) == before
