"""What this chapter shows on the page of a report: the first judgement, what follows, and the case."""

from django.http import HttpRequest

from omzien.chapters.reports.models import Report
from omzien.ground.access.engine import may, scope
from omzien.ground.panels import Panel, panel

from .models import Case
from .queries.triage import case_of, follow_ups, judgements


@panel("reports.Report")
def after_report(request: HttpRequest, report: Report) -> Panel:
    """Show how the report is judged and what follows; every way on is open, whatever the judgement (2.definition)."""
    viewer = request.viewer  # type: ignore[attr-defined]  # the door set it
    judged = judgements(report)
    joined = case_of(report)
    shows = {
        "report": report,
        # A colleague of the case's team reads along; only who got the report works on it.
        "works": scope(viewer, Report, "handle").filter(pk=report.pk).exists(),
        "newest": judged[0] if judged else None,
        "earlier": judged[1:],
        "follow_ups": follow_ups(report),
        "in_case": joined is not None,
        "case": joined.case if joined and scope(viewer, Case).filter(pk=joined.case_id).exists() else None,
        "may_open": may(viewer, "add", "approach.Case"),
    }
    return Panel("approach/triage/panel.html", shows)


@panel("reports.Report")
def keep_out(request: HttpRequest, report: Report) -> Panel | None:
    """Show the way to keeping a colleague out, to who works on the report."""
    viewer = request.viewer  # type: ignore[attr-defined]  # the door set it
    inside = scope(viewer, Report, "bar").filter(pk=report.pk).exists()
    return Panel("approach/conflicts/panel.html", {"report": report}) if inside else None
