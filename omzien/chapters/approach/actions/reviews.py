"""A1.4 and A1.5: looking back with the target, and with every member apart; nothing crosses between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Case, MemberReview, Step
from omzien.chapters.approach.models.cases import Answer
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.course import AT_WORK, MEMBERS, REVIEW, TALK, Course
from omzien.chapters.approach.terms import stamp
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.clock.terms import due
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.tell import tell
from omzien.ground.school.models import Pupil
from omzien.protocol.duties import fulfils
from omzien.protocol.schema import Reason

from .cases import Stale, path_of, touch, write
from .contacts import note_contact
from .noblame import (
    Answers,
    finish,
    go_on,
    in_words,
    keep,
    not_later_than_today,
    open_choice,
    open_step,
    take,
    take_step,
)


@dataclass(frozen=True)
class LookBack:
    """What the target said when looking back; `done` is what the group did, as far as it is known."""

    on: date
    answer: str
    at: time | None = None
    done: str = ""
    answers: Answers = field(default_factory=dict)


@fulfils("A1.4")
def record_review(viewer: Viewer, case: Case, said: LookBack, version: int | None = None) -> Step:
    """Record the review with the target; it closes the group's work (A1.3) and counts as contact."""
    with one_write():
        course, step = take_step(viewer, case, REVIEW, version)
        if said.answer not in Answer.values:
            raise MoveRefused(f"no such answer: {said.answer}", _("Kies hoe het nu gaat."))
        not_later_than_today(said.on, course.met_on or course.talk_on)
        answers = {**said.answers, "change": said.answer}
        if course.met_on is None and not course.without_group:
            _early(course, step, answers, said.on)
        else:
            _at_work_ends(viewer, course, said)
            finish(step, viewer.staff, said.on, answers)
        questions = course.edition.track("no_blame").step(REVIEW).questions
        note_contact(case, viewer.staff, said.on, said.answer)
        go_on(course, viewer.staff)
        if said.answer == Answer.WORSE:
            _act_today(viewer, course)
        text = "\n\n".join(part for part in (in_words(questions, said.answers), said.done) if part)
        write(case, viewer.staff, REVIEW, text, said.on, said.at, facts={"answer": said.answer})
        touch(case)
        record(viewer, "step.review", case, answer=said.answer)
    return step


def _early(course: Course, step: Step, answers: dict[str, Any], on: date) -> None:
    """The meeting slipped, or it got worse: a first review is kept, and the one after the meeting is still to come."""
    if step.state != Step.State.OPEN:
        raise MoveRefused("this review is not open", _("Deze stap is nu niet aan de beurt."))
    earlier = [*step.answers.get("earlier", []), {**answers, "on": on.isoformat()}]
    step.answers = {"earlier": earlier}
    step.urgent = step.needs_choice = False
    step.due_from = step.due_until = step.planned_on = step.planned_by = None
    span = course.span(REVIEW)
    if span is not None and on < span.first:
        # Too early to be the first review: that one is still due 14 days after the talk when the meeting slips.
        stamp(step, span, provisional=True)
    keep(step)


def _at_work_ends(viewer: Viewer, course: Course, said: LookBack) -> None:
    """Close what the group carried out, as part of looking back (A1.3)."""
    step = course.steps[AT_WORK]
    if step.state == Step.State.OPEN:
        finish(step, viewer.staff, said.on, {**step.answers, "done": said.done})


def _act_today(viewer: Viewer, course: Course) -> None:
    """It got worse: how to go on is asked today, contact is due the next school day, and the owner knows."""
    case, day = course.case, today()
    if course.steps[REVIEW].state == Step.State.DONE:
        open_choice(course, until=day)
    case.contact_due = due(course.edition.term("contact_after_worse"), day, course.calendar)
    case.contact_since = day
    _tell_owner(viewer, case)


def _tell_owner(viewer: Viewer, case: Case) -> None:
    if case.owner_id != viewer.staff.pk:
        tell(case.owner, "case.worse", f"case.worse:{case.pk}:{case.version}", path_of(case))


