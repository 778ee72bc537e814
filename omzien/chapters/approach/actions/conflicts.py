"""Keeping a colleague out of a report or a case, and letting them in again: deny beats allow (trust: T11)."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Case, CaseReport, FollowUp, TeamMember
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.people import fit_for, outside
from omzien.chapters.approach.queries.triage import case_of
from omzien.chapters.reports.keeping_out import NobodyLeft, assure_reader
from omzien.chapters.reports.models import Report
from omzien.chapters.reports.staff_actions import path_of as report_path
from omzien.ground.access.conflicts import bar, stand_in_for_role, unbar
from omzien.ground.access.engine import readers, require, scope
from omzien.ground.access.models import Conflict
from omzien.ground.access.scopes import denied_people
from omzien.ground.access.second_line import lifted
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now, today
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.subjects import about
from omzien.ground.notices.tell import tell
from omzien.ground.school.holders import holders
from omzien.ground.school.models import Role, Staff

from .cases import path_of, touch, write

Barrable = Report | Case
NEEDS_OWNER = _("Deze collega draagt de situatie. Kies eerst wie de nieuwe eigenaar wordt.")
OWNER_UNFIT = _("Wie je als nieuwe eigenaar koos, kan deze situatie niet dragen. Kies een ander.")
ASK_COORDINATOR = _(
    "Deze collega draagt een situatie waar deze melding bij hoort. Vraag de coördinator om dit te doen."
)


class OwnerNeeded(MoveRefused):
    """Whoever is kept out owns the case: it first needs another owner."""


def keep_out(viewer: Viewer, obj: Barrable, staff: Staff, why: str, new_owner: Staff | None = None) -> None:
    """Close a report or a case to a colleague and their deputies; what they carried goes on with somebody else.

    The colleague learns nothing by it: their pages say that it does not exist, and what they were told of it goes.
    """
    require(viewer, "bar", obj)
    # Who keeps themselves out must still be able to leave their work in good hands.
    with one_write(), lifted():
        case, reports = _together(obj)
        owner_may = case is not None and _may_bar(viewer, case, obj)
        if not bar(viewer, obj, staff, why, viewer.staff):
            return
        if case is not None:
            _pass_on(viewer, case, new_owner, owner_may=owner_may)
        try:
            for report in reports:
                assure_reader(viewer, report)
        except NobodyLeft as nobody:
            raise MoveRefused("nobody is left who may read it", nobody.said) from None
        if case is not None:
            _watch_over(viewer, case, staff)
        _follow_ups(reports)
        _silence(case, reports)
        _tell_coordinators(viewer, obj)


def let_in_again(viewer: Viewer, obj: Barrable, conflict: Conflict) -> None:
    """End a conflict: what the colleague's role reaches, they reach again; team and ownership do not come back."""
    require(viewer, "bar", obj)
    with one_write():
        if conflict.ended_on is None:
            unbar(viewer, obj, conflict)


def _together(obj: Barrable) -> tuple[Case | None, list[Report]]:
    """Return the case and the reports that are closed together; the case is held until we are done."""
    if isinstance(obj, Report):
        joined = case_of(obj)
        if joined is None:
            return None, [obj]
        found = joined.case
    else:
        found = obj
    case = Case.objects.again(found).select_for_update(of=("self",)).get()
    links = CaseReport.objects.filter(case=case).select_related("report")
    return case, [link.report for link in links]


def _may_bar(viewer: Viewer, case: Case, obj: Barrable) -> bool:
    # Asked before the viewer perhaps closed the case to themselves.
    return isinstance(obj, Case) or scope(viewer, Case, "bar").filter(pk=case.pk).exists()


def _pass_on(viewer: Viewer, case: Case, new_owner: Staff | None, *, owner_may: bool) -> None:
    """Give the case another owner when its owner is barred now; never an orphan. Who is barred leaves the team."""
    barred = outside(case)
    gone = case.team.filter(staff_id__in=barred, until_on__isnull=True)
    if case.owner_id in barred:
        if not owner_may:
            raise MoveRefused("the viewer may not give this case another owner", ASK_COORDINATOR)
        if new_owner is None:
            raise OwnerNeeded("the owner is barred", NEEDS_OWNER)
        if new_owner.pk not in {staff.pk for staff, _role in fit_for(case)}:
            raise OwnerNeeded("the new owner cannot carry the case", OWNER_UNFIT)
        write(case, viewer.staff, "handed_over", "", facts={"from": str(case.owner_id), "staff": str(new_owner.pk)})
        case.owner = new_owner
        _join(case, new_owner)
        record(viewer, "case.hand_over", case, to=str(new_owner.pk))
        tell(new_owner, "case.yours", f"case.yours:{case.pk}:{case.version}", path_of(case))
    for row in gone:
        row.until_on = today() - timedelta(days=1)
        row.save()
    touch(case)


def _join(case: Case, staff: Staff) -> None:
    if not case.team.filter(staff=staff, until_on__isnull=True).exists():
        TeamMember.objects.create(school_id=case.school_id, case=case, staff=staff, from_on=today())


def _watch_over(viewer: Viewer, case: Case, staff: Staff) -> None:
    """When no coordinator may see the case any more, who comes next watches over it; without anybody it is refused."""
    watcher = Role.ANTI_BULLYING_COORDINATOR
    if staff.pk not in {one.pk for one in holders(case.school, watcher)}:
        return
    nexts = stand_in_for_role(case.school, watcher, case)
    if not nexts:
        raise MoveRefused("nobody is left to watch over the case", NobodyLeft().said)
    if nexts[0][1] is watcher or {one.pk for one, _role in nexts} & {row.staff_id for row in _team(case)}:
        return
    _join(case, nexts[0][0])
    record(viewer, "case.team_join", case, staff=str(nexts[0][0].pk))
    tell(nexts[0][0], "case.team", f"case.team:{case.pk}:{nexts[0][0].pk}", path_of(case))


def _team(case: Case) -> Iterable[TeamMember]:
    return case.team.filter(until_on__isnull=True)


def _follow_ups(reports: list[Report]) -> None:
    """Give what was planned by somebody who is barred to the first who may still work on the report."""
    for row in FollowUp.objects.filter(report__in=reports, done_on__isnull=True).select_related("report"):
        if row.owner_id in denied_people(Report._meta.label, row.report):
            row.owner = readers(row.report, "handle")[0][0]
            row.save(update_fields=["owner"])
            tell(row.owner, "follow_up.yours", f"follow_up.yours:{row.pk}:{row.owner_id}", report_path(row.report))


def _silence(case: Case | None, reports: list[Report]) -> None:
    """What the barred were told of it goes from Vandaag, and mail that has not left stays here."""
    objects: list[Barrable] = [*([case] if case else []), *reports]
    barred = {key for one in objects for key in denied_people(one._meta.label, one)}
    keys: list[UUID] = [one.pk for one in objects]
    about(*keys).filter(recipient__in=barred, seen_at__isnull=True).update(seen_at=now())


def _tell_coordinators(viewer: Viewer, obj: Barrable) -> None:
    """Let the coordinator know that somebody is kept out; nobody else hears it."""
    path = path_of(obj) if isinstance(obj, Case) else report_path(obj)
    for staff, _role in stand_in_for_role(obj.school, Role.ANTI_BULLYING_COORDINATOR, obj):
        if staff.pk != viewer.staff.pk:
            tell(staff, "conflict.new", f"conflict.new:{obj.pk}:{today()}", path)
