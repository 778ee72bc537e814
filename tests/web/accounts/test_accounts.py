"""Logging in and out, one's own password, settings and hats, as a person meets them."""

from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from omzien.ground.journal.models import Entry
from omzien.ground.school.accounts import link
from omzien.ground.school.models import Account
from tests.cast import PASSWORD, Cast, make_school

from .phone import Phone, come_in, send, set_up_app, with_phone
from .phone import password as log_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_monday() -> Iterator[None]:
    with time_machine.travel("2026-11-23 12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def phone(cast: Cast) -> Phone:
    """The app of Sanne."""
    return with_phone(cast, "Sanne")


def test_with_password_and_code_one_comes_to_today(cast: Cast, client: Client, phone: Phone) -> None:
    assert come_in(client, phone) == "/vandaag/"
    entry = Entry.objects.get(verb="account.logged_in", actor=cast.staff["Sanne"].pk)
    assert entry.facts == {"how": "totp", "wrong_before": 0}


def test_capitals_and_spaces_in_the_address_do_not_matter(phone: Phone) -> None:
    assert come_in(Client(), phone, " VOS@Lindehof.example ") == "/vandaag/"


@pytest.mark.parametrize(
    ("name", "password"),
    [("vos@lindehof.example", "helemaal mis"), ("niemand@lindehof.example", PASSWORD), ("x" * 250, "helemaal mis")],
)
def test_a_wrong_address_and_a_wrong_password_look_the_same(
    phone: Phone, client: Client, name: str, password: str
) -> None:
    said = log_in(client, name, password)
    assert "horen niet bij elkaar" in said
    assert password not in said
    assert "_auth_user_id" not in client.session


def test_who_left_cannot_come_in_and_is_out_at_once(cast: Cast, client: Client, phone: Phone) -> None:
    come_in(client, phone)
    assert client.get("/instellingen/").status_code == 200
    Account.objects.filter(staff=cast.staff["Sanne"]).update(is_active=False)
    assert client.get("/instellingen/")["Location"].startswith("/inloggen/")
    assert "horen niet bij elkaar" in log_in(Client(), "vos@lindehof.example")


def test_who_has_no_role_is_told_what_to_do(cast: Cast, client: Client, phone: Phone) -> None:
    cast.staff["Sanne"].role_holdings.all().delete()
    assert "nog geen rol" in log_in(client, "vos@lindehof.example")


@pytest.mark.parametrize(
    ("asked", "arrives"), [("/instellingen/", "/instellingen/"), ("https://elders.example/", "/vandaag/")]
)
def test_after_log_in_one_comes_back_where_one_was_but_never_elsewhere(
    client: Client, phone: Phone, asked: str, arrives: str
) -> None:
    assert client.get("/instellingen/")["Location"] == "/inloggen/?next=/instellingen/"
    log_in(client, "vos@lindehof.example", path=f"/inloggen/?next={asked}")
    assert send(client, "/inloggen/code/", code=phone.code()) == arrives


def test_logging_out_asks_for_a_button(cast: Cast, client: Client, phone: Phone) -> None:
    come_in(client, phone)
    assert client.get("/uitloggen/").status_code == 405
    assert client.post("/uitloggen/")["Location"] == "/inloggen/"
    assert client.get("/instellingen/").status_code == 302
    assert Entry.objects.filter(verb="account.logged_out", actor=cast.staff["Sanne"].pk).exists()


def choose(client: Client, path: str, password: str, again: str = "") -> str:
    told = {"password": password, "again": again or password, "form_key": str(uuid4())}
    answer = client.post(path, told)
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def test_by_a_link_one_chooses_a_password_and_is_in(cast: Cast, client: Client) -> None:
    path = urlsplit(link(cast.staff["Karim"].account)).path
    page = client.get(path).content.decode()
    assert "Welkom Karim" in page
    assert "Karim" not in page.split("</title>")[0]
    assert choose(client, path, "paarse fiets onder de brug") == "/instellingen/beveiliging/stap/"
    assert client.get("/vandaag/").status_code == 302
    assert set_up_app(client)[1] == "/instellingen/beveiliging/codes/"
    assert client.get("/vandaag/").status_code == 200
    assert client.get(path).status_code == 410
    assert "Deze link werkt niet meer" in client.get(path).content.decode()
    assert log_in(Client(), "asl@lindehof.example", "paarse fiets onder de brug") == "/inloggen/code/"


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("kort", "kort", "te kort"),
        ("passwordpassword", "passwordpassword", "kan een ander raden"),
        ("karimaslan-lindehof1", "karimaslan-lindehof1", "kan een ander raden"),
        ("aaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaa", "kan een ander raden"),
        ("paarse fiets onder de brug", "iets anders", "niet hetzelfde"),
    ],
)
def test_a_weak_password_is_refused_in_plain_words(
    cast: Cast, client: Client, password: str, again: str, says: str
) -> None:
    path = urlsplit(link(cast.staff["Karim"].account)).path
    said = choose(client, path, password, again)
    assert says in said
    assert client.get(path).status_code == 200


def test_a_new_password_ends_every_other_session_and_still_asks_the_code(
    cast: Cast, client: Client, phone: Phone
) -> None:
    elsewhere = Client()
    come_in(elsewhere, phone)
    account = Account.objects.get(staff=cast.staff["Sanne"])
    assert choose(client, urlsplit(link(account)).path, "paarse fiets onder de brug") == "/inloggen/code/"
    assert elsewhere.get("/instellingen/").status_code == 302


def test_the_page_of_a_link_is_never_kept(cast: Cast, client: Client) -> None:
    answer = client.get(urlsplit(link(cast.staff["Karim"].account)).path)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.clause("7")
def test_language_theme_and_name_are_ones_own_choice(cast: Cast, client: Client) -> None:
    client.force_login(cast.staff["Sanne"].account)
    told = {"language": "en", "theme": "dark", "form_key": str(uuid4())}
    assert client.post("/instellingen/", told)["Location"] == "/instellingen/"
    page = client.get("/instellingen/").content.decode()
    assert '<html lang="en"' in page
    assert 'data-theme="dark"' in page
    cast.staff["Sanne"].refresh_from_db()
    assert not cast.staff["Sanne"].shows_name


@pytest.mark.clause("2.roles")
def test_one_wears_one_hat_at_a_time(cast: Cast, client: Client) -> None:
    client.force_login(cast.staff["Fatima"].account)
    page = client.get("/rol/").content.decode()
    assert "leerlingencoördinator" in page.casefold()
    assert "interne vertrouwenspersoon" in page.casefold()
    assert send(client, "/rol/", role="pupil_coordinator") == "/vandaag/"
    assert client.session["hat"] == "pupil_coordinator"
    assert "leerlingencoördinator" in client.get("/instellingen/").content.decode()


def test_a_hat_that_one_does_not_have_cannot_be_put_on(cast: Cast, client: Client) -> None:
    client.force_login(cast.staff["Fatima"].account)
    client.post("/rol/", {"role": "administrator", "form_key": str(uuid4())})
    assert "hat" not in client.session
    assert client.get("/mensen/").status_code == 403


def test_the_menu_of_every_page_leads_to_ones_own_settings(cast: Cast, client: Client) -> None:
    client.force_login(cast.staff["Sanne"].account)
    page = client.get("/vandaag/").content.decode()
    menu = page[page.index('class="me__menu"') :]
    assert '<a href="/instellingen/">' in menu[: menu.index("</details>")]
