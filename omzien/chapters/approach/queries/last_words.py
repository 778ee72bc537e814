"""Who knew of the case, each with a fitting last word; nobody's name but the listener's own stands in it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from omzien.chapters.approach.models import Case, Told
from omzien.chapters.approach.terms import edition_of

from .people import AUDIENCE_ICONS, whom


@dataclass(frozen=True)
class LastWord:
    """What one listener hears, or heard."""

    pk: UUID
    title: str
    who: str
    icon: str
    text: str
    due: date | None
    said_on: date | None
    said_by: str
    by_code: bool


def last_words_of(case: Case) -> list[LastWord]:
    """Return everyone who knew, who still waits first."""
    rows = case.told.select_related("pupil", "staff", "report", "last_word_by").order_by("told_on", "audience")
    words = [_word(case, row) for row in rows]
    return sorted(words, key=lambda word: word.said_on is not None)


def _word(case: Case, row: Told) -> LastWord:
    edition = edition_of(case)
    reason = edition.reasons.get(case.end_reason)
    template = edition.last_words.get(row.audience)
    fitting = " ".join(template.text(stopped=bool(reason and reason.success)).split()) if template else ""
    return LastWord(
        pk=row.pk,
        title=template.title if template else "",
        who=whom(row),
        icon=AUDIENCE_ICONS.get(row.audience, "user"),
        text=row.last_word if row.last_word_on else fitting,
        due=row.last_word_due,
        said_on=row.last_word_on,
        said_by=row.last_word_by.full_name if row.last_word_by else "",
        by_code=row.report is not None and bool(row.report.receipt_key),
    )
