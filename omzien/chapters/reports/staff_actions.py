"""What colleagues do with a report: tell, read, and find out who a name means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import F
from django.urls import reverse

from omzien.ground.access.conflicts import bar
from omzien.ground.access.engine import may, require
from omzien.ground.access.models import Conflict
from omzien.ground.access.scopes import denied_people
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now
from omzien.ground.journal import once
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.models import HomeGroup, Pupil, Role, RoleHolding, Staff
from omzien.protocol.duties import fulfils

from .intake import day_part, names_in, tell_readers
from .keeping_out import assure_reader, bar_parents
from .matching import GOOD, likeness
from .models import Mention, Reader, Report
from .queries import is_unnamed
from .readers import Readership, readership


@dataclass(frozen=True)
class StaffTelling:
    """What a colleague tells, as it came from the form."""

    nature: str
    told: str = ""
    forms: Sequence[str] = ()
    places: Sequence[str] = ()
    moments: Sequence[str] = ()
    happened_on: date | None = None
    home_group: HomeGroup | None = None
    pupil: Pupil | None = None
    name: str = ""
    others: str = ""
    on_behalf: bool = False
    came_name: str = ""
    # It is about this colleague, who then never sees it, nor does whoever stands in for them.
    colleague: Staff | None = None


def addressed(who: Readership, home_group: HomeGroup | None, pupil: Pupil | None = None) -> list[RoleHolding]:
    """Return whom it goes to (4.6c): the pupil's own mentor, else the group's, else who reads along for the school."""
    own = [row for row in who.held(Role.MENTOR) if pupil is not None and row.pupil_id == pupil.pk]
    group = who.group(str(home_group.pk)) if home_group is not None else None
    rows = own or (group.mentors if group else ()) or who.default
    return list({(row.staff_id, row.role): row for row in rows}.values())


def path_of(report: Report) -> str:
    """Return the opaque address of a report."""
    return reverse("report", args=[report.pk])


@fulfils("5.staff")
def tell_report(viewer: Viewer, form_key: str, telling: StaffTelling) -> UUID:
    """Tell a suspicion or an incident (5.staff); sent twice, it arrives once. Returns the report's key."""
    if not may(viewer, "add", "reports.Report"):
        raise PermissionDenied
    if telling.pupil is not None:
        require(viewer, "read", telling.pupil)
    who = readership(viewer.school)
    report = _report(viewer, telling)
    with one_write():
        if not once.first_time(form_key, at=report.made_at):
            return _earlier(form_key)
        report.save(force_insert=True)
        barred = _keep_out(viewer, report, telling)
        rows = [row for row in addressed(who, telling.home_group, telling.pupil) if row.staff_id not in barred]
        rows = rows or [row for row in who.default if row.staff_id not in barred]
        if {row.staff_id for row in rows} == {viewer.staff.pk}:
            advance(report, Report.State.READ)
        for row in rows:
            _address(viewer, report, row)
        reading = [row for row in who.everyone(rows) if row.staff_id not in barred]
        tell_readers(report, reading, unnamed=_came_unnamed(telling))
        if barred:
            assure_reader(viewer, report, at=report.made_at)
        Mention.objects.bulk_create(_mentions(report, telling))
        record(
            viewer,
            "report.tell",
            report,
            at=report.made_at,
            nature=telling.nature,
            on_behalf=report.on_behalf,
            readers=len(rows),
        )
        once.remember(form_key, report=str(report.pk))
    return report.pk


def _keep_out(viewer: Viewer, report: Report, telling: StaffTelling) -> set[UUID]:
    """Close the report at once to the colleague it is about and to a parent of the pupil; returns who is barred."""
    if telling.colleague is not None:
        bar(viewer, report, telling.colleague, Conflict.Why.NAMED, viewer.staff, at=report.made_at)
    if telling.pupil is not None:
        bar_parents(viewer, report, telling.pupil)
    return denied_people(Report._meta.label, report)


def _earlier(form_key: str) -> UUID:
    """Return the report that this form made before; a key that did something else is not from our page."""
    key = (once.earlier(form_key) or {}).get("report")
    if key is None:
        raise BadRequest
    return UUID(str(key))


def _report(viewer: Viewer, telling: StaffTelling) -> Report:
    moment = now()
    return Report(
        school=viewer.school,
        source=Report.Source.STAFF,
        nature=telling.nature,
        on_behalf=telling.on_behalf,
        author=viewer.staff,
        made_at=_shown_moment(telling, moment),
        happened_on=telling.happened_on,
        forms=list(telling.forms),
        places=list(telling.places),
        moments=list(telling.moments),
        told=telling.told,
        reporter_name=telling.came_name,
        home_group=telling.home_group,
    )


