"""The pieces that pages are made of: `{% load omzien %}`. Each docstring shows how it is written."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms, template
from django.template.context import Context
from django.utils import timezone
from django.utils.translation import gettext

from omzien.web import dates, pictures, pieces

register = template.Library()

register.simple_tag(pieces.asset, name="asset")
for _tag in (
    pieces.icon,
    pieces.face,
    pieces.faces,
    pieces.tag,
    pieces.due_tag,
    pieces.count,
    pieces.date_block,
    pieces.code,
):
    register.simple_tag(_tag)
for _block in (pieces.card, pieces.note, pieces.fold, pieces.identity):
    register.simple_block_tag(_block)

register.filter("day", dates.day)
register.filter("day_year", dates.day_year)
register.filter("month_day", dates.month_day)
register.filter("shortday", dates.short_day)
register.filter("clock_time", dates.clock_time)
register.filter("moment", dates.moment_words)
register.filter("initials", pieces.initials)
register.filter("soft", pieces.soft)


@register.filter
def ago_days(moment: date, today: date | None = None) -> str:
    """{{ entry.on|ago_days }}: "vandaag", "gisteren", "3 dagen geleden", "over 2 dagen"."""
    return dates.ago_days(moment, today or timezone.localdate())


# --- pieces from data ------------------------------------------------------------------------------------------------


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
    days = list(free)
    picture = pictures.window_picture(start, due_from, due_until, now, days)
    gaps = pictures.gap_words(pictures.gaps(min(start, due_from), due_until, days))
    left = pictures.window_left(due_from, due_until, now)
    return {"title": title, "text": text, "tone": tone, "picture": picture, "left": left, "gaps": gaps}


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
def error_summary(*shown: forms.BaseForm | str | None) -> dict[str, Any]:
    """{% error_summary form %}: what must still be put right, with links; nothing when all is well."""
    links: list[dict[str, str]] = []
    for form in shown:
        if not isinstance(form, forms.BaseForm) or not form.errors:
            continue
        links += [{"id": "", "text": str(text)} for text in form.non_field_errors()]
        for field in form:
            target = "" if field.is_hidden else _first_control(field)
            links += [{"id": target, "text": _named(field, text)} for text in field.errors]
    return {"links": links}


def _named(field: forms.BoundField, mistake: object) -> str:
    """Returns a mistake with the name of its field, since a list of "Vul hier iets in." helps nobody."""
    text, label = str(mistake), str(field.label or "")
    if field.is_hidden or not label:
        return text
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
