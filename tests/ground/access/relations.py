"""Every relation in which a persona can stand to a report, a case, a pupil, an emergency or a notice."""

from collections.abc import Callable
from datetime import timedelta

from django.db import models

from omzien.chapters.approach.models import Case
from omzien.chapters.reports.models import Report
from omzien.ground.clock import today
from omzien.ground.school.models import Pupil, Role, Staff
from tests.ground.access.town import DAY, OTHER_HAT, Relation, Thing, Town

_made: dict[str, dict[str, Relation]] = {}


def relation(label: str, name: str) -> Callable[[Relation], Relation]:
    """Register how a relation is made."""

    def keep(make: Relation) -> Relation:
        _made.setdefault(label, {})[name] = make
        return make

    return keep


def stand(town: Town, code: str, staff: Staff, role: Role, but: str = "") -> list[Thing]:
    """Make an object of every kind, but one, in every relation to this persona."""
    return [
        Thing(make(town, staff, role), code, name)
        for label, relations in _made.items()
        if label != but
        for name, make in relations.items()
    ]


def names() -> set[tuple[str, str]]:
    """Return every kind of object with every relation."""
    return {(label, name) for label, relations in _made.items() for name in relations}


# Reports.


@relation("reports.Report", "addressed")
def _addressed(town: Town, me: Staff, role: Role) -> Report:
    return town.report((me, role))


@relation("reports.Report", "addressed, in my other hat")
def _other_hat(town: Town, me: Staff, role: Role) -> Report:
    return town.report((me, OTHER_HAT[role]))


@relation("reports.Report", "own")
def _own(town: Town, me: Staff, role: Role) -> Report:
    return town.report((town.someone, Role.MENTOR), author=me)


@relation("reports.Report", "of my case")
def _of_my_case(town: Town, me: Staff, role: Role) -> Report:
    report = town.report((town.someone, Role.MENTOR))
    town.began(town.case(me), report)
    return report


@relation("reports.Report", "of my case, closed")
def _of_my_closed_case(town: Town, me: Staff, role: Role) -> Report:
    report = town.report()
    town.began(town.case(me, state="closed"), report)
    return report


@relation("reports.Report", "of a case that I left")
def _of_a_case_i_left(town: Town, me: Staff, role: Role) -> Report:
    report, case = town.report(), town.case()
    town.join(case, me, until_on=today() - DAY)
    town.began(case, report)
    return report


@relation("reports.Report", "addressed, conflict")
def _conflict(town: Town, me: Staff, role: Role) -> Report:
    report = town.report((me, role))
    town.bar(report, me)
    return report


@relation("reports.Report", "own, conflict")
def _own_conflict(town: Town, me: Staff, role: Role) -> Report:
    report = town.report((town.someone, Role.MENTOR), author=me)
    town.bar(report, me)
    return report


@relation("reports.Report", "addressed, conflict ended")
def _conflict_ended(town: Town, me: Staff, role: Role) -> Report:
    report = town.report((me, role))
    town.bar(report, me, ended_on=today())
    return report


@relation("reports.Report", "addressed, deputy of who has a conflict")
def _deputy(town: Town, me: Staff, role: Role) -> Report:
    report = town.report((me, role))
    town.bar(report, town.absent)
    return report


@relation("reports.Report", "addressed, about my child")
def _my_child(town: Town, me: Staff, role: Role) -> Report:
    return town.report((me, role), about=town.child_of(me))


@relation("reports.Report", "addressed, of a case with my child")
def _case_with_my_child(town: Town, me: Staff, role: Role) -> Report:
    report = town.report((me, role))
    town.began(town.case(me, pupil=town.child_of(me)), report)
    return report


@relation("reports.Report", "addressed, conflict in its case")
def _conflict_in_case(town: Town, me: Staff, role: Role) -> Report:
    report, case = town.report((me, role)), town.case(me)
    town.began(case, report)
    town.bar(case, me)
    return report


@relation("reports.Report", "of a case, emergency running")
def _report_in_emergency(town: Town, me: Staff, role: Role) -> Report:
    report, pupil = town.report((town.someone, Role.MENTOR)), town.pupil()
    town.began(town.case(pupil=pupil), report)
    town.emergency(me, role, pupil)
    return report


@relation("reports.Report", "to somebody else")
def _to_somebody_else(town: Town, me: Staff, role: Role) -> Report:
    return town.report((town.someone, Role.MENTOR))


@relation("reports.Report", "to nobody")
def _to_nobody(town: Town, me: Staff, role: Role) -> Report:
    return town.report()


# Cases.


@relation("approach.Case", "team")
def _team(town: Town, me: Staff, role: Role) -> Case:
    return town.case(me)


@relation("approach.Case", "owner")
def _owner(town: Town, me: Staff, role: Role) -> Case:
    return town.case(owner=me)


@relation("approach.Case", "not in the team")
def _not_in_team(town: Town, me: Staff, role: Role) -> Case:
    return town.case()


@relation("approach.Case", "left the team")
def _left_team(town: Town, me: Staff, role: Role) -> Case:
    case = town.case()
    town.join(case, me, until_on=today() - DAY)
    return case


@relation("approach.Case", "last day in the team")
def _last_day(town: Town, me: Staff, role: Role) -> Case:
    case = town.case()
    town.join(case, me, until_on=today())
    return case


@relation("approach.Case", "in the team from tomorrow")
def _from_tomorrow(town: Town, me: Staff, role: Role) -> Case:
    case = town.case()
    town.join(case, me, from_on=today() + DAY)
    return case


