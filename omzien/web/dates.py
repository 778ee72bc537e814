"""Dates in words, cheap enough for every row of a list."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

_DAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni",
        "juli", "augustus", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_SHORT = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def _language() -> str:
    """Returns the table to read from: English only when English is asked for."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def as_date(moment: date) -> date:
    """Returns the calendar day here of a date or an aware moment."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment


def month_day(moment: date) -> str:
    """Returns "18 november"."""
    day = as_date(moment)
    return f"{day.day} {_MONTHS[_language()][day.month - 1]}"


def day(moment: date) -> str:
    """Returns "woensdag 18 november"."""
    here = as_date(moment)
    return f"{_DAYS[_language()][here.weekday()]} {month_day(here)}"


def day_year(moment: date) -> str:
    """Returns "woensdag 18 november 2026"."""
    here = as_date(moment)
    return f"{day(here)} {here.year}"


def short_day(moment: date) -> str:
    """Returns "18 nov"."""
    here = as_date(moment)
    return f"{here.day} {_SHORT[_language()][here.month - 1]}"


def short_month(moment: date) -> str:
    """Returns "nov"."""
    return _SHORT[_language()][as_date(moment).month - 1]


def clock_time(moment: datetime) -> str:
    """Returns "10:12" on the clock here."""
    here = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{here:%H:%M}"


def moment_words(moment: date) -> str:
    """Returns "dinsdag 10 november, 10:12"; a date without a time stays a date."""
    if isinstance(moment, datetime):
        return f"{day(moment)}, {clock_time(moment)}"
    return day(moment)


def ago_days(moment: date, today: date) -> str:
    """Returns the distance in days, such as "gisteren" or "over 3 dagen"."""
    distance = (as_date(moment) - as_date(today)).days
    near = {0: gettext("vandaag"), -1: gettext("gisteren"), 1: gettext("morgen"), -2: gettext("eergisteren")}
    if distance in near:
        return near[distance]
    if distance < 0:
        return gettext("%(days)d dagen geleden") % {"days": -distance}
    return gettext("over %(days)d dagen") % {"days": distance}


def due_words(due: date, today: date) -> tuple[str, str]:
    """Returns what a due date says today, and its tone: late, soon or plain."""
    left = (as_date(due) - as_date(today)).days
    if left < 0:
        return ngettext("%(days)d dag te laat", "%(days)d dagen te laat", -left) % {"days": -left}, "late"
    if left == 0:
        return gettext("vandaag"), "soon"
    if left <= 3:
        return ngettext("nog %(days)d dag", "nog %(days)d dagen", left) % {"days": left}, "soon"
    return short_day(due), "plain"
