"""Pictures that the server draws: shapes only, all colour comes from the style sheet."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from omzien.web.dates import day, short_day

LEFT, RIGHT, WIDTH, HEIGHT = 6, 314, 320, 62
BAR_TOP, BAR_HEIGHT = 22, 16
# A label of "14 nov" is about this wide; closer labels would run into each other.
LABEL_GAP = 52.0
# How far past its end a picture still follows today; later, the number beside it says enough.
STRETCH = timedelta(days=28)


def stretches(days: Iterable[date]) -> list[tuple[date, date]]:
    """Joins days that follow each other into first and last."""
    joined: list[tuple[date, date]] = []
    for one in sorted(set(days)):
        if joined and one - joined[-1][1] == timedelta(days=1):
            joined[-1] = (joined[-1][0], one)
        else:
            joined.append((one, one))
    return joined


class _Scale:
    """Places days on the bar; a day takes the room from its morning to the next."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first
        self.days = max((last - first).days + 1, 1)

    def at(self, moment: date, part: float = 0.0) -> float:
        """Returns the x of a day, or of a part within it."""
        share = ((moment - self.first).days + part) / self.days
        return round(LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0), 1)

    def bar(self, css: str, first: date, last: date, radius: int) -> SafeString:
        """Returns a rectangle over whole days."""
        x, end = self.at(first), self.at(last, 1.0)
        return format_html(
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>',
            css, x, BAR_TOP, round(max(end - x, 2.0), 1), BAR_HEIGHT, radius,
        )  # fmt: skip


def gaps(start: date, due_until: date, free: Iterable[date]) -> list[tuple[date, date]]:
    """Returns the stretches without school that are worth a drawing: longer than a weekend."""
    within = (one for one in free if start <= one <= due_until)
    return [(first, last) for first, last in stretches(within) if (last - first).days >= 2]


def gap_words(found: Iterable[tuple[date, date]]) -> str:
    """Returns the stretches without school in words."""
    return " ".join(
        gettext("Geen school van %(first)s tot en met %(last)s.") % {"first": short_day(first), "last": short_day(last)}
        for first, last in found
    )


def window_label(due_from: date, due_until: date, today: date) -> str:
    """Returns the picture in words, for who does not see it."""
    words = gettext("Het kan van %(first)s tot en met %(last)s. Vandaag is het %(today)s.") % {
        "first": day(due_from),
        "last": day(due_until),
        "today": day(today),
    }
    left = (due_until - today).days
    if left < 0:
        return words + " " + gettext("De termijn is voorbij.")
    if today < due_from:
        return words + " " + gettext("De termijn begint nog.")
    if left == 0:
        return words + " " + gettext("Dit is de laatste dag.")
    return words + " " + gettext("Er is nog tijd: %(left)d dagen.") % {"left": left}


def window_left(due_from: date, due_until: date, today: date) -> tuple[str, str]:
    """Returns the one number that counts today, and what it counts."""
    if today > due_until:
        days = (today - due_until).days
        return str(days), ngettext("dag te laat", "dagen te laat", days)
    if today < due_from:
        days = (due_from - today).days
        return str(days), ngettext("dag, dan kan het", "dagen, dan kan het", days)
    days = (due_until - today).days
    if days == 0:
        return gettext("vandaag"), gettext("is de laatste dag")
    return str(days), ngettext("dag over", "dagen over", days)


def _labels(scale: _Scale, start: date, due_from: date, due_until: date) -> list[tuple[float, str, str]]:
    """Returns x, anchor and text of the dates under the bar, leaving out what would not fit."""
    last_x = scale.at(due_until, 0.5)
    labels = [(last_x, "end" if last_x > RIGHT - 24 else "middle", short_day(due_until))]
    from_x = scale.at(due_from, 0.5)
    if labels[0][0] - from_x >= LABEL_GAP:
        labels.insert(0, (from_x, "middle" if from_x > LEFT + 24 else "start", short_day(due_from)))
    if labels[0][0] - LEFT >= LABEL_GAP + 24:
        labels.insert(0, (float(LEFT), "start", short_day(start)))
    return labels


def window_picture(start: date, due_from: date, due_until: date, today: date, free: Iterable[date] = ()) -> SafeString:
    """Draws a window of days: from the day it counts from, with today's line and the stretches without school."""
    first, last = min(start, due_from), max(due_until, min(today, due_until + STRETCH)) + timedelta(days=1)
    scale = _Scale(first, last)
    shapes = [scale.bar("base", first, last, 8), scale.bar("open", due_from, due_until, 8)]
    shapes += [scale.bar("free", begin, end, 3) for begin, end in gaps(first, due_until, free)]
    texts = format_html_join(
        "", '<text x="{}" y="56" text-anchor="{}">{}</text>', _labels(scale, start, due_from, due_until)
    )
    now = SafeString("")
    if first <= today <= last:
        x = scale.at(today, 0.5)
        anchor = "start" if x < LEFT + 30 else "end" if x > RIGHT - 30 else "middle"
        now = format_html(
            '<line class="now" x1="{0}" x2="{0}" y1="17" y2="43"/>'
            '<text class="t-now" x="{0}" y="12" text-anchor="{1}">{2}</text>',
            x, anchor, gettext("vandaag"),
        )  # fmt: skip
    return format_html(
        '<svg class="window__svg" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        WIDTH, HEIGHT, window_label(due_from, due_until, today), SafeString("".join(shapes)), now, texts,
    )  # fmt: skip
