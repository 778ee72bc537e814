"""What the clock calls: finds what nobody opened, and tells; it never decides."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, Model, OuterRef

from omzien.ground.access.escalation import ladder_of, next_up
from omzien.ground.clock import Calendar
from omzien.ground.clock.calendar import NoSchoolDay
from omzien.ground.clock.terms import due
from omzien.ground.clock.tick import job
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.models import Notice
from omzien.ground.notices.tell import tell
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.holders import holders
from omzien.ground.school.models import Role, School, Staff
from omzien.protocol.load import packaged

from .models import Reader, Report
from .queries import told_on
from .staff_actions import path_of

UNREAD = "report.unread"
# For who stands above and does not read it: it asks to ask, and leads nowhere.
ABOVE, ASK = "report.above", "/vandaag/"
BATCH = 200


@dataclass(frozen=True)
class News:
    """One thing to tell one person, once."""

    recipient: Staff
    kind: str
    key: str
    path: str


@dataclass(frozen=True)
class Desk:
    """What a job looks up once per school."""

    school: School

    @cached_property
    def calendar(self) -> Calendar:
        """Return the school's calendar."""
        return calendar_for(self.school)

    @cached_property
    def coordinators(self) -> list[Staff]:
        """Return who sees to it that nothing is forgotten."""
        return holders(self.school, Role.ANTI_BULLYING_COORDINATOR)

    @cached_property
    def ladder(self) -> dict[Role, list[Staff]]:
        """Return who stands above whom."""
        return ladder_of(self.school)

    def above(self, obj: Model, carriers: Collection[UUID]) -> list[Staff]:
        """Return who is told instead when every coordinator carries it already, so that nobody is told by themselves."""
        if any(staff.pk not in carriers for staff in self.coordinators):
            return []
        return [staff for staff, _role in next_up(obj, Role.ANTI_BULLYING_COORDINATOR, carriers, self.ladder)]

    def is_over(self, term: str, start: date, day: date) -> bool:
        """Tell whether a term of the edition that began on `start` is over; never when the calendar is wrong."""
        try:
            return day > due(packaged().term(term), start, self.calendar)
        except NoSchoolDay:
            return False


def desks() -> list[Desk]:
    """Return one desk for each school."""
    return [Desk(school) for school in School.objects.all()]


def tell_new(news: Iterable[News]) -> int:
    """Tell what was not told before; who was told hears it once, however often the clock calls."""
    told, rows = 0, list(news)
    for first in range(0, len(rows), BATCH):
        keys = {f"{one.key}:{one.recipient.pk}": one for one in rows[first : first + BATCH]}
        known = set(Notice.objects.filter(dedupe__in=keys).values_list("dedupe", flat=True))
        fresh = [one for key, one in keys.items() if key not in known]
        if fresh:
            with one_write():
                told += sum(tell(one.recipient, one.kind, one.key, one.path) for one in fresh)
    return told


@job
def tell_what_is_unread(day: date) -> int:
    """Tell the readers again, and the coordinator, of what none of them opened in time; returns what is new."""
    return tell_new(one for desk in desks() for one in _unread(desk, day))


def _unread(desk: Desk, day: date) -> Iterable[News]:
    read = Reader.objects.filter(report=OuterRef("pk"), read_at__isnull=False)
    waiting = Report.objects.filter(
        ~Exists(read), school=desk.school, state__in=[Report.State.RECEIVED, Report.State.READ]
    )
    for report in waiting.prefetch_related("readers__staff"):
        if desk.is_over("first_reaction", told_on(report), day):
            addressed = [reader.staff for reader in report.readers.all() if reader.staff.left_on is None]
            for staff in {one.pk: one for one in [*addressed, *desk.coordinators]}.values():
                yield News(staff, UNREAD, f"{UNREAD}:{report.pk}", path_of(report))
            for staff in desk.above(report, {one.pk for one in addressed}):
                yield News(staff, ABOVE, f"{ABOVE}:{report.pk}", ASK)
