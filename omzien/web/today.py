"""Vandaag: one page that says what to do now, from every chapter, one button a row."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.chapters.approach.queries.noblame import todo_steps
from omzien.chapters.approach.queries.todo import todo as case_todo
from omzien.chapters.approach.queries.triage import todo_follow_ups
from omzien.chapters.reports.queries import todo as report_todo
from omzien.ground.access.doors import PUBLIC, StaffRequest, colleague
from omzien.ground.access.engine import find, may, scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now, today
from omzien.ground.notices.models import Notice
from omzien.ground.notices.todo import Todo

from .dates import ago_days, due_words

SOURCES = (report_todo, todo_steps, case_todo, todo_follow_ups)
AHEAD_DAYS = 14
SHOWN = 30


Row = dict[str, object]
NOTICES = {
    "report.new": (gettext_lazy("Er is een nieuwe melding"), "message-circle"),
    "report.unread": (gettext_lazy("Een melding wacht op je"), "bell"),
    "case.yours": (gettext_lazy("Je draagt nu een situatie"), "folder-open"),
    "case.nudge": (gettext_lazy("De coördinator vraagt je om te kijken"), "hand"),
    "case.team": (gettext_lazy("Je denkt mee in een situatie"), "users"),
    "case.report": (gettext_lazy("Er is een melding bij een situatie gekomen"), "message-circle"),
    "case.reopened": (gettext_lazy("Een situatie is weer open"), "repeat"),
    "case.due": (gettext_lazy("Er is vandaag iets te doen"), "calendar-clock"),
    "case.late": (gettext_lazy("Er is iets te laat"), "bell"),
    "case.long_late": (gettext_lazy("Een situatie is al dagen te laat"), "bell"),
    "case.without_owner": (gettext_lazy("Een situatie heeft geen eigenaar"), "user"),
    "case.no_contact": (gettext_lazy("Een leerling is lang niet gesproken"), "message-circle"),
    "report.silent": (gettext_lazy("Op een melding is nog niet gereageerd"), "bell"),
    "follow_up.late": (gettext_lazy("Een vervolg is te laat"), "bell"),
    "follow_up.yours": (gettext_lazy("Iemand vraagt je om iets op te pakken"), "list-checks"),
    "case.worse": (gettext_lazy("Een leerling zegt: het gaat slechter"), "triangle-alert"),
}
OTHER_NOTICE = (gettext_lazy("Er is iets dat je aandacht vraagt"), "bell")


@dataclass(frozen=True)
class Day:
    """The rows of Vandaag by urgency."""

    late: list[Row]
    due: list[Row]
    coming: list[Row]
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
    shown = [_row(row, day) for row in (late + due)[:SHOWN]]
    return Day(shown[: len(late)], shown[len(late) :], [_ahead(row) for row in coming[:10]], left)


def _row(todo: Todo, day: date) -> Row:
    """Return a todo as the row component takes it."""
    words, tone = due_words(todo.due_until, day)
    return {
        "title": todo.title,
        "text": todo.note,
        "url": "",
        "tone": tone if tone in {"late", "soon"} else "",
        "icon": todo.icon,
        "tag": words,
        "action": todo.button,
        "action_url": todo.url,
        "action_hint": todo.about,
    }


def _ahead(todo: Todo) -> Row:
    return {"on": todo.due_from, "title": todo.title, "text": todo.note, "url": todo.url}


def _notice(notice: Notice, day: date) -> Row:
    text, icon = NOTICES.get(notice.kind, OTHER_NOTICE)
    return {
        "title": text,
        "text": ago_days(notice.made_at, day),
        "tone": "sky",
        "icon": icon,
        "action": _("Bekijk"),
        "action_url": reverse("notice", args=[notice.pk]),
        "action_hint": text,
    }


def greeting() -> str:
    """Return a greeting that fits the hour."""
    hour = now().hour
    if hour < 12:
        return _("Goedemorgen")
    return _("Goedemiddag") if hour < 18 else _("Goedenavond")


@colleague
def today_page(request: StaffRequest) -> HttpResponse:
    """Show what asks for attention today."""
    viewer, day = request.viewer, today()
    unseen = scope(viewer, Notice).filter(seen_at__isnull=True).order_by("-made_at")[:5]
    shown = {
        "greeting": greeting(),
        "day": day_of(viewer),
        "today": day,
        "notices": [_notice(notice, day) for notice in unseen],
        "may_tell": may(viewer, "add", "reports.Report"),
    }
    return render(request, "web/today/today.html", shown)


def _opens(viewer: Viewer, path: str) -> bool:
    """Tell whether this hat reaches what the notice is about; under another hat it stays new, and its mail goes on."""
    match = resolve(path)
    door = getattr(match.func, "door", PUBLIC)
    if not door.label or "pk" not in match.kwargs:
        return True
    return scope(viewer, apps.get_model(door.label)).filter(pk=match.kwargs["pk"]).exists()


@colleague
def notice(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Mark a notice as seen and go to what it is about."""
    found = find(request.viewer, Notice, pk)
    if not _opens(request.viewer, found.path):
        messages.info(request, _("Dit hoort bij een andere rol van jou. Wissel eerst van rol."))
        return HttpResponseRedirect(reverse("hats"))
    Notice.objects.filter(pk=found.pk, seen_at__isnull=True).update(seen_at=now())
    return HttpResponseRedirect(found.path)
