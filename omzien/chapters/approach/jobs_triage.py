"""What the clock calls after reports: tells of follow-ups that are late and of reports without an answer."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from omzien.chapters.reports.jobs import ABOVE, ASK, Desk, News, desks, tell_new
from omzien.chapters.reports.models import Report
from omzien.chapters.reports.queries import told_on
from omzien.chapters.reports.staff_actions import path_of
from omzien.ground.clock.tick import job

from .models import FollowUp
from .queries.triage import undecided

LATE = "follow_up.late"
SILENT = "report.silent"


@job
def tell_what_follow_ups_are_late(day: date) -> int:
    """Tell the owner and the coordinator of what should have been done; returns what is new."""
    return tell_new(one for desk in desks() for one in _late(desk, day))


def _late(desk: Desk, day: date) -> Iterator[News]:
    rows = FollowUp.objects.filter(school=desk.school, done_on__isnull=True, due_until__lt=day)
    for row in rows.select_related("owner", "report"):
        path = reverse("report", args=[row.report_id])
        present = [row.owner] if row.owner.left_on is None else []
        for staff in {one.pk: one for one in [*present, *desk.coordinators]}.values():
            yield News(staff, LATE, f"{LATE}:{row.pk}:{row.due_until}", path)
        for staff in desk.above(row.report, {row.owner_id}):
            yield News(staff, ABOVE, f"{ABOVE}:{row.pk}:{row.due_until}", ASK)


@job
def tell_what_has_no_answer(day: date) -> int:
    """Tell the coordinator which reports nobody acted on in time: read, but nothing follows; returns what is new."""
    return tell_new(one for desk in desks() for one in _silent(desk, day))


def _silent(desk: Desk, day: date) -> Iterator[News]:
    for report in undecided(Report.objects.filter(school=desk.school)):
        if desk.is_over("silence_alarm", told_on(report), day):
            for staff in desk.coordinators:
                yield News(staff, SILENT, f"{SILENT}:{report.pk}", path_of(report))
