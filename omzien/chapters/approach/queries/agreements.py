"""The agreements of a case in words: what runs, nearest end first, and what has ended."""

from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from uuid import UUID

from django.utils.translation import gettext as _

from omzien.chapters.approach.models import Agreement, Case
from omzien.chapters.approach.terms import edition_of
from omzien.ground.clock import today

from .asking import long_day


@dataclass(frozen=True)
class AgreementLine:
    """One agreement as a screen shows it."""

    pk: UUID
    kind: str
    icon: str
    text: str
    owner: str
    who: str
    made_on: date
    until_on: date
    ask_now: bool
    ended_on: date | None
    outcome: str
    note: str

    @property
    def until(self) -> str:
        """Return the last day in words."""
        return long_day(self.until_on)

    @property
    def state(self) -> str:
        """Return how it stands."""
        return self.outcome if self.ended_on else _("loopt")


def in_short(row: Agreement) -> str:
    """Return which agreement it is, on one line."""
    kind = edition_of(row.case).protections.get(row.kind)
    return f"{kind.label if kind else row.kind}: {shorten(row.text, 90, placeholder='…')}"


def in_words(row: Agreement) -> AgreementLine:
    """Return an agreement in words."""
    kind = edition_of(row.case).protections.get(row.kind)
    return AgreementLine(
        pk=row.pk,
        kind=kind.label if kind else row.kind,
        icon=kind.icon if kind else "shield",
        text=row.text,
        owner=row.owner.full_name,
        who=row.who,
        made_on=row.made_on,
        until_on=row.until_on,
        ask_now=row.ended_on is None and row.ask_on <= today(),
        ended_on=row.ended_on,
        outcome=str(Agreement.Outcome(row.outcome).label) if row.outcome else "",
        note=row.outcome_note,
    )


def agreements_of(case: Case) -> tuple[list[AgreementLine], list[AgreementLine]]:
    """Return what runs and what has ended."""
    rows = [in_words(row) for row in case.agreements.select_related("owner").order_by("until_on", "made_on")]
    ended = sorted((row for row in rows if row.ended_on), key=lambda row: row.ended_on or row.until_on, reverse=True)
    return [row for row in rows if row.ended_on is None], ended
