"""A1.2 and A1.3: the support group, its meeting, its ideas and the member who takes each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Case, Idea, Member, MemberReview, Part, Round, Step
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.course import AT_WORK, MEETING, MEMBERS, REVIEW, Course
from omzien.chapters.approach.terms import plan
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.models import Pupil, Staff
from omzien.protocol.duties import fulfils

from .cases import touch, write
from .contacts import contact_after
from .noblame import Answers, finish, in_words, keep, not_later_than_today, open_step, recount, take_step

NO_CONSENT = _(
    "Er is nog geen akkoord van de leerling. Zonder akkoord komt er geen groep bij elkaar. Vraag het eerst en leg het vast."
)
# Nobody plans a meeting further ahead: by then it is something else that is needed.
FAR = timedelta(days=120)
# Parts that say nothing of guilt; the only ones before persistence.
PARTS = (Part.As.INVOLVED, Part.As.SUPPORTIVE, Part.As.NEUTRAL)


@dataclass(frozen=True)
class Said:
    """An idea, with the member who takes it."""

    text: str
    by: Pupil | None = None
    # The key of an idea that was kept before.
    id: UUID | None = None


@dataclass(frozen=True)
class Meeting:
    """The meeting of the group; `reviews` are the days that were agreed, by clause."""

    on: date
    present: Sequence[Pupil]
    at: time | None = None
    ideas: Sequence[Said] = ()
    reviews: Mapping[str, date | None] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)


def set_members(course: Course, pupils: Sequence[Pupil]) -> None:
    """Let these pupils be the group of the round, inside the caller's transaction; who left may come back."""
    target = course.target
    if target is not None and target.pk in {pupil.pk for pupil in pupils}:
        raise MoveRefused(
            "the target is not in the group", _("De leerling om wie het gaat zit zelf niet in de steungroep.")
        )
    declined = [pupil for pupil in pupils if str(pupil.pk) in course.not_members]
    if declined:
        raise MoveRefused(
            "the target declined a member",
            _("De leerling wil iemand uit deze lijst er liever niet bij. Kies een ander."),
        )
    rows = {row.pupil_id: row for row in course.round.members.all()}
    wanted = {pupil.pk: pupil for pupil in pupils}
    for pk, row in rows.items():
        if (pk in wanted) == (row.left_on is None):
            continue
        row.left_on = None if pk in wanted else today()
        row.save()
    for pk, pupil in wanted.items():
        if pk not in rows:
            _join(course.round, pupil)
    members = course.round.members.filter(left_on__isnull=True).select_related("pupil")
    course.members = sorted(members, key=lambda member: member.pupil.sort_key)


def _join(round_: Round, pupil: Pupil) -> Member:
    return Member.objects.create(school_id=round_.school_id, round=round_, pupil=pupil, joined_on=today())


def change_group(
    viewer: Viewer,
    case: Case,
    members: Sequence[Pupil] | None = None,
    plays: Mapping[UUID, str] | None = None,
    *,
    agreed: bool = False,
    version: int | None = None,
) -> Course:
    """Choose the group, or say what part a member plays; a part is seen by the team alone (2.roles).

    Until the meeting the group may change; with consent on record the target agrees to the change too.
    """
    with one_write():
        course, step = take_step(viewer, case, MEETING, version)
        if members is not None and {pupil.pk for pupil in members} != {row.pupil_id for row in course.members}:
            _may_change(course, step, agreed=agreed)
            set_members(course, members)
            # Facts only: the timeline words them in the language of whoever reads.
            write(case, viewer.staff, "member", "", facts={"members": len(course.members)})
        for pupil_id, part in (plays or {}).items():
            _play(course, viewer.staff, pupil_id, part)
        keep(step)
        touch(case)
        record(viewer, "step.group", case, members=len(course.members))
    return course


def _may_change(course: Course, step: Step, *, agreed: bool) -> None:
    if step.state not in (Step.State.OPEN, Step.State.WAITING):
        raise MoveRefused(
            "the group has met", _("De groep is al bij elkaar geweest. In een nieuwe ronde kan de groep anders zijn.")
        )
    if course.consent is not None and not (agreed or course.you_choose):
        raise MoveRefused(
            "the target has not agreed to this group", _("Vraag eerst of de leerling akkoord is met deze groep.")
        )


def _play(course: Course, by: Staff, pupil_id: UUID, plays: str) -> None:
    """Keep what part a member plays; what was thought before stays readable with its dates."""
    if plays not in PARTS or pupil_id not in {row.pupil_id for row in course.members}:
        raise MoveRefused(f"no such part: {plays}")
    rows = list(course.case.parts.filter(pupil=pupil_id, until_on__isnull=True))
    if any(row.plays == plays for row in rows):
        return
    for row in rows:
        row.until_on = today()
        row.save()
    Part.objects.create(
        school_id=course.case.school_id, case=course.case, pupil_id=pupil_id, plays=plays, by=by, from_on=today()
    )


