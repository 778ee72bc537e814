"""What is known and planned about a report: its judgements, its follow-ups, its case, and what still has to follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from omzien.chapters.approach.models import Assessment, Case, CaseReport, FollowUp, Part
from omzien.chapters.approach.terms import edition_in_force
from omzien.chapters.reports.models import Mention, Report
from omzien.chapters.reports.queries import expected_of, named, title_of, told_on
from omzien.ground.access.engine import readers, scope
from omzien.ground.access.second_line import lifted
from omzien.ground.access.table import scopes_for
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock.terms import due
from omzien.ground.notices.todo import Todo
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.models import Staff
from omzien.protocol.schema import Choice

from .cases import CaseRow, rows_for
from .pages import Page, page_of

MOST = 100
CRITERIA = ("on_purpose", "lasting", "unequal_power")
GOING = (Case.State.OPEN, Case.State.AFTERCARE)
WAITING = (Report.State.READ, Report.State.TALKING)


# --- judgements ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answered:
    """One criterion with the answer, and why."""

    title: str
    answer: str
    reason: str
    icon: str


@dataclass(frozen=True)
class Judged:
    """A judgement in words."""

    conclusion: str
    icon: str
    by: str
    at: datetime
    answers: list[Answered]
    note: str
    forms: list[str]
    places: list[str]
    opens_case: bool
    kind: str


_ICONS = {"yes": "check", "no": "x", "unknown": "circle-question-mark"}


def judgements(report: Report) -> list[Judged]:
    """Return every judgement of a report, the newest first; one query."""
    return [_judged(row) for row in report.assessments.select_related("by").order_by("-at", "-pk")]


def _judged(row: Assessment) -> Judged:
    edition = edition_in_force()
    conclusion = edition.conclusions[row.conclusion]
    reasons: Mapping[str, str] = row.reasons
    answers = [
        Answered(
            title=edition.criteria[id_].title,
            answer=str(Assessment.Answer(getattr(row, id_)).label),
            reason=reasons.get(id_, ""),
            icon=_ICONS[getattr(row, id_)],
        )
        for id_ in CRITERIA
    ]
    return Judged(
        conclusion=conclusion.label,
        icon=conclusion.icon,
        by=row.by.full_name,
        at=row.at,
        answers=answers,
        note=row.note,
        forms=[choice.label for choice in named(row.forms, edition.forms)],
        places=[choice.label for choice in named(row.places, edition.places)],
        opens_case=conclusion.opens_case,
        kind=row.conclusion,
    )


def newest(report: Report) -> Assessment | None:
    """Return the judgement that holds."""
    return report.assessments.order_by("-at", "-pk").first()


# --- follow-ups ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Following:
    """A follow-up in words."""

    pk: UUID
    label: str
    icon: str
    note: str
    owner: str
    due_until: date
    done_on: date | None
    outcome: str


def follow_ups(report: Report) -> list[Following]:
    """Return what was planned, what is open first; one query."""
    rows = report.follow_ups.select_related("owner").order_by("due_until", "pk")
    return sorted((_following(row) for row in rows), key=lambda row: row.done_on is not None)


def _following(row: FollowUp) -> Following:
    what = follow_up_called(row.what)
    return Following(
        pk=row.pk,
        label=what.label,
        icon=what.icon or "calendar-check",
        note=row.note,
        owner=row.owner.full_name,
        due_until=row.due_until,
        done_on=row.done_on,
        outcome=row.outcome,
    )


def follow_up_called(id_: str) -> Choice:
    """Return a follow-up of the edition by its id, whatever the conclusion it stands under."""
    every = {
        choice.id: choice for conclusion in edition_in_force().conclusions.values() for choice in conclusion.follow_ups
    }
    return every.get(id_) or Choice(id_, id_)


def owners(report: Report) -> list[tuple[Staff, str]]:
    """Return who can carry a follow-up: whoever works on the report, each once."""
    found: dict[UUID, tuple[Staff, str]] = {}
    for staff, role in readers(report, "handle"):
        found.setdefault(staff.pk, (staff, str(role.label)))
    return list(found.values())


# --- cases -----------------------------------------------------------------------------------------------------------


def case_of(report: Report) -> CaseReport | None:
    """Return the case that the report belongs to, also for who may not open it: there is only ever one."""
    with lifted():
        return CaseReport.objects.filter(report=report).select_related("case").first()


@dataclass(frozen=True)
class Joinable:
    """The cases that a report can join: about the same target first, then the others, in pages."""

    same: list[CaseRow] = field(default_factory=list)
    others: Page[CaseRow] = field(default_factory=lambda: Page([]))

    @property
    def rows(self) -> list[CaseRow]:
        """Return all that is shown."""
        return [*self.same, *self.others.rows]


def joinable(viewer: Viewer, report: Report, asked: QueryDict) -> Joinable:
    """Return the running cases that the viewer works on."""
    running = scope(viewer, Case, "handle").filter(state__in=GOING).select_related("owner")
    about = report.mentions.filter(state=Mention.State.CONFIRMED, about=Mention.About.TARGET).values("pupil")
    same = Part.objects.filter(
        school=viewer.school, pupil__in=about, plays=Part.As.TARGETED, until_on__isnull=True
    ).values("case")
    first = list(running.filter(pk__in=same).order_by("next_until", "id")[:MOST])
    page = page_of(running.exclude(pk__in=same), ("next_until", "id"), asked)
    return Joinable(rows_for(first), Page(rows_for(page.rows), page.previous, page.next))


# --- what asks for attention -----------------------------------------------------------------------------------------


def undecided(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Keep the reports that were read while nothing follows yet: no case, and no follow-up that is open."""
    joined = CaseReport.objects.filter(report=OuterRef("pk"))
    planned = FollowUp.objects.filter(report=OuterRef("pk"), done_on__isnull=True)
    return reports.filter(~Exists(joined), ~Exists(planned), state__in=WAITING)


