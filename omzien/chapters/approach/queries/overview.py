"""What the anti-bullying coordinator must see first (5.abc.1): late, almost, without an owner, without contact."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from omzien.chapters.approach.models import Case
from omzien.chapters.approach.terms import edition_in_force, edition_named
from omzien.ground.access.engine import scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.clock.terms import due
from omzien.ground.school.calendars import calendar_for

from .asking import kind_words
from .people import eligible, targets, title_of

SHOWN = 10


@dataclass(frozen=True)
class Line:
    """One case on the overview, with the two acts of a coordinator."""

    pk: UUID
    title: str
    url: str
    what: str
    due_until: date | None
    contacted_on: date | None
    opened_on: date
    owner: str
    owner_left: bool
    # The viewer carries it: who stands above is asked, never the viewer.
    own: bool
    hand_over_url: str
    nudge_url: str


@dataclass(frozen=True)
class Group:
    """The first lines of a group, and how many there are in all."""

    lines: list[Line] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True)
class Overview:
    """The four groups, in their fixed order."""

    late: Group
    almost: Group
    without_owner: Group
    no_contact: Group


def silent(going: QuerySet[Case], day: date) -> Q:
    """Return the condition for open cases in which nobody spoke the target for too long, each by its own edition."""
    found = Q(pk__in=())
    for name in going.order_by().values_list("edition", flat=True).distinct():
        since = day - timedelta(days=edition_named(name).term("no_contact_alarm").amount)
        long_ago = Q(contacted_on__lte=since) | Q(contacted_on__isnull=True, opened_on__lte=since)
        found |= Q(long_ago, edition=name, state=Case.State.OPEN)
    return found


def overview(viewer: Viewer) -> Overview:
    """Return the cases that ask for attention; the number of queries does not grow with them."""
    day = today()
    going = scope(viewer, Case).filter(state__in=(Case.State.OPEN, Case.State.AFTERCARE))
    almost_until = due(edition_in_force().term("almost_late"), day, calendar_for(viewer.school))
    able = [staff.pk for staff in eligible(viewer.school)]
    groups = {
        "late": Q(next_until__lt=day),
        "almost": Q(next_until__gte=day, next_until__lte=almost_until),
        "without_owner": ~Q(owner__in=able),
        "no_contact": silent(going, day),
    }
    counts = going.aggregate(**{name: Count("pk", filter=where) for name, where in groups.items()})
    order: dict[str, tuple[Any, ...]] = {"no_contact": (F("contacted_on").asc(nulls_first=True), "opened_on", "id")}
    found = {
        name: list(going.filter(where).select_related("owner").order_by(*order.get(name, ("next_until", "id")))[:SHOWN])
        for name, where in groups.items()
    }
    about = targets({case.pk for cases in found.values() for case in cases})
    made = {
        name: Group([_line(case, title_of(about.get(case.pk)), able, viewer) for case in cases], counts[name])
        for name, cases in found.items()
    }
    return Overview(**made)


def _line(case: Case, title: str, able: list[UUID], viewer: Viewer) -> Line:
    return Line(
        pk=case.pk,
        title=title,
        url=reverse("case", args=[case.pk]),
        what=kind_words(case),
        due_until=case.next_until,
        contacted_on=case.contacted_on,
        opened_on=case.opened_on,
        owner=case.owner.full_name,
        owner_left=case.owner_id not in able,
        own=case.owner_id == viewer.staff.pk,
        hand_over_url=reverse("case_hand_over", args=[case.pk]),
        nudge_url=reverse("case_nudge", args=[case.pk]),
    )
