"""Mensen, as the administrator meets it: colleagues, roles, groups; never what is going on with a pupil."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from omzien.chapters.approach.actions.cases import open_case
from omzien.ground.clock import today
from omzien.ground.notices.models import Notice
from omzien.ground.school.holders import mentors_of, mentors_of_group
from omzien.ground.school.models import Account, CoreTeam, Invitation, Role, RoleHolding, Staff
from omzien.ground.vault.ring import index_key
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_monday() -> Iterator[None]:
    with time_machine.travel("2026-11-23 12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def wil(cast: Cast) -> Client:
    """The administrator, logged in."""
    return log_in(Client(), cast.administrator)


def send(client: Client, path: str, **told: Any) -> Any:
    return client.post(path, {"form_key": str(uuid4()), **told}, follow=True)


PAGES = ["/mensen/", "/mensen/klassen/", "/mensen/leerlingen/", "/mensen/laden/", "/mensen/brieven/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", ["Sanne", "Petra", "Jelle", "Fatima", "Maarten"])
def test_these_pages_are_the_administrators(cast: Cast, path: str, name: str) -> None:
    client = Client()
    assert client.get(path).status_code == 302
    client.force_login(cast.staff[name].account)
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", [*PAGES, "/kalender/", "/instellingen/", "/rol/"])
def test_every_page_opens(wil: Client, path: str) -> None:
    assert wil.get(path).status_code == 200


def test_colleagues_stand_in_the_dutch_order_and_no_name_stands_in_an_address(cast: Cast, wil: Client) -> None:
    Staff.objects.create(school=cast.school, given_name="Ilse", infix="van", family_name="Aalst", external_key="x")
    page = wil.get("/mensen/").content.decode()
    order = [page.index(name) for name in ("Ilse van Aalst", "Karim Aslan", "Jelle Bos", "Sanne Vos", "Petra Wolters")]
    assert order == sorted(order)


def test_the_number_of_queries_does_not_grow_with_the_list(
    cast: Cast, wil: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20) as counted:
        wil.get("/mensen/")
    for number in range(20):
        Staff.objects.create(
            school=cast.school,
            given_name="A",
            family_name=f"Nummer{number}",
            external_key=index_key("staff", f"n{number}"),
        )
    with django_assert_num_queries(len(counted)):
        wil.get("/mensen/")


def test_a_long_list_is_paged(cast: Cast, wil: Client) -> None:
    for number in range(40):
        Staff.objects.create(
            school=cast.school,
            given_name="A",
            family_name=f"Zz{number:02}",
            external_key=index_key("staff", f"n{number}"),
        )
    assert "1 tot en met 30 van 48" in wil.get("/mensen/").content.decode()
    assert "31 tot en met 48 van 48" in wil.get("/mensen/?p=2").content.decode()
    assert wil.get("/mensen/?p=99").status_code == wil.get("/mensen/?p=x").status_code == 200


@pytest.mark.parametrize(
    ("query", "found"), [("vos", "Sanne Vos"), ("KAY", "Fatima Kaya"), ("kaya f", ""), ("zzz", "")]
)
def test_a_colleague_is_found_by_name_or_code(wil: Client, query: str, found: str) -> None:
    answer = wil.post("/mensen/", {"query": query, "form_key": str(uuid4())})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert found in page if found else "Niemand gevonden" in page


def test_a_role_is_given_and_stopped(cast: Cast, wil: Client) -> None:
    path = f"/mensen/{cast.staff['Petra'].pk}/"
    answer = send(
        wil, path, role="support_coordinator", grade="2", own_title="zorgcoach", from_on="2026-11-23", until_on=""
    )
    page = answer.content.decode()
    assert "Zorgcoach" in page
    assert "leerjaar 2" in page
    holding = RoleHolding.objects.get(role=Role.SUPPORT_COORDINATOR)
    answer = send(wil, f"/mensen/rollen/{holding.pk}/stoppen/")
    assert "De rol is gestopt" in answer.content.decode()
    assert not RoleHolding.objects.filter(role=Role.SUPPORT_COORDINATOR).exists()


def test_a_mistake_is_told_beside_the_field_and_what_was_typed_stays(cast: Cast, wil: Client) -> None:
    path = f"/mensen/{cast.staff['Petra'].pk}/"
    page = send(wil, path, role="mentor", from_on="2026-11-23", own_title="klassenvader").content.decode()
    assert "Kies de klas" in page
    assert "klassenvader" in page
    page = send(wil, path, role="director", from_on="2026-11-23", until_on="2026-11-01").content.decode()
    assert "ligt voor de eerste dag" in page


def test_the_administrator_cannot_choose_whose_name_is_public(cast: Cast, wil: Client) -> None:
    page = wil.get(f"/mensen/{cast.staff['Karim'].pk}/").content.decode()
    assert "shows_name" not in page
    send(wil, f"/mensen/{cast.staff['Karim'].pk}/", shows_name="on")
    cast.staff["Karim"].refresh_from_db()
    assert not cast.staff["Karim"].shows_name


def test_an_account_is_put_off_and_on(cast: Cast, wil: Client) -> None:
    path = f"/mensen/{cast.staff['Sanne'].pk}/account/"
    send(wil, path)
    assert not Account.objects.get(staff=cast.staff["Sanne"]).is_active
    page = send(wil, path).content.decode()
    assert "staat weer aan" in page
    assert "je eigen account" in send(wil, f"/mensen/{cast.staff['Wil'].pk}/account/").content.decode()


def test_nobody_gives_themselves_a_role(cast: Cast, wil: Client) -> None:
    path = f"/mensen/{cast.staff['Wil'].pk}/"
    page = send(wil, path, role="anti_bullying_coordinator", from_on="2026-11-23").content.decode()
    assert "Jezelf een rol geven kan niet" in page
    assert not RoleHolding.objects.filter(staff=cast.staff["Wil"], role=Role.ANTI_BULLYING_COORDINATOR).exists()


def test_the_work_of_who_leaves_goes_to_whom_the_administrator_chooses(cast: Cast, wil: Client) -> None:
    report = told(cast)
    case = open_case(cast.mentor, report, target=cast.pupils["Noor"])
    path = f"/mensen/{cast.staff['Sanne'].pk}/account/"
    page = wil.get(path).content.decode()
    assert "Karim Aslan" in page
    assert "Noor" not in page
    send(wil, path, who=str(cast.staff["Karim"].pk))
    case.refresh_from_db()
    assert case.owner == cast.staff["Karim"]
    assert not case.team.filter(staff=cast.staff["Sanne"], until_on__isnull=True).exists()
    assert Notice.objects.filter(recipient=cast.staff["Karim"], kind="case.yours").exists()


def test_without_a_choice_it_goes_to_the_coordinator(cast: Cast, wil: Client) -> None:
    case = open_case(cast.mentor, told(cast), target=cast.pupils["Noor"])
    send(wil, f"/mensen/{cast.staff['Sanne'].pk}/account/", who="")
    case.refresh_from_db()
    assert case.owner == cast.staff["Jelle"]


def test_who_leaves_is_never_the_last_who_can_carry_a_case(cast: Cast, wil: Client) -> None:
    open_case(cast.mentor, told(cast), target=cast.pupils["Noor"])
    RoleHolding.objects.exclude(staff__in=[cast.staff["Sanne"], cast.staff["Wil"]]).delete()
    page = send(wil, f"/mensen/{cast.staff['Sanne'].pk}/account/", who="").content.decode()
    assert "Niemand kan het werk overnemen" in page
    assert Account.objects.get(staff=cast.staff["Sanne"]).is_active


def test_the_question_who_takes_over_looks_the_same_whether_there_is_work_or_not(cast: Cast, wil: Client) -> None:
    path = f"/mensen/{cast.staff['Karim'].pk}/account/"
    without = form_keys_out(wil.get(path).content.decode())
    case = open_case(cast.mentor, told(cast), target=cast.pupils["Noor"])
    case.owner = cast.staff["Karim"]
    case.save()
    assert form_keys_out(wil.get(path).content.decode()) == without


def form_keys_out(page: str) -> str:
    """Return a page without what differs at every look."""
    return re.sub(r'(name="(form_key|csrfmiddlewaretoken)" value=|csrf-token" content=)"[^"]+"', "", page)


def test_a_second_tap_does_nothing_more(cast: Cast, wil: Client) -> None:
    path, key = f"/mensen/{cast.staff['Sanne'].pk}/account/", str(uuid4())
    send(wil, path, form_key=key)
    send(wil, f"/mensen/{cast.staff['Petra'].pk}/uitnodigen/", form_key=key)
    send(wil, f"/mensen/{cast.staff['Petra'].pk}/uitnodigen/", form_key=key)
    assert Invitation.objects.count() == 1


def test_everyone_is_invited_and_letters_are_printed(cast: Cast, wil: Client) -> None:
    Staff.objects.create(school=cast.school, given_name="Theo", family_name="Heuvel", code="HEU", external_key="x")
    page = send(wil, "/mensen/uitnodigen/").content.decode()
    assert "7 uitnodigingen gaan per mail weg" in page
    assert "Voor 1 collega ligt een brief klaar" in page
    assert "Iedereen is al uitgenodigd" in send(wil, "/mensen/uitnodigen/").content.decode()
    letter = wil.get("/mensen/brieven/").content.decode()
    assert "Voor Theo Heuvel" in letter
    assert "<svg" in letter
    assert "/welkom/" in letter
    assert "style=" not in letter


def test_a_core_team_is_made_and_filled(cast: Cast, wil: Client) -> None:
    assert "Het kernteam is er" in send(wil, "/mensen/klassen/", name="Geel").content.decode()
    yellow = CoreTeam.objects.get(name="Geel")
    send(wil, f"/mensen/klassen/{cast.group_2c.pk}/kernteam/", core_team=str(yellow.pk))
    cast.group_2c.refresh_from_db()
    assert cast.group_2c.core_team == yellow
    assert "al een kernteam" in send(wil, "/mensen/klassen/", name="GEEL").content.decode()
    assert "Oranje" in send(wil, f"/mensen/kernteams/{yellow.pk}/", name="Oranje").content.decode()
    assert "horen nog" in send(wil, f"/mensen/kernteams/{yellow.pk}/weg/").content.decode()


@pytest.mark.clause("5.mentor.1")
def test_a_home_group_gets_a_second_mentor(cast: Cast, wil: Client) -> None:
    path = f"/mensen/klassen/{cast.group_2b.pk}/"
    assert "toegevoegd" in send(wil, path, staff=str(cast.staff["Petra"].pk)).content.decode()
    assert [person.given_name for person in mentors_of_group(cast.group_2b)] == ["Sanne", "Petra"]
    assert "heeft deze rol al" in send(wil, path, staff=str(cast.staff["Petra"].pk)).content.decode()
    holding = RoleHolding.objects.get(staff=cast.staff["Petra"], role=Role.MENTOR)
    answer = send(wil, f"/mensen/rollen/{holding.pk}/stoppen/", van="klas")
    assert answer.redirect_chain[-1][0] == path


def test_the_administrator_sees_numbers_of_pupils_and_no_names(cast: Cast, wil: Client) -> None:
    for path in ("/mensen/leerlingen/", "/mensen/klassen/", f"/mensen/klassen/{cast.group_2b.pk}/"):
        page = wil.get(path).content.decode()
        assert "10" in page
        for pupil in cast.pupils.values():
            assert pupil.full_name not in page


def test_one_pupil_gets_a_mentor_of_their_own_by_number(cast: Cast, wil: Client) -> None:
    told = {"number": "10000", "staff": str(cast.staff["Karim"].pk)}
    page = send(wil, "/mensen/leerlingen/", **told).content.decode()
    assert "leerling 10000" in page
    assert [person.given_name for person in mentors_of(cast.pupils["Noor"])] == ["Karim"]
    page = send(wil, "/mensen/leerlingen/", **{**told, "number": "99999"}).content.decode()
    assert "kennen we niet" in page


def test_people_of_another_school_do_not_exist(cast: Cast, wil: Client) -> None:
    other = make_other_school()
    assert wil.get(f"/mensen/{other.pk}/").status_code == 404
    assert wil.get(f"/mensen/{uuid4()}/").status_code == 404
    assert wil.post(f"/mensen/{other.pk}/account/").status_code == 404


def make_other_school() -> Staff:
    other = make_school_named("De Esdoorn")
    return Staff.objects.create(school=other, given_name="Els", family_name="Elders", external_key="els")


def make_school_named(name: str) -> Any:
    school = Staff.objects.all()[0].school
    return type(school).objects.create(board=school.board, name=name)


def test_before_a_role_ends_the_page_says_what_will_happen(cast: Cast, wil: Client) -> None:
    holding = RoleHolding.objects.get(staff=cast.staff["Sanne"], role=Role.MENTOR)
    page = wil.get(f"/mensen/rollen/{holding.pk}/stoppen/?van=klas").content.decode()
    for said in ("Sanne Vos, mentor 2B", "Klas 2B heeft daarna geen mentor", "Fatima Kaya", "Jelle Bos", "laatste rol"):
        assert said in page
    assert RoleHolding.objects.on(today()).filter(pk=holding.pk).exists()
    answer = send(wil, f"/mensen/rollen/{holding.pk}/stoppen/", van="klas")
    assert answer.redirect_chain[-1][0] == f"/mensen/klassen/{cast.group_2b.pk}/"
    assert "De rol is gestopt." in answer.content.decode()