def todo_follow_ups(viewer: Viewer) -> list[Todo]:
    """Return what must still follow on reports: a first answer, or a follow-up that was planned; three queries."""
    return [*_planned(viewer), *_undecided(viewer)]


def _planned(viewer: Viewer) -> list[Todo]:
    mine = Q(owner=viewer.staff)
    if "school" in scopes_for(viewer.role, "reports.Report", "handle"):
        # Whose owner has left is on the list of who sees to it that nothing is forgotten.
        mine |= Q(owner__left_on__isnull=False)
    rows = FollowUp.objects.filter(
        mine, school=viewer.school, done_on__isnull=True, report__in=scope(viewer, Report, "handle")
    )
    return [_planned_todo(row) for row in rows.select_related("report").order_by("due_until", "pk")[:MOST]]


def _planned_todo(row: FollowUp) -> Todo:
    what = follow_up_called(row.what)
    return Todo(
        title=what.label,
        note=_("Vervolg op een melding: %(title)s") % {"title": title_of(row.report)},
        due_from=row.due_until,
        due_until=row.due_until,
        url=reverse("follow_up_done", args=[row.pk]),
        button=_("Leg vast"),
        icon=what.icon or "calendar-check",
        about=what.label,
    )


def _undecided(viewer: Viewer) -> list[Todo]:
    judged = Assessment.objects.filter(report=OuterRef("pk"))
    rows = undecided(expected_of(viewer))
    found = list(rows.annotate(judged=Exists(judged)).select_related("home_group").order_by("made_at", "pk")[:MOST])
    if not found:
        return []
    term, calendar = edition_in_force().term("first_talk"), calendar_for(viewer.school)
    return [_undecided_todo(report, due(term, told_on(report), calendar)) for report in found]


def _undecided_todo(report: Report, until: date) -> Todo:
    judged = getattr(report, "judged", False)
    title = title_of(report)
    return Todo(
        title=_("Kies hoe het verdergaat") if judged else _("Praat met de leerling, maak een eerste inschatting"),
        note=f"{title}, {report.home_group.name}" if report.home_group else title,
        due_from=told_on(report),
        due_until=until,
        url=reverse("report", args=[report.pk]),
        button=_("Verder"),
        icon="clipboard-list",
        about=title,
    )
