"""From the windows of the protocol to dates on steps: day 0, what may be chosen, and what the planner says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from omzien.ground.clock import Calendar, today
from omzien.ground.clock.terms import due
from omzien.ground.clock.windows import Span, open_window, review
from omzien.ground.school.models import Staff
from omzien.protocol.load import packaged
from omzien.protocol.schema import Edition

from .models import Case, Step

REVIEWS = ("A1.4", "A1.5")


def edition_in_force() -> Edition:
    """Return the edition that holds today: for whatever belongs to no case yet."""
    return packaged()


def edition_named(name: str) -> Edition:
    """Return the edition that a case keeps the name of, such as "kiim/2026.1"; of each there is one version for now."""
    return packaged(name.partition("/")[0])


def edition_of(case: Case) -> Edition:
    """Return the edition that the case began with: it stays on it, also when the school adopts another."""
    return edition_named(case.edition)


def protected_until(edition: Edition, calendar: Calendar) -> date:
    """Return until when an agreement to be safe holds unless someone says otherwise; it ends on a school day."""
    return due(edition.term("protection_lasts"), today(), calendar)


@dataclass(frozen=True)
class Days:
    """The days that windows count from: the talk (in a later round: the choice for it) and the group's meeting."""

    talk: date | None
    met: date | None = None
    # A school's own setting: the talk stays day 0, also after the meeting.
    from_talk: bool = False


def span_of(clause: str, days: Days, calendar: Calendar, edition: Edition) -> Span | None:
    """Return the days of a review by what is known now; None without a window, or a day 0."""
    day_zero = days.talk or days.met
    if day_zero is None or clause not in edition.windows:
        return None
    window = edition.window(clause)
    span = review(window, calendar, talk=day_zero, met=days.met, from_talk=days.from_talk)
    if span is not None and days.met is not None and span.due_until < days.met:
        # Counted from the talk the window was over before the group met: nobody can look back on what was not yet.
        return open_window(days.met, window, calendar)
    return span


def stamp(step: Step, span: Span, *, provisional: bool) -> None:
    """Write a span on the step; a planned day that no longer fits falls away, "worse" stays due today."""
    step.provisional = provisional
    if step.planned_on not in span.choosable:
        step.planned_on = step.planned_by = None
    step.needs_choice = span.needs_choice and step.planned_on is None
    if step.urgent:
        return
    step.due_from, step.due_until = span.due_from, span.due_until
    if span.needs_choice and step.planned_on is not None:
        step.due_from = step.due_until = step.planned_on


def plan(step: Step, span: Span, day: date, by: Staff) -> None:
    """Keep the day that a person chose, and who chose it."""
    step.planned_on, step.planned_by = day, by
    stamp(step, span, provisional=step.provisional)


def free_days(calendar: Calendar, first: date, last: date) -> tuple[date, ...]:
    """Return the days without school from first to last: a picture shows them."""
    days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return tuple(day for day in days if not calendar.is_school_day(day))


def why_free(span: Span, calendar: Calendar) -> str:
    """Return the holiday that swallows a window, in the calendar's own words; empty when there are school days."""
    if not span.needs_choice:
        return ""
    return next((why for why in _reasons(span, calendar) if why != "weekend"), "")


def _reasons(span: Span, calendar: Calendar) -> list[str]:
    days = (span.first + timedelta(days=number) for number in range((span.last - span.first).days + 1))
    return [why for day in days if (why := calendar.why_free(day))]


@dataclass(frozen=True)
class Outlook:
    """What follows when the group meets on this day: the days of each review, by clause."""

    day: date
    spans: Mapping[str, Span]

    @property
    def warning(self) -> bool:
        """Tell whether a review would have no school day within three weeks."""
        return any(span.warning for span in self.spans.values())

    @property
    def needs_choice(self) -> bool:
        """Tell whether a review falls in a holiday, so that someone has to choose a day beside it."""
        return any(span.needs_choice for span in self.spans.values())


def outlook(day: date, days: Days, calendar: Calendar, edition: Edition) -> Outlook:
    """Return what the planner says about meeting on a day (A1.2): "dan valt de terugblik op …"."""
    met = Days(talk=days.talk or day, met=day, from_talk=days.from_talk)
    spans = {clause: span_of(clause, met, calendar, edition) for clause in REVIEWS}
    return Outlook(day, {clause: span for clause, span in spans.items() if span is not None})


def outlooks(first: date, count: int, days: Days, calendar: Calendar, edition: Edition) -> list[Outlook]:
    """Return the outlook of the coming school days: the group can be planned on one of them."""
    found, day = [], calendar.school_day_on_or_after(first)
    for _nth in range(count):
        found.append(outlook(day, days, calendar, edition))
        day = calendar.school_day_after(day)
    return found
