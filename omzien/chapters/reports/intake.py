"""Taking in what someone tells: it arrives whole, with its readers, and once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.urls import reverse

from omzien.ground.access.second_line import lifted
from omzien.ground.clock import now
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.post import next_post
from omzien.ground.notices.tell import tell_each
from omzien.ground.school.models import RoleHolding, School
from omzien.protocol.duties import fulfils

from .models import Mention, Reader, Report
from .readers import Readership
from .receipts import code_for, key_of

NOTICE = "report.new"
DAY_PART_HOURS = 6
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;/\n]|\s(?:en|and)\s)\s*")
_MOST_NAMES = 8


@dataclass(frozen=True)
class Telling:
    """What someone told, as it came from the form; everything may be empty."""

    door: str = ""
    forms: Sequence[str] = ()
    told: str = ""
    places: Sequence[str] = ()
    moments: Sequence[str] = ()
    home_group: str = ""
    readers: Sequence[str] = ()
    about_name: str = ""
    reporter_name: str = ""
    reach_me: str = ""


@dataclass(frozen=True)
class Received:
    """What the teller gets back: the code, and whether this form had been sent before."""

    code: str
    again: bool


def day_part(moment: datetime) -> datetime:
    """Return the start of the day part: night, morning, afternoon or evening."""
    return moment.replace(hour=moment.hour - moment.hour % DAY_PART_HOURS, minute=0, second=0, microsecond=0)


def names_in(text: str) -> list[str]:
    """Return the names apart; a name that we part wrongly is mended by the adult who confirms it."""
    names = [name.strip() for name in _BETWEEN_NAMES.split(text.strip(), maxsplit=_MOST_NAMES - 1)]
    return [name for name in names if name]


def _report(school: School, telling: Telling, source: Report.Source, receipt_key: str) -> Report:
    moment = now()
    return Report(
        school=school,
        source=source,
        door=telling.door,
        # The minute would tell who it was; a name tells it anyway.
        made_at=moment if telling.reporter_name else day_part(moment),
        forms=list(telling.forms),
        places=list(telling.places),
        moments=list(telling.moments),
        told=telling.told,
        reporter_name=telling.reporter_name,
        reach_me=telling.reach_me,
        home_group_id=telling.home_group or None,
        receipt_key=receipt_key,
    )


def _mentions(report: Report, telling: Telling) -> list[Mention]:
    """Return the names to confirm: of whom it is about; a pupil who tells about itself is that one."""
    names = names_in(telling.about_name)
    if not names and telling.door == Report.Door.SELF and telling.reporter_name:
        names = [telling.reporter_name]
    return [Mention(school=report.school, report=report, about=Mention.About.TARGET, name=name) for name in names]


def tell_readers(report: Report, rows: Sequence[RoleHolding], *, unnamed: bool) -> None:
    """Tell who will read it (4.6c), each once; of who gave no name neither notice nor mail says at which minute."""
    path, mail_after = reverse("report", args=[report.pk]), next_post(now()) if unnamed else None
    people = [row.staff for row in rows if row.staff_id != report.author_id]
    tell_each(people, NOTICE, f"{NOTICE}:{report.pk}", path, made_at=report.made_at, mail_after=mail_after)


@fulfils("4.6c")
def receive(
    school: School,
    form_key: UUID,
    telling: Telling,
    readership: Readership,
    source: Report.Source = Report.Source.PUPIL,
) -> Received:
    """Take in what a pupil tells: the report, its readers, the names to confirm, journal and notices, or nothing."""
    code = code_for(form_key)
    report = _report(school, telling, source, key_of(code))
    try:
        with one_write():
            _take_in(report, telling, readership)
    except IntegrityError:
        # Sent before: the key of the receipt is unique, and what would have come twice is undone as a whole.
        with lifted():
            same = Report.objects.beyond("the same form sent again").filter(receipt_key=report.receipt_key).exists()
        if not same:
            raise
        return Received(code, again=True)
    return Received(code, again=False)


def _take_in(report: Report, telling: Telling, readership: Readership) -> None:
    addressed = readership.addressed(telling.readers, telling.home_group)
    report.save(force_insert=True)
    Reader.objects.bulk_create(
        Reader(school=report.school, report=report, staff=row.staff, role=row.role) for row in addressed
    )
    Mention.objects.bulk_create(_mentions(report, telling))
    record(None, "report.receive", report, at=report.made_at, source=report.source, readers=len(addressed))
    tell_readers(report, readership.everyone(addressed), unnamed=not telling.reporter_name)
