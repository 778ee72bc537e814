"""The log as a timeline: newest first, with the time of the event and the time of entry, filtered by kind."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from omzien.chapters.approach.models import Agreement, Case, Contact, LogEntry, Part, Told
from omzien.chapters.approach.models.cases import Answer
from omzien.chapters.approach.terms import edition_of
from omzien.ground.school.models import Pupil, Staff
from omzien.protocol.schema import Edition

from .asking import long_day, step_title
from .pages import Page, page_of

KEYS = ("-happened_on", "-entered_at", "-id")
PAGE = 25
# For a filter: a word in the address, what it is called, and the kinds it holds.
FILTERS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "stappen": (
        gettext_lazy("Stappen"),
        ("A1.1", "A1.2", "A1.3", "A1.4", "A1.5", "A1.6", "left_out", "round", "worse"),
    ),
    "contact": (gettext_lazy("Contact"), ("contact", "later_check")),
    "afspraken": (gettext_lazy("Afspraken"), ("agreement", "agreement_goes_on", "agreement_ended")),
    "notities": (gettext_lazy("Notities"), ("note",)),
    "mensen": (
        gettext_lazy("Mensen"),
        ("part", "team_joined", "team_left", "handed_over", "told_parents", "told_colleague", "last_word", "member"),
    ),
}
# The meeting, what was seen afterwards, the talk with each member, and who came or left.
OF_THE_GROUP = ("A1.2", "A1.3", "A1.5", "member")
_TITLES: Mapping[str, Any] = {
    "opened": gettext_lazy("Situatie begonnen"),
    "note": gettext_lazy("Notitie"),
    "contact": gettext_lazy("Contact met de leerling"),
    "later_check": gettext_lazy("Later gevraagd hoe het gaat"),
    "agreement": gettext_lazy("Afspraak gemaakt"),
    "agreement_goes_on": gettext_lazy("Afspraak gaat door"),
    "agreement_ended": gettext_lazy("Afspraak gestopt"),
    "part": gettext_lazy("Rol van een leerling"),
    "team_joined": gettext_lazy("Collega erbij in het team"),
    "team_left": gettext_lazy("Collega uit het team"),
    "handed_over": gettext_lazy("Overgegeven"),
    "told_parents": gettext_lazy("Ouders zijn verteld"),
    "told_colleague": gettext_lazy("Collega kijkt mee"),
    "last_word": gettext_lazy("Laatste woord"),
    "ended": gettext_lazy("Afgerond, nazorg begint"),
    "closed": gettext_lazy("Situatie gesloten"),
    "reopened": gettext_lazy("Weer geopend"),
    "left_out": gettext_lazy("Stap overgeslagen"),
    "worse": gettext_lazy("Het gaat slechter"),
    "round": gettext_lazy("Nieuwe ronde"),
    "member": gettext_lazy("Lid van de steungroep"),
    "joined": gettext_lazy("Melding erbij"),
}
_ICONS: Mapping[str, str] = {
    "note": "pencil",
    "contact": "smile",
    "later_check": "calendar-check",
    "agreement": "shield",
    "agreement_goes_on": "shield-check",
    "agreement_ended": "shield",
    "part": "user",
    "team_joined": "user-plus",
    "team_left": "user-minus",
    "handed_over": "move-right",
    "told_parents": "house",
    "told_colleague": "eye",
    "last_word": "heart-handshake",
    "ended": "circle-check",
    "closed": "archive",
    "reopened": "archive-restore",
    "worse": "frown",
    "left_out": "minus",
}
# Written by the system with nothing of a person's own in it: nothing to correct.
_NO_TEXT = frozenset({"closed", "part", "team_joined", "team_left", "handed_over"})


@dataclass(frozen=True)
class Line:
    """One entry of the log as the screen shows it."""

    pk: UUID
    title: str
    detail: str
    text: str
    icon: str
    tone: str
    happened_on: date
    happened_at: time | None
    entered_at: datetime
    by: str
    entered_later: bool
    # Of the entry that corrects this one: its day and key.
    corrected_on: datetime | None = None
    corrected_by: UUID | None = None
    corrects: UUID | None = None
    correctable: bool = False


def timeline_page(case: Case, asked: QueryDict, *, group: bool = True) -> Page[Line]:
    """Return one page of the log; what the filter does not know shows everything.

    Without `group`, what was said in and with the support group stays away: it tells who is in it.
    """
    rows = case.log.select_related("by")
    chosen = FILTERS.get(asked.get("soort", ""))
    if chosen is not None:
        rows = rows.filter(Q(kind__in=chosen[1]))
    if not group:
        rows = rows.exclude(kind__in=OF_THE_GROUP)
    page = page_of(rows, KEYS, asked, PAGE)
    parties = None if group else {str(key) for key in case.parts.values_list("pupil_id", flat=True)}
    return Page(lines(page.rows, parties), page.previous, page.next)


def lines(entries: Iterable[LogEntry], parties: Collection[str] | None = None) -> list[Line]:
    """Return entries in words; names that they point to are looked up in two queries.

    With `parties`, of the pupils only these are named.
    """
    rows = list(entries)
    later = {
        entry.corrects_id: entry for entry in LogEntry.objects.filter(corrects__in=rows).only("corrects", "entered_at")
    }
    names = _names(rows, parties)
    return [_line(row, later.get(row.pk), names) for row in rows]


def _line(row: LogEntry, later: LogEntry | None, names: Mapping[str, str]) -> Line:
    return Line(
        pk=row.pk,
        title=_title(row),
        detail=_detail(edition_of(row.case), row.facts, names),
        text=row.text,
        icon=_ICONS.get(row.kind, "message-circle" if row.kind.startswith("A1.") else "circle-dot"),
        tone=_tone(row),
        happened_on=row.happened_on,
        happened_at=row.happened_at,
        entered_at=row.entered_at,
        by=row.by.full_name if row.by else "",
        entered_later=timezone.localtime(row.entered_at).date() != row.happened_on,
        corrected_on=later.entered_at if later else None,
        corrected_by=later.pk if later else None,
        corrects=row.corrects_id,
        correctable=later is None and row.kind not in _NO_TEXT and bool(row.text),
    )


def _title(row: LogEntry) -> str:
    title = (
        step_title(edition_of(row.case), row.kind)
        if row.kind.startswith("A1.")
        else str(_TITLES.get(row.kind, _("Aantekening")))
    )
    return _("Verbetering: %(title)s") % {"title": title} if row.corrects_id else title


def _tone(row: LogEntry) -> str:
    if row.kind == "worse" or row.facts.get("answer") == Answer.WORSE:
        return "late"
    return "" if row.kind.startswith("A1.") or row.kind in {"opened", "ended", "closed", "reopened"} else "sky"


def _names(rows: Iterable[LogEntry], parties: Collection[str] | None) -> dict[str, str]:
    """Return the names that the facts point to, by key."""
    pupils = {row.facts["pupil"] for row in rows if row.facts.get("pupil")}
    pupils = pupils if parties is None else pupils & set(parties)
    staff = {row.facts[key] for row in rows for key in ("staff", "from") if row.facts.get(key)}
    found = {
        str(pk): pupil.full_name
        for pk, pupil in (
            Pupil.objects.beyond("names that a case in hand points at").in_bulk(pupils) if pupils else {}
        ).items()
    }
    found |= {str(pk): one.full_name for pk, one in (Staff.objects.in_bulk(staff) if staff else {}).items()}
    return found


def _detail(edition: Edition, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return the facts of an entry as a short line."""
    made = (
        names.get(str(facts.get("pupil", "")), ""),
        names.get(str(facts.get("staff", "")), ""),
        step_title(edition, facts["clause"]) if facts.get("clause") else "",
        _round_words(facts),
        _part_words(facts),
        _how_words(facts),
        _answer_words(facts),
        _reason_words(edition, facts),
        _agreement_words(edition, facts),
        _told_words(facts),
    )
    return " · ".join(words for words in made if words)


