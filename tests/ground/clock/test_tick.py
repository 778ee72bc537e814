"""The clock calls every job, and one that fails stops no other."""

from datetime import date

import pytest
import time_machine

from omzien.ground.clock import tick
from omzien.ground.clock.tick import FailedJobs, job, jobs, run_once


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tick, "_JOBS", {})


def test_a_job_is_called_and_says_what_it_found() -> None:
    @job
    def late_reviews(today: date) -> int:
        assert today == date(2026, 11, 18)
        return 3

    found = run_once(date(2026, 11, 18))
    assert list(found.values()) == [3]
    assert next(iter(found)).endswith("late_reviews")
    assert late_reviews(date(2026, 11, 18)) == 3


def test_a_job_need_not_ask_for_the_day() -> None:
    @job
    def send() -> int:
        return 1

    assert list(run_once().values()) == [1]


def test_without_a_day_it_is_today_at_school() -> None:
    seen: list[date] = []

    @job
    def look(today: date) -> int:
        seen.append(today)
        return 0

    with time_machine.travel("2026-11-17T23:30:00Z", tick=False):
        run_once()
    assert seen == [date(2026, 11, 18)]


def test_one_job_that_fails_does_not_stop_the_others() -> None:
    @job
    def breaks(today: date) -> int:
        raise OSError(f"no disk on {today}")

    @job
    def works() -> int:
        return 2

    with pytest.raises(FailedJobs) as caught:
        run_once(date(2026, 11, 18))
    (failure,) = caught.value.exceptions
    assert isinstance(failure, OSError)
    assert failure.__notes__[0].endswith("breaks")
    assert list(caught.value.found.values()) == [2]


def test_a_job_that_is_read_twice_runs_once() -> None:
    def look() -> int:
        return 1

    job(look)
    job(look)
    assert len(jobs()) == 1
