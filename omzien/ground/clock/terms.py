"""When something is due by a term of the edition."""

from datetime import date, timedelta

from omzien.ground.clock.calendar import Calendar
from omzien.protocol.schema import Term


def due(term: Term, start: date, calendar: Calendar) -> date:
    """Return the last day of a term that began on `start` = day 0; always a school day.

    A term in days or weeks that ends on a free day ends on the first school day after it.
    """
    if term.unit == "rounds":
        raise ValueError(f"term {term.id} counts rounds: it has no date")
    if term.unit == "school_days":
        return calendar.add_school_days(start, term.amount)
    days = term.amount * 7 if term.unit == "weeks" else term.amount
    return calendar.school_day_on_or_after(start + timedelta(days=days))
