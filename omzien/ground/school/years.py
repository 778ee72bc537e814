"""The school year of a day: 1 August to 31 July."""

from datetime import date

from .models import School, SchoolYear


def span(day: date) -> tuple[date, date]:
    """Return first and last day of the school year that a day is in."""
    begin = day.year if day.month >= 8 else day.year - 1
    return date(begin, 8, 1), date(begin + 1, 7, 31)


def year_of(school: School, day: date) -> SchoolYear:
    """Return the school year of a day; it is not saved yet when the school does not know it."""
    first, last = span(day)
    found = SchoolYear.objects.filter(school=school, first__lte=day, last__gte=day).order_by("first").first()
    return found or SchoolYear(school=school, first=first, last=last)
