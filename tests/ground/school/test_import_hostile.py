"""Files that are broken or sly: one clear line, nothing stuck, and no citizen number kept."""

import json
import zipfile
from pathlib import Path

import pytest

from omzien.ground.school.imports.command import run
from omzien.ground.school.models import Load, Pupil, Staff
from tests.cast import make_school

pytestmark = pytest.mark.django_db
# Numbers that fit the rule for citizen numbers, made up for this test.
CITIZEN_NUMBERS = ("111222333", "123456782", "999999990")


def _load(path: Path, *, capsys: pytest.CaptureFixture[str], name: str) -> tuple[int, dict[str, object]]:
    code = run([str(path)], dry_run=False, as_json=True, school=name, partial=True)
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return code, told


@pytest.fixture
def name() -> str:
    return make_school().school.name


@pytest.mark.parametrize("cut", [20, 60, 90])
def test_a_zip_that_is_damaged_gets_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, cut: int
) -> None:
    file = tmp_path / "lijst.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("leerlingen.csv", "leerlingnummer;roepnaam;achternaam;stamgroep\n" + "1;A;B;2B\n" * 50)
    data = bytearray(file.read_bytes())
    for place in range(cut, min(cut + 8, len(data))):
        data[place] ^= 0xFF
    file.write_bytes(bytes(data))
    code, told = _load(file, capsys=capsys, name=name)
    assert code in {0, 1}
    assert set(told) >= {"pupils", "staff", "groups", "errors"}


def test_codes_that_differ_only_in_capitals_are_one_colleague_and_nothing_gets_stuck(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    file = tmp_path / "medewerkers.csv"
    file.write_text("afkorting;roepnaam;achternaam\nqab;Lies;Overdijk\nQAB;Lies;Overdijk\n")
    for _nth in range(2):
        code, told = _load(file, capsys=capsys, name=name)
        assert code == 1
        assert "rij 2" in str(told["errors"])
    assert sum(person.family_name == "Overdijk" for person in Staff.objects.all()) == 1
    assert not Load.objects.filter(state=Load.State.RUNNING).exists()


def test_one_typing_error_does_not_let_a_column_of_citizen_numbers_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    file = tmp_path / "leerlingen.csv"
    rows = "".join(
        f"70{place};Kind{place};Achternaam{place};{number}\n"
        for place, number in enumerate((*CITIZEN_NUMBERS, "11122233"))
    )
    file.write_text(f"leerlingnummer;roepnaam;achternaam;kenmerk\n{rows}")
    _load(file, capsys=capsys, name=name)
    assert Pupil.objects.filter(school__name=name).count() >= 4
    for load in Load.objects.all():
        kept = f"{load.source}{load.plan}{load.before}"
        assert not any(number in kept for number in CITIZEN_NUMBERS)
