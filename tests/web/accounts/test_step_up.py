"""Confirming that it is still you: before roles, invitations, ending accounts, one's own factors, an adviser's hat."""

from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import get_resolver, reverse

from omzien.ground.access.stepup import DEMO, page_before, stepped_up
from omzien.ground.journal.models import Entry
from omzien.ground.notices.models import Notice
from omzien.ground.school.accounts import give_role
from omzien.ground.school.models import Account, Role, RoleHolding
from omzien.web.accounts import passkeys
from tests.cast import Cast, make_school

from .phone import Phone, come_in, factors_of, password, send, with_phone

pytestmark = pytest.mark.django_db
WIL = "dij@lindehof.example"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23 08:00:00+01:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return with_phone(cast, "Wil")


@pytest.fixture
def wil(phone: Phone, clock: time_machine.Traveller) -> Client:
    """The administrator, logged in eleven minutes ago."""
    client = Client()
    come_in(client, phone, WIL)
    clock.shift(timedelta(minutes=11))
    return client


def acts(cast: Cast) -> dict[str, str]:
    """Return what an administrator sends, by name."""
    petra, holding = cast.staff["Petra"], RoleHolding.objects.get(staff=cast.staff["Petra"])
    return {
        "give a role": reverse("person", args=[petra.pk]),
        "end a role": reverse("end_role", args=[holding.pk]),
        "end an account": reverse("switch_account", args=[petra.pk]),
        "invite": reverse("invite", args=[petra.pk]),
        "invite everyone": reverse("invite_everyone"),
        "take a factor away": reverse("reset_factors", args=[petra.pk]),
        "name a mentor": reverse("home_group", args=[cast.group_2b.pk]),
    }


def test_ten_minutes_after_the_log_in_every_act_asks_again_and_nothing_is_done(cast: Cast, wil: Client) -> None:
    told = {"role": "director", "from_on": "2026-11-23", "who": "", "seen": "on"}
    for name, path in acts(cast).items():
        came_from = f"http://testserver{path}?p=2"
        answer = wil.post(path, {"form_key": "x", **told}, headers={"referer": came_from})
        assert answer["Location"].startswith("/bevestigen/?next=%2Fmensen%2F"), name
    assert not RoleHolding.objects.filter(staff=cast.staff["Petra"], role=Role.DIRECTOR).exists()
    assert Account.objects.get(staff=cast.staff["Petra"]).is_active


def test_what_may_only_be_read_after_confirming(wil: Client) -> None:
    assert wil.get("/mensen/brieven/")["Location"] == "/bevestigen/?next=%2Fmensen%2Fbrieven%2F"
    assert wil.get("/instellingen/beveiliging/wachtwoord/").status_code == 302
    assert wil.get("/mensen/").status_code == 200


def test_after_confirming_one_is_back_and_may_go_on_for_ten_minutes(
    wil: Client, phone: Phone, clock: time_machine.Traveller
) -> None:
    page = wil.get("/bevestigen/?next=/mensen/brieven/").content.decode()
    assert "Ben jij het?" in page
    assert "klopt niet" in send(wil, "/bevestigen/?next=/mensen/brieven/", code="000000")
    assert send(wil, "/bevestigen/?next=/mensen/brieven/", code=phone.code()) == "/mensen/brieven/"
    assert wil.get("/mensen/brieven/").status_code == 200
    assert Entry.objects.get(verb="account.stepped_up").facts == {"how": "totp"}
    clock.shift(timedelta(minutes=10))
    assert wil.get("/mensen/brieven/").status_code == 302


def test_confirming_never_leads_elsewhere(wil: Client, phone: Phone) -> None:
    assert send(wil, "/bevestigen/?next=https://elders.example/", code=phone.code()) == "/vandaag/"


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/mensen/?p=2", "/mensen/?p=2"),
        ("http://elders.example/mensen/", "/"),
        ("http://testserver//elders.example/", "/"),
        ("", "/"),
    ],
)
def test_the_page_before_is_always_of_this_site(referer: str, back: str) -> None:
    request = SimpleNamespace(headers={"Referer": referer}, get_host=lambda: "testserver")
    assert page_before(request) == back  # type: ignore[arg-type]  # all that it looks at


def test_addresses_that_ask_for_it_carry_the_mark() -> None:
    marked = {
        pattern.name
        for resolver in get_resolver().url_patterns
        for pattern in getattr(resolver, "url_patterns", [])
        if getattr(getattr(pattern, "callback", None), "step_up", False)
    }
    assert {
        "person", "end_role", "switch_account", "invite", "invite_everyone", "letters", "reset_factors", "home_group",
        "pupils", "factor_app", "factor_passkey", "codes_new", "factor_remove", "password",
    } <= marked  # fmt: skip


