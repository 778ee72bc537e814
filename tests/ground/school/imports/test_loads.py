"""The life of a load: a preview first, batches that can be carried on, an end that can be undone for a day."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import connection

from omzien.ground.journal.models import Entry
from omzien.ground.school.imports import apply
from omzien.ground.school.imports.apply import Reading, carry_out, next_batch
from omzien.ground.school.imports.loads import (
    NotNow,
    begin,
    carry_on,
    confirm,
    decide,
    drop,
    forget_old,
    stands_still,
)
from omzien.ground.school.imports.undo import TooLate, undo, until
from omzien.ground.school.models import (
    Account,
    Guardian,
    HomeGroup,
    Load,
    Placement,
    Pupil,
    Role,
    RoleHolding,
    School,
    SchoolYear,
    Staff,
)
from tests.ground.school.imports.loading import csv, empty_school, group_of, lists, load, pupils, staff

pytestmark = pytest.mark.django_db
MODELS = (Pupil, Staff, Account, HomeGroup, Placement, RoleHolding, Guardian, SchoolYear)


@pytest.fixture(autouse=True)
def a_sunday_in_november() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-22 12:00:00+01:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def school() -> School:
    return empty_school()


def rows_there() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in MODELS}


def test_a_preview_writes_nobody(school: School) -> None:
    made = begin(lists("leerlingen.csv", "medewerkers.csv"), school, None, complete=True)
    assert made.state == Load.State.PREVIEW
    assert set(rows_there().values()) == {0}
    assert made.plan["counts"]["pupils"] == {"new": 4, "changed": 0, "gone": 0}


def test_nothing_of_what_may_not_be_kept_is_in_the_load(school: School) -> None:
    made = begin(lists("andere-koppen.csv", "sds"), school, None, complete=True)
    made.refresh_from_db()
    kept = str(made.source) + str(made.plan)
    for secret in ("123456782", "Dorpsstraat", "geheim123", "female", "0612345678"):
        assert secret not in kept


def test_unknown_columns_are_asked_once_and_kept_for_the_next_time(school: School) -> None:
    intake = "leerlingnummer;roepnaam;achternaam;Sokken\n1;Ana;Ek;1A\n"
    made = begin(csv(intake), school, None, complete=True)
    assert made.plan["unknown"] == {"sokken": ["Sokken", ["1A"]]}
    assert made.plan["counts"]["groups"]["new"] == 0
    decide(made, {"sokken": "group"})
    made.refresh_from_db()
    assert made.plan["unknown"] == {}
    assert made.plan["counts"]["groups"]["new"] == 1
    again = begin(csv(intake), school, None, complete=True)
    assert again.plan["unknown"] == {}


def test_a_column_that_is_left_out_is_erased(school: School) -> None:
    made = begin(csv("leerlingnummer;roepnaam;achternaam;klas;Sokken\n1;Ana;Ek;1A;rood\n"), school, None, complete=True)
    decide(made, {"sokken": "ignore"})
    made.refresh_from_db()
    assert "rood" not in str(made.source)


def test_a_load_goes_in_batches_and_carries_on_where_it_was(
    school: School, monkeypatch: pytest.MonkeyPatch, a_sunday_in_november: time_machine.Traveller
) -> None:
    monkeypatch.setattr(apply, "BATCH", 3)
    made = begin(lists("leerlingen.csv", "medewerkers.csv"), school, None, complete=True)
    confirm(made, None, confirm_gone=False)
    assert next_batch(made.pk)
    made.refresh_from_db()
    assert (made.state, made.done, made.total) == ("running", 3, 10)
    assert not stands_still(made)
    assert carry_on() == 0
    a_sunday_in_november.shift(180)
    assert stands_still(made)
    assert carry_on() == 1
    made.refresh_from_db()
    assert (made.state, made.done) == ("done", 10)
    assert sorted(pupils(school)) == ["20001", "20002", "20003", "20004"]
    assert not next_batch(made.pk)


def test_two_who_carry_out_one_load_do_nothing_twice_and_all_can_be_undone(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows_there()
    monkeypatch.setattr(apply, "BATCH", 3)
    made = begin(lists("leerlingen.csv", "medewerkers.csv"), school, None, complete=True)
    confirm(made, None, confirm_gone=False)
    slow = Reading.of(Load.objects.get(pk=made.pk))
    assert next_batch(made.pk)
    assert next_batch(made.pk, None, slow)
    made.refresh_from_db()
    assert made.done == 6
    carry_out(made.pk)
    assert sorted(pupils(school)) == ["20001", "20002", "20003", "20004"]
    assert Staff.objects.count() == 4
    assert undo(made.pk) == 0
    assert rows_there() == before


def test_a_load_is_confirmed_once(school: School) -> None:
    made = begin(lists("leerlingen.csv", "medewerkers.csv"), school, None, complete=True)
    for _time in range(2):
        confirm(made, None, confirm_gone=False)
        carry_out(made.pk)
    assert Pupil.objects.count() == 4
    assert Entry.objects.filter(verb="load.confirmed").count() == 1


def test_what_changed_since_the_preview_is_shown_again(school: School) -> None:
    made = begin(lists("leerlingen.csv", "medewerkers.csv"), school, None, complete=True)
    load(school, lists("medewerkers.csv"))
    with pytest.raises(NotNow, match="intussen iets veranderd"):
        confirm(made, None, confirm_gone=False)
    made.refresh_from_db()
    assert made.plan["counts"]["staff"]["new"] == 0
    confirm(made, None, confirm_gone=False)
    carry_out(made.pk)
    assert Staff.objects.count() == 4


def test_a_preview_that_is_dropped_leaves_nothing_behind(school: School) -> None:
    made = begin(lists("leerlingen.csv"), school, None, complete=True)
    drop(made, None)
    made.refresh_from_db()
    assert made.state == Load.State.DROPPED
    assert made.source == {}
    assert "Meer" not in str(made.plan)


def test_the_journal_counts_and_names_nobody(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv"))
    entry = Entry.objects.get(verb="load.done")
    assert entry.facts["pupils_new"] == 4
    assert "Meer" not in str(entry.facts)


def test_undoing_a_first_load_leaves_an_empty_school(school: School) -> None:
    before = rows_there()
    made = load(school, lists("leerlingen.csv", "medewerkers.csv", "ouders.csv"))
    assert undo(made.pk) == 0
    assert rows_there() == before
    made.refresh_from_db()
    assert made.state == Load.State.UNDONE


def test_undoing_a_change_restores_every_value_from_before(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv", "ouders.csv"))
    before = rows_there()
    links = Guardian.objects.count()
    changed = (
        "leerlingnummer;roepnaam;tussenvoegsel;achternaam;klas;mentor;ouder naam\n"
        "20001;Zoë;;Meerman;2C;BOS;\n20002;José;;Nuñez;2B;BOS;Rosa Nuñez\n"
    )
    made = load(school, csv(changed))
    assert pupils(school)["20003"].left_on is not None
    assert undo(made.pk) == 0
    found = pupils(school)
    assert (found["20001"].infix, found["20001"].family_name) == ("van der", "Meer")
    assert group_of(school, "20001") == "2B"
    assert found["20003"].left_on is None
    assert rows_there() == before
    assert Guardian.objects.count() == links
    assert [row.staff.code for row in RoleHolding.objects.filter(role=Role.MENTOR, until_on=None)] == ["VOS", "VOS"]


def test_what_somebody_changed_since_stays(school: School) -> None:
    made = load(school, lists("leerlingen.csv", "medewerkers.csv"))
    zoe = pupils(school)["20001"]
    zoe.email = "nieuw@leerling.example"
    zoe.save()
    account = Account.objects.get(staff=staff(school)["VOS"])
    account.set_password("een lang zinnetje om in te loggen")
    account.save()
    stayed = undo(made.pk)
    assert stayed > 0
    assert list(pupils(school)) == ["20001"]
    assert list(staff(school)) == ["VOS"]


def test_whoever_is_used_elsewhere_since_stays(school: School) -> None:
    made = load(school, lists("leerlingen.csv", "medewerkers.csv"))
    RoleHolding.objects.create(
        school=school, staff=staff(school)["ROO"], role=Role.DIRECTOR, from_on=date(2026, 11, 22), by_hand=True
    )
    assert undo(made.pk) == 1
    assert list(staff(school)) == ["ROO"]
    assert Pupil.objects.count() == 0


def test_after_a_day_a_load_can_no_longer_be_undone(
    school: School, a_sunday_in_november: time_machine.Traveller
) -> None:
    made = load(school, lists("leerlingen.csv", "medewerkers.csv"))
    assert until(made) is not None
    a_sunday_in_november.shift(24 * 3600)
    assert until(made) is None
    with pytest.raises(TooLate):
        undo(made.pk)


def test_after_a_day_what_was_read_is_erased(school: School, a_sunday_in_november: time_machine.Traveller) -> None:
    done = load(school, lists("leerlingen.csv", "medewerkers.csv"))
    waiting = begin(lists("andere-koppen.csv"), school, None, complete=True)
    assert forget_old() == 0
    a_sunday_in_november.shift(25 * 3600)
    assert forget_old() == 2
    for made in (done, waiting):
        made.refresh_from_db()
        assert made.source == {}
        assert made.before == {}
        assert "Meer" not in str(made.plan)
    assert done.plan["counts"]["pupils"]["new"] == 4
    assert waiting.state == Load.State.DROPPED
    assert forget_old() == 0


def test_no_name_of_a_loaded_person_is_readable_in_the_tables(school: School) -> None:
    load(school, lists("leerlingen.csv", "medewerkers.csv", "ouders.csv"))
    names = [b"Nu\xc3\xb1ez", b"Ruiter", b"Rooij", b"s.vos@school", b"20002", b"Anja", b"0612345678"]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            stored = b"\x00".join(
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for row in cursor.fetchall()
                for value in row
            )
            assert not [name for name in names if name in stored], table
