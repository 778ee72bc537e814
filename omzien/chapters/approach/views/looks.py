"""Who looked at this case: for whoever works on it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from omzien.chapters.approach.queries.looks import who_looked
from omzien.ground.access.doors import StaffRequest, door

from .frame import framed

PAGE = 50


@door("approach.Case", "handle")
def case_looks(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show who opened this case, when, and in which role."""
    frame = framed(request, pk, "handle")
    asked = request.GET.get("p", "1")
    page = int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked[:6]) < 10_000 else 1
    found = who_looked(frame.case, (page - 1) * PAGE, PAGE + 1)
    shown = {
        "frame": frame,
        "case": frame.case,
        "looks": found[:PAGE],
        "newer": f"?p={page - 1}" if page > 1 else "",
        "older": f"?p={page + 1}" if len(found) > PAGE else "",
    }
    return render(request, "approach/case/looks.html", shown)
