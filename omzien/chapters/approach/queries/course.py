"""Where a case stands in the six steps: the round, its steps, its group, the consent; a constant number of queries."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from omzien.chapters.approach.models import Case, Consent, Idea, Member, MemberReview, Part, Round, Step
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.terms import Days, edition_of, span_of
from omzien.ground.clock import Calendar
from omzien.ground.clock.windows import Span
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.models import Pupil
from omzien.protocol.schema import Edition

TALK, MEETING, AT_WORK, REVIEW, MEMBERS, CHOICE = "A1.1", "A1.2", "A1.3", "A1.4", "A1.5", "A1.6"
OVER = (Step.State.DONE.value, Step.State.LEFT_OUT.value)


@dataclass
class Course:
    """One round of a case. The talk (A1.1) belongs to the first round, and is shown in each."""

    case: Case
    round: Round
    rounds: int
    steps: dict[str, Step]
    members: list[Member] = field(default_factory=list)
    consent: Consent | None = None

    @cached_property
    def edition(self) -> Edition:
        """Return the edition that the case runs on."""
        return edition_of(self.case)

    @cached_property
    def calendar(self) -> Calendar:
        """Return the school's calendar."""
        return calendar_for(self.case.school)

    @property
    def latest(self) -> bool:
        """Tell whether this is the round that runs."""
        return self.round.number == self.rounds

    @property
    def talk_on(self) -> date | None:
        """Return the day of the talk; in a later round that is the day on which it was chosen."""
        return self.steps[TALK].done_on if self.round.number == 1 else self.round.opened_on

    @property
    def met_on(self) -> date | None:
        """Return the day on which the group met."""
        step = self.steps[MEETING]
        return step.done_on if step.state == Step.State.DONE else None

    @property
    def without_group(self) -> bool:
        """Tell whether this round helps without a group."""
        return self.steps[MEETING].state == Step.State.LEFT_OUT

    @property
    def days(self) -> Days:
        """Return the days that the windows of this round count from."""
        return Days(self.talk_on, self.met_on, from_talk=self.case.school.counts_from_talk)

    def span(self, clause: str) -> Span | None:
        """Return the days of a review by what is known now."""
        return span_of(clause, self.days, self.calendar, self.edition)

    def step(self, clause: str) -> Step:
        """Return a step; raises MoveRefused for what is no step of this track."""
        try:
            return self.steps[clause]
        except KeyError:
            raise MoveRefused(f"no such step: {clause}") from None

    @cached_property
    def ideas(self) -> list[Idea]:
        """Return the ideas of the group, in the order in which they were said."""
        return list(self.round.ideas.select_related("member__pupil"))

    @cached_property
    def reviews(self) -> list[MemberReview]:
        """Return the reviews with the members apart, by name."""
        rows = MemberReview.objects.filter(step=self.steps[MEMBERS]).select_related("member__pupil")
        return sorted(rows, key=lambda row: row.member.pupil.sort_key)

    @cached_property
    def target(self) -> Pupil | None:
        """Return the pupil whom the case is about."""
        rows = self.case.parts.filter(plays=Part.As.TARGETED, until_on__isnull=True).select_related("pupil")
        part = rows.order_by("from_on").first()
        return part.pupil if part else None

    @cached_property
    def plays(self) -> dict[UUID, str]:
        """Return the part of each other pupil as the team sees it, by the pupil's key."""
        rows = self.case.parts.filter(until_on__isnull=True).exclude(plays=Part.As.TARGETED)
        return dict(rows.values_list("pupil_id", "plays"))

    @property
    def not_members(self) -> set[str]:
        """Return the keys of the pupils whom the target would rather not have in the group."""
        return set(self.steps[TALK].answers.get("not_members", []))

    @property
    def you_choose(self) -> bool:
        """Tell whether the target left the choice of the group to the mentor."""
        return bool(self.steps[TALK].answers.get("you_choose"))


def course_of(case: Case, number: int | None = None) -> Course:
    """Return a round of the case, by default the one that runs; raises MoveRefused when there is no such round."""
    rounds = list(case.rounds.order_by("number"))
    round_ = rounds[-1] if number is None else next((row for row in rounds if row.number == number), None)
    if round_ is None:
        raise MoveRefused(f"no such round: {number}")
    rows = case.steps.filter(round__in={rounds[0], round_}).select_related("by", "planned_by").order_by("clause")
    steps = {row.clause: row for row in rows if row.round_id == round_.pk or row.clause == TALK}
    members = round_.members.filter(left_on__isnull=True).select_related("pupil")
    return Course(
        case=case,
        round=round_,
        rounds=len(rounds),
        steps=steps,
        members=sorted(members, key=lambda member: member.pupil.sort_key),
        consent=round_.consents.filter(withdrawn_on__isnull=True).select_related("by").first(),
    )