def test_the_hat_of_an_adviser_is_a_step_of_its_own(cast: Cast, clock: time_machine.Traveller) -> None:
    client, phone = Client(), with_phone(cast, "Fatima")
    come_in(client, phone, "kay@lindehof.example")
    assert client.session["hat"] == "pupil_coordinator"
    clock.shift(timedelta(minutes=11))
    assert send(client, "/rol/", role="confidential_adviser_internal").startswith("/bevestigen/")
    assert client.session["hat"] == "pupil_coordinator"
    send(client, "/bevestigen/?next=/rol/", code=phone.code())
    assert send(client, "/rol/", role="confidential_adviser_internal") == "/vandaag/"
    assert client.session["hat"] == "confidential_adviser_internal"
    assert Entry.objects.get(verb="account.hat_changed").facts == {"to": "confidential_adviser_internal"}


def test_who_is_only_adviser_begins_as_adviser(cast: Cast, client: Client) -> None:
    come_in(client, with_phone(cast, "Selma"), "ayd@lindehof.example")
    assert client.session["hat"] == "confidential_adviser_external"


def test_the_mark_of_a_demo_counts_in_a_demo_only(cast: Cast) -> None:
    request = SimpleNamespace(session={DEMO: True}, viewer=cast.mentor)
    assert not stepped_up(request)  # type: ignore[arg-type]  # all that it looks at
    cast.school.is_demo = True
    assert stepped_up(request)  # type: ignore[arg-type]  # all that it looks at


def test_a_lost_phone_is_put_right_by_an_administrator_who_saw_the_person(
    cast: Cast, wil: Client, phone: Phone
) -> None:
    sanne, theirs = Client(), with_phone(cast, "Sanne")
    come_in(sanne, theirs)
    send(wil, "/bevestigen/", code=phone.code())
    path = reverse("reset_factors", args=[cast.staff["Sanne"].pk])
    assert "zeker weet wie het vraagt" in send(wil, path)
    assert factors_of(cast, "Sanne")
    assert send(wil, path, seen="on") == f"/mensen/{cast.staff['Sanne'].pk}/"
    assert factors_of(cast, "Sanne") == set()
    assert sanne.get("/instellingen/").status_code == 302
    assert password(Client(), "vos@lindehof.example") == "/instellingen/beveiliging/stap/"
    assert Entry.objects.get(verb="account.factors_reset").actor == cast.staff["Wil"].pk
    assert Notice.objects.filter(recipient=cast.staff["Sanne"], kind="account.factors_reset").exists()


def test_never_for_oneself(cast: Cast, wil: Client, phone: Phone) -> None:
    send(wil, "/bevestigen/", code=phone.code())
    path = reverse("reset_factors", args=[cast.staff["Wil"].pk])
    page = wil.post(path, {"seen": "on", "form_key": "00000000-0000-4000-8000-000000000001"}, follow=True)
    assert "niet voor jezelf" in page.content.decode()
    assert factors_of(cast, "Wil") == {"totp", "recovery_codes"}


def test_the_command_line_gives_a_role_to_the_one_administrator(cast: Cast) -> None:
    assert give_role(email=WIL, role="anti_bullying_coordinator") == "antipestcoördinator"
    assert give_role(email=WIL, role="anti_bullying_coordinator") == "antipestcoördinator"
    assert RoleHolding.objects.filter(staff=cast.staff["Wil"], role=Role.ANTI_BULLYING_COORDINATOR).count() == 1


@pytest.mark.parametrize("what", ["left", "off", "without a role"])
def test_a_passkey_of_who_may_not_come_in_opens_nothing(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    staff = cast.staff["Sanne"]
    row = Authenticator.objects.create(user=staff.account, type="webauthn", data={"name": "", "credential": {}})
    monkeypatch.setattr(passkeys, "used", lambda _account, _answer: row)
    if what == "left":
        staff.left_on = date(2026, 11, 20)
        staff.save()
    elif what == "off":
        Account.objects.filter(staff=staff).update(is_active=False)
    else:
        staff.role_holdings.all().delete()
    assert "werkt hier niet" in send(client, "/inloggen/passkey/", credential="{}")
    assert client.get("/vandaag/").status_code == 302


@pytest.mark.parametrize(
    "answer",
    ["", "x", "[]", "{}", '{"id": 1}', '{"response": {"userHandle": "AAAA"}}', '{"id":"a"' + " " * 30_000 + "}"],
)
def test_an_answer_that_no_browser_gives_is_refused_kindly(cast: Cast, client: Client, answer: str) -> None:
    client.get("/inloggen/passkey/")
    assert "werkt hier niet" in send(client, "/inloggen/passkey/", credential=answer)
    phone = with_phone(cast, "Sanne")
    come_in(client, phone)
    assert "lukte niet" in send(client, "/instellingen/beveiliging/passkey/", credential=answer)
