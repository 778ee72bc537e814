"""Kalender: the region's vacations of a school year, and the days on which this school deviates."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import find, scope
from omzien.ground.clock import DayRange, today
from omzien.ground.clock.calendar import public_holiday, replaces
from omzien.ground.clock.vacations import vacations
from omzien.ground.school.actions import days as acts
from omzien.ground.school.actions.refusal import NotDone
from omzien.ground.school.models import DayOff, School, SchoolYear
from omzien.ground.school.years import span
from omzien.web.dates import short_day

from .forms import DaysForm
from .frame import carry_out, form_key


@dataclass(frozen=True)
class Stretch:
    """Days on the calendar: the region's, or the school's own."""

    first: date
    last: date
    name: str
    kind: str
    own: DayOff | None = None
    replaced: bool = False

    @property
    def is_one_day(self) -> bool:
        """Tell whether it is a single day."""
        return self.first == self.last


LAST_YEAR = 2100


def year_asked(text: str, known: range) -> tuple[date, date]:
    """Return the school year that the address asks for, as far as there is one; else that of today."""
    if text.isdecimal() and len(text) == 4 and int(text) in known:
        return span(date(int(text), 8, 1))
    return span(today())


def years_known(school: School, own: list[DayOff]) -> range:
    """Return the school years to leaf through, by the year in which they begin: from the first that is known."""
    days = [
        today(),
        *(row.first for row in own),
        *SchoolYear.objects.filter(school=school).values_list("first", flat=True),
    ]
    days += [row.first for row in vacations(school.region)][:1]
    return range(min(span(day)[0].year for day in days), LAST_YEAR + 1)


def stretches(school: School, own: list[DayOff], first: date, last: date) -> list[Stretch]:
    """Return everything of one school year, in order."""
    mine = [DayRange(row.first, row.last, row.name, row.kind) for row in own if row.kind == DayOff.Kind.VACATION]
    found = [
        Stretch(
            row.first,
            row.last,
            row.name,
            _("vakantie van de regio"),
            replaced=any(replaces(days, row) for days in mine),
        )
        for row in vacations(school.region)
        if row.first <= last and row.last >= first
    ]
    found += [
        Stretch(row.first, row.last, row.name, str(row.get_kind_display()).lower(), own=row)
        for row in own
        if row.first <= last and row.last >= first
    ]
    found += [Stretch(day, day, name, _("feestdag")) for day, name in _holidays(first, last)]
    return sorted(found, key=lambda days: (days.first, days.last))


def _holidays(first: date, last: date) -> list[tuple[date, str]]:
    """Return the public holidays on which there would have been school."""
    days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return [(day, name) for day in days if day.weekday() < 5 and (name := public_holiday(day))]


def _saved(request: StaffRequest, form: DaysForm, row: DayOff | None) -> HttpResponse | None:
    """Keep the days of a good form; says when they overlap others."""
    if not form.is_valid():
        return None
    school, told = request.viewer.school, form.days
    others = acts.overlapping(school, told, row)
    try:
        acts.keep(school, told, request.viewer, str(form.cleaned_data["form_key"]), row)
    except NotDone as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("De dagen staan in de kalender."))
    if others:
        names = ", ".join(f"{other.name} ({short_day(other.first)})" for other in others[:3])
        messages.warning(request, _("Let op: deze dagen vallen samen met %(names)s.") % {"names": names})
    return HttpResponseRedirect(f"{reverse('calendar')}?jaar={span(told.first)[0].year}")


@door("school.DayOff", "change")
def calendar(request: StaffRequest) -> HttpResponse:
    """Show a school year, and add days."""
    school = request.viewer.school
    form = DaysForm(request.POST or None, initial={"kind": DayOff.Kind.DAY_OFF})
    saved = _saved(request, form, None)
    if saved is not None:
        return saved
    own = list(scope(request.viewer, DayOff).order_by("first"))
    years = years_known(school, own)
    first, last = year_asked(request.GET.get("jaar", ""), years)
    shown = {
        "form": form,
        "rows": stretches(school, own, first, last),
        "year": f"{first.year}-{last.year}",
        "names": (f"{first.year - 1}-{first.year}", f"{last.year}-{last.year + 1}"),
        "before": first.year - 1 if first.year - 1 in years else None,
        "after": first.year + 1 if first.year + 1 in years else None,
        "region": school.get_region_display(),
        "known": any(row.first >= first and row.last <= last for row in vacations(school.region)),
        "today": today(),
        "form_key": uuid4(),
    }
    return render(request, "web/people/calendar.html", shown)


@door("school.DayOff", "change")
def change(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Change days of the school's own."""
    row = find(request.viewer, DayOff, pk, "change")
    told = {"name": row.name, "kind": row.kind, "first": row.first, "last": row.last}
    form = DaysForm(request.POST or None, initial=told)
    saved = _saved(request, form, row)
    if saved is not None:
        return saved
    return render(request, "web/people/calendar_change.html", {"form": form, "row": row, "form_key": uuid4()})


@door("school.DayOff", "change")
@require_POST
def remove(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Take days of the school's own away."""
    row = find(request.viewer, DayOff, pk, "change")
    year = span(row.first)[0].year
    key = form_key(request, "remove")
    carry_out(request, lambda: acts.remove(row, request.viewer, key), _("De dagen zijn weg."))
    return HttpResponseRedirect(f"{reverse('calendar')}?jaar={year}")
