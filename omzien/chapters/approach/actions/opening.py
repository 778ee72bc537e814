"""From a report to a case: what the target needs today comes first, then the case, or an existing one takes it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import BadRequest, PermissionDenied
from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Case, CaseReport
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.reports.models import Report
from omzien.chapters.reports.staff_actions import confirm_named
from omzien.ground.access.engine import may, require
from omzien.ground.access.viewer import Viewer
from omzien.ground.journal import once
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.tell import tell
from omzien.ground.school.models import Pupil

from .agreements import add_agreement
from .cases import begin, join_report, open_case, path_of, touch, write


@dataclass(frozen=True)
class Protection:
    """One thing that is agreed so that the target is safe: what, who looks after it, until when."""

    kind: str
    text: str
    until_on: date
    who: str = ""


@dataclass(frozen=True)
class Opening:
    """What is asked before a case opens."""

    target: Pupil
    others: Sequence[Pupil] = ()
    safe_today: str = ""
    protections: Sequence[Protection] = ()


def open_from_report(viewer: Viewer, report: Report, opening: Opening, form_key: str) -> UUID:
    """Open a case with its agreements in one go; sent twice, or by two people at once, it opens one case."""
    require(viewer, "handle", report)
    if not may(viewer, "add", "approach.Case"):
        raise PermissionDenied
    for pupil in (opening.target, *opening.others):
        require(viewer, "read", pupil)
    with one_write():
        if not once.first_time(form_key):
            return _earlier(form_key)
        Report.objects.again(report).select_for_update().only("pk").get()
        joined = CaseReport.objects.filter(report=report).first()
        if joined is not None:
            # A colleague was first: what this one asked the pupil is kept in that case.
            if opening.safe_today.strip():
                write(joined.case, viewer.staff, "note", opening.safe_today)
            once.remember(form_key, case=str(joined.case_id))
            return joined.case_id
        confirm_named(viewer, report, opening.target)
        case = open_case(viewer, report, opening.target, opening.safe_today, opening.others)
        for one in opening.protections:
            add_agreement(viewer, case, one.kind, one.text, one.until_on, who=one.who)
        once.remember(form_key, case=str(case.pk))
    return case.pk


def _earlier(form_key: str) -> UUID:
    """Return the case that this form opened before; a key that did something else is not from our page."""
    key = (once.earlier(form_key) or {}).get("case")
    if key is None:
        raise BadRequest
    return UUID(str(key))


def join_from_report(viewer: Viewer, report: Report, case: Case, form_key: str) -> None:
    """Let a report belong to a case that runs; its owner hears that something came in."""
    require(viewer, "handle", report)
    with one_write():
        if not once.first_time(form_key):
            return
        begin(viewer, case)
        Report.objects.again(report).select_for_update().only("pk").get()
        if CaseReport.objects.filter(report=report).exists():
            raise MoveRefused("the report belongs to a case", _("Deze melding hoort al bij een situatie."))
        join_report(viewer, case, report)
        write(case, viewer.staff, "joined", "")
        touch(case)
        record(viewer, "case.join_report", case, report=str(report.pk))
        if case.owner_id != viewer.staff.pk:
            tell(case.owner, "case.report", f"case.report:{report.pk}", path_of(case))
