"""The whole case on one page, in order: what was told, judged, done, agreed, said and written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omzien.chapters.approach.models import Assessment, Case, Contact, LaterCheck, MemberReview, Step
from omzien.chapters.approach.terms import edition_of
from omzien.chapters.reports.models import Report
from omzien.ground.access.engine import scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.school.models import Pupil
from omzien.protocol.schema import Choice, Edition, Question

from .agreements import AgreementLine, in_words
from .asking import long_day, step_title, steps
from .people import Knower, knowers_of
from .timeline import Line, lines

Pair = tuple[str, str]


@dataclass(frozen=True)
class ReportPart:
    """A report in the file; its text only for whom the teller chose."""

    made_at: datetime
    source: str
    about: str
    happened_on: date | None
    readable: bool
    told: str
    marks: list[Pair]


@dataclass(frozen=True)
class JudgedPart:
    """A first judgement."""

    at: datetime
    by: str
    conclusion: str
    criteria: list[tuple[str, str, str]]
    note: str


@dataclass(frozen=True)
class ReviewPart:
    """The talk with one member apart."""

    name: str
    done_on: date | None
    answers: list[Pair]


@dataclass(frozen=True)
class StepPart:
    """A step that was done or left out, with the answers to the protocol's own questions."""

    title: str
    clause: str
    state: str
    done_on: date | None
    by: str
    reason: str
    note: str
    answers: list[Pair]
    reviews: list[ReviewPart] = field(default_factory=list)


@dataclass(frozen=True)
class RoundPart:
    """One round: its group, its ideas, its steps."""

    number: int
    members: list[str]
    ideas: list[Pair]
    steps: list[StepPart]


@dataclass(frozen=True)
class Sheet:
    """Everything in the case."""

    reports: list[ReportPart]
    judged: list[JudgedPart]
    rounds: list[RoundPart]
    agreements: list[AgreementLine]
    contacts: list[Contact]
    log: list[Line]
    knowers: list[Knower]
    checks: list[LaterCheck]
    end_reason: str


def sheet_of(case: Case, viewer: Viewer) -> Sheet:
    """Return the whole case; a constant number of queries, however long it is."""
    links = case.case_reports.select_related("report").order_by("report__made_at")
    reports = [row.report for row in links]
    readable = set(scope(viewer, Report).filter(pk__in=[report.pk for report in reports]).values_list("pk", flat=True))
    edition = edition_of(case)
    reason = edition.reasons.get(case.end_reason)
    return Sheet(
        reports=[_report(edition, report, report.pk in readable) for report in reports],
        judged=[_judged(edition, row) for row in _assessments(reports)],
        rounds=_rounds(case),
        agreements=[in_words(row) for row in case.agreements.select_related("owner").order_by("made_on")],
        contacts=list(case.contacts.select_related("by").order_by("on")),
        log=lines(case.log.select_related("by").order_by("happened_on", "entered_at")),
        knowers=knowers_of(case),
        checks=list(case.later_checks.select_related("by").order_by("due_on")),
        end_reason=reason.label if reason else "",
    )


def _assessments(reports: Sequence[Report]) -> Iterable[Assessment]:
    return Assessment.objects.filter(report__in=reports).select_related("by").order_by("at")


def _report(edition: Edition, report: Report, readable: bool) -> ReportPart:
    marks = [
        (_("Wat"), _labels(edition.forms, report.forms)),
        (_("Waar"), _labels(edition.places, report.places)),
        (_("Wanneer"), _labels(edition.moments, report.moments)),
    ]
    # Not by which door a pupil came: "Het gaat over mij" says who told it.
    about = Report.Nature(report.nature).label if report.nature else ""
    return ReportPart(
        made_at=report.made_at,
        source=str(Report.Source(report.source).label),
        about=str(about),
        happened_on=report.happened_on,
        readable=readable,
        told=report.told if readable else "",
        marks=[mark for mark in marks if mark[1]],
    )


def _labels(known: Mapping[str, Choice], ids: Iterable[str]) -> str:
    return ", ".join(known[id_].label if id_ in known else id_ for id_ in ids)


