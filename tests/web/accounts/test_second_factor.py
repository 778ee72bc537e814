"""The second factor: asked of everyone, made in the same sitting, kept sealed, never used twice."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from django.db import connection
from django.test import Client

from omzien.ground.journal.models import Entry
from omzien.ground.notices.models import Notice
from omzien.ground.school.accounts import link
from omzien.ground.school.adapters import FactorAdapter, secrets_of
from omzien.ground.school.factors import check_code, recovery_codes, reseal
from omzien.ground.school.models import Account
from tests.cast import Cast, make_school

from .phone import Phone, come_in, factors_of, password, send, set_up_app, with_password, with_phone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23 12:00:00+01:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return with_phone(cast, "Sanne")


INSIDE = [
    "/vandaag/",
    "/instellingen/",
    "/instellingen/beveiliging/",
    "/meldingen/",
    "/situaties/",
    "/rol/",
    "/mensen/",
]


@pytest.mark.parametrize("path", INSIDE)
def test_with_a_password_alone_nothing_opens(cast: Cast, client: Client, path: str) -> None:
    with_password(cast, "Sanne")
    assert password(client, "vos@lindehof.example") == "/instellingen/beveiliging/stap/"
    assert client.get("/instellingen/beveiliging/stap/").status_code == 200
    assert client.get(path)["Location"].startswith("/inloggen/")


def test_who_has_none_makes_one_and_keeps_the_codes(cast: Cast, client: Client) -> None:
    with_password(cast, "Sanne")
    password(client, "vos@lindehof.example")
    _phone, leads = set_up_app(client)
    assert leads == "/instellingen/beveiliging/codes/"
    page = client.get(leads).content.decode()
    codes = re.findall(r"<li>(\d{5} \d{5})</li>", page)
    assert len(set(codes)) == 10
    assert send(client, leads) == "/vandaag/"
    assert client.get(leads)["Location"] == "/instellingen/beveiliging/"
    elsewhere = Client()
    password(elsewhere, "vos@lindehof.example")
    assert send(elsewhere, "/inloggen/code/", code=codes[3]) == "/vandaag/"
    assert Entry.objects.filter(verb="account.factor_added", actor=cast.staff["Sanne"].pk).count() == 1


def test_a_password_never_makes_a_second_factor_beside_one_that_is_there(cast: Cast, phone: Phone) -> None:
    client = Client()
    password(client, "vos@lindehof.example")
    for path in ("stap/", "app/", "passkey/", "app/beeld.svg", "codes/"):
        assert client.get(f"/instellingen/beveiliging/{path}").status_code == 302, path
    assert factors_of(cast, "Sanne") == {"totp", "recovery_codes"}


def test_a_code_works_once_and_an_older_one_never(phone: Phone, a_monday: time_machine.Traveller) -> None:
    client, code = Client(), phone.code()
    assert come_in(client, phone) == "/vandaag/"
    again = Client()
    password(again, "vos@lindehof.example")
    assert "klopt niet" in send(again, "/inloggen/code/", code=code)
    a_monday.shift(timedelta(seconds=30))
    assert "klopt niet" in send(again, "/inloggen/code/", code=phone.code(-1))
    a_monday.shift(timedelta(seconds=30))
    assert send(again, "/inloggen/code/", code=phone.code()) == "/vandaag/"


def test_a_recovery_code_works_once(cast: Cast, phone: Phone) -> None:
    account = cast.staff["Sanne"].account
    first, second, *_rest = recovery_codes(account)
    assert check_code(account, first) == "recovery_codes"
    assert check_code(account, first) == ""
    assert check_code(account, f"{second[:5]} {second[5:]}") == "recovery_codes"
    assert len(recovery_codes(account)) == 8


def test_the_way_in_ends_after_a_while_and_with_another_password(
    cast: Cast, phone: Phone, a_monday: time_machine.Traveller
) -> None:
    late, other = Client(), Client()
    password(late, "vos@lindehof.example")
    password(other, "vos@lindehof.example")
    account = cast.staff["Sanne"].account
    account.set_password("iets heel anders nu")
    account.save()
    assert send(other, "/inloggen/code/", code=phone.code()).startswith("/inloggen/")
    a_monday.shift(timedelta(minutes=21))
    assert send(late, "/inloggen/code/", code=phone.code()).startswith("/inloggen/")


def test_secrets_stand_sealed_and_open_for_their_own_row_only(cast: Cast, phone: Phone) -> None:
    other = with_phone(cast, "Fatima")
    sanne, fatima = cast.staff["Sanne"].account, cast.staff["Fatima"].account
    row = Authenticator.objects.get(user=sanne, type="totp")
    sealed = row.data["secret"]
    assert phone.secret not in str(row.data)
    with secrets_of(sanne, "totp"):
        assert FactorAdapter().decrypt(sealed) == phone.secret
    with secrets_of(fatima, "totp"), pytest.raises(InvalidTag):
        FactorAdapter().decrypt(sealed)
    with pytest.raises(LookupError):
        FactorAdapter().decrypt(sealed)
    assert reseal() == 4
    row.refresh_from_db()
    assert row.data["secret"] != sealed
    assert check_code(sanne, phone.code()) == "totp"
    assert other.secret != phone.secret


def test_a_secret_that_is_being_set_up_stands_sealed_in_the_session(cast: Cast, client: Client) -> None:
    with_password(cast, "Sanne")
    password(client, "vos@lindehof.example")
    phone, _leads = set_up_app(client)
    client.get("/instellingen/beveiliging/app/")
    assert phone.secret not in str(dict(client.session))


def test_the_picture_to_scan_is_a_file_of_our_own_that_is_never_kept(cast: Cast, client: Client) -> None:
    with_password(cast, "Sanne")
    password(client, "vos@lindehof.example")
    assert client.get("/instellingen/beveiliging/app/beeld.svg").status_code == 404
    assert "beeld.svg" in client.get("/instellingen/beveiliging/app/").content.decode()
    picture = client.get("/instellingen/beveiliging/app/beeld.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture["Cache-Control"] == "no-store"
    assert picture.content.startswith(b"<svg")


def test_tables_of_allauth_hold_no_address_and_no_name(cast: Cast, phone: Phone) -> None:
    come_in(Client(), phone)
    assert not EmailAddress.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        told = str(cursor.fetchall())
    assert "lindehof" not in told
    assert "Sanne" not in told


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/2fa/", "/accounts/password/reset/"]
)
def test_pages_of_allauth_do_not_exist(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_last_factor_stays_and_another_is_told(cast: Cast, client: Client, phone: Phone) -> None:
    come_in(client, phone)
    account = cast.staff["Sanne"].account
    row = Authenticator.objects.get(user=account, type="totp")
    client.post(f"/instellingen/beveiliging/{row.pk}/weg/")
    assert factors_of(cast, "Sanne") == {"totp", "recovery_codes"}
    Authenticator.objects.create(user=account, type="webauthn", data={"name": "", "credential": {}})
    client.post(f"/instellingen/beveiliging/{row.pk}/weg/")
    assert factors_of(cast, "Sanne") == {"webauthn", "recovery_codes"}
    assert Notice.objects.filter(recipient=cast.staff["Sanne"], kind="account.factor_removed").exists()
    assert Entry.objects.filter(verb="account.factor_removed").exists()


def test_another_persons_factor_cannot_be_taken_away(cast: Cast, client: Client, phone: Phone) -> None:
    with_phone(cast, "Fatima")
    come_in(client, phone)
    row = Authenticator.objects.get(user=cast.staff["Fatima"].account, type="totp")
    client.post(f"/instellingen/beveiliging/{row.pk}/weg/")
    assert Authenticator.objects.filter(pk=row.pk).exists()


def test_new_codes_end_the_old_ones(cast: Cast, client: Client, phone: Phone) -> None:
    come_in(client, phone)
    account = cast.staff["Sanne"].account
    old = recovery_codes(account)
    assert send(client, "/instellingen/beveiliging/codes/nieuw/") == "/instellingen/beveiliging/codes/"
    assert "Ik heb ze bewaard" in client.get("/instellingen/beveiliging/codes/").content.decode()
    assert not set(old) & set(recovery_codes(account))
    assert check_code(account, old[0]) == ""


def test_with_a_second_factor_eight_characters_are_enough_and_without_fifteen(cast: Cast, client: Client) -> None:
    path = urlsplit(link(cast.staff["Karim"].account)).path
    assert "minstens 15 tekens" in send(client, path, password="vx7 kwi1", again="vx7 kwi1")
    phone = with_phone(cast, "Sanne")
    come_in(client, phone)
    told = {"current": "een lang zinnetje om in te loggen", "password": "vx7 kw1", "again": "vx7 kw1"}
    assert "minstens 8 tekens" in send(client, "/instellingen/beveiliging/wachtwoord/", **told)
    told |= {"password": "vx7 kwi1", "again": "vx7 kwi1"}
    assert send(client, "/instellingen/beveiliging/wachtwoord/", **told) == "/instellingen/beveiliging/"
    assert client.get("/vandaag/").status_code == 200


@pytest.mark.parametrize("word", ["Lindehof2026", "welkom!77", "sannevos", "2b2b2c2c", "mentor2b", "omzien12"])
def test_words_of_the_school_are_no_password(cast: Cast, phone: Phone, client: Client, word: str) -> None:
    come_in(client, phone)
    told = {"current": "een lang zinnetje om in te loggen", "password": word, "again": word}
    assert "kan een ander raden" in send(client, "/instellingen/beveiliging/wachtwoord/", **told)


def test_changing_a_password_asks_the_one_of_now(cast: Cast, phone: Phone, client: Client) -> None:
    come_in(client, phone)
    told = {"current": "een ander zinnetje", "password": "paarse fiets op dak", "again": "paarse fiets op dak"}
    assert "niet je wachtwoord van nu" in send(client, "/instellingen/beveiliging/wachtwoord/", **told)
    assert not Account.objects.get(staff=cast.staff["Sanne"]).check_password("paarse fiets op dak")
