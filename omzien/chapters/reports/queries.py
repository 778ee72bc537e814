"""Reading reports: lists, who reads one, and what asks for attention; always through a scope."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.ground.access.engine import readers, scope
from omzien.ground.access.table import scopes_for
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import AMSTERDAM, today
from omzien.ground.clock.terms import due
from omzien.ground.notices.todo import Todo
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.models import Role, RoleHolding
from omzien.protocol.load import packaged
from omzien.protocol.schema import Choice

from .models import Reader, Report
from .readers import Readership

PAGE = 20
TODO_ROWS = 100
STATES = {
    "ontvangen": Report.State.RECEIVED,
    "gelezen": Report.State.READ,
    "bezig": Report.State.TALKING,
    "klaar": Report.State.DONE,
}
_PARTS = (gettext_lazy("’s nachts"), gettext_lazy("’s ochtends"), gettext_lazy("’s middags"), gettext_lazy("’s avonds"))
# What a pupil chose by "Ik", said for the colleague who reads it.
PUPIL_TELLS = {
    "": gettext_lazy("Een leerling vertelt"),
    Report.Door.SELF: gettext_lazy("Een leerling vertelt over zichzelf"),
    Report.Door.OTHER: gettext_lazy("Een leerling vertelt over een ander"),
    Report.Door.ONLINE: gettext_lazy("Een leerling vertelt over iets online"),
    Report.Door.TAKING_PART: gettext_lazy("Een leerling doet mee, en vertelt dat"),
    Report.Door.UNSURE: gettext_lazy("Een leerling weet het niet zeker, en vertelt"),
}
TONES = {
    Report.State.RECEIVED: "sky",
    Report.State.READ: "plain",
    Report.State.TALKING: "soon",
    Report.State.DONE: "",
}


# --- one report in words ---------------------------------------------------------------------------------------------


def is_unnamed(report: Report) -> bool:
    """Tell whether whoever told it gave no name: then only the day part is known, never the minute."""
    mine = report.source == Report.Source.STAFF and not report.on_behalf
    return not mine and not report.reporter_name


def part_of_day(moment: datetime) -> str:
    """Return the day part in words."""
    return str(_PARTS[moment.astimezone(AMSTERDAM).hour // 6])


def title_of(report: Report) -> str:
    """Return what a report is, without any name."""
    if report.source == Report.Source.STAFF:
        return _("%(what)s van een collega") % {"what": own_title_of(report)}
    if report.source == Report.Source.PARENT:
        return _("Een ouder of verzorger vertelt")
    return str(PUPIL_TELLS.get(report.door, PUPIL_TELLS[""]))


def quiet_title_of(report: Report) -> str:
    """Return what a report is for who may not know who told it: "Het gaat over mij" would say just that."""
    return _("Een leerling vertelt") if report.source == Report.Source.PUPIL else title_of(report)


def own_title_of(report: Report) -> str:
    """Return what a colleague told, as the colleague calls it."""
    return str(Report.Nature(report.nature).label if report.nature else _("melding")).capitalize()


def named(ids: Iterable[str], among: Mapping[str, Choice]) -> list[Choice]:
    """Return the edition's choices by id; what an older edition knew is shown as it was written."""
    return [among.get(id_) or Choice(id_, id_) for id_ in ids]


@dataclass(frozen=True)
class Row:
    """A report as it stands in a list: nothing in it names a pupil."""

    pk: UUID
    title: str
    forms: list[str]
    group: str
    made_at: datetime
    part: str
    state: str
    tone: str
    unread: bool = False
    to: str = ""

    @property
    def icon(self) -> str:
        """Return the drawing beside it: an open letter once it was read."""
        return "message-square-plus" if self.unread else "message-square-text"


def _row(report: Report, *, unread: bool = False, to: str | None = None) -> Row:
    state = Report.State(report.state)
    return Row(
        pk=report.pk,
        title=title_of(report) if to is None else own_title_of(report),
        forms=[choice.label for choice in named(report.forms, packaged().forms)],
        group=report.home_group.name if report.home_group else "",
        made_at=report.made_at,
        part=part_of_day(report.made_at) if is_unnamed(report) else "",
        state=str(state.label),
        tone=TONES[state],
        unread=unread,
        to=to or "",
    )