def plan_meeting(viewer: Viewer, case: Case, day: date, version: int | None = None) -> Step:
    """Agree on the day on which the group meets: a school day, today or later."""
    with one_write():
        course, step = take_step(viewer, case, MEETING, version)
        if step.state != Step.State.OPEN:
            raise MoveRefused("the meeting is not next", _("Deze stap is nu niet aan de beurt."))
        if not today() <= day <= today() + FAR or not course.calendar.is_school_day(day):
            raise MoveRefused("the group meets on a school day", _("Kies een schooldag, vandaag of binnenkort."))
        step.planned_on, step.planned_by = day, viewer.staff
        step.due_from = step.due_until = day
        keep(step)
        touch(case)
        record(viewer, "step.plan", case, clause=MEETING, day=day.isoformat())
    return step


@fulfils("A1.2")
def record_meeting(viewer: Viewer, case: Case, meeting: Meeting, version: int | None = None) -> Step:
    """Record the meeting: from this day on the reviews count. Without consent of the target there is none."""
    with one_write():
        course, step = take_step(viewer, case, MEETING, version)
        _may_meet(course, meeting)
        not_later_than_today(meeting.on, course.talk_on)
        members = {row.pupil_id: row for row in course.members}
        present = [str(members[pupil.pk].pk) for pupil in meeting.present]
        answers = {**meeting.answers, "present": present, "held_on": meeting.on.isoformat()}
        finish(step, viewer.staff, meeting.on, answers)
        _keep_ideas(course, meeting.ideas)
        open_step(course.steps[AT_WORK])
        for clause in (REVIEW, MEMBERS):
            recount(course, clause)
            _agree(viewer, course, clause, meeting.reviews.get(clause))
        _plan_members(course)
        # 5.noblame: the target hears how it went within its term.
        contact_after(case, "contact_after_meeting", meeting.on)
        text = _in_words(course, meeting)
        write(case, viewer.staff, MEETING, text, meeting.on, meeting.at, facts={"members": len(present)})
        touch(case)
        record(viewer, "step.meeting", case, members=len(present), ideas=len(meeting.ideas))
    return step


def _may_meet(course: Course, meeting: Meeting) -> None:
    if course.consent is None:
        raise MoveRefused("no consent on record", NO_CONSENT)
    if not course.members:
        raise MoveRefused("the group has no members", _("Kies eerst samen wie er in de steungroep zit."))
    members = {row.pupil_id for row in course.members}
    if not meeting.present or any(pupil.pk not in members for pupil in meeting.present):
        raise MoveRefused("only members meet", _("Kies wie erbij waren, uit de leden van de groep."))


def _agree(viewer: Viewer, course: Course, clause: str, day: date | None) -> None:
    step, span = course.steps[clause], course.span(clause)
    if day is None or span is None or step.state != Step.State.OPEN:
        return
    if day not in span.choosable:
        raise MoveRefused(
            "the day is outside the window", _("Deze dag valt buiten de termijn. Kies een van de dagen die er staan.")
        )
    plan(step, span, day, viewer.staff)
    keep(step)


def _plan_members(course: Course) -> None:
    """Plan the talk with every member apart, whether or not they were at the meeting (A1.5)."""
    step = course.steps[MEMBERS]
    if step.state != Step.State.OPEN:
        return
    for member in course.members:
        MemberReview.objects.create(
            school_id=step.school_id, step=step, member=member, planned_on=step.planned_on or None
        )


def _keep_ideas(course: Course, ideas: Sequence[Said]) -> None:
    """Keep what the group said; an idea that was kept before may get a member."""
    members = {row.pupil_id: row for row in course.members}
    kept = {row.pk: row for row in course.round.ideas.all()}
    for said in ideas:
        if said.by is not None and said.by.pk not in members:
            raise MoveRefused("an idea is a member's", _("Een idee is van een lid van de groep. Kies wie het doet."))
        row = kept.get(said.id) if said.id else None
        if row is None and not said.text.strip():
            continue
        row = row or Idea(school_id=course.case.school_id, round=course.round, number=len(kept))
        row.text, row.member = said.text, members[said.by.pk] if said.by else None
        row.save()
        kept[row.pk] = row


@fulfils("A1.3")
def give_ideas(
    viewer: Viewer, case: Case, ideas: Sequence[Said], note: str = "", version: int | None = None
) -> list[Idea]:
    """Give each idea a member while the group is at work, and keep how it goes; nobody is checked upon."""
    with one_write():
        course, step = take_step(viewer, case, AT_WORK, version)
        if step.state != Step.State.OPEN:
            raise MoveRefused("the group is not at work", _("Deze stap is nu niet aan de beurt."))
        _keep_ideas(course, ideas)
        if note.strip():
            step.answers = {**step.answers, "going": note}
            write(case, viewer.staff, AT_WORK, note)
        keep(step)
        touch(case)
        record(viewer, "step.ideas", case, ideas=len(ideas))
    return list(course.round.ideas.all())


def _in_words(course: Course, meeting: Meeting) -> str:
    """Return the meeting as a note: what was thought of, not by whom."""
    ideas = [f"– {said.text}" for said in meeting.ideas if said.text.strip()]
    questions = course.edition.track("no_blame").step(MEETING).questions
    told = in_words(questions, meeting.answers)
    return "\n\n".join(part for part in (told, "\n".join(ideas)) if part)
