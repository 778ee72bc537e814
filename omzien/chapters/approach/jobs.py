"""What the clock calls: finds what is due, late or without an owner, and tells; it never moves a case (5.guide)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from omzien.chapters.approach.models import Agreement, Case, LaterCheck, Step, Told
from omzien.chapters.approach.queries.overview import silent
from omzien.chapters.approach.queries.people import eligible
from omzien.chapters.approach.terms import edition_of
from omzien.chapters.reports.jobs import ASK, Desk, News, tell_new
from omzien.ground.clock.terms import due
from omzien.ground.clock.tick import job
from omzien.ground.school.models import School, Staff

M = TypeVar("M", Step, Agreement, LaterCheck, Told)

GOING = (Case.State.OPEN, Case.State.AFTERCARE)
ABOVE = "case.above"


@dataclass(frozen=True)
class Due:
    """Something on a case that begins or has begun to be due."""

    case: Case
    id: UUID
    until: date


class CaseDesk(Desk):
    """What the job looks up once per school."""

    @cached_property
    def able(self) -> set[UUID]:
        """Return who can carry a case today."""
        return {staff.pk for staff in eligible(self.school)}

    def news(self, recipient: Staff, kind: str, key: str, case_id: UUID) -> News:
        """Return one thing to tell of a case."""
        return News(recipient, kind, key, f"/situaties/{case_id}/")

    def to_all(self, kind: str, key: str, case: Case) -> list[News]:
        """Return one thing to tell every coordinator; when they all carry it themselves, who stands above them too."""
        found = [self.news(staff, kind, key, case.pk) for staff in self.coordinators]
        higher = self.above(case, {case.owner_id})
        return found + [News(staff, ABOVE, f"{ABOVE}:{key}", ASK) for staff in higher]


def _desks() -> dict[UUID, CaseDesk]:
    return {school.pk: CaseDesk(school) for school in School.objects.all()}


@job
def tell_what_is_due(day: date) -> int:
    """Tell owners what became due or late, coordinators what is long late; returns how many notices are new."""
    desks = _desks()
    return tell_new(one for item in due_items(day) for one in _about(item, desks[item.case.school_id], day))


@job
def tell_what_slips(day: date) -> int:
    """Tell coordinators which cases have no owner any more, and in which nobody spoke the target for too long."""
    found: list[News] = []
    for desk in _desks().values():
        going = Case.objects.filter(school=desk.school, state__in=GOING)
        going = going.only("pk", "owner_id", "contacted_on", "opened_on")
        for case in going.exclude(owner__in=desk.able):
            found += desk.to_all("case.without_owner", f"case.no_owner:{case.pk.hex}:{case.owner_id.hex}", case)
        for case in going.filter(silent(going, day)):
            since = case.contacted_on or case.opened_on
            found += desk.to_all("case.no_contact", f"case.no_contact:{case.pk.hex}:{since}", case)
    return tell_new(found)


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


def _about(item: Due, desk: CaseDesk, day: date) -> Iterator[News]:
    """Yield who hears what of this item; an owner who left hears nothing."""
    mark = f"{item.id.hex}:{item.until}"
    late = item.until < day
    if item.case.owner_id in desk.able:
        kind = "case.late" if late else "case.due"
        yield desk.news(item.case.owner, kind, f"{kind}:{mark}", item.case.pk)
    if late and due(edition_of(item.case).term("long_late"), item.until, desk.calendar) <= day:
        yield from desk.to_all("case.long_late", f"case.long_late:{mark}", item.case)
