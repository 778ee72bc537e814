"""The pages from a report to a case: opening one, or joining one that runs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from omzien.chapters.approach.actions.opening import join_from_report, open_from_report
from omzien.chapters.approach.forms.opening import OpenCaseForm, as_typed
from omzien.chapters.approach.forms.triage import JoinForm
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.triage import case_of, joinable
from omzien.chapters.reports.matching import Finder, Placed, groups_within, placed
from omzien.chapters.reports.models import Mention, Report
from omzien.chapters.reports.staff_forms import chosen_group
from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import find, scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.models import HomeGroup

from .desk import FORMS
from .triage import status

SHOW_GROUP = "show_group"


@door("approach.Case", "add")
@require_http_methods(FORMS)
def open_case_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask what the target needs today, then whom it is about, and open the case (5.noblame, 5.mentor.1)."""
    viewer = request.viewer
    report = find(viewer, Report, pk, "handle")
    if case_of(report) is not None:
        return _to_case(request, report)
    form = _form(request, report)
    if form.is_bound and form.is_valid():
        open_from_report(viewer, report, form.opening(), form.key)
        return _to_case(request, report)
    shown = {"form": form, "report": report}
    return render(request, "approach/triage/open_case.html", shown, status=status(form.is_bound))


def _to_case(request: StaffRequest, report: Report) -> HttpResponse:
    """Go to the case of the report; who does not work on it hears that it is in good hands."""
    joined = case_of(report)
    if joined is not None and scope(request.viewer, Case).filter(pk=joined.case_id).exists():
        return redirect("case", pk=joined.case_id)
    messages.info(request, _("Een collega werkt al aan deze melding, in een situatie."))
    return redirect("report", pk=report.pk)


def _form(request: StaffRequest, report: Report) -> OpenCaseForm:
    """Return the form with the pupils of one group; asked for another group it keeps what was typed."""
    viewer, said = request.viewer, request.POST
    groups = groups_within(viewer)
    group = chosen_group(said.get("group", ""), groups) or _first_group(report, groups)
    rows, notes, target = _pupils(viewer, report, group)
    begin: dict[str, Any] = {"group": str(group.pk) if group else "", "target": target}
    calendar = calendar_for(viewer.school)
    if request.method == "POST" and SHOW_GROUP not in said:
        return OpenCaseForm(rows, notes, groups, calendar, said)
    return OpenCaseForm(rows, notes, groups, calendar, initial=begin | as_typed(said))


def _first_group(report: Report, groups: list[HomeGroup]) -> HomeGroup | None:
    return next((group for group in groups if group.pk == report.home_group_id), groups[0] if groups else None)


def _pupils(viewer: Viewer, report: Report, group: HomeGroup | None) -> tuple[list[Placed], dict[str, str], str]:
    """Return who can be chosen, a note beside who was named, and the one who was confirmed as the target."""
    finder, mentions = Finder(viewer, report.home_group_id), _mentions(report)
    notes: dict[str, str] = {}
    first: list[Placed] = []
    for mention in mentions:
        note = _("om wie het gaat, volgens de melding") if _is_target(mention) else _("genoemd in de melding")
        for row in _meant(mention, finder):
            if row.key not in notes:
                notes[row.key] = note
                first.append(row)
    rest = [row for row in (placed(viewer, groups=[group.pk]) if group else []) if row.key not in notes]
    sure = {str(mention.pupil_id) for mention in mentions if mention.pupil_id and _is_target(mention)}
    target = next((row.key for row in first if row.key in sure), "") if len(sure) == 1 else ""
    return first + rest, notes, target


def _mentions(report: Report) -> list[Mention]:
    rows = report.mentions.exclude(state=Mention.State.REFUTED).order_by("pk")
    return sorted(rows, key=lambda mention: not _is_target(mention))


def _is_target(mention: Mention) -> bool:
    return mention.about == Mention.About.TARGET


def _meant(mention: Mention, finder: Finder) -> list[Placed]:
    """Return whom a name means: who was confirmed, else who was tapped, else who fits."""
    if mention.pupil_id is None:
        return finder.find(mention.name, mention.picked)
    key = str(mention.pupil_id)
    return [row for row in finder.find("", key) if row.key == key]


@door("approach.Case", "handle")
@require_http_methods(FORMS)
def join_case_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Let a report join a case that runs: the same target first."""
    viewer = request.viewer
    report = find(viewer, Report, pk, "handle")
    if case_of(report) is not None:
        return _to_case(request, report)
    cases = joinable(viewer, report, request.GET)
    form = JoinForm(cases.rows, cases.same, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _joined(request, report, find(viewer, Case, form.case_key, "handle"), form.key)
    shown = {"form": form, "report": report, "cases": cases}
    return render(request, "approach/triage/join_case.html", shown, status=status(form.is_bound))


def _joined(request: StaffRequest, report: Report, case: Case, key: str) -> HttpResponse:
    try:
        join_from_report(request.viewer, report, case, key)
    except MoveRefused as refused:
        messages.warning(request, str(refused.said))
        return redirect("report", pk=report.pk)
    messages.success(request, _("De melding hoort nu bij deze situatie."))
    return redirect("case", pk=case.pk)
