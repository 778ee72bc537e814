"""Vandaag: one page that says what to do now, from every chapter, one button a row."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omzien.chapters.approach.queries.emergency import to_review, todo_reviews
from omzien.chapters.approach.queries.noblame import todo_steps
from omzien.chapters.approach.queries.todo import todo as case_todo
from omzien.chapters.approach.queries.triage import todo_follow_ups
from omzien.chapters.reports.confidential.queries import todo as confidential_todo
from omzien.chapters.reports.queries import todo as report_todo
from omzien.ground.access.doors import StaffRequest, colleague
from omzien.ground.access.engine import find, may, scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now, today
from omzien.ground.notices.models import Notice
from omzien.ground.notices.todo import Todo
from omzien.ground.school.models import ADVISERS, Role

from .dates import ago_days, due_words
from .news import Item, keys_of, news_of, reaches, see
from .people.todo import todo as people_todo
from .unmailed import todo as mail_todo

SOURCES = (report_todo, confidential_todo, todo_steps, case_todo, todo_follow_ups, todo_reviews, people_todo, mail_todo)
AHEAD_DAYS = 14
SHOWN = 30
# What is new beyond these waits behind a fold.
FIRST = 4


Row = dict[str, object]


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


def _new(item: Item, day: date) -> Row:
    """Return something new as the row component takes it."""
    when = ago_days(item.notice.made_at, day)
    return {
        "title": item.title,
        "text": f"{item.about} · {when}" if item.about else when,
        "tone": "sky",
        "icon": item.icon,
        "url": reverse("notice", args=[item.notice.pk]),
    }


def greeting() -> str:
    """Return a greeting that fits the hour."""
    hour = now().hour
    if hour < 12:
        return _("Goedemorgen")
    return _("Goedemiddag") if hour < 18 else _("Goedenavond")


def empty_words(viewer: Viewer) -> str:
    """Return what an empty list means: nothing now, or nothing ever under this hat."""
    if viewer.role in ADVISERS:
        return _(
            "Er wordt in Omzien nog niets aan jou verteld. Wie jou zoekt, komt langs of schrijft je. "
            "Wat je wilt onthouden, schrijf je op bij Vertrouwelijk."
        )
    if may(viewer, "handle", "reports.Report") or may(viewer, "change", "school.Staff"):
        return _("Wat later komt, staat bij “Komt eraan”.")
    if viewer.role is Role.PRIVACY_OFFICER:
        return _("Leest iemand mee in een noodgeval, dan kijk jij dat na. Dan staat het hier.")
    return _("Je hebt hier in deze rol geen taken. Zie je iets? Vertel het dan.")


@colleague
def today_page(request: StaffRequest) -> HttpResponse:
    """Show what asks for attention today; what the list says is seen with it."""
    viewer, day, news = request.viewer, today(), news_of(request.viewer)
    if request.method == "GET":
        see(viewer, news.said)
    rows = [_new(item, day) for item in news.items]
    shown = {
        "greeting": greeting(),
        "day": day_of(viewer),
        "today": day,
        "news": rows[:FIRST],
        "more_news": rows[FIRST:],
        "new_keys": [key for item in news.items for key in item.alike],
        "may_tell": may(viewer, "add", "reports.Report"),
        "adviser": viewer.role in ADVISERS,
        "empty": empty_words(viewer),
        # Who has no situations in the menu finds the way in an emergency here.
        "may_break": may(viewer, "add", "access.Emergency") and not may(viewer, "read", "approach.Case"),
        "reviews": to_review(viewer),
    }
    return render(request, "web/today/today.html", shown)


@colleague
@require_POST
def all_seen(request: StaffRequest) -> HttpResponse:
    """Note that what stood on the page was seen; what came in since then stays new."""
    see(request.viewer, keys_of(request.POST.getlist("notice")))
    return HttpResponseRedirect(reverse("today"))


@colleague
def notice(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Mark a notice as seen, and what said the same, and go to what it is about."""
    found = find(request.viewer, Notice, pk)
    if not reaches(request.viewer, found.path):
        messages.info(request, _("Dit hoort bij een andere rol van jou. Wissel eerst van rol."))
        return HttpResponseRedirect(reverse("hat"))
    alike = scope(request.viewer, Notice).filter(kind=found.kind, path=found.path)
    see(request.viewer, alike.values_list("pk", flat=True))
    return HttpResponseRedirect(found.path)
