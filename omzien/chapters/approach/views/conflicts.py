"""The pages that keep a colleague out of a report or a case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from omzien.chapters.approach.actions.conflicts import Barrable, keep_out, let_in_again
from omzien.chapters.approach.forms.conflicts import KeepOutForm
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.conflicts import kept_out
from omzien.chapters.approach.queries.people import fit_for
from omzien.chapters.approach.queries.triage import case_of
from omzien.chapters.reports.models import Report
from omzien.ground.access.conflicts import running
from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import find, scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.formkit import Form

from .frame import carry_out, done_before

UNREADABLE = 422
FORMS = ["GET", "HEAD", "POST"]


@door("reports.Report", "bar")
@require_http_methods(FORMS)
def report_conflicts(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Keep a colleague out of a report, and of the case it belongs to."""
    before = done_before(request)
    return before or _page(request, find(request.viewer, Report, pk, "bar"))


@door("approach.Case", "bar")
@require_http_methods(FORMS)
def case_conflicts(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Keep a colleague out of a case and of its reports."""
    before = done_before(request)
    return before or _page(request, find(request.viewer, Case, pk, "bar"))


@door("reports.Report", "bar")
@require_POST
def report_conflict_end(request: StaffRequest, pk: UUID, conflict: UUID) -> HttpResponse:
    """Let a colleague read a report again."""
    return _let_in(request, find(request.viewer, Report, pk, "bar"), conflict)


@door("approach.Case", "bar")
@require_POST
def case_conflict_end(request: StaffRequest, pk: UUID, conflict: UUID) -> HttpResponse:
    """Let a colleague into a case again."""
    return _let_in(request, find(request.viewer, Case, pk, "bar"), conflict)


def _page(request: StaffRequest, obj: Barrable) -> HttpResponse:
    kept = kept_out(obj)
    case = _case_of(obj)
    owners = fit_for(case) if case and scope(request.viewer, Case, "bar").filter(pk=case.pk).exists() else []
    form = KeepOutForm(request.POST or None, people=kept.offered, owners=owners)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            keep_out(request.viewer, obj, form.colleague, form.cleaned_data["why"], form.owner)
            return _after(request.viewer, obj)

        try:
            return carry_out(request, form, act, _("Deze collega ziet dit niet meer, en krijgt er geen bericht van."))
        except MoveRefused as refused:
            form.add_error("new_owner" if "new_owner" in form.fields else "staff", str(refused.said))
    shown = {"form": form, "kept": kept, "back": _address(obj), "end": _end_name(obj), "obj": obj}
    return render(request, "approach/conflicts/page.html", shown, status=UNREADABLE if form.is_bound else 200)


def _let_in(request: StaffRequest, obj: Barrable, key: UUID) -> HttpResponse:
    conflict = get_object_or_404(running(obj), pk=key)
    form = Form(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Deze pagina was niet compleet. Kijk alles na en verstuur opnieuw."))
        return _page(request, obj)

    def act() -> str:
        let_in_again(request.viewer, obj, conflict)
        return _address(obj)

    return carry_out(request, form, act, _("Deze collega mag dit weer zien als de rol dat toelaat."))


def _case_of(obj: Barrable) -> Case | None:
    if isinstance(obj, Case):
        return obj
    joined = case_of(obj)
    return joined.case if joined else None


def _address(obj: Barrable) -> str:
    return reverse("case_people" if isinstance(obj, Case) else "report", args=[obj.pk])


def _end_name(obj: Barrable) -> str:
    return "case_conflict_end" if isinstance(obj, Case) else "report_conflict_end"


def _after(viewer: Viewer, obj: Barrable) -> str:
    """Return where to go: who kept themselves out goes back to the list."""
    if scope(viewer, type(obj)).filter(pk=obj.pk).exists():
        return _address(obj)
    return reverse("cases" if isinstance(obj, Case) else "inbox")
