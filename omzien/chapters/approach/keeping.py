"""Nobody with an open case is removed by a list; a colleague who leaves hands their cases to somebody else first."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.urls import reverse

from omzien.chapters.reports.models import Report
from omzien.ground.access.scopes import denied_people
from omzien.ground.access.second_line import lifted
from omzien.ground.clock import today
from omzien.ground.journal.record import Actor, record
from omzien.ground.notices.tell import tell
from omzien.ground.school import leaving
from omzien.ground.school.holders import holders
from omzien.ground.school.keeps import register
from omzien.ground.school.models import Role, School, Staff

from .actions.cases import path_of, touch, write
from .models import Case, FollowUp, Member, Part, TeamMember
from .queries.people import eligible

GOING = (Case.State.OPEN, Case.State.AFTERCARE)


def pupils_in_a_case(school: School) -> Iterable[UUID]:
    """Return the pupils who play a part in a case that is not closed, or are in its support group."""
    parts = Part.objects.beyond("who is needed is not removed by a load").filter(
        school=school, until_on__isnull=True, case__state__in=GOING
    )
    members = Member.objects.beyond("who is needed is not removed by a load").filter(
        school=school, left_on__isnull=True, round__case__state__in=GOING
    )
    return {*parts.values_list("pupil_id", flat=True), *members.values_list("pupil_id", flat=True)}


def owners_of_a_case(school: School) -> Iterable[UUID]:
    """Return the colleagues who carry a case that is not closed: a list does not take them away, a person hands over."""
    carried = Case.objects.beyond("who is needed is not removed by a load").filter(school=school, state__in=GOING)
    return set(carried.values_list("owner_id", flat=True))


register(pupils_in_a_case, "pupils")
register(owners_of_a_case, "staff")


class Cases:
    """The cases and follow-ups that a colleague who leaves carried: each gets a new owner at once."""

    def heirs(self, leaver: Staff) -> Iterable[Staff]:
        """Return the coordinators first: they know who fits, and hand on."""
        return _heirs_at(leaver.school)

    def hand_over(self, leaver: Staff, heirs: list[Staff], actor: Actor | None) -> bool:
        """Give every open case and follow-up to the first heir who is not barred from it."""
        with lifted():
            return self._hand_over(leaver, heirs, actor)

    def _hand_over(self, leaver: Staff, heirs: list[Staff], actor: Actor | None) -> bool:
        able = {staff.pk for staff in self.heirs(leaver)} - {leaver.pk}
        fit = [staff for staff in heirs if staff.pk in able]
        everything = Case.objects.beyond("a colleague leaves").filter(owner=leaver, state__in=GOING)
        # Who helped out at a sister school is followed by somebody of that school.
        cases = [
            _hand_over_case(case, fit if case.school_id == leaver.school_id else _heirs_at(case.school, leaver), actor)
            for case in everything
        ]
        # A coordinator reads every report; somebody else perhaps not this one.
        follow_ups = FollowUp.objects.beyond("a colleague leaves").filter(owner=leaver, done_on__isnull=True)
        open_ones = follow_ups.select_related("report")
        return all(cases) and all(_hand_over_follow_up(row, _coordinators(row, leaver), actor) for row in open_ones)

    def step_aside(self, parent: Staff, actor: Actor | None) -> bool:
        """Give every open case and follow-up that is closed to its owner now to somebody else; they leave the teams."""
        with lifted():
            return self._step_aside(parent, actor)

    def _step_aside(self, parent: Staff, actor: Actor | None) -> bool:
        heirs = _heirs_at(parent.school, parent)
        going = Case.objects.beyond("a colleague is also a parent").filter(school=parent.school_id, state__in=GOING)
        cases = [case for case in going.filter(owner=parent) if _is_closed(case, parent)]
        rows = FollowUp.objects.beyond("a colleague is also a parent").filter(owner=parent, done_on__isnull=True)
        closed = [row for row in rows.select_related("report") if _is_closed(row.report, parent)]
        moved = all(_hand_over_case(case, heirs, actor) for case in cases)
        return moved and all(_hand_over_follow_up(row, _coordinators(row, parent), actor) for row in closed)


def _heirs_at(school: School, leaver: Staff | None = None) -> list[Staff]:
    """Return who can carry cases at this school, the coordinators first."""
    everyone = [*holders(school, Role.ANTI_BULLYING_COORDINATOR), *eligible(school)]
    return [staff for staff in everyone if leaver is None or staff.pk != leaver.pk]


def _coordinators(row: FollowUp, leaver: Staff) -> list[Staff]:
    return [staff for staff in holders(row.school, Role.ANTI_BULLYING_COORDINATOR) if staff.pk != leaver.pk]


def _is_closed(obj: Case | Report, staff: Staff) -> bool:
    return staff.pk in denied_people(obj._meta.label, obj)


def _first_not_barred(obj: Case | Report, heirs: list[Staff]) -> Staff | None:
    barred = denied_people(obj._meta.label, obj)
    return next((staff for staff in heirs if staff.pk not in barred), None)


def _hand_over_case(case: Case, heirs: list[Staff], actor: Actor | None) -> bool:
    to = _first_not_barred(case, heirs)
    if to is None:
        return False
    leaver = case.owner_id
    case.owner = to
    for row in case.team.filter(staff_id=leaver, until_on__isnull=True):
        row.until_on = today() - timedelta(days=1)
        row.save()
    if not case.team.filter(staff=to, until_on__isnull=True).exists():
        TeamMember.objects.create(school_id=case.school_id, case=case, staff=to, from_on=today())
    write(case, None, "handed_over", "", facts={"from": str(leaver), "staff": str(to.pk)})
    touch(case)
    record(actor, "case.hand_over", case, to=str(to.pk))
    tell(to, "case.yours", f"case.yours:{case.pk}:{case.version}", path_of(case))
    return True


def _hand_over_follow_up(row: FollowUp, heirs: list[Staff], actor: Actor | None) -> bool:
    to = _first_not_barred(row.report, heirs)
    if to is None:
        return False
    row.owner = to
    row.save()
    record(actor, "follow_up.hand_over", row, to=str(to.pk))
    tell(to, "follow_up.yours", f"follow_up.yours:{row.pk}:{to.pk}", reverse("report", args=[row.report_id]))
    return True


leaving.register(Cases())
