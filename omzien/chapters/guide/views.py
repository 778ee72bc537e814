"""What everyone may read without logging in: home, whom to turn to, and the way out."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from omzien.ground.access.doors import public
from omzien.ground.school.models import School

from .language import LANGUAGE, speaks_dutch
from .queries import checked_on, contact_points, helplines
from .schools import asked_school, schools

# The words that a browser understands for "forget this site": cookies and storage; pages are never stored.
FORGET = '"cookies", "storage"'


def frame(school: School | None, among: list[School]) -> dict[str, Any]:
    """Return what every public page needs: the way out, which school its links are about, and in which language."""
    told = {"school": str(school.pk)} if school and len(among) > 1 else {}
    language = {} if speaks_dutch() else {LANGUAGE: "en"}
    asked = f"?{query}" if (query := urlencode(told | language)) else ""
    return {
        "spoken": "".join(f"&{name}={value}" for name, value in language.items()),
        "school": school,
        "asked": asked,
        "away": reverse("away") + asked,
        "home": reverse("home") + asked,
    }


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Welcome pupils, parents and colleagues, each with their own way on."""
    among = schools()
    shown = {**frame(asked_school(request, among), among), "helplines": helplines("pupil", limit=3)}
    return render(request, "guide/home.html", shown)


@public
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """Show whom one can turn to, in the protocol's order (4.6c, 7)."""
    among = schools()
    school = asked_school(request, among)
    if school is None:
        return choose(request, among, "contacts")
    lines = helplines("pupil")
    shown = {"points": contact_points(school), "helplines": lines, "checked_on": checked_on(lines)}
    return render(request, "guide/contacts.html", {**frame(school, among), **shown})


def choose(request: HttpRequest, among: list[School], onward: str) -> HttpResponse:
    """Ask first which school it is about, when there are several."""
    shown = {**frame(None, among), "schools": among, "next": onward, "helplines": helplines("pupil", limit=3)}
    return render(request, "guide/choose_school.html", shown)


@public
@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """Leave: an empty page that stands there at once, and goes on to the address that the school chose."""
    among = schools()
    school = asked_school(request, among) or (among[0] if among else School())
    response = render(request, "guide/away.html", {"onward": school.exit_url})
    response.headers["Clear-Site-Data"] = FORGET
    return response
