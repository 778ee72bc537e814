"""The first judgement of a report (2.definition), and what follows when it is not bullying."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from omzien.chapters.approach.models import Assessment, CaseReport, FollowUp
from omzien.chapters.reports.models import Report
from omzien.chapters.reports.staff_actions import advance, path_of
from omzien.ground.access.engine import require
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now, today
from omzien.ground.journal import once
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.tell import tell
from omzien.ground.school.models import Staff
from omzien.protocol.duties import fulfils


@dataclass(frozen=True)
class Judgement:
    """A person's answers to the three criteria, and their own conclusion."""

    conclusion: str
    on_purpose: str = Assessment.Answer.UNKNOWN
    lasting: str = Assessment.Answer.UNKNOWN
    unequal_power: str = Assessment.Answer.UNKNOWN
    # The reason of each criterion by its id; what has none is left out.
    reasons: Mapping[str, str] = field(default_factory=dict)
    forms: Sequence[str] = ()
    places: Sequence[str] = ()
    moments: Sequence[str] = ()
    note: str = ""


@fulfils("2.definition", "2.forms")
def assess(viewer: Viewer, report: Report, judgement: Judgement, form_key: str) -> None:
    """Keep a first judgement; a revision is a new row, so that what was thought before stays readable."""
    require(viewer, "handle", report)
    with one_write():
        if not once.first_time(form_key):
            return
        row = Assessment.objects.create(
            school=viewer.school,
            report=report,
            by=viewer.staff,
            at=now(),
            on_purpose=judgement.on_purpose,
            lasting=judgement.lasting,
            unequal_power=judgement.unequal_power,
            reasons=dict(judgement.reasons),
            forms=list(judgement.forms),
            places=list(judgement.places),
            moments=list(judgement.moments),
            conclusion=judgement.conclusion,
            note=judgement.note,
        )
        if report.state == Report.State.DONE and not in_a_case(report):
            # Whoever judges anew what was done wants something to happen: it asks for attention again.
            advance(report, Report.State.TALKING)
        record(viewer, "report.assess", report, conclusion=row.conclusion)


def in_a_case(report: Report) -> bool:
    """Tell whether the report belongs to a case: then the case decides how far it is."""
    return CaseReport.objects.filter(report=report).exists()


@fulfils("2.definition.follow_up")
def plan_follow_up(
    viewer: Viewer, report: Report, what: str, owner: Staff, due_until: date, form_key: str, note: str = ""
) -> None:
    """Choose what is done when it is not bullying: that too has an owner and a day."""
    require(viewer, "handle", report)
    with one_write():
        if not once.first_time(form_key):
            return
        row = FollowUp.objects.create(
            school=viewer.school, report=report, what=what, note=note, owner=owner, due_until=due_until
        )
        advance(report, Report.State.TALKING)
        record(viewer, "report.follow_up", report, what=what)
        if owner.pk != viewer.staff.pk:
            tell(owner, "follow_up.yours", f"follow_up.yours:{row.pk}", path_of(report))


def finish_follow_up(viewer: Viewer, follow_up: FollowUp, outcome: str, form_key: str) -> None:
    """Keep that it was done and how it went; with nothing else open the report is done too."""
    report = follow_up.report
    require(viewer, "handle", report)
    with one_write():
        if not once.first_time(form_key):
            return
        row = FollowUp.objects.again(follow_up).select_for_update().get()
        if row.done_on is not None:
            # A colleague was first: both outcomes stay, and nothing that was typed is lost.
            row.outcome = "\n\n".join(text for text in (row.outcome, outcome) if text.strip())
            row.save()
            return
        row.done_on, row.outcome = today(), outcome
        row.save()
        waiting = report.follow_ups.filter(done_on__isnull=True).exists()
        if not waiting and not in_a_case(report):
            advance(report, Report.State.DONE)
        record(viewer, "report.follow_up_done", report, what=follow_up.what)