def _round_words(facts: Mapping[str, Any]) -> str:
    number = facts.get("members")
    people = ngettext("%(number)d leerling", "%(number)d leerlingen", number) % {"number": number} if number else ""
    round_ = _("ronde %(number)d") % {"number": facts["round"]} if facts.get("round") else ""
    return " · ".join(words for words in (round_, people) if words)


def _part_words(facts: Mapping[str, Any]) -> str:
    if "plays" not in facts:
        return ""
    if not facts["plays"]:
        return _("hoort er niet bij")
    new = str(Part.As(facts["plays"]).label)
    return _("was %(was)s, nu %(new)s") % {"was": Part.As(facts["was"]).label, "new": new} if facts.get("was") else new


def _how_words(facts: Mapping[str, Any]) -> str:
    return str(Contact.How(facts["how"]).label) if facts.get("how") in Contact.How.values else ""


def _answer_words(facts: Mapping[str, Any]) -> str:
    weeks = _("na %(weeks)d weken") % {"weeks": facts["weeks"]} if facts.get("weeks") else ""
    answer = str(Answer(facts["answer"]).label) if facts.get("answer") in Answer.values else ""
    return ": ".join(words for words in (weeks, answer) if words)


def _reason_words(edition: Edition, facts: Mapping[str, Any]) -> str:
    reason = edition.reasons.get(str(facts.get("reason", "")))
    return reason.label if reason else ""


def _agreement_words(edition: Edition, facts: Mapping[str, Any]) -> str:
    kind = edition.protections.get(str(facts.get("protection", "")))
    if kind is None:
        return ""
    if facts.get("outcome") in Agreement.Outcome.values:
        return f"{kind.label} · {Agreement.Outcome(facts['outcome']).label}"
    until = long_day(date.fromisoformat(facts["until"]))
    return _("%(kind)s · tot en met %(until)s") % {"kind": kind.label, "until": until}


def _told_words(facts: Mapping[str, Any]) -> str:
    if facts.get("audience") not in Told.Audience.values:
        return ""
    said = "" if facts.get("said", True) else _("lukte niet")
    return ": ".join(words for words in (str(Told.Audience(facts["audience"]).label), said) if words)