def _shown_moment(telling: StaffTelling, moment: datetime) -> datetime:
    """Return when it was told: for who came without a name the day part, since the minute would say who it was."""
    return day_part(moment) if _came_unnamed(telling) else moment


def _came_unnamed(telling: StaffTelling) -> bool:
    return telling.on_behalf and not telling.came_name


def _address(viewer: Viewer, report: Report, row: RoleHolding) -> None:
    """Make someone a reader; who writes to oneself has read it."""
    mine = row.staff_id == viewer.staff.pk
    Reader.objects.create(
        school=viewer.school, report=report, staff=row.staff, role=row.role, read_at=report.made_at if mine else None
    )


def _mentions(report: Report, telling: StaffTelling) -> list[Mention]:
    """Return the names, none confirmed: a pupil who was tapped is a name too until an adult who handles it says so."""
    about = Mention.About
    rows = []
    if telling.pupil is not None:
        rows.append((about.TARGET, telling.pupil.full_name, str(telling.pupil.pk)))
    elif telling.name:
        rows.append((about.TARGET, telling.name, ""))
    rows += [(about.INVOLVED, name, "") for name in names_in(telling.others)]
    return [Mention(school=report.school, report=report, about=part, name=name, picked=key) for part, name, key in rows]


def mark_read(viewer: Viewer, report: Report) -> None:
    """Keep that someone opened the report: for its teller, and because reading is history."""
    with one_write():
        mine = Reader.objects.filter(report=report, staff=viewer.staff, role=viewer.role, read_at__isnull=True)
        mine.update(read_at=now())
        fresh = Report.objects.again(report).filter(state=Report.State.RECEIVED)
        if fresh.update(state=Report.State.READ, version=F("version") + 1):
            report.state = Report.State.READ
            report.version += 1
        record(viewer, "report.read", report)


def mark_reread(viewer: Viewer, report: Report) -> None:
    """Keep that an author looked at their own words again.

    The first look comes right after telling: of who gave no name it would tell the minute after all.
    """
    moment = now()
    with one_write():
        record(viewer, "report.reread", report, at=day_part(moment) if is_unnamed(report) else moment)


def advance(report: Report, state: Report.State) -> None:
    """Say how far a report is, inside the caller's transaction."""
    if report.state != state:
        report.state = state
        report.version += 1
        report.save(update_fields=["state", "version"])


class Settled(Exception):
    """A colleague has found out about this name since the page was opened."""


def _as_seen(mention: Mention, seen: str) -> None:
    """Raise Settled when the name stands otherwise than it stood on the page; the row is held until we are done."""
    state = Mention.objects.again(mention).select_for_update().values_list("state", flat=True).get()
    if state != seen:
        raise Settled


def confirm(viewer: Viewer, mention: Mention, pupil: Pupil, form_key: str) -> None:
    """Say which pupil a name means; only from now on it is part of anything about that pupil."""
    require(viewer, "handle", mention.report)
    require(viewer, "read", pupil)
    with one_write():
        if once.first_time(form_key):
            _as_seen(mention, Mention.State.UNCONFIRMED)
            _settle(viewer, mention, Mention.State.CONFIRMED, pupil)
            # Who turns out to be a parent of this pupil reads it no more.
            assure_reader(viewer, mention.report)


def confirm_named(viewer: Viewer, report: Report, pupil: Pupil) -> None:
    """Confirm the names that were given for this pupil, who is now said to be the one: inside the caller's transaction."""
    for mention in report.mentions.filter(state=Mention.State.UNCONFIRMED, about=Mention.About.TARGET):
        if mention.picked == str(pupil.pk) or likeness(mention.name, pupil) >= GOOD:
            _settle(viewer, mention, Mention.State.CONFIRMED, pupil)


def refute(viewer: Viewer, mention: Mention, form_key: str, seen: str = Mention.State.UNCONFIRMED) -> None:
    """Say that a name does not belong here: it is unlinked and erased. `seen` is how it stood on the page."""
    require(viewer, "handle", mention.report)
    with one_write():
        if once.first_time(form_key):
            _as_seen(mention, seen)
            mention.name = mention.picked = ""
            _settle(viewer, mention, Mention.State.REFUTED, None)


def _settle(viewer: Viewer, mention: Mention, state: Mention.State, pupil: Pupil | None) -> None:
    mention.state = state
    mention.pupil = pupil
    mention.checked_by = viewer.staff
    mention.checked_at = now()
    mention.save()
    record(viewer, f"mention.{state.value}", mention.report, mention=str(mention.pk))