# --- keyset pages ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """Where a page ends: the list (unread or not), the moment and the key of the last row."""

    unread: bool
    made_at: datetime
    pk: UUID

    def __str__(self) -> str:
        return f"{int(self.unread)}_{self.made_at.isoformat()}_{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """Read what stands in an address; what is not a mark begins at the first page."""
        try:
            unread, moment, key = text.split("_")
            made_at = parse_datetime(moment.replace(" ", "+"))
            return cls(unread == "1", made_at.astimezone(UTC), UUID(key)) if made_at and made_at.tzinfo else None
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class Page:
    """One page of a list, and where the next one begins."""

    rows: list[Row]
    after: str = ""


def _later(rows: QuerySet[Report], mark: Mark | None) -> QuerySet[Report]:
    """Keep what comes after the mark; newest first."""
    if mark is not None:
        rows = rows.filter(Q(made_at__lt=mark.made_at) | Q(made_at=mark.made_at, pk__gt=mark.pk))
    return rows.order_by("-made_at", "pk").select_related("home_group")


def _page(found: Sequence[tuple[Report, bool]], to: dict[UUID, str] | None = None) -> Page:
    shown = found[:PAGE]
    more = len(found) > PAGE
    last = shown[-1] if more else None
    rows = [_row(report, unread=unread, to=(to or {}).get(report.pk)) for report, unread in shown]
    return Page(rows, str(Mark(last[1], last[0].made_at, last[0].pk)) if last else "")


def _unread(viewer: Viewer) -> Q:
    """Return what this viewer has still to read: addressed to this hat and not opened, or opened by nobody yet."""
    mine = Reader.objects.filter(report=OuterRef("pk"), staff=viewer.staff, role=viewer.role)
    by_nobody = Q(state=Report.State.RECEIVED) & ~Exists(mine.filter(read_at__isnull=False))
    return by_nobody | Q(Exists(mine.filter(read_at__isnull=True)))


def inbox(viewer: Viewer, state: str = "", after: str = "") -> Page:
    """Return a page of what the viewer works on: unread on top, then newest first; two queries at most."""
    rows = scope(viewer, Report, "handle")
    if state in STATES:
        rows = rows.filter(state=STATES[state])
    mark = Mark.read(after)
    found: list[tuple[Report, bool]] = []
    if mark is None or mark.unread:
        found = [(report, True) for report in _later(rows.filter(_unread(viewer)), mark)[: PAGE + 1]]
    if len(found) <= PAGE:
        rest = _later(rows.exclude(_unread(viewer)), mark if mark and not mark.unread else None)
        found += [(report, False) for report in rest[: PAGE + 1 - len(found)]]
    return _page(found)


def own_reports(viewer: Viewer, after: str = "") -> Page:
    """Return a page of what the viewer told, with whom it went to; two queries."""
    mark = Mark.read(after)
    rows = scope(viewer, Report).filter(author=viewer.staff)
    found = [(report, False) for report in _later(rows, mark).prefetch_related("readers__staff")[: PAGE + 1]]
    return _page(
        found, {report.pk: ", ".join(sorted({_to(one) for one in report.readers.all()})) for report, _no in found}
    )


def _to(reader: Reader) -> str:
    return reader.staff.full_name


# --- who reads it ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Eyes:
    """Someone who reads a report, as colleagues see them."""

    name: str
    role: str
    you: bool = False
    # Whether this reader is told who told it.
    knows: bool = True


def who_reads(report: Report, viewer: Viewer) -> list[Eyes]:
    """Return who reaches this report today, from the policy itself; each person once, who works on it first."""
    knows = {staff.pk for staff, _role in readers(report, part="identity")}
    found: dict[UUID, Eyes] = {}
    for staff, role in [*readers(report, "handle"), *readers(report)]:
        words = str(role.label)
        if staff.pk == report.author_id and role is Role.TEACHER:
            words = _("schreef dit op")
        you = staff.pk == viewer.staff.pk
        found.setdefault(staff.pk, Eyes(staff.full_name, words, you=you, knows=staff.pk in knows))
    return list(found.values())


def knows_teller(seen: Iterable[Eyes]) -> list[Eyes]:
    """Return who is told who told it, when that is fewer people than read it; else nobody."""
    rows = list(seen)
    knows = [one for one in rows if one.knows]
    return knows if len(knows) < len(rows) else []


def reads_along(report: Report, viewer: Viewer) -> list[Eyes]:
    """Return who reaches this report today beside whom it went to and who wrote it, from the policy itself."""
    other = {report.author_id, *(one.staff_id for one in report.readers.all())}
    found: dict[UUID, Eyes] = {}
    for staff, role in [*readers(report, "handle"), *readers(report)]:
        if staff.pk not in other:
            found.setdefault(staff.pk, Eyes(staff.full_name, str(role.label), you=staff.pk == viewer.staff.pk))
    return list(found.values())


def would_read(viewer: Viewer, who: Readership, addressed: Iterable[RoleHolding]) -> list[Eyes]:
    """Return who will read what is about to be told: the addressed, and whoever the policy lets read along."""
    seen: dict[UUID, Eyes] = {}
    for row in [*addressed, *who.along]:
        seen.setdefault(row.staff_id, Eyes(row.staff.full_name, row.title, you=row.staff_id == viewer.staff.pk))
    return list(seen.values())


# --- what asks for attention -----------------------------------------------------------------------------------------


def _expected(viewer: Viewer) -> Q:
    """Return the condition for what is this hat's to act on: addressed to it, or, for who sees all, to nobody left."""
    mine = Q(Exists(Reader.objects.filter(report=OuterRef("pk"), staff=viewer.staff, role=viewer.role)))
    if "school" not in scopes_for(viewer.role, "reports.Report", "handle"):
        return mine
    holds = RoleHolding.objects.on(today()).filter(staff=OuterRef("staff"), role=OuterRef("role"))
    someone = Reader.objects.filter(Exists(holds), report=OuterRef("pk"), staff__left_on__isnull=True)
    return mine | ~Q(Exists(someone))


