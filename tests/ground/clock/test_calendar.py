"""Which days are school days: regions, public holidays, and where a school deviates."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from omzien.ground.clock import Calendar, DayRange
from omzien.ground.clock.calendar import NoSchoolDay
from omzien.ground.clock.vacations import REGIONS, school_year, season_of, vacations

NOORD = Calendar("noord")


@pytest.mark.parametrize(
    ("region", "day", "why"),
    [
        ("noord", date(2026, 10, 9), None),
        ("noord", date(2026, 10, 12), "Herfstvakantie"),
        ("noord", date(2026, 10, 16), "Herfstvakantie"),
        ("noord", date(2026, 10, 19), None),
        ("midden", date(2026, 10, 12), None),
        ("midden", date(2026, 10, 19), "Herfstvakantie"),
        ("zuid", date(2025, 10, 13), "Herfstvakantie"),
        ("noord", date(2025, 10, 13), None),
        # One public table prints 21 March for the end of this one.
        ("zuid", date(2027, 2, 19), "Voorjaarsvakantie"),
        ("zuid", date(2027, 2, 22), None),
        ("zuid", date(2027, 3, 15), None),
        ("midden", date(2028, 1, 7), "Kerstvakantie"),
        ("midden", date(2028, 1, 10), None),
        ("zuid", date(2028, 7, 21), None),
        ("zuid", date(2028, 7, 24), "Zomervakantie"),
        ("noord", date(2026, 11, 7), "weekend"),
    ],
)
def test_the_regions_have_their_own_vacations(region: str, day: date, why: str | None) -> None:
    calendar = Calendar(region)
    assert calendar.why_free(day) == why
    assert calendar.is_school_day(day) is (why is None)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2027, 3, 26), "Goede vrijdag"),
        (date(2027, 3, 29), "Tweede paasdag"),
        (date(2027, 4, 27), "Koningsdag"),
        (date(2027, 5, 6), "Hemelvaartsdag"),
        (date(2027, 5, 17), "Tweede pinksterdag"),
        # The fifth of May is a day off once in five years.
        (date(2025, 5, 5), "Bevrijdingsdag"),
        (date(2027, 5, 5), None),
        # King's Day moves to Saturday when the 27th is a Sunday.
        (date(2025, 4, 28), None),
    ],
)
def test_public_holidays_are_free(day: date, why: str | None) -> None:
    assert NOORD.why_free(day) == why


def test_every_vacation_runs_from_saturday_to_sunday_in_every_region() -> None:
    for region in REGIONS:
        assert len(vacations(region)) == 15
        for row in vacations(region):
            assert (row.first.isoweekday(), row.last.isoweekday()) == (6, 7)
            assert row.first < row.last
            assert school_year(row.first) == row.year
            assert season_of(row.name) == row.season


def test_vacations_of_a_region_never_overlap() -> None:
    for region in REGIONS:
        rows = vacations(region)
        assert all(before.last < after.first for before, after in pairwise(rows))


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(ValueError, match="'oost' is no region"):
        Calendar("oost")


def test_walking_to_a_school_day() -> None:
    assert NOORD.school_day_on_or_after(date(2026, 10, 9)) == date(2026, 10, 9)
    assert NOORD.school_day_on_or_after(date(2026, 10, 10)) == date(2026, 10, 19)
    assert NOORD.school_day_on_or_before(date(2026, 10, 18)) == date(2026, 10, 9)
    assert NOORD.school_day_after(date(2026, 10, 9)) == date(2026, 10, 19)
    assert NOORD.school_day_before(date(2026, 10, 19)) == date(2026, 10, 9)


def test_adding_school_days_leaves_out_what_is_free() -> None:
    thursday = date(2026, 10, 8)
    assert NOORD.add_school_days(thursday, 0) == thursday
    assert NOORD.add_school_days(thursday, 1) == date(2026, 10, 9)
    assert NOORD.add_school_days(thursday, 2) == date(2026, 10, 19)
    assert NOORD.add_school_days(date(2026, 10, 10), 0) == date(2026, 10, 19)
    # A report on Saturday: the first school day after it is day 1.
    assert NOORD.add_school_days(date(2026, 11, 7), 1) == date(2026, 11, 9)


def test_school_days_do_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        NOORD.add_school_days(date(2026, 10, 8), -1)


def test_school_days_between_two_days_include_both() -> None:
    assert NOORD.school_days(date(2026, 11, 6), date(2026, 11, 9)) == (date(2026, 11, 6), date(2026, 11, 9))
    assert NOORD.school_days(date(2026, 10, 10), date(2026, 10, 18)) == ()
    assert NOORD.school_days(date(2026, 11, 9), date(2026, 11, 6)) == ()


def test_a_school_has_days_off_of_its_own() -> None:
    study = DayRange(date(2026, 11, 16), date(2026, 11, 17), "Studiedagen", "study_day")
    calendar = Calendar("noord", (study,))
    assert calendar.why_free(date(2026, 11, 16)) == "Studiedagen"
    assert calendar.why_free(date(2026, 11, 17)) == "Studiedagen"
    assert calendar.is_school_day(date(2026, 11, 18))


def test_exam_weeks_are_school_days() -> None:
    exams = DayRange(date(2026, 11, 16), date(2026, 11, 20), "Toetsweek", "exam_week")
    assert Calendar("noord", (exams,)).is_school_day(date(2026, 11, 16))


def test_a_school_that_moves_its_spring_vacation_has_only_its_own() -> None:
    own = DayRange(date(2027, 2, 13), date(2027, 2, 21), "Voorjaarsvakantie", "vacation")
    calendar = Calendar("noord", (own,))
    assert calendar.why_free(date(2027, 2, 15)) == "Voorjaarsvakantie"
    assert calendar.is_school_day(date(2027, 2, 22))
    # The same vacation of another year stays, and so do the others of this year.
    assert not calendar.is_school_day(date(2026, 2, 23))
    assert not calendar.is_school_day(date(2026, 10, 12))


def test_carnival_is_the_spring_vacation_by_another_name() -> None:
    own = DayRange(date(2027, 2, 8), date(2027, 2, 12), "Carnaval", "vacation")
    assert Calendar("zuid", (own,)).is_school_day(date(2027, 2, 15))


def test_a_school_that_adds_a_week_to_the_may_vacation_has_both_weeks() -> None:
    own = DayRange(date(2027, 5, 1), date(2027, 5, 9), "Meivakantie, tweede week", "vacation")
    calendar = Calendar("noord", (own,))
    assert not calendar.is_school_day(date(2027, 4, 26))
    assert not calendar.is_school_day(date(2027, 5, 4))
    assert calendar.is_school_day(date(2027, 5, 10))


def test_a_school_that_writes_down_its_whole_may_vacation_has_that() -> None:
    own = DayRange(date(2027, 4, 17), date(2027, 4, 30), "Meivakantie", "vacation")
    calendar = Calendar("noord", (own,))
    assert not calendar.is_school_day(date(2027, 4, 19))
    assert not calendar.is_school_day(date(2027, 4, 30))


def test_school_after_all_on_a_day_of_a_vacation() -> None:
    lessons = DayRange(date(2026, 10, 10), date(2026, 10, 13), "Toch school", "lessons")
    calendar = Calendar("noord", (lessons,))
    assert not calendar.is_school_day(date(2026, 10, 10))  # a Saturday stays free
    assert calendar.is_school_day(date(2026, 10, 12))
    assert calendar.is_school_day(date(2026, 10, 13))
    assert not calendar.is_school_day(date(2026, 10, 14))


def test_school_after_all_does_not_undo_a_public_holiday() -> None:
    lessons = DayRange(date(2027, 4, 26), date(2027, 4, 30), "Toch school", "lessons")
    assert Calendar("noord", (lessons,)).why_free(date(2027, 4, 27)) == "Koningsdag"


def test_a_whole_list_of_own_vacations_replaces_the_regions_of_that_year() -> None:
    own = (DayRange(date(2026, 10, 24), date(2026, 11, 1), "Herfst", "vacation"),)
    calendar = Calendar("noord", instead=own)
    assert not calendar.is_school_day(date(2026, 10, 26))
    assert calendar.is_school_day(date(2026, 10, 12))
    assert calendar.is_school_day(date(2026, 12, 21))  # not in the list, so there is school
    assert not calendar.is_school_day(date(2027, 10, 18))  # another school year


def test_a_stretch_of_days_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="Studiedag"):
        DayRange(date(2026, 11, 17), date(2026, 11, 16), "Studiedag")


def test_years_without_known_vacations_are_told() -> None:
    assert NOORD.knows_vacations_on(date(2028, 6, 1))
    assert not NOORD.knows_vacations_on(date(2028, 9, 1))
    own = DayRange(date(2028, 10, 14), date(2028, 10, 22), "Herfstvakantie", "vacation")
    assert Calendar("noord", (own,)).knows_vacations_on(date(2028, 9, 1))


def test_a_calendar_that_is_never_open_is_refused() -> None:
    closed = Calendar("noord", (DayRange(date(2026, 1, 1), date(2029, 1, 1), "Dicht"),))
    with pytest.raises(NoSchoolDay, match="look at the school's own days off"):
        closed.school_day_on_or_after(date(2026, 6, 1))


def test_two_calendars_of_the_same_days_are_the_same() -> None:
    days = (DayRange(date(2026, 11, 16), date(2026, 11, 16), "Studiedag"),)
    assert Calendar("noord", days) == Calendar("noord", days)
    assert hash(Calendar("noord", days)) == hash(Calendar("noord", days))
    assert Calendar("noord", days) != NOORD


def test_a_school_year_begins_on_the_first_of_august() -> None:
    assert school_year(date(2026, 7, 31)) == "2025-2026"
    assert school_year(date(2026, 8, 1)) == "2026-2027"
    assert school_year(date(2026, 8, 1) - timedelta(days=1)) == "2025-2026"