def _judged(edition: Edition, row: Assessment) -> JudgedPart:
    criteria = edition.criteria
    answers = ((id_, getattr(row, id_, "")) for id_ in ("on_purpose", "lasting", "unequal_power"))
    return JudgedPart(
        at=row.at,
        by=row.by.full_name,
        conclusion=str(Assessment.Conclusion(row.conclusion).label),
        criteria=[
            (
                criteria[id_].title if id_ in criteria else id_,
                str(Assessment.Answer(answer).label),
                str(row.reasons.get(id_, "")),
            )
            for id_, answer in answers
        ],
        note=row.note,
    )


def _rounds(case: Case) -> list[RoundPart]:
    edition = edition_of(case)
    rounds = list(case.rounds.prefetch_related("members__pupil", "ideas__member__pupil").order_by("number"))
    rows = list(case.steps.select_related("by").order_by("clause"))
    reviews = list(MemberReview.objects.filter(step__case=case).select_related("member__pupil"))
    names = _pupil_names(case, rows)
    # Who was there is kept as members, who was chosen as pupils.
    names |= {str(member.pk): member.pupil.full_name for round_ in rounds for member in round_.members.all()}
    return [
        RoundPart(
            number=round_.number,
            members=[member.pupil.full_name for member in round_.members.all() if member.left_on is None],
            ideas=[(idea.text, idea.member.pupil.full_name if idea.member else "") for idea in round_.ideas.all()],
            steps=[
                _step(edition, row, [review for review in reviews if review.step_id == row.pk], names)
                for row in rows
                if row.round_id == round_.pk and row.state in (Step.State.DONE, Step.State.LEFT_OUT)
            ],
        )
        for round_ in rounds
    ]


def _step(edition: Edition, row: Step, reviews: Sequence[MemberReview], names: Mapping[str, str]) -> StepPart:
    reason = edition.reasons.get(row.reason)
    return StepPart(
        title=step_title(edition, row.clause),
        clause=row.clause,
        state=str(Step.State(row.state).label),
        done_on=row.done_on,
        by=row.by.full_name if row.by else "",
        reason=reason.label if reason else "",
        note=row.reason_note,
        answers=_answers(edition, row.clause, row.answers, names),
        reviews=[
            ReviewPart(
                review.member.pupil.full_name, review.done_on, _answers(edition, row.clause, review.answers, names)
            )
            for review in reviews
            if review.done_on or review.reason
        ],
    )


def _answers(edition: Edition, clause: str, answers: Mapping[str, Any], names: Mapping[str, str]) -> list[Pair]:
    """Return the answers in the order of the protocol's questions; what nobody answered is left out."""
    step = steps(edition).get(clause)
    questions = step.questions if step else ()
    pairs = [(question.label, _in_words(question, answers.get(question.id), names)) for question in questions]
    return [pair for pair in pairs if pair[1]]


def _in_words(question: Question, value: Any, names: Mapping[str, str]) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    values = value if isinstance(value, list | tuple) else [value]
    labels = {choice.id: choice.label for choice in question.choices}
    if question.kind == "date":
        return ", ".join(_day(str(one)) for one in values)
    return ", ".join(labels.get(str(one)) or names.get(str(one)) or str(one) for one in values)


def _day(text: str) -> str:
    try:
        return long_day(date.fromisoformat(text))
    except ValueError:
        return text


def _pupil_names(case: Case, rows: Iterable[Step]) -> dict[str, str]:
    """Return the names of the pupils that answers point to."""
    keys = {key for row in rows for key in _keys(row.answers.values())}
    found = (
        Pupil.objects.beyond("names that a case in hand points at").filter(school_id=case.school_id, pk__in=keys)
        if keys
        else []
    )
    return {str(pupil.pk): pupil.full_name for pupil in found}


def _keys(values: Iterable[Any]) -> set[UUID]:
    found = set()
    for value in values:
        for one in value if isinstance(value, list | tuple) else [value]:
            try:
                found.add(UUID(str(one)))
            except ValueError:
                continue
    return found
