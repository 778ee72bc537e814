"""The school's own days: off, exams, its own vacation instead of the region's, or school after all."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from omzien.ground.journal import once
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.models import DayOff, School

from .refusal import NotDone

LONGEST_DAYS = 100


@dataclass(frozen=True)
class Days:
    """A stretch of days, both ends included."""

    name: str
    kind: str
    first: date
    last: date


def refuse_impossible(days: Days) -> None:
    """Raise NotDone when the days cannot be meant."""
    if days.last < days.first:
        raise NotDone(_("De laatste dag ligt voor de eerste dag."))
    if (days.last - days.first).days >= LONGEST_DAYS:
        raise NotDone(_("Dit is langer dan %(days)d dagen. Klopt het jaar?") % {"days": LONGEST_DAYS})


def overlapping(school: School, days: Days, but: DayOff | None = None) -> list[DayOff]:
    """Return the school's own days that overlap these, so that a person can see whether that is meant."""
    rows = DayOff.objects.filter(school=school, first__lte=days.last, last__gte=days.first).order_by("first")
    return list(rows if but is None else rows.exclude(pk=but.pk))


def keep(school: School, days: Days, actor: Actor, form_key: str, row: DayOff | None = None) -> None:
    """Add days, or change them."""
    refuse_impossible(days)
    with one_write():
        if not once.first_time(form_key):
            return
        kept = row or DayOff(school=school)
        kept.name, kept.kind, kept.first, kept.last = days.name, days.kind, days.first, days.last
        kept.save()
        record(actor, "day_off.kept", kept, kind=days.kind)


def remove(row: DayOff, actor: Actor, form_key: str) -> None:
    """Take days away."""
    with one_write():
        if once.first_time(form_key):
            record(actor, "day_off.removed", row, kind=row.kind)
            row.delete()
