"""The pages of an emergency: opening, what is open, stopping, and looking back at it."""

from uuid import UUID, uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from omzien.chapters.approach.actions.emergency import break_glass, look_back, opened_by, stop
from omzien.chapters.approach.forms.emergency import YES, BreakGlassForm, LookBackForm
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.cases import rows_for
from omzien.chapters.approach.queries.emergency import (
    MOST_A_MONTH,
    cases_read,
    glance,
    pupil_choice,
    reviews_page,
    running_of,
    this_month,
    to_review,
)
from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import find, scope
from omzien.ground.access.models import Emergency
from omzien.ground.access.stepup import step_up, step_up_to_read
from omzien.ground.clock import now, today
from omzien.ground.formkit import Form

from .frame import carry_out, done_before

UNREADABLE = 422
FORMS = ["GET", "HEAD", "POST"]


@door("access.Emergency", "add")
@step_up_to_read
@require_http_methods(FORMS)
def emergency(request: StaffRequest) -> HttpResponse:
    """Ask about whom and why; it opens at once, and everyone concerned hears of it."""
    before = done_before(request)
    if before is not None:
        return before
    choice = pupil_choice(request.viewer, request.GET.get("klas", ""))
    form = BreakGlassForm(request.POST or None, pupils=choice.pupils)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> str:
            made = break_glass(request.viewer, form.chosen, data["category"], data["reason"])
            return reverse("emergency_opened", args=[made.pk])

        return carry_out(request, form, act)
    shown = {
        "form": form,
        "choice": choice,
        "running": running_of(request.viewer),
        "reviews": to_review(request.viewer),
    }
    return render(request, "approach/emergency/page.html", shown, status=UNREADABLE if form.is_bound else 200)


@door("access.Emergency", "stop")
@require_safe
def emergency_opened(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show the situations that are open now, or say honestly that there is none."""
    found = get_object_or_404(scope(request.viewer, Emergency, "stop").select_related("pupil"), pk=pk)
    runs = found.until_at > now()
    rows = rows_for(opened_by(request.viewer, found)) if runs else []
    shown = {"emergency": found, "runs": runs, "rows": rows, "today": today(), "key": uuid4()}
    return render(request, "approach/emergency/opened.html", shown)


@door("access.Emergency", "stop")
@require_POST
def emergency_stop(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Stop reading before the hour is over."""
    found = get_object_or_404(scope(request.viewer, Emergency, "stop"), pk=pk)
    form = Form(request.POST)
    to = reverse("emergency_opened", args=[pk])
    if not form.is_valid():
        return HttpResponseRedirect(to)

    def act() -> str:
        stop(request.viewer, found)
        return to

    return carry_out(request, form, act, _("Gestopt. Je leest nu niet meer mee."))


@door("access.Emergency", "review")
@require_safe
def emergency_reviews(request: StaffRequest) -> HttpResponse:
    """List the emergencies to look back at, and those of before."""
    done = request.GET.get("staat") == "nagekeken"
    tabs = [
        {"label": _("Nog nakijken"), "url": "?", "current": not done},
        {"label": _("Nagekeken"), "url": "?staat=nagekeken", "current": done},
    ]
    number = this_month(request.viewer)
    shown = {
        "page": reviews_page(request.viewer, request.GET, done=done),
        "tabs": tabs,
        "done": done,
        "today": today(),
        "number": number,
        "often": number > MOST_A_MONTH,
        "most": MOST_A_MONTH,
    }
    return render(request, "approach/emergency/reviews.html", shown)


@door("access.Emergency", "review")
@step_up
@require_http_methods(FORMS)
def emergency_review(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask whether it was right to read along."""
    before = done_before(request)
    if before is not None:
        return before
    found = find(request.viewer, Emergency, pk, "review")
    form = LookBackForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> str:
            look_back(request.viewer, found, was_right=data["was_right"] == YES, words=data["words"])
            return reverse("emergency_reviews")

        try:
            return carry_out(request, form, act, _("Bewaard. Dank je wel voor het nakijken."))
        except MoveRefused as no:
            refused = str(no.said)
    shown = {"form": form, "one": glance(found), "number": cases_read(found), "today": today(), "refused": refused}
    return render(request, "approach/emergency/review.html", shown, status=UNREADABLE if form.is_bound else 200)
