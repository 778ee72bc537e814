"""Terms that the law sets run on through school vacations, and not through recognised holidays."""

from datetime import date, timedelta

import pytest

from omzien.ground.clock.legal import extended, recognised_holiday


@pytest.mark.parametrize(
    ("begin", "weeks", "last"),
    [
        # Six weeks to object: 25 December is a holiday, so is the 26th, and the 27th is a Sunday.
        ("2026-11-13", 6, "2026-12-28"),
        # Four weeks to decide: 5 May counts every year, the 6th is Ascension Day.
        ("2027-04-07", 4, "2027-05-07"),
        # A school vacation lengthens nothing.
        ("2026-09-15", 4, "2026-10-13"),
    ],
)
def test_the_real_end_of_a_legal_term(begin: str, weeks: int, last: str) -> None:
    assert extended(date.fromisoformat(begin) + timedelta(weeks=weeks)) == date.fromisoformat(last)


def test_liberation_day_and_good_friday_count_for_the_law() -> None:
    assert recognised_holiday(date(2027, 5, 5))
    assert recognised_holiday(date(2027, 3, 26))
    assert not recognised_holiday(date(2027, 5, 4))
