"""`omzien import people` as a person and a program see it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError

from omzien.ground.school.imports.command import run
from omzien.ground.school.models import Load, LoadMap, Pupil, School
from tests.ground.school.imports.loading import FILES, empty_school, pupils

pytestmark = pytest.mark.django_db
PEOPLE = [FILES / "leerlingen.csv", FILES / "medewerkers.csv"]


@pytest.fixture(autouse=True)
def a_sunday_in_november() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def school() -> School:
    return empty_school()


def as_json(capsys: pytest.CaptureFixture[str], *files: Path, **named: Any) -> tuple[int, dict[str, Any]]:
    code = run(list(files), as_json=True, **named)
    return code, json.loads(capsys.readouterr().out)


def test_the_outcome_for_a_program(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = as_json(capsys, *PEOPLE)
    assert code == 0
    assert told == {
        "pupils": {"new": 4, "changed": 0, "gone": 0},
        "staff": {"new": 4, "changed": 0, "gone": 0},
        "groups": {"new": 2, "changed": 0, "gone": 0},
        "errors": [],
    }
    assert as_json(capsys, *PEOPLE)[1]["pupils"] == {"new": 0, "changed": 0, "gone": 0}


def test_errors_make_the_exit_code_one_and_the_good_rows_are_loaded(
    school: School, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = as_json(capsys, FILES / "fouten.csv", FILES / "medewerkers.csv")
    assert code == 1
    assert told["pupils"]["new"] == 3
    assert set(told["errors"][0]) == {"file", "row", "column", "value", "message"}
    assert told["errors"][0] == {
        "file": "fouten.csv",
        "row": 2,
        "column": "email",
        "value": "geen-adres",
        "message": "Dit is geen e-mailadres. Schrijf bijvoorbeeld naam@school.nl.",
    }
    assert sorted(pupils(school)) == ["20001", "20003", "20009"]


def test_a_dry_run_writes_nothing(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = as_json(capsys, *PEOPLE, dry_run=True)
    assert (code, told["pupils"]["new"]) == (0, 4)
    assert not Pupil.objects.exists()
    assert not Load.objects.exists()


def test_a_person_reads_a_table(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([FILES / "fouten.csv"], dry_run=True) == 1
    said = capsys.readouterr().out
    assert "Dit zou er gebeuren:" in said
    assert "fouten.csv rij 2 [email: geen-adres]" in said
    assert "Wie nog ergens bij nodig is, blijft voorlopig staan." in said


def test_many_gone_loads_nothing_without_a_second_yes(
    school: School, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    as_json(capsys, *PEOPLE)
    shorter = tmp_path / "korter.csv"
    shorter.write_text("leerlingnummer;roepnaam;achternaam;klas\n20001;Nieuw;Meer;2B\n")
    code, told = as_json(capsys, shorter)
    assert code == 1
    assert told["pupils"] == {"new": 0, "changed": 1, "gone": 3}
    assert "--confirm-gone" in told["errors"][-1]["message"]
    assert pupils(school)["20001"].given_name == "Zoë"
    code, told = as_json(capsys, shorter, confirm_gone=True)
    assert (code, told["errors"]) == (0, [])
    assert Pupil.objects.filter(left_on__isnull=True).count() == 1


def test_a_column_is_explained_on_the_command_line_and_remembered(
    school: School, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    strange = tmp_path / "vreemd.csv"
    strange.write_text("Nummertje;Voornm;Achternaam;Sok\n1;Ana;Ek;1A\n")
    mapping = {"Nummertje": "leerlingnummer", "Voornm": "roepnaam", "sok": "group"}
    code, told = as_json(capsys, strange, mapping=mapping)
    assert (code, told["pupils"]["new"], told["groups"]["new"]) == (0, 1, 1)
    assert LoadMap.objects.count() == 3
    assert as_json(capsys, strange) == (
        0,
        told | {kind: dict.fromkeys(("new", "changed", "gone"), 0) for kind in ("pupils", "groups")},
    )


def test_a_field_that_does_not_exist_is_refused(school: School) -> None:
    with pytest.raises(CommandError, match="schoenmaat"):
        run(PEOPLE, mapping={"Sok": "schoenmaat"})


def test_an_unknown_column_is_told_and_blocks_nothing(
    school: School, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    strange = tmp_path / "vreemd.csv"
    strange.write_text("leerlingnummer;roepnaam;achternaam;klas;Sok\n1;Ana;Ek;1A;rood\n")
    assert run([strange]) == 0
    assert '"Sok"' in capsys.readouterr().out
    assert Pupil.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data"), [("leeg.csv", b""), ("beeld.csv", b"\x89PNG\r\n\x1a\n\x00"), ("lijst.xlsx", b"PK\x03\x04kapot")]
)
def test_what_is_no_list_is_an_error_and_never_a_traceback(
    school: School, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, data: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    code, told = as_json(capsys, file, FILES / "leerlingen.csv")
    assert code == 1
    assert told["errors"][0]["file"] == name
    assert told["pupils"]["new"] == 4


def test_where_a_board_has_several_schools_one_must_be_named(school: School) -> None:
    School.objects.create(board=school.board, name="De Esdoorn")
    with pytest.raises(CommandError, match="'De Esdoorn', 'De Lindehof'"):
        run(PEOPLE)
    assert run(PEOPLE, school="de esdoorn") == 0
    assert not Pupil.objects.filter(school=school).exists()
