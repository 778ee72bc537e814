"""The pages after a report: the first talk, the first judgement, and what follows when it is not bullying."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from omzien.chapters.approach.actions.triage import assess, finish_follow_up, plan_follow_up
from omzien.chapters.approach.forms.triage import AssessForm, FollowUpDoneForm, FollowUpForm, first_answers
from omzien.chapters.approach.models import Assessment, FollowUp
from omzien.chapters.approach.queries.triage import case_of, follow_up_called, newest, owners
from omzien.chapters.approach.terms import edition_in_force
from omzien.chapters.reports.models import Report
from omzien.chapters.reports.queries import title_of
from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import find, scope
from omzien.ground.clock import today
from omzien.ground.clock.terms import due
from omzien.ground.school.calendars import calendar_for

from .desk import FORMS, UNREADABLE


def status(bound: bool) -> int:
    """Return how the page answers: a form that comes back was not carried out."""
    return UNREADABLE if bound else 200


@door("reports.Report", "handle")
@require_safe
def first_talk_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show the card of the first talk: the judgement may follow it (2.definition, A1.1)."""
    report = find(request.viewer, Report, pk, "handle")
    step = edition_in_force().track("no_blame").step("A1.1")
    card = {
        "title": step.title,
        "clause": step.clause,
        "intro": step.purpose,
        "agenda": step.agenda,
        "opening": step.opening,
        "questions": [question.label for question in step.questions if question.asked == "target"],
    }
    return render(request, "approach/triage/first_talk.html", {"card": card, "avoid": step.avoid, "report": report})


@door("reports.Report", "handle")
@require_http_methods(FORMS)
def triage_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask for a first judgement, or a new one: a person concludes, the page only explains (2.definition)."""
    report = find(request.viewer, Report, pk, "handle")
    earlier = newest(report)
    form = AssessForm(request.POST or None, initial=first_answers(report, earlier))
    if request.method == "POST" and form.is_valid():
        judgement = form.judgement()
        assess(request.viewer, report, judgement, form.key)
        messages.success(request, _("Je inschatting is bewaard."))
        return redirect("report" if _leads_to_case(judgement.conclusion, report) else "follow_up", pk=pk)
    shown = {"form": form, "report": report, "title": title_of(report), "earlier": earlier}
    return render(request, "approach/triage/triage.html", shown, status=status(form.is_bound))


def _leads_to_case(conclusion: str, report: Report) -> bool:
    """Tell whether a case is what follows, or is there already."""
    return edition_in_force().conclusions[conclusion].opens_case or case_of(report) is not None


@door("reports.Report", "handle")
@require_http_methods(FORMS)
def follow_up_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Let a person choose what fits when it is not bullying; the choice comes back on Vandaag."""
    viewer = request.viewer
    report = find(viewer, Report, pk, "handle")
    judged = newest(report)
    if judged is None or edition_in_force().conclusions[judged.conclusion].opens_case:
        return redirect("triage" if judged is None else "report", pk=pk)
    calendar = calendar_for(viewer.school)
    begin = {"owner": str(viewer.staff.pk), "due_until": due(edition_in_force().term("follow_up"), today(), calendar)}
    form = FollowUpForm(judged.conclusion, owners(report), calendar, request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        plan_follow_up(viewer, report, said["what"], form.carrier, said["due_until"], form.key, said["note"])
        messages.success(request, _("Afgesproken. Op die dag staat het op Vandaag."))
        return redirect("report", pk=pk)
    return render(request, "approach/triage/follow_up.html", _asked(form, judged), status=status(form.is_bound))


def _asked(form: FollowUpForm, judged: Assessment) -> dict[str, Any]:
    return {"form": form, "report": judged.report, "conclusion": edition_in_force().conclusions[judged.conclusion]}


@door("reports.Report", "handle")
@require_http_methods(FORMS)
def follow_up_done_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask how a follow-up went; with nothing else open the report is done."""
    follow_up = (
        FollowUp.objects.filter(report__in=scope(request.viewer, Report), pk=pk).select_related("report").first()
    )
    if follow_up is None:
        raise Http404
    report = find(request.viewer, Report, follow_up.report_id, "handle")
    if follow_up.done_on is not None and request.method != "POST":
        return redirect("report", pk=report.pk)
    form = FollowUpDoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        finish_follow_up(request.viewer, follow_up, form.cleaned_data["outcome"], form.key)
        messages.success(request, _("Vastgelegd. Fijn dat je het deed."))
        return redirect("report", pk=report.pk)
    shown = {"form": form, "report": report, "what": follow_up_called(follow_up.what), "follow_up": follow_up}
    return render(request, "approach/triage/follow_up_done.html", shown, status=status(form.is_bound))
