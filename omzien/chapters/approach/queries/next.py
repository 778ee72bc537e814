"""What is open on a case, with its dates: every open case has a next step, always."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from ..models import Case, Step


@dataclass(frozen=True)
class Item:
    """Something to do on a case, from-until (both included)."""

    kind: str
    due_from: date
    due_until: date
    id: UUID


def open_items(case: Case) -> list[Item]:
    """Return all that is open on the case, nearest first; a constant number of queries."""
    if case.state == Case.State.CLOSED:
        return []
    items = [
        Item(f"later_check:{check.weeks}", check.due_on, check.due_on, check.pk)
        for check in case.later_checks.filter(done_on__isnull=True)
    ]
    items += [
        Item("last_word", word.told_on, word.told_on, word.pk)
        for word in case.told.filter(last_word_on__isnull=True)
        if case.state == Case.State.AFTERCARE
    ]
    if case.state == Case.State.OPEN:
        items += _steps(case) + _agreements(case) + _contact(case)
    return sorted(items, key=lambda item: (item.due_until, item.due_from, item.kind))


def _steps(case: Case) -> list[Item]:
    rows = case.steps.filter(state=Step.State.OPEN, due_until__isnull=False)
    return [Item(row.clause, row.due_from or row.due_until, row.due_until, row.pk) for row in rows if row.due_until]


def _agreements(case: Case) -> list[Item]:
    rows = case.agreements.filter(ended_on__isnull=True)
    return [Item("agreement", row.until_on - timedelta(days=1), row.until_on, row.pk) for row in rows]


def _contact(case: Case) -> list[Item]:
    if case.contact_due is None:
        return []
    return [Item("contact", case.contact_due, case.contact_due, case.pk)]


def nearest(case: Case) -> Item | None:
    """Return the first of what is open."""
    items = open_items(case)
    return items[0] if items else None
