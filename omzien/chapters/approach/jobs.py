"""What the clock calls: finds what is due, late or without an owner, and tells; it never moves a case (5.guide)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from omzien.chapters.approach.models import Agreement, Case, LaterCheck, Step, Told
from omzien.chapters.approach.queries.overview import silent
from omzien.chapters.approach.queries.people import eligible
from omzien.ground.clock import Calendar
from omzien.ground.clock.tick import job
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.models import Notice
from omzien.ground.notices.tell import tell
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.holders import holders
from omzien.ground.school.models import Role, School, Staff

M = TypeVar("M", Step, Agreement, LaterCheck, Told)

# So many school days late, and the coordinator hears of it too.
LONG_LATE = 3
GOING = (Case.State.OPEN, Case.State.AFTERCARE)
BATCH = 200


@dataclass(frozen=True)
class Due:
    """Something on a case that begins or has begun to be due."""

    case: Case
    id: UUID
    until: date


@dataclass(frozen=True)
class News:
    """One thing to tell one person, once."""

    recipient: Staff
    kind: str
    key: str
    case_id: UUID


@dataclass(frozen=True)
class _Desk:
    """What the job looks up once per school."""

    school: School

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_for(self.school)

    @cached_property
    def coordinators(self) -> list[Staff]:
        return holders(self.school, Role.ANTI_BULLYING_COORDINATOR)

    @cached_property
    def able(self) -> set[UUID]:
        return {staff.pk for staff in eligible(self.school)}


@job
def tell_what_is_due(day: date) -> int:
    """Tell owners what became due or late, coordinators what is long late; returns how many notices are new."""
    desks = {school.pk: _Desk(school) for school in School.objects.all()}
    news = [one for item in due_items(day) for one in _about(item, desks[item.case.school_id], day)]
    return _tell_new(news)


@job
def tell_what_slips(day: date) -> int:
    """Tell coordinators which cases have no owner any more, and in which nobody spoke the target for too long."""
    found: list[News] = []
    for school in School.objects.all():
        desk = _Desk(school)
        going = Case.objects.filter(school=school, state__in=GOING).only("pk", "owner_id", "contacted_on", "opened_on")
        for case in going.exclude(owner__in=desk.able):
            found += _to_all(desk, "case.without_owner", f"case.no_owner:{case.pk.hex}:{case.owner_id.hex}", case.pk)
        for case in going.filter(silent(day)):
            since = case.contacted_on or case.opened_on
            found += _to_all(desk, "case.no_contact", f"case.no_contact:{case.pk.hex}:{since}", case.pk)
    return _tell_new(found)


def due_items(day: date) -> Iterator[Due]:
    """Yield everything on a running case whose first day has come, in a constant number of queries."""
    yield from _contacts(day)
    steps = Step.objects.filter(state=Step.State.OPEN, case__state=Case.State.OPEN, due_until__isnull=False)
    begun = Q(due_from__lte=day) | Q(due_from__isnull=True, due_until__lte=day)
    yield from (Due(row.case, row.pk, row.due_until) for row in _with_owner(steps.filter(begun)) if row.due_until)
    agreements = Agreement.objects.filter(ended_on__isnull=True, ask_on__lte=day, case__state__in=GOING)
    yield from (Due(row.case, row.pk, row.until_on) for row in _with_owner(agreements))
    checks = LaterCheck.objects.filter(done_on__isnull=True, due_on__lte=day, case__state=Case.State.AFTERCARE)
    yield from (Due(row.case, row.pk, row.due_on) for row in _with_owner(checks))
    words = Told.objects.filter(last_word_on__isnull=True, last_word_due__lte=day, case__state=Case.State.AFTERCARE)
    yield from (Due(row.case, row.pk, row.last_word_due) for row in _with_owner(words) if row.last_word_due)
    closings = Case.objects.filter(next_kind__in=("end", "close", "reopen"), next_until__lte=day)
    yield from (Due(case, case.pk, case.next_until) for case in closings.select_related("owner") if case.next_until)


def _contacts(day: date) -> Iterator[Due]:
    """While the first talk is due, that talk is the contact."""
    talking = Step.objects.filter(clause="A1.1", state=Step.State.OPEN).values("case_id")
    rows = Case.objects.filter(state=Case.State.OPEN, contact_due__lte=day).exclude(pk__in=talking)
    for case in rows.select_related("owner"):
        if case.contact_due:
            yield Due(case, case.pk, case.contact_due)


def _with_owner(rows: QuerySet[M]) -> QuerySet[M]:
    return rows.select_related("case__owner")


def _about(item: Due, desk: _Desk, day: date) -> Iterator[News]:
    """Yield who hears what of this item; an owner who left hears nothing."""
    mark = f"{item.id.hex}:{item.until}"
    late = item.until < day
    if item.case.owner_id in desk.able:
        kind = "case.late" if late else "case.due"
        yield News(item.case.owner, kind, f"{kind}:{mark}", item.case.pk)
    if late and desk.calendar.add_school_days(item.until, LONG_LATE) <= day:
        yield from _to_all(desk, "case.long_late", f"case.long_late:{mark}", item.case.pk)


def _to_all(desk: _Desk, kind: str, key: str, case_id: UUID) -> list[News]:
    return [News(staff, kind, key, case_id) for staff in desk.coordinators]


def _tell_new(news: Iterable[News]) -> int:
    """Tell what was not told before; who was told hears it once, however often the clock calls."""
    told, rows = 0, list(news)
    for first in range(0, len(rows), BATCH):
        keys = {f"{one.key}:{one.recipient.pk}": one for one in rows[first : first + BATCH]}
        known = set(Notice.objects.filter(dedupe__in=keys).values_list("dedupe", flat=True))
        fresh = [one for key, one in keys.items() if key not in known]
        if not fresh:
            continue
        with one_write():
            told += sum(tell(one.recipient, one.kind, one.key, f"/situaties/{one.case_id}/") for one in fresh)
    return told