@relation("approach.Case", "team, aftercare")
def _aftercare(town: Town, me: Staff, role: Role) -> Case:
    return town.case(me, state="aftercare")


@relation("approach.Case", "team, closed")
def _closed(town: Town, me: Staff, role: Role) -> Case:
    return town.case(me, state="closed")


@relation("approach.Case", "not in the team, closed")
def _other_closed(town: Town, me: Staff, role: Role) -> Case:
    return town.case(state="closed")


@relation("approach.Case", "owner, conflict")
def _case_conflict(town: Town, me: Staff, role: Role) -> Case:
    case = town.case(owner=me)
    town.bar(case, me)
    return case


@relation("approach.Case", "team, conflict ended")
def _case_conflict_ended(town: Town, me: Staff, role: Role) -> Case:
    case = town.case(me)
    town.bar(case, me, ended_on=today())
    return case


@relation("approach.Case", "team, deputy of who has a conflict")
def _case_deputy(town: Town, me: Staff, role: Role) -> Case:
    case = town.case(me)
    town.bar(case, town.absent)
    return case


@relation("approach.Case", "team, conflict in its report")
def _case_report_conflict(town: Town, me: Staff, role: Role) -> Case:
    case, report = town.case(me), town.report()
    town.began(case, report)
    town.bar(report, me)
    return case


@relation("approach.Case", "owner, my child")
def _case_my_child(town: Town, me: Staff, role: Role) -> Case:
    return town.case(owner=me, pupil=town.child_of(me))


@relation("approach.Case", "team, my child had a part")
def _case_my_child_past(town: Town, me: Staff, role: Role) -> Case:
    case = town.case(me, pupil=town.child_of(me))
    case.parts.update(until_on=today() - timedelta(days=3))
    return case


@relation("approach.Case", "emergency running")
def _emergency(town: Town, me: Staff, role: Role) -> Case:
    pupil = town.pupil()
    town.emergency(me, role, pupil)
    return town.case(pupil=pupil)


@relation("approach.Case", "emergency over")
def _emergency_over(town: Town, me: Staff, role: Role) -> Case:
    pupil = town.pupil()
    town.emergency(me, role, pupil, began=-1.01)
    return town.case(pupil=pupil)


@relation("approach.Case", "emergency not begun")
def _emergency_not_begun(town: Town, me: Staff, role: Role) -> Case:
    pupil = town.pupil()
    town.emergency(me, role, pupil, began=0.5)
    return town.case(pupil=pupil)


@relation("approach.Case", "emergency in my other hat")
def _emergency_other_hat(town: Town, me: Staff, role: Role) -> Case:
    pupil = town.pupil()
    town.emergency(me, OTHER_HAT[role], pupil)
    return town.case(pupil=pupil)


@relation("approach.Case", "emergency of somebody else")
def _emergency_other(town: Town, me: Staff, role: Role) -> Case:
    pupil = town.pupil()
    town.emergency(town.someone, role, pupil)
    return town.case(pupil=pupil)


@relation("approach.Case", "emergency about another pupil")
def _emergency_other_pupil(town: Town, me: Staff, role: Role) -> Case:
    town.emergency(me, role, town.pupil())
    return town.case()


@relation("approach.Case", "emergency running, conflict")
def _emergency_conflict(town: Town, me: Staff, role: Role) -> Case:
    pupil = town.pupil()
    town.emergency(me, role, pupil)
    case = town.case(pupil=pupil)
    town.bar(case, me)
    return case


@relation("approach.Case", "emergency running, my child")
def _emergency_my_child(town: Town, me: Staff, role: Role) -> Case:
    child = town.child_of(me)
    town.emergency(me, role, child)
    return town.case(pupil=child)


# Pupils.


@relation("school.Pupil", "own group")
def _own_group(town: Town, me: Staff, role: Role) -> Pupil:
    return town.pupil(town.own)


@relation("school.Pupil", "group around my core team")
def _around(town: Town, me: Staff, role: Role) -> Pupil:
    return town.pupil(town.around)


@relation("school.Pupil", "other core team")
def _other_team(town: Town, me: Staff, role: Role) -> Pupil:
    return town.pupil(town.other)


@relation("school.Pupil", "left my group")
def _left_group(town: Town, me: Staff, role: Role) -> Pupil:
    return town.pupil(town.own, until_on=today() - DAY)


@relation("school.Pupil", "in no group")
def _no_group(town: Town, me: Staff, role: Role) -> Pupil:
    return town.pupil()


@relation("school.Pupil", "named as mine")
def _named(town: Town, me: Staff, role: Role) -> Pupil:
    pupil = town.pupil(town.other)
    town.hold(me, role, pupil=pupil, home_group=None)
    return pupil


# Emergencies and notices.


@relation("access.Emergency", "own")
def _own_emergency(town: Town, me: Staff, role: Role) -> models.Model:
    return town.emergency(me, role, town.pupil())


@relation("access.Emergency", "own, in my other hat")
def _own_emergency_other_hat(town: Town, me: Staff, role: Role) -> models.Model:
    return town.emergency(me, OTHER_HAT[role], town.pupil())


@relation("access.Emergency", "of somebody else")
def _somebodys_emergency(town: Town, me: Staff, role: Role) -> models.Model:
    return town.emergency(town.someone, Role.PUPIL_COORDINATOR, town.pupil())


@relation("notices.Notice", "own")
def _own_notice(town: Town, me: Staff, role: Role) -> models.Model:
    return town.notice(me)


@relation("notices.Notice", "of somebody else")
def _somebodys_notice(town: Town, me: Staff, role: Role) -> models.Model:
    return town.notice(town.someone)
