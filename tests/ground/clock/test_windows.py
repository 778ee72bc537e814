"""The days of the two reviews, by the readings of the edition; dates are counted by hand on a calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omzien.ground.clock import Calendar, DayRange
from omzien.ground.clock.vacations import REGIONS
from omzien.ground.clock.windows import open_window, provisional, review
from omzien.protocol.load import packaged
from omzien.protocol.schema import Window

NOORD = Calendar("noord")
TARGET = packaged().window("A1.4")
MEMBERS = packaged().window("A1.5")

pytestmark = [pytest.mark.clause("A1.4"), pytest.mark.clause("A1.5")]


def days(*texts: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(text) for text in texts)


def test_eight_to_fourteen_days_after_the_meeting_both_ends_included() -> None:
    span = open_window(date(2026, 11, 3), TARGET, NOORD)  # a Tuesday
    assert (span.due_from, span.due_until) == days("2026-11-11", "2026-11-17")
    assert span.school_days == days("2026-11-11", "2026-11-12", "2026-11-13", "2026-11-16", "2026-11-17")
    assert span.choosable == span.school_days
    assert not span.needs_choice
    assert not span.warning
    assert not span.offers


def test_ten_to_fourteen_days_for_the_members() -> None:
    span = open_window(date(2026, 11, 3), MEMBERS, NOORD)
    assert span.school_days == days("2026-11-13", "2026-11-16", "2026-11-17")


@pytest.mark.parametrize(
    ("day", "inside"), [("2026-11-10", False), ("2026-11-11", True), ("2026-11-17", True), ("2026-11-18", False)]
)
def test_day_7_is_too_early_8_and_14_are_right_15_is_too_late(day: str, inside: bool) -> None:
    span = open_window(date(2026, 11, 3), TARGET, NOORD)
    assert (date.fromisoformat(day) in span.school_days) is inside


@pytest.mark.parametrize(
    ("day", "number"), [("2026-11-10", 7), ("2026-11-11", 8), ("2026-11-17", 14), ("2026-11-18", 15)]
)
def test_the_days_are_counted_from_the_meeting(day: str, number: int) -> None:
    assert open_window(date(2026, 11, 3), TARGET, NOORD).day(date.fromisoformat(day)) == number


def test_an_end_on_a_weekend_is_no_day_for_a_talk() -> None:
    span = open_window(date(2026, 11, 6), TARGET, NOORD)  # a Friday: 14 to 20 November
    assert (span.first, span.last) == days("2026-11-14", "2026-11-20")
    assert (span.due_from, span.due_until) == days("2026-11-16", "2026-11-20")


def test_a_holiday_shortens_the_window() -> None:
    span = open_window(date(2026, 9, 28), TARGET, NOORD)  # 6 to 12 October; the holiday begins on the 10th
    assert span.school_days == days("2026-10-06", "2026-10-07", "2026-10-08", "2026-10-09")
    assert span.due_until == date(2026, 10, 9)


def test_a_window_inside_the_autumn_holiday_offers_the_day_before_and_the_day_after() -> None:
    span = open_window(date(2026, 10, 2), TARGET, NOORD)  # a Friday
    assert (span.first, span.last) == days("2026-10-10", "2026-10-16")
    assert span.school_days == ()
    assert span.needs_choice
    assert span.offers == span.choosable == days("2026-10-09", "2026-10-19")
    assert [span.day(offer) for offer in span.offers] == [7, 17]
    # Unchosen it is due on the first school day after.
    assert (span.due_from, span.due_until) == days("2026-10-19", "2026-10-19")
    assert not span.warning


# Every Friday of the school year 2026-2027 in the north whose window of 8 to 14 days is one long holiday.
FRIDAYS = {
    "2026-10-02": (("2026-10-09", "2026-10-19"), False),
    # The Christmas holiday is two weeks long, so two Fridays fall for it; of the first, day 21 is New Year's Day.
    "2026-12-11": (("2026-12-18", "2027-01-04"), True),
    "2026-12-18": (("2027-01-04",), False),
    "2027-02-12": (("2027-02-19", "2027-03-01"), False),
    "2027-04-16": (("2027-04-23", "2027-05-03"), False),
    # Before the summer.
    "2027-07-02": (("2027-07-09", "2027-08-23"), True),
    "2027-07-09": (("2027-08-23",), True),
}


@pytest.mark.parametrize(("friday", "expected"), FRIDAYS.items())
def test_fridays_before_a_holiday(friday: str, expected: tuple[tuple[str, ...], bool]) -> None:
    offers, warning = expected
    span = open_window(date.fromisoformat(friday), TARGET, NOORD)
    assert span.school_days == ()
    assert span.offers == days(*offers)
    assert span.due_until == span.offers[-1]
    assert span.warning is warning


def test_no_other_friday_of_that_year_has_a_window_without_school_days() -> None:
    fridays = (date(2026, 8, 21) + timedelta(weeks=week) for week in range(47))
    found = {
        friday.isoformat()
        for friday in fridays
        if NOORD.is_school_day(friday) and open_window(friday, TARGET, NOORD).needs_choice
    }
    assert found == set(FRIDAYS)


@pytest.mark.parametrize(
    ("start", "offers", "warning"),
    [
        # The last school day before the holiday is 18 December, the first after it 4 January.
        ("2026-12-14", ("2026-12-18", "2027-01-04"), False),  # days 4 and 21
        ("2026-12-15", ("2026-12-18", "2027-01-04"), False),  # days 3 and 20
        ("2026-12-16", ("2027-01-04",), False),  # day 2 is too soon to look back
    ],
)
def test_an_earlier_day_is_offered_from_day_3_on(start: str, offers: tuple[str, ...], warning: bool) -> None:
    span = open_window(date.fromisoformat(start), TARGET, NOORD)
    assert span.offers == days(*offers)
    assert span.warning is warning


def test_the_members_window_can_fall_in_a_holiday_when_that_of_the_target_does_not() -> None:
    wednesday = date(2026, 9, 30)  # 8 to 14 October, and 10 to 14 October
    assert open_window(wednesday, TARGET, NOORD).school_days == days("2026-10-08", "2026-10-09")
    assert open_window(wednesday, MEMBERS, NOORD).offers == days("2026-10-09", "2026-10-19")


def test_the_other_regions_have_their_autumn_a_week_later() -> None:
    assert open_window(date(2026, 10, 2), TARGET, Calendar("zuid")).due_until == date(2026, 10, 16)
    assert open_window(date(2026, 10, 9), TARGET, Calendar("zuid")).offers == days("2026-10-16", "2026-10-26")


def test_the_schools_own_days_count() -> None:
    week = DayRange(date(2026, 11, 11), date(2026, 11, 17), "Projectweek buiten", "day_off")
    span = open_window(date(2026, 11, 3), TARGET, Calendar("noord", (week,)))
    assert span.offers == days("2026-11-10", "2026-11-18")


def test_the_change_of_the_clock_takes_no_day_away() -> None:
    autumn = open_window(date(2026, 10, 21), TARGET, NOORD)  # the clock goes back on Sunday 25 October
    assert (autumn.first, autumn.last) == days("2026-10-29", "2026-11-04")
    spring = open_window(date(2027, 3, 18), TARGET, NOORD)  # and forward on Easter Sunday, 28 March
    assert (spring.first, spring.last) == days("2027-03-26", "2027-04-01")
    # Good Friday, the weekend and Easter Monday are free.
    assert spring.school_days == days("2027-03-30", "2027-03-31", "2027-04-01")


@pytest.mark.clause("A1.1")
def test_until_the_group_has_met_the_days_count_from_the_talk() -> None:
    talk = date(2026, 11, 3)
    span = provisional(talk, TARGET, NOORD)
    assert span.provisional
    assert (span.due_from, span.due_until) == days("2026-11-11", "2026-11-17")
    assert review(TARGET, NOORD, talk=talk) == span


@pytest.mark.clause("A1.2")
def test_when_the_group_has_met_the_meeting_is_day_0() -> None:
    span = review(TARGET, NOORD, talk=date(2026, 11, 3), met=date(2026, 11, 10))
    assert span == open_window(date(2026, 11, 10), TARGET, NOORD)
    assert span is not None
    assert (span.due_until, span.provisional) == (date(2026, 11, 24), False)


def test_a_school_may_count_from_the_talk() -> None:
    span = review(TARGET, NOORD, talk=date(2026, 11, 3), met=date(2026, 11, 10), from_talk=True)
    assert span is not None
    assert (span.due_until, span.provisional) == (date(2026, 11, 17), False)


def test_without_a_group_there_is_no_member_to_look_back_with() -> None:
    assert review(MEMBERS, NOORD, talk=date(2026, 11, 3)) is None
    with pytest.raises(ValueError, match=r"no days before A1\.2"):
        provisional(date(2026, 11, 3), MEMBERS, NOORD)


STARTS = st.dates(date(2025, 8, 20), date(2028, 7, 1))
WINDOWS = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(
    lambda pair: Window("A1.4", "Terugkijken", min(pair), max(pair), "A1.2")
)


@given(start=STARTS, window=WINDOWS, region=st.sampled_from(REGIONS))
def test_whatever_the_window_it_is_due_on_a_school_day_and_never_runs_backwards(
    start: date, window: Window, region: str
) -> None:
    calendar = Calendar(region)
    span = open_window(start, window, calendar)
    assert span.first <= span.due_from <= span.due_until
    assert calendar.is_school_day(span.due_from)
    assert calendar.is_school_day(span.due_until)
    assert all(calendar.is_school_day(day) for day in span.choosable)
    assert list(span.choosable) == sorted(set(span.choosable))
    assert span.due_until == span.choosable[-1]
    assert span.needs_choice or span.due_until <= span.last
    assert bool(span.school_days) != bool(span.offers)


@given(start=STARTS, region=st.sampled_from(REGIONS))
def test_an_offered_day_is_never_before_day_3(start: date, region: str) -> None:
    span = open_window(start, TARGET, Calendar(region))
    assert all(span.day(offer) >= 3 for offer in span.offers)


@given(start=STARTS, region=st.sampled_from(REGIONS))
def test_without_a_warning_there_is_a_day_within_three_weeks(start: date, region: str) -> None:
    span = open_window(start, TARGET, Calendar(region))
    assert span.warning is (span.day(span.due_from) > 21)
