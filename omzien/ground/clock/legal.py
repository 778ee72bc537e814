"""Terms that the law sets: school vacations do not lengthen them, free days at their end do.

Algemene termijnenwet, articles 1 and 3: a term that ends on a Saturday, a Sunday or a recognised holiday runs until
the next day that is none of these. The fifth of May counts every year, also when it is no day off at school.
"""

from datetime import date, timedelta
from functools import cache

import holidays
from holidays.constants import OPTIONAL, PUBLIC


def recognised_holiday(day: date) -> bool:
    """Tell whether the law counts this day as a holiday."""
    return day in _recognised(day.year)


def extended(last: date) -> date:
    """Return the day on which a legal term really ends."""
    while last.weekday() >= 5 or recognised_holiday(last):
        last += timedelta(days=1)
    return last


@cache
def _recognised(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=year, categories=(PUBLIC, OPTIONAL)))
