"""People who work elsewhere, deputies, parents who work here, and what a school has not filled."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from omzien.chapters.approach.actions.cases import hand_over, open_case
from omzien.chapters.approach.models import Case
from omzien.ground.access.engine import scope
from omzien.ground.access.viewer import Viewer, hats_of
from omzien.ground.school.actions.refusal import NotDone
from omzien.ground.school.actions.staffing import deactivate
from omzien.ground.school.imports.state import State
from omzien.ground.school.models import Account, Guardian, Invitation, Role, RoleHolding, School, Staff
from omzien.ground.school.models.account import login_key
from omzien.ground.vault.ring import index_key
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in, told

pytestmark = pytest.mark.django_db
OLGA = {
    "given_name": "Olga",
    "infix": "van",
    "family_name": "Buiten",
    "email": "olga@bestuur.example",
    "organisation": "Stichting De Linde",
}


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


def send(client: Client, path: str, **said: Any) -> Any:
    return client.post(path, {"form_key": str(uuid4()), **said}, follow=True)


def sister(cast: Cast) -> tuple[School, Staff]:
    school = School.objects.create(board=cast.school.board, name="De Esdoorn", region="noord")
    staff = Staff.objects.create(
        school=school,
        given_name="Rosa",
        family_name="Kamp",
        code="KAM",
        email="rosa@esdoorn.example",
        external_key=index_key("staff", "KAM-esdoorn"),
    )
    account = Account(staff=staff, email=staff.email, login_key=login_key(staff.email))
    account.set_unusable_password()
    account.save()
    RoleHolding.objects.create(school=school, staff=staff, role=Role.MENTOR, from_on=date(2026, 8, 1))
    return school, staff


def test_somebody_of_the_board_becomes_privacy_officer_and_is_invited_once(cast: Cast, wil: Client) -> None:
    key = str(uuid4())
    for _twice in range(2):
        wil.post("/mensen/van-buiten/nieuw/", {"form_key": key, **OLGA, "roles": ["privacy_officer", "board"]})
    olga = Staff.objects.get(outside="Stichting De Linde")
    assert {hat.role for hat in hats_of(olga)} == {Role.PRIVACY_OFFICER, Role.BOARD}
    assert Invitation.objects.filter(account__staff=olga).count() == 1
    page = wil.get("/mensen/").content.decode()
    assert "Olga van Buiten (Stichting De Linde)" in page
    assert "Stichting De Linde" in wil.get("/mensen/van-buiten/").content.decode()


def test_a_list_of_the_school_never_ends_somebody_from_outside(cast: Cast, wil: Client) -> None:
    send(wil, "/mensen/van-buiten/nieuw/", **OLGA, roles=["board"])
    state = State(cast.school, date(2026, 11, 23))
    assert "Olga" not in {person.given_name for person in state.active_staff()}


@pytest.mark.parametrize("role", ["mentor", "teacher", "nonsense"])
def test_an_outsider_gets_no_role_that_belongs_to_a_class(cast: Cast, wil: Client, role: str) -> None:
    page = send(wil, "/mensen/van-buiten/nieuw/", **OLGA, roles=[role])
    assert page.status_code == 200
    assert "Olga" in page.content.decode()
    assert not Staff.objects.exclude(outside="").exists()


def test_an_address_that_somebody_logs_in_with_is_refused_and_what_was_typed_stays(cast: Cast, wil: Client) -> None:
    page = send(wil, "/mensen/van-buiten/nieuw/", **{**OLGA, "email": "vos@lindehof.example"}, roles=["board"])
    assert "Met dit adres logt al iemand in" in page.content.decode()
    assert "Stichting De Linde" in page.content.decode()
    assert not Staff.objects.exclude(outside="").exists()


@pytest.mark.parametrize("typed", ["kam", "Rosa@esdoorn.example"])
def test_a_colleague_of_a_sister_school_helps_out_by_exactly_the_code_or_address(
    cast: Cast, wil: Client, typed: str
) -> None:
    school, rosa = sister(cast)
    send(wil, "/mensen/van-buiten/school/", school=school.pk, typed=typed, roles=["pupil_coordinator"])
    hats = [(hat.role, hat.school, hat.at_home) for hat in hats_of(rosa)]
    assert hats == [(Role.MENTOR, school, True), (Role.PUPIL_COORDINATOR, cast.school, False)]
    # She sees at which school she helps out, and that of a name here shows where she works.
    own = log_in(Client(), Viewer(rosa, Role.MENTOR, school, rosa.account))
    assert "De Lindehof" in own.get("/rol/").content.decode()
    page = wil.get("/mensen/van-buiten/").content.decode()
    assert "Rosa Kamp" in page
    assert "De Esdoorn" in page
    assert wil.get(f"/mensen/{rosa.pk}/").status_code == 404


@pytest.mark.parametrize("typed", ["Rosa", "Kamp", "KA", "ros@esdoorn.example", "VOS"])
def test_people_of_a_sister_school_cannot_be_looked_through(cast: Cast, wil: Client, typed: str) -> None:
    school, rosa = sister(cast)
    page = send(wil, "/mensen/van-buiten/school/", school=school.pk, typed=typed, roles=["pupil_coordinator"])
    assert "Niemand op die school heeft precies" in page.content.decode()
    assert "Rosa Kamp" not in page.content.decode()
    assert len(hats_of(rosa)) == 1


def test_stopping_the_role_of_who_helps_out_leads_back_to_the_list(cast: Cast, wil: Client) -> None:
    school, rosa = sister(cast)
    send(wil, "/mensen/van-buiten/school/", school=school.pk, typed="KAM", roles=["pupil_coordinator"])
    holding = RoleHolding.objects.get(staff=rosa, school=cast.school)
    answer = wil.post(f"/mensen/rollen/{holding.pk}/stoppen/", {"form_key": str(uuid4())})
    assert answer["Location"] == "/mensen/van-buiten/"
    assert [hat.school for hat in hats_of(rosa)] == [school]


def test_who_reads_this_names_the_organisation(cast: Cast, wil: Client) -> None:
    school, _rosa = sister(cast)
    case = open_case(cast.mentor, told(cast), cast.pupils["Noor"])
    send(wil, "/mensen/van-buiten/school/", school=school.pk, typed="KAM", roles=["anti_bullying_coordinator"])
    page = log_in(Client(), cast.mentor).get(f"/situaties/{case.pk}/mensen/").content.decode()
    assert "antipestcoördinator (De Esdoorn)" in page


def test_a_deputy_is_named_and_may_not_see_what_the_absent_colleague_may_not(cast: Cast, wil: Client) -> None:
    fatima, jelle = cast.staff["Fatima"], cast.staff["Jelle"]
    said = {"role": "anti_bullying_coordinator", "from_on": "2026-11-23", "until_on": "2026-12-18"}
    page = send(wil, f"/mensen/{fatima.pk}/", **said, stands_in_for=jelle.pk).content.decode()
    assert "vervangt Jelle Bos" in page
    assert RoleHolding.objects.get(staff=fatima, stands_in_for=jelle).until_on == date(2026, 12, 18)


def test_nobody_stands_in_for_themselves(cast: Cast, wil: Client) -> None:
    fatima = cast.staff["Fatima"]
    said = {"role": "teacher", "from_on": "2026-11-23", "stands_in_for": fatima.pk}
    assert "Niemand vervangt zichzelf" in send(wil, f"/mensen/{fatima.pk}/", **said).content.decode()


def test_a_colleague_who_is_a_parent_sees_nothing_of_the_child_and_carries_it_no_longer(
    cast: Cast, wil: Client
) -> None:
    case = open_case(cast.mentor, told(cast), cast.pupils["Noor"])
    Guardian.objects.create(
        school=cast.school, given_name="B", family_name="C", external_id="g2", external_key=index_key("guardian", "g2")
    )
    path = f"/mensen/{cast.staff['Sanne'].pk}/ouder/"
    page = send(wil, path, typed="Dekkers").content.decode()
    assert "Geen ouder heeft precies dit nummer" in page
    assert "Anja" not in page
    page = send(wil, path, typed="g1").content.decode()
    assert "Anja Dekkers" in page
    assert not scope(cast.mentor, Case).exists()
    assert Case.objects.get(pk=case.pk).owner == cast.staff["Jelle"]
    mother = Guardian.objects.get(colleague=cast.staff["Sanne"])
    send(wil, f"{path}{mother.pk}/weg/")
    assert not Guardian.objects.filter(colleague__isnull=False).exists()


def test_the_gaps_page_names_what_is_missing_and_where_to_fill_it(cast: Cast, wil: Client) -> None:
    page = wil.get("/inrichting/").content.decode()
    assert "Een noodgeval wordt nagekeken door de directeur" in page
    assert "?rol=privacy_officer" in page
    assert "Alleen Wil Dijkman" in page
    assert "van de inrichting" in wil.get("/vandaag/").content.decode()
    send(wil, "/mensen/van-buiten/nieuw/", **OLGA, roles=["privacy_officer"])
    page = wil.get("/inrichting/").content.decode()
    assert "Olga van Buiten (Stichting De Linde)" in page
    assert "?rol=privacy_officer" not in page


@pytest.mark.parametrize(("name", "answer"), [("Jelle", 200), ("Maarten", 200), ("Sanne", 403), ("Petra", 403)])
def test_coordinator_and_director_read_the_gaps_and_fill_nothing(cast: Cast, name: str, answer: int) -> None:
    client = Client()
    client.force_login(cast.staff[name].account)
    page = client.get("/inrichting/")
    assert page.status_code == answer
    assert "/mensen/van-buiten/nieuw/" not in page.content.decode()
    assert client.get("/mensen/van-buiten/").status_code == 403


def test_the_gaps_cost_the_same_for_many_people(
    cast: Cast, wil: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    wil.get("/inrichting/")
    with django_assert_max_num_queries(25) as counted:
        wil.get("/inrichting/")
    for number in range(30):
        staff = Staff.objects.create(
            school=cast.school, given_name="A", family_name=f"N{number}", external_key=index_key("staff", f"n{number}")
        )
        RoleHolding.objects.create(school=cast.school, staff=staff, role=Role.TEACHER, from_on=date(2026, 8, 1))
    with django_assert_num_queries(len(counted)):
        wil.get("/inrichting/")


def test_the_only_administrator_of_a_school_stays_also_when_they_come_from_a_sister_school(
    cast: Cast, wil: Client
) -> None:
    school, rosa = sister(cast)
    # At home there are others; here she is the only one who can log in and give roles.
    RoleHolding.objects.create(
        school=cast.school, staff=rosa, role=Role.ADMINISTRATOR, from_on=date(2026, 8, 1), by_hand=True
    )
    RoleHolding.objects.filter(staff=cast.staff["Wil"]).delete()
    for name in ("Bas", "Kim"):
        staff = Staff.objects.create(
            school=school, given_name=name, family_name="X", external_key=index_key("staff", name)
        )
        account = Account.objects.create(staff=staff, login_key=login_key(f"{name}@esdoorn.example"))
        RoleHolding.objects.create(school=school, staff=staff, role=Role.ADMINISTRATOR, from_on=date(2026, 8, 1))
        boss = Viewer(staff, Role.ADMINISTRATOR, school, account)
    with pytest.raises(NotDone):
        deactivate(rosa, boss, str(uuid4()))
    RoleHolding.objects.create(
        school=cast.school, staff=cast.staff["Wil"], role=Role.ADMINISTRATOR, from_on=date(2026, 8, 1)
    )
    deactivate(rosa, boss, str(uuid4()))
    assert hats_of(rosa) == []


def test_who_helped_out_here_leaves_the_work_to_somebody_of_this_school(cast: Cast, wil: Client) -> None:
    school, rosa = sister(cast)
    send(wil, "/mensen/van-buiten/school/", school=school.pk, typed="KAM", roles=["pupil_coordinator"])
    case = open_case(cast.mentor, told(cast), cast.pupils["Noor"])
    hand_over(cast.coordinator, case, rosa, "Zij kan dit.")
    staff = Staff.objects.create(school=school, given_name="A", family_name="B", external_key=index_key("staff", "AB"))
    account = Account.objects.create(staff=staff, login_key=login_key("ab@esdoorn.example"))
    for role in (Role.ADMINISTRATOR, Role.ANTI_BULLYING_COORDINATOR):
        RoleHolding.objects.create(school=school, staff=staff, role=role, from_on=date(2026, 8, 1))
    deactivate(rosa, Viewer(staff, Role.ADMINISTRATOR, school, account), str(uuid4()))
    assert Case.objects.get(pk=case.pk).owner == cast.staff["Jelle"]
