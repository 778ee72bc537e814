"""Small pieces of HTML, drawn by functions; templates reach them through `{% load omzien %}`."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from omzien.web import dates

ASSETS = Path(__file__).resolve().parent / "static" / "web"
# Parts of a Dutch name that give no initial.
_BETWEEN = {"van", "de", "der", "den", "het", "ten", "ter", "te", "el", "al", "la", "le", "von", "d'", "'t", "in", "op"}


def _get(thing: Any, key: str) -> Any:
    """Returns a value of a mapping or an object, or nothing."""
    return thing.get(key, "") if isinstance(thing, Mapping) else getattr(thing, key, "")


# --- files, icons, faces ---------------------------------------------------------------------------------------------


@cache
def asset(path: str) -> str:
    """{% asset "omzien.css" %}: the address of a file, which changes when the file does."""
    mark = hashlib.sha256(ASSETS.joinpath(*path.split("/")).read_bytes()).hexdigest()[:10]
    return f"{static(f'web/{path}')}?v={mark}"


@cache
def _icon(name: str, css: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f"ic {css}".strip(),
        asset("icons.svg"),
        name,
    )


def icon(name: str, css: str = "") -> SafeString:
    """{% icon "bell" %}: a drawing beside words; it is hidden for a screen reader. Names: theme/icons.txt."""
    return _icon(name, css)


def initials(name: str) -> str:
    """Returns the letters for a face: "Fatima el Kaya" gives "FK"."""
    words = [word for word in str(name).split() if word.lower() not in _BETWEEN]
    if not words:
        return "?"
    last = words[-1][0] if len(words) > 1 else ""
    return (words[0][0] + last).upper()


def face(name: str, tone: int | str = "", size: str = "") -> SafeString:
    """{% face person.name %} or {% face name 1 "l" %}: a circle with initials; tone 1 sun, 2 sky, 3 coral, "card"."""
    css = "face" + (f" face--{tone}" if tone != "" else "") + (f" face--{size}" if size else "")
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, initials(name))


def faces(people: Iterable[Any]) -> SafeString:
    """{% faces readers %}: up to four faces that overlap; people have a name, or a role when it is not public."""
    some = [str(_get(one, "name") or _get(one, "role")) for one in people][:4]
    circles = format_html_join("", '<span class="face">{}</span>', ((initials(name),) for name in some))
    return format_html('<span class="faces" aria-hidden="true">{}</span>', circles)


# --- small words -----------------------------------------------------------------------------------------------------


def tag(text: str, tone: str = "", icon: str = "") -> SafeString:  # the argument is named as in the template
    """{% tag "1 dag te laat" "late" icon="clock" %}: a word in a pill; tone late, soon, sky, plain or none."""
    return format_html(
        '<span class="tag{}">{}{}</span>', f" tag--{tone}" if tone else "", _icon(icon, "") if icon else "", text
    )


def due_tag(due: date, today: date | None = None) -> SafeString:
    """{% due_tag step.due_until %}: "1 dag te laat", "vandaag", "nog 2 dagen" or the day, in the fitting tone."""
    words, tone = dates.due_words(due, today or timezone.localdate())
    return format_html('<span class="tag tag--{}">{}</span>', tone, words)


# Where a long Dutch word may be broken: before these parts.
_PARTS = re.compile(
    r"(?<=\w{4})(?=coördinator|persoon|bescherming|medewerker|begeleider|coach|docent|directeur|welijk)", re.I
)


def soft(text: object) -> str:
    """{{ title|soft }}: the same words with a soft hyphen where a long compound may be broken."""
    return _PARTS.sub("\u00ad", str(text))


def count(number: int, label: str = "", calm: bool = False) -> SafeString:
    """{% count 3 "nieuw" %}: a number in a dot, with words for a screen reader; nothing at zero."""
    if not number:
        return SafeString("")
    hidden = format_html('<span class="vh"> {}</span>', label) if label else ""
    return format_html('<span class="count{}">{}{}</span>', " count--calm" if calm else "", number, hidden)


def date_block(moment: date, tone: str = "") -> SafeString:
    """{% date_block event.on %}: a day as a leaf of a calendar; tone late or soon."""
    here = dates.as_date(moment)
    return format_html(
        '<time class="date{}" datetime="{}">{}<small>{}</small></time>',
        f" date--{tone}" if tone else "",
        here.isoformat(),
        here.day,
        dates.short_month(here),
    )


def code(text: str) -> SafeString:
    """{% code "ABCDEFGH23456789" %}: a code in groups of four, one piece to select and to copy."""
    letters = str(text).replace(" ", "").replace("-", "")
    groups = [letters[at : at + 4] for at in range(0, len(letters), 4)]
    spans = format_html_join(" ", "<span>{}</span>", ((group,) for group in groups))
    return format_html('<p class="code" id="code">{}</p>', spans)


# --- pieces with content ---------------------------------------------------------------------------------------------


def _heading(title: str, level: int, css_icon: str, side: str = "") -> SafeString:
    """Returns the head of a card: an icon, a title, and what stands at the far end."""
    if not title:
        return SafeString("")
    drawing = _icon(css_icon, "") if css_icon else ""
    return format_html(
        '<div class="card__head"><h{0}>{1}{2}</h{0}>{3}</div>', level, drawing, title, conditional_escape(side)
    )


def card(
    content: str, title: str = "", icon: str = "", *, level: int = 2, tone: str = "", side: str = "", id: str = ""
) -> SafeString:
    """{% card "Vandaag" icon="bell" %}…{% endcard %}; tone="sea" for a quiet green card, side= for a tag at the end."""
    return format_html(
        '<section class="card{}"{}>{}{}</section>',
        f" card--{tone}" if tone else "",
        format_html(' id="{}"', id) if id else "",
        _heading(title, level, icon, side),
        content,
    )


_NOTE_ICONS = {"": "info", "warn": "triangle-alert", "danger": "triangle-alert", "good": "circle-check"}


def note(content: str, tone: str = "", title: str = "", icon: str = "") -> SafeString:
    """{% note "warn" title="Let op" %}…{% endnote %}: tone "" (sky), warn (sun), danger (coral) or good (sea)."""
    heading = format_html("<h2>{}</h2>", title) if title else ""
    return format_html(
        '<div class="note{}">{}<div class="note__body">{}{}</div></div>',
        f" note--{tone}" if tone else "",
        _icon(icon or _NOTE_ICONS.get(tone, "info"), ""),
        heading,
        content,
    )


def fold(content: str, title: str, open: bool = False) -> SafeString:
    """{% fold "Meer over de termijn" %}…{% endfold %}: words that open on a tap, without script."""
    return format_html(
        '<details class="fold"{}><summary>{}</summary><div class="fold__body">{}</div></details>',
        SafeString(" open") if open else "",
        title,
        content,
    )


def identity(content: str, name: str, sub: str = "") -> SafeString:
    """{% identity "Noor Bakker" "klas 2B, stap 4 van 6" %}{% due_tag … %}{% endidentity %}: whose case you are in."""
    return format_html(
        '<div class="identity">{}<div class="identity__text"><b class="identity__name">{}</b>{}</div>{}</div>',
        face(name, "card", "l"),
        name,
        sub,
        content,
    )
