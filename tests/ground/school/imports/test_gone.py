"""Who disappears: leaving has a date, nobody is removed, and many at once ask for a second look."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from omzien.ground.school import keeps
from omzien.ground.school.imports.loads import NotNow, begin, confirm
from omzien.ground.school.models import Account, HomeGroup, Pupil, Role, RoleHolding, School
from tests.ground.school.imports.loading import (
    counts,
    csv,
    empty_school,
    group_of,
    lists,
    load,
    look,
    pupils,
    staff,
)

pytestmark = pytest.mark.django_db
HEAD = "leerlingnummer;roepnaam;achternaam;klas\n"


@pytest.fixture(autouse=True)
def a_sunday_in_november() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def school() -> School:
    return empty_school()


def rows(*numbers: int, group: str = "1A") -> str:
    return HEAD + "".join(f"{number};Kind{number};Van den Berg;{group}\n" for number in numbers)


def test_who_is_not_in_a_complete_list_leaves_today_and_stays_known(school: School) -> None:
    load(school, csv(rows(*range(1, 21))))
    plan = look(school, csv(rows(*range(1, 20))))
    assert counts(plan, "pupils") == (0, 0, 1)
    assert plan.many_gone == {}
    with time_machine.travel("2026-11-24 12:00:00+01:00", tick=False):
        load(school, csv(rows(*range(1, 20))), confirm_gone=False)
    gone = pupils(school)["20"]
    assert gone.left_on == date(2026, 11, 24)
    assert gone.placements.get().until_on == date(2026, 11, 23)
    assert look(school, csv(rows(*range(1, 20)))).items == []


def test_who_comes_back_is_the_same_pupil(school: School) -> None:
    load(school, csv(rows(*range(1, 21))))
    key = pupils(school)["20"].pk
    load(school, csv(rows(*range(1, 20))))
    plan = look(school, csv(rows(*range(1, 21))))
    assert counts(plan, "pupils") == (0, 1, 0)
    load(school, csv(rows(*range(1, 21))))
    assert pupils(school)["20"].pk == key
    assert pupils(school)["20"].left_on is None
    assert group_of(school, "20") == "1A"


def test_more_than_a_tenth_asks_for_a_second_look(school: School) -> None:
    load(school, csv(rows(*range(1, 21))))
    plan = look(school, csv(rows(*range(1, 18))))
    assert plan.many_gone == {"pupils": (3, 20)}
    made = begin(csv(rows(*range(1, 18))), school, None, complete=True)
    with pytest.raises(NotNow, match="3 van de 20 leerlingen"):
        confirm(made, None, confirm_gone=False)
    assert Pupil.objects.filter(left_on__isnull=True).count() == 20


def test_exactly_a_tenth_does_not(school: School) -> None:
    load(school, csv(rows(*range(1, 21))))
    assert look(school, csv(rows(*range(1, 19)))).many_gone == {}


def test_from_a_partial_list_nobody_disappears(school: School) -> None:
    load(school, csv(rows(*range(1, 21))))
    assert look(school, csv(rows(1)), complete=False).items == []


def test_only_what_a_list_is_about_can_disappear_from_it(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv"))
    assert counts(look(school, lists("leerlingen.csv")), "staff") == (0, 0, 0)
    assert counts(look(school, lists("medewerkers.csv")), "pupils") == (0, 0, 0)


def test_a_pupil_with_an_open_matter_stays_and_nobody_is_told_who(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(school, csv(rows(*range(1, 21))))
    busy = pupils(school)["20"].pk
    monkeypatch.setitem(keeps._keeps, "pupils", [lambda asked: [busy] if asked == school else []])
    plan = look(school, csv(rows(*range(1, 20))))
    assert counts(plan, "pupils") == (0, 0, 0)
    # Not even that there is one: the plan is the same as without it.
    told = plan.as_json()
    monkeypatch.setitem(keeps._keeps, "pupils", [])
    assert look(school, csv(rows(*range(1, 21)))).as_json() == told
    monkeypatch.setitem(keeps._keeps, "pupils", [lambda asked: [busy] if asked == school else []])
    load(school, csv(rows(*range(1, 20))))
    assert pupils(school)["20"].left_on is None
    assert group_of(school, "20") == "1A"


def test_a_past_end_date_does_not_remove_a_pupil_with_an_open_matter(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(school, csv(rows(1)))
    busy = pupils(school)["1"].pk
    monkeypatch.setitem(keeps._keeps, "pupils", [lambda _school: [busy]])
    ended = "leerlingnummer;roepnaam;achternaam;klas;einddatum\n1;Kind1;Van den Berg;1A;01-11-2026\n"
    assert look(school, csv(ended)).items == []


def test_a_past_end_date_is_leaving(school: School) -> None:
    load(school, csv(rows(1, 2)))
    ended = "leerlingnummer;roepnaam;achternaam;klas;einddatum\n1;Kind1;Van den Berg;1A;01-11-2026\n"
    load(school, csv(ended), complete=False)
    assert pupils(school)["1"].left_on == date(2026, 11, 1)
    assert look(school, csv(ended), complete=False).items == []


def test_who_stands_in_a_broken_row_is_not_gone(school: School) -> None:
    load(school, csv(rows(*range(1, 21))))
    broken = rows(*range(1, 18)) + '18;"Kind18;Van den Berg;1A\n19;;;1A\n20;Kind20;Van den Berg;1A;te;veel\n'
    plan = look(school, csv(broken))
    assert counts(plan, "pupils") == (0, 0, 0)
    assert [error.row for error in plan.errors] == [19, 20, 21]


def test_who_stands_in_a_row_without_a_number_is_kept_by_name(school: School) -> None:
    load(school, csv(rows(*range(1, 21))))
    plan = look(school, csv(rows(*range(1, 20)) + ";Kind20;Van den Berg;1A\n"))
    assert counts(plan, "pupils") == (0, 0, 0)
    assert len(plan.errors) == 1


def test_a_colleague_who_leaves_loses_roles_and_account_at_once(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv"))
    rest = "afkorting;roepnaam;tussenvoegsel;achternaam\nROO;Ilse;van;Rooij\nBOS;Jelle;;Bos\nHEU;Theo;;Heuvel\n"
    load(school, csv(rest))
    gone = staff(school)["VOS"]
    assert gone.left_on == date(2026, 11, 22)
    assert not Account.objects.get(staff=gone).is_active
    assert not RoleHolding.objects.on(date(2026, 11, 22)).filter(staff=gone).exists()


def test_the_administrator_is_never_locked_out_by_a_list(school: School) -> None:
    load(school, lists("medewerkers.csv"))
    RoleHolding.objects.create(
        school=school, staff=staff(school)["HEU"], role=Role.ADMINISTRATOR, from_on=date(2026, 8, 1)
    )
    plan = look(school, csv("afkorting;roepnaam;achternaam\nVOS;Sanne;Vos\n"))
    assert {item.name for item in plan.items if item.act == "gone"} == {"Ilse van Rooij", "Jelle Bos"}


def test_a_group_without_pupils_disappears_and_comes_back(school: School) -> None:
    load(school, csv(rows(*range(1, 11)) + rows(*range(11, 21), group="1B").removeprefix(HEAD)))
    load(school, csv(rows(*range(1, 21))))
    assert HomeGroup.objects.get(name="1B").ended_on == date(2026, 11, 22)
    plan = look(school, csv(rows(*range(1, 11)) + rows(*range(11, 21), group="1B").removeprefix(HEAD)))
    assert counts(plan, "groups") == (0, 1, 0)


def test_in_a_new_school_year_the_groups_of_the_old_one_disappear(school: School) -> None:
    load(school, csv(rows(*range(1, 6))))
    with time_machine.travel("2027-08-30 12:00:00+02:00", tick=False):
        plan = look(school, csv(rows(*range(1, 6), group="2A")))
        assert counts(plan, "groups") == (1, 0, 1)
        assert counts(plan, "pupils") == (0, 5, 0)
        load(school, csv(rows(*range(1, 6), group="2A")))
        assert look(school, csv(rows(*range(1, 6), group="2A"))).items == []
    assert sorted(group.year.name for group in HomeGroup.objects.select_related("year")) == ["2026-2027", "2027-2028"]
