"""Single values: as people write them, and never what may not be kept."""

from datetime import date

import pytest

from omzien.ground.school.imports import values

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        "12-03-2013",
        "12/3/2013",
        "12.03.2013",
        "12 03 2013",
        "2013-03-12",
        "2013/3/12",
        "20130312",
        "12032013",
        "12-3-13",
        "12-03-'13",
        "12 maart 2013",
        "12 mrt 2013",
        "12-mrt-2013",
        "2013-03-12T00:00:00",
        "12-03-2013 00:00:00",
        "41345",
    ],
)
def test_a_date_is_read_as_it_is_written(text: str) -> None:
    assert values.day(text, TODAY, past=True) == date(2013, 3, 12)


@pytest.mark.parametrize("text", ["31-02-2013", "2013", "gisteren", "12-13-2013", "1-2", "99999999"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(values.Unreadable):
        values.day(text, TODAY)


def test_a_short_year_lies_before_today_when_somebody_was_born_in_it() -> None:
    assert values.day("1-9-68", TODAY, past=True) == date(1968, 9, 1)
    assert values.day("1-9-27", TODAY) == date(2027, 9, 1)


@pytest.mark.parametrize(
    ("cell", "text"),
    [(" 12 \u00a0", "12"), ('="00123"', "00123"), ("'00123", "00123"), ("'t Hart", "'t Hart"), ("Zoe\u0308", "Zoë")],
)
def test_a_cell_loses_what_a_spreadsheet_adds(cell: str, text: str) -> None:
    assert values.clean(cell) == text


def test_a_number_that_was_rounded_off_is_refused() -> None:
    assert values.number("00123") == "00123"
    assert values.number("123.0") == "123"
    with pytest.raises(values.Unreadable):
        values.number("1,23457E+11")


@pytest.mark.parametrize(("text", "year"), [("2", 2), ("leerjaar 3", 3), ("4 havo", 4)])
def test_a_year_is_found_among_words(text: str, year: int) -> None:
    assert values.grade(text) == year


@pytest.mark.parametrize("text", ["brugklas", "9", "0"])
def test_what_is_no_year_is_refused(text: str) -> None:
    with pytest.raises(values.Unreadable):
        values.grade(text)


def test_an_address_is_read_and_a_wrong_one_refused() -> None:
    assert values.email("Sanne <s.vos@school.example>") == "s.vos@school.example"
    for text in ("geen-adres", "a@b", "a b@school.example"):
        with pytest.raises(values.Unreadable):
            values.email(text)


@pytest.mark.parametrize("text", ["123456782", "1234.56.782", "111222333"])
def test_a_citizen_number_passes_the_test_of_eleven(text: str) -> None:
    assert values.looks_like_citizen_number(text)


@pytest.mark.parametrize("text", ["123456789", "20001", "", "000000000", "12345678a"])
def test_other_numbers_do_not(text: str) -> None:
    assert not values.looks_like_citizen_number(text)
