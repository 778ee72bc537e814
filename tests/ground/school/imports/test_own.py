"""Own lists of a school: what is good is loaded, what is wrong is told exactly."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from omzien.ground.school.models import Account, Guardianship, HomeGroup, Role, RoleHolding, School
from omzien.ground.vault.ring import index_key
from tests.ground.school.imports.loading import (
    counts,
    csv,
    empty_school,
    group_of,
    lists,
    load,
    look,
    mentors,
    pupils,
    staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_sunday_in_november() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def school() -> School:
    return empty_school()


def told(school: School, *names: str) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.value) for error in look(school, lists(*names)).errors]


def test_pupils_and_staff_are_loaded_with_their_names_in_parts(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv"))
    found = pupils(school)
    assert sorted(found) == ["20001", "20002", "20003", "20004"]
    zoe = found["20001"]
    assert (zoe.given_name, zoe.infix, zoe.family_name) == ("Zoë", "van der", "Meer")
    assert zoe.birth_date == "2013-03-12"
    assert zoe.email == "20001@leerling.example"
    assert zoe.external_key == index_key("pupil", "20001")
    assert found["20003"].birth_date == "2012-09-01"
    assert [group_of(school, number) for number in sorted(found)[2:]] == ["2C", "2C"]
    assert zoe.placements.get().from_on == date(2026, 8, 18)
    assert found["20002"].placements.get().until_on == date(2027, 7, 31)


@pytest.mark.clause("5.mentor.1")
def test_a_mentor_is_known_by_code_and_by_full_name_in_any_order(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv"))
    groups = {group.name: group for group in HomeGroup.objects.filter(school=school)}
    assert mentors(groups["2B"]) == ["Sanne Vos"]
    assert mentors(groups["2C"]) == ["Sanne Vos"]
    assert groups["2B"].grade == 2
    assert groups["2B"].year.name == "2026-2027"


def test_the_same_list_in_another_shape_changes_nothing(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv"))
    for name in ("leerlingen.csv", "leerlingen-utf16.csv", "leerlingen-utf8-bom.csv"):
        plan = look(school, lists(name))
        assert plan.items == []
        assert plan.errors == []


def test_other_headers_and_names_in_one_column_mean_the_same_people(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv"))
    plan = look(school, lists("andere-koppen.csv"), complete=False)
    assert [(item.name, item.changes) for item in plan.items] == []
    assert plan.errors == []
    assert "Geslacht, Burgerservicenr, Straat + huisnr" in plan.notes[0]


def test_staff_get_their_roles_an_account_and_a_core_team(school: School) -> None:
    load(school, lists("medewerkers.csv"))
    found = staff(school)
    roles = {
        code: sorted(RoleHolding.objects.filter(staff=person).values_list("role", flat=True))
        for code, person in found.items()
    }
    assert roles == {
        "VOS": ["teacher"],
        "ROO": ["pupil_coordinator"],
        "BOS": ["anti_bullying_coordinator"],
        "HEU": ["teacher"],
    }
    assert RoleHolding.objects.get(staff=found["VOS"]).core_team is not None
    assert found["ROO"].infix == "van"
    accounts = {account.staff.code: account for account in Account.objects.select_related("staff")}
    assert accounts["VOS"].logs_in_with == "s.vos@school.example"
    assert accounts["HEU"].logs_in_with == "heu"
    assert not accounts["VOS"].has_usable_password()


def test_every_mistake_is_told_where_it_stands_and_the_good_rows_are_loaded(school: School) -> None:
    load(school, lists("medewerkers.csv"))
    plan = look(school, lists("fouten.csv"))
    assert [(error.file, error.row, error.column, error.value) for error in plan.errors] == [
        ("fouten.csv", 2, "email", "geen-adres"),
        ("fouten.csv", 2, "geboortedatum", "31-02-2013"),
        ("fouten.csv", 3, "leerlingnummer", ""),
        ("fouten.csv", 4, "mentor", "XXX"),
        ("fouten.csv", 5, "leerlingnummer", "20003"),
        ("fouten.csv", 6, "", ""),
        ("fouten.csv", 7, "", ""),
        ("fouten.csv", 8, "roepnaam", ""),
        ("fouten.csv", 9, "leerlingnummer", "2,0008E+4"),
    ]
    assert all(error.message.endswith((".", "?")) for error in plan.errors)
    load(school, lists("fouten.csv"))
    assert sorted(pupils(school)) == ["20001", "20003", "20009"]
    assert pupils(school)["20001"].email == ""
    assert pupils(school)["20003"].family_name == "Ruiter"


def test_an_ambiguous_mentor_is_told_and_the_pupil_is_loaded(school: School) -> None:
    load(school, csv("code;roepnaam;achternaam;email\nA;Jan;Bos;a@x.example\nB;Jan;Bos;b@x.example\n"))
    intake = "leerlingnummer;roepnaam;achternaam;klas;mentor\n1;Ana;Ek;1A;Jan Bos\n2;Ben;Ek;1A;B\n"
    plan = look(school, csv(intake))
    assert [(error.row, error.value) for error in plan.errors] == [(2, "Jan Bos")]
    assert "2 medewerkers" in plan.errors[0].message
    load(school, csv(intake))
    assert sorted(pupils(school)) == ["1", "2"]


def test_an_address_that_two_colleagues_share_is_told_and_both_get_an_account(school: School) -> None:
    intake = csv("code;roepnaam;achternaam;email\nA;Jan;Bos;info@x.example\nB;Els;Vos;INFO@x.example\n")
    plan = look(school, intake)
    assert [(error.row, error.column, error.value) for error in plan.errors] == [(3, "email", "INFO@x.example")]
    load(school, intake)
    assert sorted(account.logs_in_with for account in Account.objects.all()) == ["b", "info@x.example"]


def test_a_changed_mentor_ends_the_old_holding_yesterday_and_begins_a_new_one_today(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv"))
    with time_machine.travel("2027-01-11 09:00:00+01:00", tick=False):
        load(school, csv("klas;mentor\n2B;BOS\n"), complete=False)
    rows = (
        RoleHolding.objects.filter(home_group__name="2B", role=Role.MENTOR).select_related("staff").order_by("from_on")
    )
    assert [(row.staff.code, row.from_on, row.until_on) for row in rows] == [
        ("VOS", date(2026, 11, 22), date(2027, 1, 10)),
        ("BOS", date(2027, 1, 11), None),
    ]


def test_a_mentor_who_was_added_by_hand_stays(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv"))
    group = HomeGroup.objects.get(name="2B")
    RoleHolding.objects.create(
        school=school,
        staff=staff(school)["ROO"],
        role=Role.MENTOR,
        home_group=group,
        from_on=date(2026, 9, 1),
        by_hand=True,
    )
    load(school, lists("leerlingen.csv"))
    assert mentors(group) == ["Ilse van Rooij", "Sanne Vos"]


def test_a_pupil_whose_row_names_another_mentor_gets_that_one(school: School) -> None:
    rows = "1;Ana;Ek;1A;VOS\n2;Ben;Ek;1A;VOS\n3;Cas;Ek;1A;BOS\n"
    load(school, lists("medewerkers.csv"))
    load(school, csv(f"leerlingnummer;roepnaam;achternaam;klas;mentor\n{rows}"))
    assert mentors(HomeGroup.objects.get(name="1A")) == ["Sanne Vos"]
    own = RoleHolding.objects.get(pupil=pupils(school)["3"], role=Role.MENTOR)
    assert own.staff.code == "BOS"
    assert look(school, csv(f"leerlingnummer;roepnaam;achternaam;klas;mentor\n{rows}")).items == []


def test_a_pupil_changes_group_and_the_old_placement_ends_the_day_before(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv"))
    with time_machine.travel("2027-01-11 09:00:00+01:00", tick=False):
        plan = look(school, csv("leerlingnummer;roepnaam;achternaam;klas\n20001;Zoë;van der Meer;2C\n"), complete=False)
        (item,) = plan.items
        assert (item.act, item.name, item.changes) == ("changed", "Zoë van der Meer", [("klas", "2B", "2C")])
        load(school, csv("leerlingnummer;roepnaam;achternaam;klas\n20001;Zoë;van der Meer;2C\n"), complete=False)
    rows = pupils(school)["20001"].placements.select_related("home_group").order_by("from_on")
    assert [(row.home_group.name, row.from_on, row.until_on) for row in rows] == [
        ("2B", date(2026, 8, 18), date(2027, 1, 10)),
        ("2C", date(2027, 1, 11), None),
    ]


def test_home_groups_and_their_core_team(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv"))
    load(school, lists("klassen.csv"))
    groups = {group.name: group for group in HomeGroup.objects.select_related("core_team")}
    assert {name: str(group.core_team) for name, group in groups.items()} == {"2B": "Blauw", "2C": "Blauw"}
    assert mentors(groups["2C"]) == ["Ilse van Rooij", "Jelle Bos"]


def test_parents_in_a_list_of_their_own(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv"))
    plan = look(school, lists("ouders.csv"))
    assert counts(plan, "guardians") == (3, 0, 0)
    assert [(error.row, error.message[:35]) for error in plan.errors] == [(5, "Dit leerlingnummer kennen we niet. ")]
    load(school, lists("ouders.csv"))
    links = Guardianship.objects.filter(pupil=pupils(school)["20001"]).select_related("guardian")
    assert sorted((link.relation, link.guardian.full_name, link.guardian.phone) for link in links) == [
        ("moeder", "Anja van der Meer", "0612345678"),
        ("vader", "Kees van der Meer", ""),
    ]
    assert look(school, lists("ouders.csv")).items == []


def test_parents_in_the_row_of_their_child(school: School) -> None:
    load(school, lists("ouders-in-de-rij.csv"))
    links = Guardianship.objects.filter(pupil=pupils(school)["20001"]).select_related("guardian")
    assert sorted((link.guardian.given_name, link.guardian.infix, link.guardian.family_name) for link in links) == [
        ("Anja", "van der", "Meer"),
        ("Kees", "", "Jansen-de Vries"),
    ]
    assert look(school, lists("ouders-in-de-rij.csv")).items == []


def test_a_list_without_a_pupil_number_says_so_once(school: School) -> None:
    plan = look(school, csv("roepnaam;achternaam;klas\nAna;Ek;1A\nBen;Ek;1A\n"))
    assert [(error.row, error.column) for error in plan.errors] == [(1, "")]
    assert "leerlingnummer" in plan.errors[0].message


def test_a_class_that_is_missing_is_told(school: School) -> None:
    plan = look(school, csv("leerlingnummer;roepnaam;achternaam;klas\n1;Ana;Ek;\n"))
    assert counts(plan, "pupils") == (1, 0, 0)
    assert [(error.row, error.column) for error in plan.errors] == [(2, "klas")]


def test_a_list_never_makes_an_administrator(school: School) -> None:
    load(school, csv("code;roepnaam;achternaam;functie\nA;Jan;Bos;applicatiebeheerder\n"))
    assert list(RoleHolding.objects.values_list("role", flat=True)) == ["teacher"]


def test_a_formula_in_a_name_is_only_a_name(school: School) -> None:
    load(school, csv("leerlingnummer;roepnaam;achternaam;klas\n1;=1+1;Ek;1A\n"))
    assert pupils(school)["1"].given_name == "=1+1"
