"""What the cases of a colleague ask on "Vandaag": contact, agreements that end, later checks, last words, closing."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from omzien.chapters.approach.models import Agreement, Case, LaterCheck, Step, TeamMember, Told
from omzien.ground.access.engine import scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.notices.todo import Todo
from omzien.ground.school.models import Pupil

from .agreements import in_short
from .asking import ask
from .next import Item
from .people import targets

# What is due later than this does not belong on a page about today.
AHEAD = timedelta(days=14)
MOST = 100


def todo(viewer: Viewer) -> list[Todo]:
    """Return what is open on the cases that the viewer owns or works on, one's own first; a constant number of queries."""
    mine = my_cases(viewer)
    until = today() + AHEAD
    asked = [one for source in (_contacts, _agreements, _checks, _words, _closings) for one in source(mine, until)]
    names = targets({case.pk for case, _item, _detail in asked})
    rows = [(case, _row(viewer, case, item, names, detail)) for case, item, detail in asked]
    rows.sort(key=lambda pair: (pair[0].owner_id != viewer.staff.pk, pair[1].due_until, pair[1].title))
    return [row for _case, row in rows]


def my_cases(viewer: Viewer) -> QuerySet[Case]:
    """Return the cases that are not closed and that the viewer owns or works on."""
    day = today()
    team = TeamMember.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day), school=viewer.school, staff=viewer.staff, from_on__lte=day
    )
    mine = Q(owner=viewer.staff) | Q(pk__in=team.values("case_id"))
    return scope(viewer, Case).filter(mine).exclude(state=Case.State.CLOSED)


# The case, what is open on it, and which one of its kind.
Pairs = list[tuple[Case, Item, str]]
Source = Callable[[QuerySet[Case], date], Pairs]


def _contacts(mine: QuerySet[Case], until: date) -> Pairs:
    """While the first talk is due, that talk is the contact."""
    first_talk = Step.objects.filter(case=OuterRef("pk"), clause="A1.1", state=Step.State.OPEN)
    rows = mine.filter(~Exists(first_talk), state=Case.State.OPEN, contact_due__lte=until).select_related("owner")
    return [
        (case, Item("contact", case.contact_due, case.contact_due, case.pk), "")
        for case in rows.order_by("contact_due")[:MOST]
        if case.contact_due
    ]


def _agreements(mine: QuerySet[Case], until: date) -> Pairs:
    rows = Agreement.objects.filter(case__in=mine, ended_on__isnull=True, ask_on__lte=until)
    return [
        (row.case, Item("agreement", row.ask_on, row.until_on, row.pk), in_short(row))
        for row in rows.select_related("case__owner").order_by("ask_on")[:MOST]
    ]


def _checks(mine: QuerySet[Case], until: date) -> Pairs:
    rows = LaterCheck.objects.filter(
        case__in=mine, case__state=Case.State.AFTERCARE, done_on__isnull=True, due_on__lte=until
    )
    return [
        (row.case, Item("later_check", row.due_on, row.due_on, row.pk), "")
        for row in rows.select_related("case__owner").order_by("due_on")[:MOST]
    ]


def _words(mine: QuerySet[Case], until: date) -> Pairs:
    """One row a case, however many people must still hear it."""
    rows = Told.objects.filter(case__in=mine, case__state=Case.State.AFTERCARE, last_word_on__isnull=True)
    first: dict[UUID, tuple[Case, Item, str]] = {}
    for row in rows.select_related("case__owner").order_by("last_word_due")[: MOST * 5]:
        begin = row.case.ended_on or row.told_on
        first.setdefault(row.case_id, (row.case, Item("last_word", begin, row.last_word_due or begin, row.pk), ""))
    return list(first.values())


def _closings(mine: QuerySet[Case], until: date) -> Pairs:
    """Ending a case without steps, closing one in which nothing else is open, opening one that went wrong again."""
    rows = mine.filter(next_kind__in=("end", "close", "reopen"), next_from__lte=until)
    return [
        (case, Item(case.next_kind, case.next_from or case.next_until, case.next_until, case.pk), "")
        for case in rows.select_related("owner").order_by("next_until")[:MOST]
        if case.next_until
    ]


def _row(viewer: Viewer, case: Case, item: Item, names: Mapping[UUID, Pupil], detail: str) -> Todo:
    target = names.get(case.pk)
    asked = ask(case, item, target.given_name if target else "", detail)
    own = case.owner_id == viewer.staff.pk
    note = asked.text if own else _("%(name)s is eigenaar.") % {"name": case.owner.full_name}
    return Todo(
        title=asked.title,
        note=note,
        due_from=asked.due_from,
        due_until=asked.due_until,
        url=asked.url,
        button=asked.button,
        icon=asked.icon,
        about=asked.about,
    )
