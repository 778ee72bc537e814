"""The pages of a pupil: no log-in, no cookie, no trace but what was told."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from omzien.chapters.guide.queries import helplines
from omzien.chapters.guide.schools import asked_school, schools
from omzien.chapters.guide.views import choose, frame
from omzien.ground.access.doors import public
from omzien.ground.clock import today
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.models import School

from .intake import receive
from .origins import own_pages_only
from .public_forms import CodeForm, TellForm
from .readers import readership, seen
from .receipts import progress, read_by, why_unknown

UNREADABLE = 422


def _frame(request: HttpRequest, school: School | None, among: list[School]) -> dict[str, Any]:
    """Return what stands on every page of a pupil: the way out, help outside school, and where its links lead."""
    shared = frame(school, among)
    links = {name: reverse(name) + shared["asked"] for name in ("help", "receipt", "contacts")}
    return {**shared, **links, "here": request.get_full_path(), "helplines": helplines("pupil", limit=3)}


@public
@own_pages_only
@require_http_methods(["GET", "HEAD", "POST"])
def help_page(request: HttpRequest) -> HttpResponse:
    """Ask a pupil what happens; one document, one form, one POST (4.6c)."""
    among = schools()
    school = asked_school(request, among)
    if school is None:
        return choose(request, among, "help")
    form = TellForm(readership(school), request.POST or None)
    shown = {
        **_frame(request, school, among),
        "form": form,
        "who": form.readership,
        "read_by": read_by(calendar_for(school), today()),
    }
    if form.readership.is_open and form.is_valid():
        return render(request, "reports/public/received.html", {**shown, **_received(school, form)})
    return render(request, "reports/public/help.html", shown, status=UNREADABLE if form.is_bound else 200)


def _received(school: School, form: TellForm) -> dict[str, Any]:
    """Take it in and return what to show; no redirect follows: an address with a code would stay in the history."""
    telling, who = form.telling(), form.readership
    done = receive(school, form.key, telling, who)
    before = progress(done.code) if done.again else None
    return {
        "done": done,
        "readers": before.readers if before else seen(who.everyone(who.addressed(telling.readers, telling.home_group))),
        "mentor_unknown": who.misses_mentor(telling.readers, telling.home_group),
    }


@public
@own_pages_only
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_page(request: HttpRequest) -> HttpResponse:
    """Show how far it is, to who has the code."""
    form = CodeForm(request.POST or None)
    found = None
    if form.is_valid():
        found = progress(form.cleaned_data["code"])
        if found is None:
            form.add_error("code", why_unknown(form.cleaned_data["code"]))
    among = schools()
    shown = {**_frame(request, asked_school(request, among), among), "form": form, "found": found}
    return render(request, "reports/public/receipt.html", shown, status=UNREADABLE if form.errors else 200)
