"""The calendar of one school: its region's holidays and its own days."""

from functools import lru_cache
from uuid import UUID

from omzien.ground.clock import Calendar, DayRange
from omzien.ground.vault.unchanged import Unchanged

from .models import DayOff, School


@lru_cache(maxsize=256)
def _days_off(school_id: UUID) -> Unchanged[DayOff]:
    return Unchanged(DayOff.objects.filter(school=school_id))


def calendar_for(school: School) -> Calendar:
    """Return the school's calendar; its own vacations replace the region's of the same school year."""
    days = [DayRange(row.first, row.last, row.name, row.kind) for row in _days_off(school.pk).rows()]
    return Calendar(region=school.region, days_off=tuple(days))
