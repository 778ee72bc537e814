"""The calendar of one school: its region's holidays and its own days."""

from omzien.ground.clock import Calendar, DayRange

from .models import DayOff, School


def calendar_for(school: School) -> Calendar:
    """Return the school's calendar; its own vacations replace the region's of the same school year."""
    days = [DayRange(row.first, row.last, row.name, row.kind) for row in DayOff.objects.filter(school=school)]
    return Calendar(region=school.region, days_off=tuple(days))
