"""From a window of the protocol to dates: the readings of the edition, on a school's calendar.

Calendar days, counted from day 0 with both ends included, and the review falls on a school day.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from omzien.ground.clock.calendar import Calendar
from omzien.protocol.schema import Window


@dataclass(frozen=True, slots=True)
class Span:
    """The days on which a review can be.

    `first` and `last` are the window on paper. `due_from` and `due_until` are its first and last school day; where it
    holds none both lie on the first school day after it, which is due unless another of the `offers` is chosen.
    """

    start: date
    first: date
    last: date
    due_from: date
    due_until: date
    school_days: tuple[date, ...]
    # Where the window holds no school day: the last one before (only from day 3 on) and the first after.
    offers: tuple[date, ...] = ()
    # Whether no school day lies between the begin of the window and day 21: to be said while the group is planned.
    warning: bool = False
    # Whether the meeting has not been yet, and the days are counted from the talk.
    provisional: bool = False

    @property
    def choosable(self) -> tuple[date, ...]:
        """Return the days that the planner offers."""
        return self.school_days or self.offers

    @property
    def needs_choice(self) -> bool:
        """Tell whether the window holds no school day: someone chooses, and that is on record."""
        return not self.school_days

    def day(self, day: date) -> int:
        """Return which day of the count this is; the start is day 0."""
        return (day - self.start).days


def open_window(start: date, window: Window, calendar: Calendar) -> Span:
    """Return the days of a window that counts from `start` = day 0."""
    first, last = start + timedelta(days=window.first), start + timedelta(days=window.last)
    inside = calendar.school_days(first, last)
    if inside:
        return Span(start, first, last, inside[0], inside[-1], inside)
    before, after = calendar.school_day_before(first), calendar.school_day_after(last)
    early = (before,) if before >= start + timedelta(days=window.early_from) else ()
    too_late = after > start + timedelta(days=window.warn_after)
    return Span(start, first, last, after, after, (), (*early, after), warning=too_late)


def provisional(talk: date, window: Window, calendar: Calendar) -> Span:
    """Return the days of a review while the group has not met: counted from the talk.

    They hold when the meeting slips: a first review is due 14 days after the talk all the same.
    """
    if not window.provisional_from:
        raise ValueError(f"the window of {window.clause} has no days before {window.counts_from}")
    return replace(open_window(talk, window, calendar), provisional=True)


def review(
    window: Window, calendar: Calendar, *, talk: date, met: date | None = None, from_talk: bool = False
) -> Span | None:
    """Return the days of a review by what is known: from the meeting, until then from the talk.

    None for a review that has no days before the meeting (A1.5: without a group there is no member to talk with).
    With `from_talk` (a school's own setting) the talk stays day 0, also after the meeting.
    """
    if met is None and not window.provisional_from:
        return None
    if met is None:
        return provisional(talk, window, calendar)
    return open_window(talk if from_talk else met, window, calendar)
