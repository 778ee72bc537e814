"""Days and moments are those of the school, also around midnight and when the clock changes."""

from datetime import date, timedelta

import pytest
import time_machine

from omzien.ground.clock import now, today
from omzien.ground.clock.moments import lived_on


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Winter time is one hour ahead, summer time two.
        ("2026-11-17T22:59:00Z", date(2026, 11, 17)),
        ("2026-11-17T23:01:00Z", date(2026, 11, 18)),
        ("2026-07-01T21:59:00Z", date(2026, 7, 1)),
        ("2026-07-01T22:01:00Z", date(2026, 7, 2)),
        # The clock goes back on 25 October 2026: that day begins in summer time and ends in winter time.
        ("2026-10-24T22:30:00Z", date(2026, 10, 25)),
        ("2026-10-25T22:30:00Z", date(2026, 10, 25)),
        ("2026-10-25T23:30:00Z", date(2026, 10, 26)),
        # It goes forward on 28 March 2027.
        ("2027-03-27T23:30:00Z", date(2027, 3, 28)),
        ("2027-03-28T21:30:00Z", date(2027, 3, 28)),
        ("2027-03-28T22:30:00Z", date(2027, 3, 29)),
    ],
)
def test_today_is_the_day_at_school(moment: str, day: date) -> None:
    with time_machine.travel(moment, tick=False):
        assert today() == day
        assert now().date() == day


def test_a_moment_knows_its_zone() -> None:
    with time_machine.travel("2026-11-17T09:00:00Z", tick=False):
        assert now().utcoffset() == timedelta(hours=1)
        assert now().hour == 10


def test_another_day_can_be_lived_for_a_while() -> None:
    with time_machine.travel("2026-11-17T09:00:00Z", tick=False):
        with lived_on(date(2026, 10, 12)):
            assert today() == date(2026, 10, 12)
            # Then it was summer time, and it is the same time of day.
            assert (now().hour, now().utcoffset()) == (10, timedelta(hours=2))
            with lived_on(date(2026, 10, 1)):
                assert today() == date(2026, 10, 1)
            assert today() == date(2026, 10, 12)
        assert today() == date(2026, 11, 17)
