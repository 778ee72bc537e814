"""Files that nobody here has seen: any encoding, any delimiter, and a clear word for what is no list."""

import io
import zipfile
from pathlib import Path

import pytest

from omzien.ground.school.imports import read
from omzien.ground.school.imports.read import Source, read_paths, read_sources
from omzien.ground.school.imports.table import BROKEN, SHIFTED
from tests.ground.school.imports.loading import FILES, csv, lists

HEADERS = [
    "leerlingnummer",
    "roepnaam",
    "tussenvoegsel",
    "achternaam",
    "stamgroep",
    "leerjaar",
    "mentorafkorting",
    "email",
    "geboortedatum",
    "begindatum",
    "einddatum",
]


@pytest.mark.parametrize(
    "name",
    [
        "leerlingen.csv",
        "leerlingen-utf8-bom.csv",
        "leerlingen-utf16.csv",
        "leerlingen-utf16-zonder-bom.csv",
        "leerlingen-windows.csv",
        "leerlingen-komma.csv",
        "leerlingen-tab.txt",
    ],
)
def test_the_same_list_in_every_encoding_and_with_every_delimiter(name: str) -> None:
    intake = lists(name)
    assert intake.problems == []
    (table,) = intake.tables
    assert table.headers == HEADERS
    assert [row for row, _cells in table.rows] == [2, 3, 4, 5]
    assert table.rows[0][1][:5] == ["20001", "Zoë", "van der", "Meer", "2B"]
    assert table.rows[1][1][3] == "Nuñez"
    assert table.rows[3][1][3] in {"Yıldız", "Yildiz"}


def test_a_title_above_the_headers_and_blank_rows_keep_the_row_numbers_of_the_spreadsheet() -> None:
    (table,) = lists("andere-koppen.csv").tables
    assert table.header_row == 3
    assert [row for row, _cells in table.rows] == [4, 5, 7]


def test_a_quoted_cell_may_hold_delimiters_quotes_and_line_ends() -> None:
    (table,) = csv('leerlingnummer;roepnaam;achternaam;klas\n1;"An;na ""Ans""\nMaria";Bos;2B\n2;Piet;Bos;2B\n').tables
    assert table.rows == [(2, ["1", 'An;na "Ans"\nMaria', "Bos", "2B"]), (3, ["2", "Piet", "Bos", "2B"])]


def test_a_quote_that_is_not_closed_costs_one_row_only() -> None:
    (table,) = lists("fouten.csv").tables
    marks = {row: cells[0] for row, cells in table.rows}
    assert marks[6] == BROKEN
    assert marks[7] == SHIFTED
    assert marks[10] == "20009"


def test_the_line_that_tells_a_spreadsheet_the_delimiter_is_no_row() -> None:
    (table,) = csv("sep=|\nleerlingnummer|roepnaam|achternaam|klas\n1|Ana|Bos|2B\n").tables
    assert table.headers[0] == "leerlingnummer"
    assert table.rows[0][0] == 2


def test_headers_that_are_repeated_further_down_are_no_pupil() -> None:
    (table,) = csv("leerlingnummer;roepnaam\n1;Ana\nleerlingnummer;roepnaam\n2;Ben\n").tables
    assert [cells[0] for _row, cells in table.rows] == ["1", "2"]


def test_lines_in_two_encodings_are_both_read() -> None:
    data = "leerlingnummer;roepnaam\n1;Zoë\n".encode() + "2;José\n".encode("cp1252")
    (table,) = read_sources([Source("gemengd.csv", data)]).tables
    assert [cells[1] for _row, cells in table.rows] == ["Zoë", "José"]


def _zip(*members: tuple[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("leeg.csv", b"", "leeg"),
        ("leeg.csv", b"\xef\xbb\xbf\r\n\r\n", "leeg"),
        ("lijst.csv", _zip(("[Content_Types].xml", ""), ("xl/workbook.xml", "")), "Excel"),
        ("lijst.csv", _zip(("mimetype", "x"), ("content.xml", "")), "LibreOffice"),
        ("oud.csv", b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel"),
        ("lijst.csv", b"%PDF-1.7", "PDF"),
        ("plaatje.csv", bytes(range(256)) * 40, "geen tekst"),
        ("lijst.csv", b"<?xml version='1.0'?><UWLR/>", "XML"),
        ("lijst.csv", b'{"leerlingen": []}', "JSON"),
        ("kapot.zip", b"PK\x03\x04kapot", "beschadigd"),
        ("leeg.zip", _zip(("lees-mij.pdf", "x")), "geen CSV"),
    ],
)
def test_what_is_no_list_is_told_in_plain_words(name: str, data: bytes, says: str) -> None:
    intake = read_sources([Source(name, data)])
    assert intake.tables == []
    (problem,) = intake.problems
    assert (problem.file, problem.row) == (name, 0)
    assert says in problem.message


def test_a_zip_that_unpacks_into_far_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "FILE_LIMIT", 100_000)
    intake = read_sources([Source("bom.zip", _zip(("leerlingen.csv", b"0" * 5_000_000)))])
    assert "te groot" in intake.problems[0].message


def test_a_path_in_a_zip_leads_nowhere(tmp_path: Path) -> None:
    data = _zip(("../../leerlingen.csv", "leerlingnummer;roepnaam\n1;Ana\n"), ("__MACOSX/._leerlingen.csv", "x"))
    intake = read_sources([Source("lijst.zip", data)])
    assert [table.file for table in intake.tables] == ["leerlingen.csv"]
    assert list(tmp_path.parent.glob("leerlingen.csv")) == []


def test_a_file_that_is_too_big_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "FILE_LIMIT", 10)
    big = tmp_path / "groot.csv"
    big.write_text("leerlingnummer;roepnaam\n")
    assert "groter dan" in read_paths([big]).problems[0].message


def test_a_missing_file_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    intake = read_paths([tmp_path / "weg.csv", tmp_path])
    assert "is er niet" in intake.problems[0].message
    assert "geen CSV-bestanden" in intake.problems[1].message


def test_a_folder_is_read_whole() -> None:
    assert {table.file for table in read_paths([FILES / "sds"]).tables} == {
        "orgs.csv",
        "users.csv",
        "roles.csv",
        "classes.csv",
        "enrollments.csv",
        "relationships.csv",
        "demographics.csv",
    }
