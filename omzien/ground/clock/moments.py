"""The present, where the school stands."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Return this moment, with its zone."""
    return datetime.now(AMSTERDAM)


def today() -> date:
    """Return the day it is at school: at 23:30 in London it is tomorrow here."""
    return now().date()
