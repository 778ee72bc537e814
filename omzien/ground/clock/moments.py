"""The present, where the school stands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_shift: ContextVar[timedelta] = ContextVar("shift", default=timedelta())


def now() -> datetime:
    """Return this moment, with its zone."""
    return datetime.now(AMSTERDAM) + _shift.get()


def today() -> date:
    """Return the day it is at school: at 23:30 in London it is tomorrow here."""
    return now().date()


def from_today(days: int) -> Callable[[], date]:
    """Return a limit for a form: the day so many days from today, whenever it is asked."""
    return lambda: today() + timedelta(days=days)


@contextmanager
def lived_on(day: date, at: time | None = None) -> Iterator[None]:
    """Live on another day for a while, from this time on: the fictional school's past is told through the real verbs."""
    moved = timedelta(days=(day - today()).days) if at is None else datetime.combine(day, at, AMSTERDAM) - now()
    token = _shift.set(_shift.get() + moved)
    try:
        yield
    finally:
        _shift.reset(token)
