"""The first tab of a case: where it stands, what comes first, what else is open."""

from dataclasses import dataclass, field, replace

from omzien.chapters.approach.models import Agreement, Case, Contact, LaterCheck, Step
from omzien.chapters.approach.terms import REVIEWS
from omzien.ground.clock import today

from .agreements import in_short
from .asking import Asked, ask, step_title
from .bar import Dot, Picture, step_bar, window_of
from .course import Course, course_of
from .next import not_better, open_items


@dataclass(frozen=True)
class Now:
    """What the first tab shows."""

    course: Course
    bar: list[Dot]
    window: Picture | None
    first: Asked | None
    others: list[Asked]
    coming: list[Asked]
    contacts: list[Contact] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    answered: list[LaterCheck] = field(default_factory=list)
    end_reason: str = ""
    worry: LaterCheck | Contact | None = None


def now_of(case: Case, name: str) -> Now:
    """Return the first tab of a case; a constant number of queries."""
    course, day = course_of(case), today()
    agreements = list(case.agreements.filter(ended_on__isnull=True).order_by("until_on"))
    which = {row.pk: in_short(row) for row in agreements}
    asked = [ask(case, item, name, which.get(item.id, "")) for item in open_items(case)]
    if case.state == Case.State.AFTERCARE:
        asked = _words_as_one(asked)
    reason = course.edition.reasons.get(case.end_reason)
    checks = list(case.later_checks.order_by("-ending", "weeks"))
    return Now(
        course=course,
        bar=step_bar(case, course),
        window=_window(course, asked[0] if asked else None, name),
        first=asked[0] if asked else None,
        others=[one for one in asked[1:] if one.due_from <= day],
        coming=[one for one in asked[1:] if one.due_from > day],
        contacts=list(case.contacts.select_related("by").order_by("-on", "-pk")[:1]),
        agreements=agreements,
        answered=[check for check in checks if check.done_on],
        end_reason=reason.label if reason else "",
        worry=not_better(case, checks) if case.state == Case.State.AFTERCARE else None,
    )


def _words_as_one(asked: list[Asked]) -> list[Asked]:
    """Show the last words as one thing to do: they stand together on one page."""
    first_word = next((one for one in asked if one.kind == "last_word"), None)
    return [one for one in asked if one.kind != "last_word" or one is first_word]


def _window(course: Course, first: Asked | None, name: str) -> Picture | None:
    """Return the picture of the review that matters now: what comes first, else the nearest that is open."""
    due = {
        clause: step.due_until
        for clause, step in course.steps.items()
        if clause in REVIEWS and step.state == Step.State.OPEN and step.due_until
    }
    clause = first.kind if first is not None and first.kind in due else min(due, key=lambda key: due[key], default="")
    picture = window_of(course, clause) if clause else None
    return replace(picture, title=f"{step_title(course.edition, clause, name)}: {picture.title}") if picture else None
