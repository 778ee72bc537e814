"""What is open on a case, with its dates: whatever is not closed has a next step, always."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from omzien.chapters.approach.models import Case, Contact, LaterCheck, Step, Told
from omzien.chapters.approach.models.cases import Answer
from omzien.chapters.approach.terms import edition_of
from omzien.ground.clock import today
from omzien.ground.clock.terms import due
from omzien.ground.school.calendars import calendar_for

NOT_BETTER = (Answer.SAME, Answer.WORSE)


@dataclass(frozen=True)
class Item:
    """Something to do on a case, from-until (both included): a step's clause, or a word such as "contact"."""

    kind: str
    due_from: date
    due_until: date
    id: UUID

    @property
    def is_step(self) -> bool:
        """Tell whether it is one of the six steps."""
        return self.kind.startswith("A1.")


def open_items(case: Case) -> list[Item]:
    """Return all that is open on the case, nearest first; a constant number of queries."""
    if case.state == Case.State.OPEN:
        rows = list(case.steps.all())
        steps = _steps(rows)
        items = steps + _agreements(case) + _contact(case, steps) + _ending(case, rows)
    elif case.state == Case.State.AFTERCARE:
        items = _aftercare(case)
    else:
        items = []
    return sorted(items, key=lambda item: (item.due_until, item.due_from, item.kind))


def _steps(rows: list[Step]) -> list[Item]:
    return [
        Item(row.clause, row.due_from or row.due_until, row.due_until, row.pk)
        for row in rows
        if row.state == Step.State.OPEN and row.due_until
    ]


def _ending(case: Case, rows: list[Step]) -> list[Item]:
    """Return the end itself, once no step is left: a person ends the case, or says why not."""
    if not rows or any(row.state in (Step.State.OPEN, Step.State.WAITING) for row in rows):
        return []
    since = max(row.done_on or case.opened_on for row in rows)
    return [Item("end", since, _rounded_off(case, since), case.pk)]


def _agreements(case: Case) -> list[Item]:
    rows = case.agreements.filter(ended_on__isnull=True)
    return [Item("agreement", row.ask_on, row.until_on, row.pk) for row in rows]


def _contact(case: Case, steps: list[Item]) -> list[Item]:
    """Return the contact with the target; while the first talk is due that talk is the contact."""
    if case.contact_due is None or any(step.kind == "A1.1" for step in steps):
        return []
    return [Item("contact", case.contact_due, case.contact_due, case.pk)]


def _aftercare(case: Case) -> list[Item]:
    checks, words = list(case.later_checks.all()), list(case.told.all())
    items = [_check(check) for check in checks if check.done_on is None]
    items += [_word(case, word) for word in words if word.last_word_on is None]
    items += _agreements(case)
    items += _come_back(case, checks)
    return items or [_closing(case, checks, words)]


def not_better(case: Case, checks: Iterable[LaterCheck]) -> LaterCheck | Contact | None:
    """Return the newest answer since the last end when it was same or worse, else nothing.

    The target may say so at any time, not only when it is asked (A1.4); of one day the worse answer counts.
    """
    since = case.ended_on or case.opened_on
    said: list[tuple[date, LaterCheck | Contact]] = [
        (check.done_on, check) for check in checks if check.answer and check.done_on and check.done_on >= since
    ]
    said += [(row.on, row) for row in case.contacts.filter(on__gt=since).exclude(answer="")]
    newest = max(said, key=lambda pair: (pair[0], pair[1].answer in NOT_BETTER), default=None)
    return newest[1] if newest is not None and newest[1].answer in NOT_BETTER else None


def worse_stands(case: Case) -> bool:
    """Tell whether "worse" is the newest that the target said today: nothing better was written down after it."""
    said = [(row.entered_at, row.facts.get("answer")) for row in case.log.filter(happened_on=today())]
    worse = max((at for at, answer in said if answer == Answer.WORSE), default=None)
    better = (Answer.BETTER, Answer.STOPPED)
    return worse is not None and not any(at >= worse and answer in better for at, answer in said)


def _come_back(case: Case, checks: Iterable[LaterCheck]) -> list[Item]:
    """A success that did not last asks to be opened again, until a person does or a later answer is better."""
    told, reason = not_better(case, checks), edition_of(case).reasons.get(case.end_reason)
    if told is None or reason is None or not reason.success:
        return []
    day = told.on if isinstance(told, Contact) else told.done_on or today()
    return [Item("reopen", day, day, case.pk)]


def _check(check: LaterCheck) -> Item:
    return Item("later_check", check.due_on, check.due_on, check.pk)


def _word(case: Case, word: Told) -> Item:
    begin = case.ended_on or word.told_on
    return Item("last_word", begin, word.last_word_due or begin, word.pk)


def _closing(case: Case, checks: list[LaterCheck], words: list[Told]) -> Item:
    """Return the closing itself: a person does it, once nothing else is open."""
    days = [case.ended_on or case.opened_on]
    days += [check.done_on for check in checks if check.done_on]
    days += [word.last_word_on for word in words if word.last_word_on]
    return Item("close", max(days), _rounded_off(case, max(days)), case.pk)


def _rounded_off(case: Case, since: date) -> date:
    """Return until when the owner has to end a case without steps, or to close one in which nothing else is open."""
    return due(edition_of(case).term("round_off"), since, calendar_for(case.school))


def nearest(case: Case) -> Item | None:
    """Return the first of what is open."""
    items = open_items(case)
    return items[0] if items else None