def expected_of(viewer: Viewer) -> QuerySet[Report]:
    """Return the reports that are this hat's to act on."""
    return scope(viewer, Report, "handle").filter(_expected(viewer))


def news_of_reports(viewer: Viewer, keys: Iterable[UUID]) -> set[UUID]:
    """Return which of these the viewer has still to read while it is not this hat's to act on: those are on the list."""
    rows = scope(viewer, Report, "handle").filter(_unread(viewer), ~_expected(viewer), pk__in=keys)
    return set(rows.exclude(state=Report.State.DONE).values_list("pk", flat=True))


def todo(viewer: Viewer) -> list[Todo]:
    """Return the reports that this hat is expected to open and has not; two queries."""
    waiting = expected_of(viewer).filter(_unread(viewer)).exclude(state=Report.State.DONE)
    rows = list(waiting.select_related("home_group").order_by("made_at", "pk")[:TODO_ROWS])
    if not rows:
        return []
    calendar = calendar_for(viewer.school)
    term = packaged().term("first_reaction")
    return [_todo(report, due(term, told_on(report), calendar)) for report in rows]


def told_on(report: Report) -> date:
    """Return the day on which it was told, where the school stands."""
    return report.made_at.astimezone(AMSTERDAM).date()


def _todo(report: Report, until: date) -> Todo:
    group = report.home_group.name if report.home_group else ""
    title = title_of(report)
    return Todo(
        title=_("Lees een nieuwe melding"),
        note=f"{title}, {group}" if group else title,
        due_from=told_on(report),
        due_until=until,
        url=reverse("report", args=[report.pk]),
        button=_("Lezen"),
        icon="message-square-plus",
        about=title,
    )
