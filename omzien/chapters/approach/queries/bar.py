"""The six steps in a bar, and the window of a review as a picture."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omzien.chapters.approach.models import Case, Step
from omzien.chapters.approach.terms import free_days
from omzien.ground.clock import Calendar, today

from .asking import long_day, short_day, steps
from .course import AT_WORK, MEETING, MEMBERS, REVIEW, Course, course_of

DOTS = {
    Step.State.DONE.value: "done",
    Step.State.OPEN.value: "now",
    Step.State.WAITING.value: "waiting",
    Step.State.LEFT_OUT.value: "left",
}


@dataclass(frozen=True)
class Dot:
    """One step in the bar."""

    number: int
    title: str
    state: str
    text: str
    url: str


def step_bar(case: Case, course: Course | None = None) -> list[Dot]:
    """Return the steps of the round that runs, in order; a constant number of queries."""
    course = course or course_of(case)
    first = _first(course)
    return [_dot(course, clause, first) for clause in steps(course.edition) if clause in course.steps]


def _first(course: Course) -> str:
    """Return the step that is next: the group is at work until the days to look back begin (A1.3)."""
    steps_, review = course.steps, course.steps[REVIEW]
    looks_back = review.due_from is not None and review.due_from <= today()
    if steps_[AT_WORK].state == Step.State.OPEN and not looks_back:
        return AT_WORK
    return next((clause for clause, step in steps_.items() if step.state == Step.State.OPEN and step.due_until), "")


def _dot(course: Course, clause: str, first: str) -> Dot:
    step, title = course.steps[clause], steps(course.edition)[clause]
    state = DOTS[step.state]
    if state == "now" and clause != first:
        # Once the days to look back have begun the group has been at work; the review closes it.
        state = "done" if clause == AT_WORK else "waiting"
    url = reverse("step", args=[course.case.pk, clause])
    if not course.latest:
        url += f"?ronde={course.round.number}"
    return Dot(title.number, title.short, state, _dot_text(course, step), url)


def _dot_text(course: Course, step: Step) -> str:
    """Return in a few words how a step stands."""
    if step.state == Step.State.LEFT_OUT:
        reason = course.edition.reasons.get(step.reason)
        return reason.label if reason else _("overgeslagen")
    if step.clause == AT_WORK and course.ideas:
        number = len(course.ideas)
        return ngettext("%(number)d idee", "%(number)d ideeën", number) % {"number": number}
    if step.clause == MEMBERS and course.reviews and step.state == Step.State.OPEN:
        heard = sum(1 for row in course.reviews if row.done_on or row.reason)
        return _("%(heard)d van %(all)d gesproken") % {"heard": heard, "all": len(course.reviews)}
    if step.state == Step.State.DONE and step.done_on:
        return _done_text(course, step, short_day(step.done_on))
    if step.planned_on and step.state == Step.State.OPEN:
        return short_day(step.planned_on)
    if step.clause == REVIEW and step.due_from and step.due_until and step.due_from > today():
        return _("vanaf %(day)s") % {"day": short_day(step.due_from)}
    return ""


def _done_text(course: Course, step: Step, day: str) -> str:
    if step.clause == MEETING:
        number = len(course.members)
        words = ngettext("%(day)s, %(number)d leerling", "%(day)s, %(number)d leerlingen", number)
        return words % {"day": day, "number": number}
    return day


@dataclass(frozen=True)
class Picture:
    """A window that can be drawn: from day 0, with today and the days without school."""

    title: str
    start: date
    due_from: date
    due_until: date
    free: tuple[date, ...]
    text: str


def window_of(course: Course, clause: str) -> Picture | None:
    """Return the window of a review as a picture, by what is known now."""
    step, span = course.steps[clause], course.span(clause)
    if span is None or step.state == Step.State.LEFT_OUT:
        return None
    window = course.edition.window(clause)
    days = _("%(first)d tot %(last)d dagen na %(what)s") % {
        "first": window.first,
        "last": window.last,
        "what": _("het gesprek") if _from_talk(course) else _("de bijeenkomst"),
    }
    return Picture(
        title=days,
        start=span.start,
        due_from=min(span.first, step.due_from or span.first),
        due_until=max(span.last, step.due_until or span.last),
        free=_free(course.calendar, span.start, span.last),
        text=_picture_text(step),
    )


def _from_talk(course: Course) -> bool:
    return course.met_on is None or course.days.from_talk


def _free(calendar: Calendar, first: date, last: date) -> tuple[date, ...]:
    return free_days(calendar, first, last + timedelta(days=7))


def _picture_text(step: Step) -> str:
    if step.planned_on is not None:
        return _("Afgesproken op %(day)s.") % {"day": long_day(step.planned_on)}
    if step.needs_choice:
        return _("In deze dagen is er geen school. Kies een dag ervoor of erna.")
    if step.provisional:
        return _("Voorlopig, vanaf het gesprek. Na de bijeenkomst telt die dag.")
    return ""
