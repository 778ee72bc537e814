"""A1.6, done or a new round; and 5.guide: a step is left out with a reason, success is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Case, Consent, Round, Step
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.course import (
    AT_WORK,
    CHOICE,
    MEETING,
    MEMBERS,
    OVER,
    REVIEW,
    TALK,
    Course,
    course_of,
)
from omzien.chapters.approach.terms import REVIEWS
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.models import Pupil
from omzien.protocol.duties import fulfils

from .cases import touch, write
from .group import set_members
from .noblame import ask_for_group, finish, go_on, in_words, not_later_than_today, recount, skip, take_step
from .reviews import leaving_reason

DONE, NEW_ROUND, OTHER_HELP = "done", "new_round", "other_help"
# What a round without a meeting has no use for.
NEEDS_GROUP = (AT_WORK, MEMBERS)
NO_GROUP = "no_group"


@dataclass(frozen=True)
class Choice:
    """What the target and the mentor choose at the end of a round."""

    next: str
    on: date
    synthesis: str = ""
    # For a new round: its members (None keeps the group), and whether the target agrees to it.
    members: Sequence[Pupil] | None = None
    agreed: bool = False
    # Why reviews that are still open are left out.
    reason: str = ""


@fulfils("A1.6")
def choose(viewer: Viewer, case: Case, choice: Choice, version: int | None = None) -> Round | None:
    """Record the choice: done, other help, or a new round, which is returned."""
    with one_write():
        course, step = take_step(viewer, case, CHOICE, version)
        if choice.next not in (DONE, NEW_ROUND, OTHER_HELP):
            raise MoveRefused(f"no such choice: {choice.next}", _("Kies hoe jullie verdergaan."))
        if step.state != Step.State.OPEN:
            raise MoveRefused("the choice is not next", _("Deze stap is nu niet aan de beurt."))
        not_later_than_today(choice.on, course.met_on or course.talk_on)
        _leave_reviews(viewer, course, choice.reason)
        answers = {"synthesis": choice.synthesis, "next": choice.next}
        finish(step, viewer.staff, choice.on, answers)
        course.round.ended_on = choice.on
        course.round.save()
        text = in_words(course.edition.track("no_blame").step(CHOICE).questions, answers)
        write(case, viewer.staff, CHOICE, text, choice.on)
        new = _new_round(viewer, course, choice) if choice.next == NEW_ROUND else None
        touch(case)
        record(viewer, "step.choice", case, next=choice.next)
    return new


def _leave_reviews(viewer: Viewer, course: Course, reason: str) -> None:
    """Leave out what is still open of this round: that too asks for a reason."""
    unheard = [course.steps[clause] for clause in REVIEWS if course.steps[clause].state not in OVER]
    if unheard and not reason:
        raise MoveRefused(
            "reviews are still open", _("Nog niet iedereen is gehoord. Kies waarom jullie dat overslaan.")
        )
    for step in unheard:
        skip(step, viewer.staff, leaving_reason(course, reason).id)
    go_on(course, viewer.staff)


def _new_round(viewer: Viewer, course: Course, choice: Choice) -> Round:
    """Begin steps 2 to 5 again; members are kept, added or changed. The choice is day 0 until the group meets."""
    case, old = course.case, course.round
    new = Round.objects.create(school_id=case.school_id, case=case, number=old.number + 1, opened_on=choice.on)
    for clause in (MEETING, AT_WORK, REVIEW, MEMBERS, CHOICE):
        Step.objects.create(school_id=case.school_id, case=case, round=new, clause=clause)
    members = [row.pupil for row in course.members] if choice.members is None else choice.members
    begun = course_of(case)
    set_members(begun, members)
    if choice.agreed:
        begun.consent = Consent.objects.create(school_id=case.school_id, round=new, given_on=choice.on, by=viewer.staff)
    ask_for_group(begun, choice.on)
    write(case, viewer.staff, "round", "", choice.on, facts={"round": new.number, "members": len(begun.members)})
    return new


@fulfils("5.guide.leave_out")
def leave_out(viewer: Viewer, case: Case, clause: str, reason: str, note: str = "", version: int | None = None) -> Step:
    """Leave a step out with a reason; what follows on it opens, and contact with the target goes on."""
    with one_write():
        course, step = take_step(viewer, case, clause, version)
        skip(step, viewer.staff, leaving_reason(course, reason).id, note)
        _follow(viewer, course, clause)
        title = course.edition.track("no_blame").step(clause).title
        text = "\n\n".join(part for part in (title, note) if part)
        write(case, viewer.staff, "left_out", text, facts={"clause": clause, "reason": reason})
        touch(case)
        record(viewer, "step.leave_out", case, clause=clause, reason=reason)
    return step


def _follow(viewer: Viewer, course: Course, clause: str) -> None:
    """Open what comes after a step that was left out."""
    if clause == TALK:
        ask_for_group(course, today())
    elif clause == MEETING:
        for needs in NEEDS_GROUP:
            if course.steps[needs].state not in OVER:
                skip(course.steps[needs], viewer.staff, NO_GROUP)
        recount(course, REVIEW)
    elif clause == CHOICE:
        course.round.ended_on = today()
        course.round.save()
    go_on(course, viewer.staff)