@fulfils("A1.4.worse")
def worse(viewer: Viewer, case: Case, note: str = "") -> None:
    """The target says it gets worse, at any time: the review is due today; is none waiting, then contact is."""
    with one_write():
        course = take(viewer, case)
        day = today()
        step = next((course.steps[clause] for clause in (TALK, REVIEW) if _may_come_forward(course, clause)), None)
        if step is not None:
            # What was late already stays as late as it is.
            until = min(step.due_until or day, day)
            open_step(step, until, until)
            step.urgent, step.needs_choice = True, False
            step.due_from = step.due_until = until
            keep(step)
        else:
            case.contact_due, case.contact_since = min(case.contact_due or day, day), day
        write(case, viewer.staff, "worse", note, facts={"answer": Answer.WORSE.value})
        _tell_owner(viewer, case)
        touch(case)
        record(viewer, "case.worse", case)


def _may_come_forward(course: Course, clause: str) -> bool:
    return course.steps[clause].state in (Step.State.OPEN, Step.State.WAITING)


@dataclass(frozen=True)
class MemberSaid:
    """What one member said, alone."""

    on: date
    answers: Answers = field(default_factory=dict)


@fulfils("A1.5")
def record_member(
    viewer: Viewer, case: Case, pupil: Pupil, said: MemberSaid, version: int | None = None
) -> MemberReview:
    """Record the review with one member apart; with the last one this step is done."""
    with one_write():
        course, review = _take_member(viewer, case, pupil, version)
        not_later_than_today(said.on, course.met_on)
        review.done_on, review.by, review.answers = said.on, viewer.staff, dict(said.answers)
        _keep_member(course, review)
        questions = course.edition.track("no_blame").step(MEMBERS).questions
        text = in_words(questions, said.answers)
        write(case, viewer.staff, MEMBERS, text, said.on, facts={"pupil": str(pupil.pk)})
        _all_heard(viewer, course, said.on)
        touch(case)
        record(viewer, "step.member", case)
    return review


def leave_member_out(viewer: Viewer, case: Case, pupil: Pupil, reason: str, version: int | None = None) -> MemberReview:
    """Do not speak with one member, with a reason on record (5.guide)."""
    with one_write():
        course, review = _take_member(viewer, case, pupil, version)
        review.reason, review.by = leaving_reason(course, reason).id, viewer.staff
        _keep_member(course, review)
        title = course.edition.track("no_blame").step(MEMBERS).title
        facts = {"clause": MEMBERS, "reason": reason, "pupil": str(pupil.pk)}
        write(case, viewer.staff, "left_out", title, facts=facts)
        _all_heard(viewer, course, today())
        touch(case)
        record(viewer, "step.member_left_out", case, reason=reason)
    return review


def leaving_reason(course: Course, id_: str) -> Reason:
    """Return a reason with which a step may be left out; raises MoveRefused for any other."""
    reasons: Sequence[Reason] = course.edition.reasons_for("leave_out")
    found = next((reason for reason in reasons if reason.id == id_), None)
    if found is None:
        raise MoveRefused(f"no such reason: {id_}", _("Kies een reden."))
    return found


def _take_member(viewer: Viewer, case: Case, pupil: Pupil, version: int | None) -> tuple[Course, MemberReview]:
    course = take(viewer, case)
    review = next((row for row in course.reviews if row.member.pupil_id == pupil.pk), None)
    if review is None or course.steps[MEMBERS].state != Step.State.OPEN:
        raise MoveRefused("this review is not open", _("Deze stap is nu niet aan de beurt."))
    if version is not None and review.version != version:
        raise Stale
    if review.done_on is not None or review.reason:
        raise MoveRefused("this member has been heard", _("Dit gesprek is al vastgelegd."))
    return course, review


def _keep_member(course: Course, review: MemberReview) -> None:
    review.version += 1
    review.save()
    keep(course.steps[MEMBERS])


def _all_heard(viewer: Viewer, course: Course, on: date) -> None:
    """Close the step with the last member; the day is that of the latest talk."""
    if any(row.done_on is None and not row.reason for row in course.reviews):
        return
    days = [row.done_on for row in course.reviews if row.done_on]
    finish(course.steps[MEMBERS], viewer.staff, max(days, default=on), {})
    go_on(course, viewer.staff)
