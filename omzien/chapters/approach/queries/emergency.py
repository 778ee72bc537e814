"""Emergencies: what runs now, whom one can be about, and what somebody else still has to look back at."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from omzien.chapters.approach.models import Case
from omzien.ground.access.engine import scope
from omzien.ground.access.models import Emergency
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import AMSTERDAM, now, today
from omzien.ground.journal.models import Entry
from omzien.ground.notices.todo import Todo
from omzien.ground.school.holders import pupils_in
from omzien.ground.school.models import HomeGroup, Pupil, Role

from .pages import Page, page_of
from .pupils import GroupChoice

# More in one month than this is not an exception any more.
MOST_A_MONTH = 3
MOST = 100


def running_of(viewer: Viewer) -> list[Emergency]:
    """Return the emergencies of this hat that run now."""
    rows = scope(viewer, Emergency, "stop").filter(role=viewer.role, until_at__gt=now(), began_at__lte=now())
    return list(rows.order_by("until_at", "pk"))


def running_for(viewer: Viewer, case: Case) -> Emergency | None:
    """Return the emergency by which the viewer reads this case, the one that lasts longest."""
    pupils = set(case.parts.values_list("pupil_id", flat=True))
    return next((row for row in reversed(running_of(viewer)) if row.pupil_id in pupils), None)


def pupil_choice(viewer: Viewer, asked: str) -> GroupChoice:
    """Return the home groups of the school, and the pupils of the one that was asked for."""
    day = today()
    groups = list(scope(viewer, HomeGroup).filter(year__first__lte=day, year__last__gte=day).order_by("grade", "name"))
    group = next((one for one in groups if str(one.pk) == asked), None)
    if group is None:
        return GroupChoice(groups, None, [])
    inside = pupils_in(HomeGroup.objects.filter(pk=group.pk))
    rows = scope(viewer, Pupil, "choose_in_emergency").filter(inside, left_on__isnull=True)
    return GroupChoice(groups, group, sorted(rows, key=lambda pupil: pupil.sort_key))


@dataclass(frozen=True)
class Glance:
    """One emergency for who looks back at it: who, when and why; of the pupil only that there was one."""

    row: Emergency
    who: str
    role: str
    category: str
    until: datetime
    late: bool
    by: str


def glance(row: Emergency) -> Glance:
    """Return an emergency in words."""
    return Glance(
        row=row,
        who=row.staff.full_name,
        role=str(Role(row.role).label),
        category=str(Emergency.Category(row.category).label),
        until=row.until_at,
        late=row.reviewed_at is None and row.review_by < today(),
        by=row.reviewed_by.full_name if row.reviewed_by else "",
    )


def reviews_page(viewer: Viewer, asked: QueryDict, *, done: bool) -> Page[Glance]:
    """Return one page: what must still be looked back at, the first date first, or what was."""
    rows = scope(viewer, Emergency, "review").filter(reviewed_at__isnull=not done)
    page = page_of(rows.select_related("staff", "reviewed_by"), ("-began_at", "-id") if done else _OPEN_KEYS, asked)
    return Page([glance(row) for row in page.rows], page.previous, page.next)


_OPEN_KEYS = ("review_by", "id")


def cases_read(row: Emergency) -> int:
    """Return how many situations were opened by this emergency, as the journal tells."""
    opened = Entry.objects.filter(school=row.school_id, actor=row.staff_id, verb="emergency.open", at=row.began_at)
    return opened.count()


def this_month(viewer: Viewer) -> int:
    """Return how often the glass was broken in this school in this month."""
    begin = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Emergency.objects.filter(school=viewer.school, began_at__gte=begin).count()


def to_review(viewer: Viewer) -> bool:
    """Tell whether the viewer ever looks back at emergencies: for showing the way there."""
    return scope(viewer, Emergency, "review").exists()


def todo_reviews(viewer: Viewer) -> list[Todo]:
    """Return what this hat must look back at; one query."""
    rows = scope(viewer, Emergency, "review").filter(reviewed_at__isnull=True).order_by("review_by", "pk")
    return [_todo(row) for row in rows[:MOST]]


def _todo(row: Emergency) -> Todo:
    return Todo(
        title=_("Kijk een noodgeval na"),
        note=_("Een collega las mee in een noodgeval. Was dat terecht?"),
        due_from=row.began_at.astimezone(AMSTERDAM).date(),
        due_until=row.review_by,
        url=reverse("emergency_review", args=[row.pk]),
        button=_("Nakijken"),
        icon="shield-check",
    )
