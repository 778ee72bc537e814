"""When something is due by a term of the edition; dates are counted by hand on a calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omzien.ground.clock import Calendar
from omzien.ground.clock.terms import due
from omzien.ground.clock.vacations import REGIONS
from omzien.protocol.load import packaged
from omzien.protocol.schema import Term

NOORD = Calendar("noord")


@pytest.mark.parametrize(
    ("term", "start", "last"),
    [
        # The autumn holiday of the north is from 10 to 18 October.
        ("first_reaction", "2026-11-06", "2026-11-09"),
        ("first_reaction", "2026-10-09", "2026-10-19"),
        ("first_reaction", "2026-11-07", "2026-11-09"),
        ("first_talk", "2026-11-03", "2026-11-05"),
        ("first_talk", "2026-10-08", "2026-10-19"),
        ("group_meets", "2026-11-03", "2026-11-10"),
        ("group_meets", "2026-10-05", "2026-10-19"),
        ("contact_after_talk", "2026-11-05", "2026-11-10"),
        ("contact_weekly", "2026-10-02", "2026-10-09"),
        ("contact_weekly", "2026-10-05", "2026-10-19"),
        ("no_contact_alarm", "2026-11-03", "2026-11-17"),
        # Six weeks after 17 November is 29 December: in the Christmas holiday.
        ("later_check_first", "2026-11-17", "2027-01-04"),
        ("later_check_second", "2026-11-17", "2027-02-09"),
    ],
)
def test_the_last_day_of_a_term(term: str, start: str, last: str) -> None:
    assert due(packaged().term(term), date.fromisoformat(start), NOORD) == date.fromisoformat(last)


def test_a_term_of_no_days_is_due_today_or_on_the_next_school_day() -> None:
    today = Term("at_once", "Meteen", 0, "school_days", "6.measure.2")
    assert due(today, date(2026, 11, 3), NOORD) == date(2026, 11, 3)
    assert due(today, date(2026, 11, 7), NOORD) == date(2026, 11, 9)


TERMS = st.builds(
    Term,
    id=st.just("term"),
    title=st.just("Term"),
    amount=st.integers(0, 20),
    unit=st.sampled_from(["days", "school_days", "weeks"]),
    clause=st.just("5.guide"),
)


@given(term=TERMS, start=st.dates(date(2025, 8, 20), date(2028, 6, 1)), region=st.sampled_from(REGIONS))
def test_whatever_the_term_it_ends_on_a_school_day_and_never_before_it_began(
    term: Term, start: date, region: str
) -> None:
    calendar = Calendar(region)
    last = due(term, start, calendar)
    assert calendar.is_school_day(last)
    assert last >= start


def test_rounds_are_counted_and_have_no_last_day() -> None:
    with pytest.raises(ValueError, match="counts rounds"):
        due(packaged().term("persists_from"), date(2026, 11, 3), NOORD)
