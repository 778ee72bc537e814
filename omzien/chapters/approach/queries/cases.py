"""The list of cases, always through the viewer's scope; the overview and the to-do list stand beside it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from omzien.chapters.approach.models import Case, Step
from omzien.chapters.approach.terms import edition_of
from omzien.ground.access.engine import scope
from omzien.ground.access.viewer import Viewer

from .asking import kind_words, steps
from .overview import Overview, overview
from .pages import Page, page_of
from .people import targets, title_of
from .todo import todo

__all__ = ["CaseRow", "Overview", "cases_page", "overview", "rows_for", "todo"]


@dataclass(frozen=True)
class CaseRow:
    """One case in a list: the name is the link."""

    pk: UUID
    title: str
    url: str
    step: str
    next: str
    due_until: date | None
    owner: str
    owner_left: bool
    state: str
    closed_on: date | None = None


def cases_page(viewer: Viewer, state: str, asked: QueryDict) -> Page[CaseRow]:
    """Return one page of the viewer's cases in this state: the nearest date first, what was closed last first."""
    rows = scope(viewer, Case).filter(state=state).select_related("owner")
    keys = ("-closed_on", "-id") if state == Case.State.CLOSED else ("next_until", "id")
    page = page_of(rows, keys, asked)
    return Page(rows_for(page.rows), page.previous, page.next)


def rows_for(cases: Collection[Case]) -> list[CaseRow]:
    """Return cases as rows of a list; the names are looked up and decrypted in one query."""
    ids = [case.pk for case in cases]
    about, at = targets(ids), current_steps(ids)
    return [
        CaseRow(
            pk=case.pk,
            title=title_of(about.get(case.pk)),
            url=reverse("case", args=[case.pk]),
            step=_where(case, at.get(case.pk, "")),
            next=kind_words(case),
            due_until=case.next_until,
            owner=case.owner.full_name,
            owner_left=case.owner.left_on is not None,
            state=case.state,
            closed_on=case.closed_on,
        )
        for case in cases
    ]


def current_steps(case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the clause of the first step of each case that is open and has a day."""
    rows = Step.objects.beyond("keys of cases in hand").filter(
        case__in=case_ids, state=Step.State.OPEN, due_until__isnull=False
    )
    rows = rows.order_by("-round__number", "clause")
    found: dict[UUID, str] = {}
    for case_id, clause in rows.values_list("case_id", "clause"):
        found.setdefault(case_id, clause)
    return found


def _where(case: Case, clause: str) -> str:
    if case.state != Case.State.OPEN:
        return str(Case.State(case.state).label)
    known = steps(edition_of(case))
    if clause not in known:
        return _("tussen twee stappen")
    return _("Stap %(number)d van %(total)d") % {"number": known[clause].number, "total": len(known)}
