"""Coming, open, almost, late: what the colours of Vandaag say."""

from datetime import date

import pytest

from omzien.ground.clock import Calendar
from omzien.ground.clock.lateness import Lateness, State, lateness
from omzien.ground.clock.windows import open_window
from omzien.protocol.load import packaged

NOORD = Calendar("noord")
REVIEW = packaged().window("A1.4")

pytestmark = pytest.mark.clause("A1.4")


@pytest.mark.parametrize(
    ("today", "state", "days"),
    [
        # The group met on Tuesday 3 November: the review is from 11 to 17 November.
        ("2026-11-03", State.COMING, 8),
        ("2026-11-10", State.COMING, 1),  # day 7
        ("2026-11-11", State.OPEN, 6),  # day 8
        ("2026-11-12", State.OPEN, 5),
        ("2026-11-13", State.ALMOST, 4),  # Friday: two school days are left after today
        ("2026-11-16", State.ALMOST, 1),
        ("2026-11-17", State.ALMOST, 0),  # day 14
        ("2026-11-18", State.LATE, 1),  # day 15
        ("2026-11-24", State.LATE, 7),
    ],
)
def test_the_review_of_3_november(today: str, state: State, days: int) -> None:
    span = open_window(date(2026, 11, 3), REVIEW, NOORD)
    day = date.fromisoformat(today)
    assert lateness(span, day, NOORD) == Lateness(state, days)
    assert lateness((span.due_from, span.due_until), day, NOORD) == Lateness(state, days)


def test_without_a_calendar_the_last_two_days_are_amber() -> None:
    due = (date(2026, 11, 11), date(2026, 11, 17))
    assert lateness(due, date(2026, 11, 14)).state == State.OPEN
    assert lateness(due, date(2026, 11, 15)).state == State.ALMOST


@pytest.mark.parametrize(
    ("today", "state", "days"),
    [
        ("2026-10-02", State.ALMOST, 17),
        ("2026-10-09", State.ALMOST, 10),
        ("2026-10-14", State.ALMOST, 5),
        ("2026-10-19", State.ALMOST, 0),
        ("2026-10-20", State.LATE, 1),
    ],
)
def test_a_day_that_nobody_chose_is_amber_until_it_is_late(today: str, state: State, days: int) -> None:
    span = open_window(date(2026, 10, 2), REVIEW, NOORD)
    assert lateness(span, date.fromisoformat(today), NOORD) == Lateness(state, days)


def test_a_day_that_was_chosen_is_a_day_like_any_other() -> None:
    chosen = (date(2026, 10, 19), date(2026, 10, 19))
    assert lateness(chosen, date(2026, 10, 2), NOORD).state == State.COMING
