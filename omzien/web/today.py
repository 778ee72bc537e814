"""Vandaag: one page that says what to do now, from every chapter, one button a row."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from omzien.ground.access.doors import StaffRequest, colleague
from omzien.ground.access.engine import find, may, scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now, today
from omzien.ground.notices.models import Notice
from omzien.ground.notices.todo import Todo

SOURCES: tuple[Callable[[Viewer], list[Todo]], ...] = ()
AHEAD_DAYS = 14
SHOWN = 30


@dataclass(frozen=True)
class Day:
    """The rows of Vandaag by urgency."""

    late: list[Todo]
    due: list[Todo]
    coming: list[Todo]
    more: int = 0

    @property
    def asking(self) -> int:
        """Return how many things ask for attention now."""
        return len(self.late) + len(self.due)


def day_of(viewer: Viewer) -> Day:
    """Gather what every chapter asks of this viewer; the number of queries does not grow with the rows."""
    day = today()
    rows = sorted((row for source in SOURCES for row in source(viewer)), key=lambda row: (row.due_until, row.title))
    late = [row for row in rows if row.due_until < day]
    due = [row for row in rows if row.due_from <= day <= row.due_until]
    coming = [row for row in rows if row.due_from > day and (row.due_from - day).days <= AHEAD_DAYS]
    left = max(len(late) + len(due) - SHOWN, 0)
    return Day(late[:SHOWN], due[: max(SHOWN - len(late), 0)], coming[:10], left)


def greeting() -> str:
    """Return a greeting that fits the hour."""
    hour = now().hour
    if hour < 12:
        return _("Goedemorgen")
    return _("Goedemiddag") if hour < 18 else _("Goedenavond")


@colleague
def today_page(request: StaffRequest) -> HttpResponse:
    """Show what asks for attention today."""
    viewer = request.viewer
    shown = {
        "greeting": greeting(),
        "day": day_of(viewer),
        "today": today(),
        "notices": scope(viewer, Notice).filter(seen_at__isnull=True).order_by("-made_at")[:5],
        "may_tell": may(viewer, "add", "reports.Report"),
    }
    return render(request, "web/today/today.html", shown)


@colleague
def notice(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Mark a notice as seen and go to what it is about."""
    found = find(request.viewer, Notice, pk)
    Notice.objects.filter(pk=found.pk, seen_at__isnull=True).update(seen_at=now())
    return HttpResponseRedirect(found.path)
