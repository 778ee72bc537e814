"""The first tab of a case: where it stands, what comes first, what else is open."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omzien.chapters.approach.models import Agreement, Case, Contact, LaterCheck, Round, Step
from omzien.chapters.approach.models.cases import Answer
from omzien.ground.school.calendars import calendar_for

from .asking import Asked, ask, step_title, steps
from .next import open_items

_STATES = {
    Step.State.DONE.value: "done",
    Step.State.OPEN.value: "now",
    Step.State.WAITING.value: "waiting",
    Step.State.LEFT_OUT.value: "left",
}


@dataclass(frozen=True)
class StepDot:
    """One step in the bar; `day` is when it was, `text` says how it stands."""

    number: int
    title: str
    state: str
    text: str
    url: str
    day: date | None = None


@dataclass(frozen=True)
class WindowPicture:
    """A window of days that can be drawn."""

    title: str
    start: date
    due_from: date
    due_until: date
    free: tuple[date, ...]
    text: str


@dataclass(frozen=True)
class Now:
    """What the first tab shows."""

    round: int
    rounds: int
    bar: list[StepDot]
    window: WindowPicture | None
    first: Asked | None
    others: list[Asked]
    contacts: list[Contact] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    checks: list[LaterCheck] = field(default_factory=list)
    worry: LaterCheck | None = None


def now_of(case: Case, name: str) -> Now:
    """Return the first tab of a case; a constant number of queries."""
    rounds = list(case.rounds.annotate(people=_here(), ideas_count=Count("ideas", distinct=True)).order_by("-number"))
    rows = list(case.steps.filter(round=rounds[0]).order_by("clause")) if rounds else []
    asked = [ask(case.pk, item, name) for item in open_items(case)]
    if case.state == Case.State.AFTERCARE:
        asked = _words_as_one(asked)
    checks = list(case.later_checks.order_by("-ending", "weeks"))
    return Now(
        round=rounds[0].number if rounds else 1,
        rounds=len(rounds),
        bar=[_dot(case, row, rounds[0], name) for row in rows if row.clause in steps()],
        window=_window(case, rows, asked[0] if asked else None, name),
        first=asked[0] if asked else None,
        others=asked[1:],
        contacts=list(case.contacts.select_related("by").order_by("-on", "-pk")[:1]),
        agreements=list(case.agreements.filter(ended_on__isnull=True).order_by("until_on")),
        checks=checks,
        worry=_worry(case, checks),
    )


def _here() -> Count:
    return Count("members", filter=Q(members__left_on__isnull=True), distinct=True)


def _words_as_one(asked: list[Asked]) -> list[Asked]:
    """Show the last words as one thing to do: they stand together on one page."""
    first_word = next((one for one in asked if one.kind == "last_word"), None)
    return [one for one in asked if one.kind != "last_word" or one is first_word]


def _dot(case: Case, row: Step, round_: Round, name: str) -> StepDot:
    step = steps()[row.clause]
    reachable = row.state in (Step.State.OPEN, Step.State.DONE)
    url = f"/situaties/{case.pk}/stap/{row.clause}/" if reachable and case.state == Case.State.OPEN else ""
    day = row.done_on if row.state == Step.State.DONE else None
    return StepDot(step.number, step_title(row.clause, name), _STATES[row.state], _dot_text(row, round_), url, day)


def _dot_text(row: Step, round_: Round) -> str:
    people, ideas = getattr(round_, "people", 0), getattr(round_, "ideas_count", 0)
    if row.state == Step.State.LEFT_OUT:
        return _("overgeslagen")
    if row.state == Step.State.OPEN:
        return _("Nu aan de beurt")
    if row.clause == "A1.2" and row.state == Step.State.DONE and people:
        return ngettext("%(number)d leerling", "%(number)d leerlingen", people) % {"number": people}
    if row.clause == "A1.3" and ideas:
        return ngettext("%(number)d idee", "%(number)d ideeën", ideas) % {"number": ideas}
    return ""


def _window(case: Case, rows: Iterable[Step], first: Asked | None, name: str) -> WindowPicture | None:
    """Return the picture of the window that matters now: of the nearest step that has one."""
    open_rows = [row for row in rows if row.state == Step.State.OPEN and row.due_from and row.due_until]
    chosen = next((row for row in open_rows if first is not None and row.clause == first.kind), None)
    row = chosen or next((row for row in open_rows if steps()[row.clause].window), None)
    if row is None or row.due_from is None or row.due_until is None:
        return None
    window = steps()[row.clause].window
    start = _counts_from(rows, window.counts_from if window else "") or row.due_from
    days = [date.fromordinal(number) for number in range(start.toordinal(), row.due_until.toordinal() + 8)]
    calendar = calendar_for(case.school)
    title = step_title(row.clause, name)
    if window is not None:
        title = _("%(title)s: dag %(first)d tot en met %(last)d") % {
            "title": title,
            "first": window.first,
            "last": window.last,
        }
    return WindowPicture(
        title=title,
        start=start,
        due_from=row.due_from,
        due_until=row.due_until,
        free=tuple(day for day in days if not calendar.is_school_day(day)),
        text=_planned(row),
    )


def _counts_from(rows: Iterable[Step], clause: str) -> date | None:
    return next((row.done_on for row in rows if row.clause == clause and row.done_on), None)


def _planned(row: Step) -> str:
    if row.planned_on is None:
        return ""
    return _("Afgesproken: %(weekday)s.") % {"weekday": f"{row.planned_on:%d-%m-%Y}"}


def _worry(case: Case, checks: list[LaterCheck]) -> LaterCheck | None:
    """Return the newest answer since the end, when it was same or worse: that asks for reopening."""
    if case.state != Case.State.AFTERCARE or case.ended_on is None:
        return None
    answered = [check for check in checks if check.answer and check.done_on and check.done_on >= case.ended_on]
    newest = max(answered, key=lambda check: (check.ending, check.weeks), default=None)
    return newest if newest is not None and newest.answer in (Answer.SAME, Answer.WORSE) else None
