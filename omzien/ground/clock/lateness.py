"""How something that is due stands today: coming, open, almost or late."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from omzien.ground.clock.calendar import Calendar
from omzien.ground.clock.windows import Span

# Two days before its end something is amber; with a calendar, two school days.
ALMOST = 2


class State(StrEnum):
    """How a due date stands."""

    COMING = "coming"
    OPEN = "open"
    ALMOST = "almost"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Lateness:
    """A state, with its days: until it begins, that are left, or that it is late."""

    state: State
    days: int


def lateness(due: Span | tuple[date, date], today: date, calendar: Calendar | None = None) -> Lateness:
    """Return how a span, or the stored pair (due_from, due_until), stands today.

    A span that needs a choice is amber until it is late: nobody has said yet on which side of the holiday it falls.
    """
    due_from, due_until = (due.due_from, due.due_until) if isinstance(due, Span) else due
    left = (due_until - today).days
    if left < 0:
        return Lateness(State.LATE, -left)
    if isinstance(due, Span) and due.needs_choice:
        return Lateness(State.ALMOST, left)
    if today < due_from:
        return Lateness(State.COMING, (due_from - today).days)
    return Lateness(State.ALMOST if _nearly_over(today, due_until, calendar) else State.OPEN, left)


def _nearly_over(today: date, due_until: date, calendar: Calendar | None) -> bool:
    if calendar is None:
        return (due_until - today).days <= ALMOST
    return sum(day > today for day in calendar.school_days(today, due_until)) <= ALMOST
