"""Which days are school days, at one school."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import cast

import holidays

from omzien.ground.clock.vacations import Vacation, school_year, season_of, vacations

DAY = timedelta(days=1)

VACATION = "vacation"
LESSONS = "lessons"
# Exam weeks and lesson days are written down, but they are school days.
NOT_FREE = frozenset({"exam_week", LESSONS})

# Schools add a week to these; autumn and spring they move.
LENGTHENED = frozenset({"kerst", "mei", "zomer"})

# No school is closed as long as this: whoever searches longer has a calendar that is wrong.
FAR = 400


class NoSchoolDay(ValueError):
    """The calendar holds no school day within reach."""


@dataclass(frozen=True, slots=True)
class DayRange:
    """A stretch of days of the school itself, first and last included."""

    first: date
    last: date
    name: str
    kind: str = "day_off"

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.name}: the last day {self.last} is before the first {self.first}")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Calendar:
    """Weekends, vacations of the region, public holidays, and where the school deviates.

    `days_off` of kind "vacation" replaces the region's vacation of the same school year with the same season in its
    name, or that it overlaps; where a school only adds a week to Christmas, May or summer it comes on top. Kind
    "lessons" means school after all on a day of a vacation or of the school itself (weekends and public holidays
    stay). `instead` is a whole list of own vacations: in a school year that occurs in it the region's do not count.
    """

    region: str
    days_off: tuple[DayRange, ...] = ()
    instead: tuple[DayRange, ...] = ()
    _free: tuple[DayRange, ...] = field(init=False, repr=False, compare=False)
    _lessons: tuple[DayRange, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        own = tuple(days for days in self.days_off if days.kind not in NOT_FREE) + self.instead
        kept = tuple(
            DayRange(row.first, row.last, row.name, VACATION)
            for row in vacations(self.region)
            if not self._replaced(row)
        )
        object.__setattr__(self, "_free", own + kept)
        object.__setattr__(self, "_lessons", tuple(days for days in self.days_off if days.kind == LESSONS))

    def _replaced(self, row: Vacation) -> bool:
        if row.year in {school_year(days.first) for days in self.instead}:
            return True
        return any(days.kind == VACATION and replaces(days, row) for days in self.days_off)

    def why_free(self, day: date) -> str | None:
        """Return why there is no school on this day, in Dutch; None on a school day."""
        if day.weekday() >= 5:
            return "weekend"
        if name := public_holiday(day):
            return name
        if any(day in days for days in self._lessons):
            return None
        return next((days.name for days in self._free if day in days), None)

    def is_school_day(self, day: date) -> bool:
        """Tell whether there is school on this day."""
        return self.why_free(day) is None

    def school_day_on_or_after(self, day: date) -> date:
        """Return this day, or the first school day after it."""
        return self._walk(day, DAY)

    def school_day_on_or_before(self, day: date) -> date:
        """Return this day, or the last school day before it."""
        return self._walk(day, -DAY)

    def school_day_after(self, day: date) -> date:
        """Return the first school day after this day."""
        return self._walk(day + DAY, DAY)

    def school_day_before(self, day: date) -> date:
        """Return the last school day before this day."""
        return self._walk(day - DAY, -DAY)

    def add_school_days(self, day: date, n: int) -> date:
        """Return the nth school day after this day; with 0 this day, or the first school day after it."""
        if n < 0:
            raise ValueError("a term of school days does not run backwards")
        if n == 0:
            return self.school_day_on_or_after(day)
        for _nth in range(n):
            day = self.school_day_after(day)
        return day

    def school_days(self, first: date, last: date) -> tuple[date, ...]:
        """Return the school days from first to last, both included."""
        return tuple(day for day in _days(first, last) if self.is_school_day(day))

    def knows_vacations_on(self, day: date) -> bool:
        """Tell whether this day lies in a school year whose vacations are known."""
        own = (days for days in (*self.days_off, *self.instead) if days.kind == VACATION)
        years = {row.year for row in vacations(self.region)} | {school_year(days.first) for days in own}
        return school_year(day) in years

    def _walk(self, day: date, step: timedelta) -> date:
        for _nth in range(FAR):
            if self.is_school_day(day):
                return day
            day += step
        raise NoSchoolDay(f"no school day within {FAR} days of {day}: look at the school's own days off")


def replaces(own: DayRange, row: Vacation) -> bool:
    """Tell whether a school's own vacation stands in the place of one of the region."""
    overlaps = own.first <= row.last and row.first <= own.last
    same_season = school_year(own.first) == row.year and season_of(own.name) == row.season
    return (overlaps or same_season) and not (row.season in LENGTHENED and _continues(own, row))


def _continues(own: DayRange, row: Vacation) -> bool:
    """Tell whether the one begins where the other ends; a weekend may lie between them or in both."""
    follows = -1 <= (own.first - row.last).days <= 3
    precedes = -1 <= (row.first - own.last).days <= 3
    return follows or precedes


def public_holiday(day: date) -> str | None:
    """Return the name of the public holiday on this day, in Dutch."""
    return _holidays(day.year).get(day)


@cache
def _holidays(year: int) -> dict[date, str]:
    return dict(cast("dict[date, str]", holidays.country_holidays("NL", years=year, language="nl")))


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY
