"""The pieces that pages are made of: `{% load omzien %}`. Each docstring shows how it is written."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from omzien.web import dates, pictures

register = template.Library()
ASSETS = Path(__file__).resolve().parent.parent / "static" / "web"
# Parts of a Dutch name that give no initial.
_BETWEEN = {"van", "de", "der", "den", "het", "ten", "ter", "te", "el", "al", "la", "le", "von", "d'", "'t", "in", "op"}


# --- files, icons, faces ---------------------------------------------------------------------------------------------


@register.simple_tag
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


@register.simple_tag
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


@register.simple_tag
def face(name: str, tone: int | str = "", size: str = "") -> SafeString:
    """{% face person.name %} or {% face name 1 "l" %}: a circle with initials; tone 1 sun, 2 sky, 3 coral, "card"."""
    css = "face" + (f" face--{tone}" if tone != "" else "") + (f" face--{size}" if size else "")
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, initials(name))


@register.simple_tag
def faces(people: Iterable[Any]) -> SafeString:
    """{% faces readers %}: up to four faces that overlap; people have a name, or a role when it is not public."""
    some = [str(_get(one, "name") or _get(one, "role")) for one in people][:4]
    circles = format_html_join("", '<span class="face">{}</span>', ((initials(name),) for name in some))
    return format_html('<span class="faces" aria-hidden="true">{}</span>', circles)


# --- small words -----------------------------------------------------------------------------------------------------


@register.simple_tag
def tag(text: str, tone: str = "", icon: str = "") -> SafeString:  # the argument is named as in the template
    """{% tag "1 dag te laat" "late" icon="clock" %}: a word in a pill; tone late, soon, sky, plain or none."""
    return format_html(
        '<span class="tag{}">{}{}</span>', f" tag--{tone}" if tone else "", _icon(icon, "") if icon else "", text
    )


@register.simple_tag
def due_tag(due: date, today: date | None = None) -> SafeString:
    """{% due_tag step.due_until %}: "1 dag te laat", "vandaag", "nog 2 dagen" or the day, in the fitting tone."""
    words, tone = dates.due_words(due, today or timezone.localdate())
    return format_html('<span class="tag tag--{}">{}</span>', tone, words)


@register.simple_tag
def count(number: int, label: str = "", calm: bool = False) -> SafeString:
    """{% count 3 "nieuw" %}: a number in a dot, with words for a screen reader; nothing at zero."""
    if not number:
        return SafeString("")
    hidden = format_html('<span class="vh"> {}</span>', label) if label else ""
    return format_html('<span class="count{}">{}{}</span>', " count--calm" if calm else "", number, hidden)


@register.simple_tag
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


@register.simple_tag
def code(text: str) -> SafeString:
    """{% code "ABCDEFGH23456789" %}: a code in groups of four, one piece to select and to copy."""
    letters = str(text).replace(" ", "").replace("-", "")
    groups = [letters[at : at + 4] for at in range(0, len(letters), 4)]
    spans = format_html_join(" ", "<span>{}</span>", ((group,) for group in groups))
    return format_html('<p class="code" id="code">{}</p>', spans)


register.filter("day", dates.day)
register.filter("day_year", dates.day_year)
register.filter("month_day", dates.month_day)
register.filter("shortday", dates.short_day)
register.filter("clock_time", dates.clock_time)
register.filter("moment", dates.moment_words)
register.filter("initials", initials)


@register.filter
def ago_days(moment: date, today: date | None = None) -> str:
    """{{ entry.on|ago_days }}: "vandaag", "gisteren", "3 dagen geleden", "over 2 dagen"."""
    return dates.ago_days(moment, today or timezone.localdate())


# --- pieces with content ---------------------------------------------------------------------------------------------


def _heading(title: str, level: int, css_icon: str, side: str = "") -> SafeString:
    """Returns the head of a card: an icon, a title, and what stands at the far end."""
    if not title:
        return SafeString("")
    drawing = _icon(css_icon, "") if css_icon else ""
    return format_html(
        '<div class="card__head"><h{0}>{1}{2}</h{0}>{3}</div>', level, drawing, title, conditional_escape(side)
    )


@register.simple_block_tag
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


@register.simple_block_tag
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


@register.simple_block_tag
def fold(content: str, title: str, open: bool = False) -> SafeString:
    """{% fold "Meer over de termijn" %}…{% endfold %}: words that open on a tap, without script."""
    return format_html(
        '<details class="fold"{}><summary>{}</summary><div class="fold__body">{}</div></details>',
        SafeString(" open") if open else "",
        title,
        content,
    )


@register.simple_block_tag
def identity(content: str, name: str, sub: str = "") -> SafeString:
    """{% identity "Noor Bakker" "klas 2B, stap 4 van 6" %}{% due_tag … %}{% endidentity %}: whose case you are in."""
    return format_html(
        '<div class="identity">{}<div class="identity__text"><b class="identity__name">{}</b>{}</div>{}</div>',
        face(name, "card", "l"),
        name,
        sub,
        content,
    )


# --- pieces from data ------------------------------------------------------------------------------------------------


def _get(thing: Any, key: str) -> Any:
    """Returns a value of a mapping or an object, or nothing."""
    return thing.get(key, "") if isinstance(thing, Mapping) else getattr(thing, key, "")


@register.inclusion_tag("web/parts/todo_row.html", takes_context=True)
def todo_row(context: Context, row: Any) -> dict[str, Any]:
    """<ul class="todo">{% for row in rows %}{% todo_row row %}{% endfor %}</ul>: one thing to do, one button.

    Row: title, text, url; tone late|soon|sky|"", icon, tag; action, action_url, action_hint (read aloud only);
    post=True with form_key makes the button a form.
    """
    return {"row": row, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/parts/steps.html")
def steps(items: Iterable[Any]) -> dict[str, Any]:
    """{% steps items %}: the steps in a bar. Item: number, title, text, state done|now|waiting|left, url."""
    return {"items": list(items)}


@register.inclusion_tag("web/parts/window.html")
def window(
    title: str,
    start: date,
    due_from: date,
    due_until: date,
    today: date | None = None,
    *,
    free: Iterable[date] = (),
    text: str = "",
) -> dict[str, Any]:
    """{% window "Terugblik" start due_from due_until free=days_off %}: from-until drawn, with today and holidays."""
    now = today or timezone.localdate()
    tone = "late" if now > due_until else "calm" if now < due_from else ""
    picture = pictures.window_picture(start, due_from, due_until, now, free)
    left = pictures.window_left(due_from, due_until, now)
    return {"title": title, "text": text, "tone": tone, "picture": picture, "left": left}


@register.inclusion_tag("web/parts/readers.html")
def readers(people: Iterable[Any], url: str = "", thin: bool = False) -> dict[str, Any]:
    """{% readers people url="#wie" %} or thin=True: who reads this. Person: name (may be empty), role, you."""
    return {"people": list(people), "url": url, "thin": thin}


@register.inclusion_tag("web/parts/who_list.html")
def who_list(people: Iterable[Any]) -> dict[str, Any]:
    """{% who_list people %}: faces with name, role and what each will do. Person: name, role, does, url."""
    return {"people": list(people)}


@register.inclusion_tag("web/parts/tabs.html")
def tabs(items: Iterable[Any], label: str = "") -> dict[str, Any]:
    """{% tabs items _("Onderdelen") %}: Item: label, url, current, count."""
    return {"items": list(items), "label": label or gettext("Onderdelen")}


@register.inclusion_tag("web/parts/timeline.html")
def timeline(items: Iterable[Any]) -> dict[str, Any]:
    """{% timeline entries %}: newest first. Item: title, when, who, text, tone, mark, url, entered, tag."""
    return {"items": list(items)}


@register.inclusion_tag("web/parts/agenda.html")
def agenda(items: Iterable[Any]) -> dict[str, Any]:
    """{% agenda items %}: what comes. Item: on (a date), title, text, url, tone."""
    return {"items": list(items)}


@register.inclusion_tag("web/parts/summary.html")
def summary(rows: Iterable[Any]) -> dict[str, Any]:
    """{% summary rows %}: question and answer. Row: label, value, url, action, hint; or a pair (label, value)."""
    pairs = [{"label": row[0], "value": row[1]} if isinstance(row, tuple) else row for row in rows]
    return {"rows": pairs}


@register.inclusion_tag("web/parts/empty.html")
def empty(title: str, text: str = "", url: str = "", action: str = "", level: int = 3) -> dict[str, Any]:
    """{% empty "Niets te doen" "Alles is bij." url="/nieuw" action="Begin" %}: said kindly when a list is empty."""
    return {"title": title, "text": text, "url": url, "action": action, "level": level}


@register.inclusion_tag("web/parts/pager.html")
def pager(newer: str = "", older: str = "", words: str = "") -> dict[str, Any]:
    """{% pager page.previous_url page.next_url "31 tot 60" %}: nothing is drawn when there is one page."""
    return {"newer": newer, "older": older, "words": words}


@register.inclusion_tag("web/parts/progress.html")
def progress(at: int, total: int, words: str = "") -> dict[str, Any]:
    """{% progress 1 4 "samen 2 minuten" %}: "1 van 4, samen 2 minuten" and a bar a question."""
    return {"at": at, "total": total, "words": words, "bars": [number <= at for number in range(1, total + 1)]}


@register.inclusion_tag("web/parts/talk_card.html")
def talk_card(card: Any, lines: int = 3) -> dict[str, Any]:
    """{% talk_card card %}: a talk, also on paper. Card: title, clause, intro, agenda, opening, questions, after."""
    return {"card": card, "lines": range(lines)}


@register.inclusion_tag("web/parts/helplines.html")
def helplines(lines: Iterable[Any]) -> dict[str, Any]:
    """{% helplines lines %}: Line: label, url, icon, number (a phone number to show unbroken)."""
    return {"lines": list(lines)}


# --- forms -----------------------------------------------------------------------------------------------------------


def _first_control(field: forms.BoundField) -> str:
    """Returns the id that a link to a mistake goes to: the first choice, or the field itself."""
    if not field.auto_id:
        return ""
    return f"{field.auto_id}_0" if field.use_fieldset else field.auto_id


@register.inclusion_tag("web/parts/error_summary.html")
def error_summary(*shown: forms.BaseForm) -> dict[str, Any]:
    """{% error_summary form %}: what must still be put right, with links; nothing when all is well."""
    links = []
    for form in shown:
        if not form or not form.errors:
            continue
        links += [{"id": "", "text": text} for text in form.non_field_errors()]
        for field in form:
            target = "" if field.is_hidden else _first_control(field)
            links += [{"id": target, "text": _named(field, text)} for text in field.errors]
    return {"links": links}


def _named(field: forms.BoundField, text: str) -> str:
    """Returns a mistake with the name of its field, since a list of "Vul hier iets in." helps nobody."""
    if field.is_hidden or not field.label:
        return text
    label = str(field.label)
    return f"{label} {text}" if label.endswith(("?", ".", "!", ":")) else f"{label}: {text}"


@register.inclusion_tag("web/parts/tile.html")
def tile(name: str, value: str, label: str, **options: Any) -> dict[str, Any]:
    """{% tile "waar" "gym" "Gym" icon="dumbbell" hint="" type="radio" checked=False tone="" %} in a div.tiles."""
    return {"name": name, "value": value, "label": label, "type": "radio", **options}


# --- buttons that need a script or a promise -------------------------------------------------------------------------


@register.inclusion_tag("web/parts/exit_button.html")
def exit_button(url: str = "/weg") -> dict[str, Any]:
    """{% exit_button %}: leave at once; with script the page is gone from the history, without it is a link."""
    return {"url": url}


@register.inclusion_tag("web/parts/read_aloud.html")
def read_aloud_button() -> dict[str, Any]:
    """{% read_aloud_button %}: only seen when the device itself has a voice."""
    return {}


@register.inclusion_tag("web/parts/print_button.html")
def print_button(label: str = "") -> dict[str, Any]:
    """{% print_button %}: only seen with script."""
    return {"label": label}


@register.inclusion_tag("web/parts/keep_code.html")
def keep_code(text: str) -> dict[str, Any]:
    """{% keep_code code %}: the code, with copy and "bewaar als notitie" (a neutral text file, made on the device)."""
    return {"text": text}
