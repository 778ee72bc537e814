"""How every act on the six steps begins and ends: what is open, what is done, what opens next."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Case, Step
from omzien.chapters.approach.moves import MoveRefused, move
from omzien.chapters.approach.queries.course import (
    AT_WORK,
    CHOICE,
    MEMBERS,
    OVER,
    REVIEW,
    Course,
    course_of,
)
from omzien.chapters.approach.terms import stamp
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.clock.terms import due
from omzien.ground.school.models import Staff
from omzien.protocol.schema import Question

from .cases import Stale, begin

Answers = Mapping[str, Any]
# A first talk may have been some days before the case was opened; further back lies a typing mistake.
BEFORE_OPENING = timedelta(days=31)


def take(viewer: Viewer, case: Case) -> Course:
    """Begin an act inside the caller's transaction: the steps run only while the case is open."""
    begin(viewer, case)
    if case.state != Case.State.OPEN:
        raise MoveRefused(
            "the case has ended",
            _("Deze situatie is afgerond. Zijn er weer stappen nodig? Open de situatie dan opnieuw."),
        )
    return course_of(case)


def take_step(viewer: Viewer, case: Case, clause: str, version: int | None) -> tuple[Course, Step]:
    """Begin an act on one step; raises Stale when someone changed that step since the page was opened."""
    course = take(viewer, case)
    step = course.step(clause)
    check_step(step, version)
    return course, step


def check_step(step: Step, version: int | None) -> None:
    """Raise Stale when the page that sent the form showed an older step."""
    if version is not None and step.version != version:
        raise Stale


def not_later_than_today(day: date, earliest: date | None = None) -> None:
    """Refuse a day in the future, or before what it follows on."""
    if day > today():
        raise MoveRefused("an act lies in the past", _("Kies de dag waarop het was: vandaag of eerder."))
    if earliest is not None and day < earliest:
        raise MoveRefused(
            "an act lies after what it follows on",
            _("Deze dag ligt voor de stap die eraan voorafging. Kies een latere dag."),
        )


def keep(step: Step) -> None:
    """Save a step and count its version."""
    step.version += 1
    step.save()


def open_step(step: Step, first: date | None = None, last: date | None = None) -> None:
    """Let a step be next; one that is open already only gets its dates."""
    if step.state != Step.State.OPEN:
        step.state = move("step", step.state, "open")
    if first is not None and last is not None and not step.urgent:
        step.due_from, step.due_until = first, last
    keep(step)


def finish(step: Step, by: Staff, on: date, answers: Answers) -> None:
    """Record a step: a person's act, with the answers to the protocol's own questions."""
    step.state = move("step", step.state, "record")
    step.done_on, step.by, step.answers = on, by, dict(answers)
    step.needs_choice = step.provisional = step.urgent = False
    keep(step)


def skip(step: Step, by: Staff, reason: str, note: str = "") -> None:
    """Leave a step out; it stays visible with its reason (5.guide)."""
    step.state = move("step", step.state, "leave_out")
    step.done_on, step.by, step.reason, step.reason_note = today(), by, reason, note
    step.needs_choice = step.provisional = step.urgent = False
    keep(step)
    for review in step.member_reviews.filter(done_on__isnull=True, reason=""):
        review.reason, review.by = reason, by
        review.save()


def recount(course: Course, clause: str) -> None:
    """Open a review, or count its days anew, by what is known now."""
    step, span = course.steps[clause], course.span(clause)
    if step.state in OVER or span is None:
        return
    if step.state == Step.State.WAITING:
        step.state = move("step", step.state, "open")
    stamp(step, span, provisional=course.met_on is None and not course.without_group)
    keep(step)


def ask_for_group(course: Course, since: date) -> None:
    """Let the meeting be due within its term, and the review at its provisional day (A1.1, A1.2)."""
    until = due(course.edition.term("group_meets"), since, course.calendar)
    open_step(course.steps["A1.2"], since, until)
    recount(course, REVIEW)


def go_on(course: Course, by: Staff) -> None:
    """Open the choice (A1.6) once both reviews are over; close the group's work with the review (A1.3)."""
    steps = course.steps
    if steps[REVIEW].state in OVER and steps[AT_WORK].state == Step.State.OPEN:
        finish(steps[AT_WORK], by, steps[REVIEW].done_on or today(), steps[AT_WORK].answers)
    if steps[CHOICE].state == Step.State.WAITING and steps[REVIEW].state in OVER and steps[MEMBERS].state in OVER:
        open_choice(course)


def open_choice(course: Course, until: date | None = None) -> None:
    """Let the choice be due at the end of the members' window, or on the next school day when that is later."""
    step = course.steps[CHOICE]
    if step.state in OVER:
        return
    next_day = course.calendar.school_day_on_or_after(today() + timedelta(days=1))
    ends = course.steps[MEMBERS].due_until or next_day
    open_step(step, today(), until or max(ends, next_day))


def in_words(questions: tuple[Question, ...], answers: Answers) -> str:
    """Return questions with their answers as a note for the log; pupils are never named in it (5.mentor.4)."""
    lines = []
    for question in questions:
        answer = answers.get(question.id)
        if not answer or question.kind in ("people", "date"):
            continue
        labels = {choice.id: choice.label for choice in question.choices}
        lines.append(f"{question.label}\n{labels.get(str(answer), answer)}")
    return "\n\n".join(lines)
