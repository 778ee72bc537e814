"""Deny beats allow: for every role, every object and every act of the table, whatever the reason to stay outside."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Model
from django.http import Http404

from omzien.chapters.approach.models import Case
from omzien.chapters.reports.models import Report
from omzien.ground.access.conflicts import bar, stand_in_for_role, unbar
from omzien.ground.access.engine import fields, find, readers, scope
from omzien.ground.access.models import Conflict, Emergency
from omzien.ground.access.table import RULES
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now, today
from omzien.ground.school.models import Guardian, Guardianship, Role, RoleHolding
from tests.cast import SINCE, Cast, make_school
from tests.ground.access.universe import join, make_case, make_report

pytestmark = pytest.mark.django_db
# Every role and act by which the table lets somebody reach a report or a case.
CELLS = sorted(
    {
        (rule.label, role.value, action)
        for rule in RULES
        if rule.label in {"reports.Report", "approach.Case"}
        for role in rule.roles
        for action in rule.actions - {"add"}
    }
)


@pytest.fixture
def cast() -> Cast:
    return make_school()


def close_to(cast: Cast, role: str) -> tuple[Viewer, Report, Case]:
    """Petra in this role, as near as one can be: author, addressed, owner, in the team, and in an emergency."""
    held = Role(role)
    RoleHolding.objects.create(
        school=cast.school,
        staff=cast.staff["Petra"],
        role=held,
        from_on=SINCE,
        home_group=cast.group_2b if held is Role.MENTOR else None,
    )
    report = make_report(cast, "Petra", author="Petra", about="Noor", role=held)
    case = make_case(cast, "Petra", "Sanne")
    join(report, case)
    Emergency.objects.create(
        school=cast.school,
        staff=cast.staff["Petra"],
        role=held,
        pupil=cast.pupils["Noor"],
        category=Emergency.Category.DANGER,
        reason="Er is gevaar, en niemand is te bereiken.",
        began_at=now(),
        until_at=now() + timedelta(minutes=60),
        review_by=today(),
    )
    return cast.viewer("Petra", held), report, case


def by_record(cast: Cast, obj: Model) -> None:
    bar(None, obj, cast.staff["Petra"], Conflict.Why.CLOSE, None)


def as_parent(cast: Cast, obj: Model) -> None:
    guardian = Guardian.objects.create(school=cast.school, external_key="petra", colleague=cast.staff["Petra"])
    Guardianship.objects.create(school=cast.school, pupil=cast.pupils["Noor"], guardian=guardian)


def as_deputy(cast: Cast, obj: Model) -> None:
    RoleHolding.objects.create(
        school=cast.school,
        staff=cast.staff["Petra"],
        role=Role.TEACHER,
        from_on=SINCE,
        stands_in_for=cast.staff["Karim"],
    )
    bar(None, obj, cast.staff["Karim"], Conflict.Why.NAMED, None)


@pytest.mark.parametrize("close", [by_record, as_parent, as_deputy])
@pytest.mark.parametrize(("label", "role", "action"), CELLS)
def test_deny_wins_for_every_role(
    cast: Cast, label: str, role: str, action: str, close: Callable[[Cast, Model], None]
) -> None:
    viewer, report, case = close_to(cast, role)
    obj: Report | Case = report if label == "reports.Report" else case
    model: type[Report] | type[Case] = type(obj)
    assert scope(viewer, model, action).filter(pk=obj.pk).exists()
    close(cast, obj)
    assert not scope(viewer, model, action).exists()
    assert fields(viewer, obj) == frozenset()
    assert viewer.staff not in {staff for staff, _role in readers(obj, action)}
    with pytest.raises(Http404):
        find(viewer, model, obj.pk, action)


@pytest.mark.parametrize("role", [Role.MENTOR, Role.PUPIL_COORDINATOR, Role.ANTI_BULLYING_COORDINATOR])
def test_a_report_and_its_case_are_closed_together(cast: Cast, role: Role) -> None:
    viewer, report, case = close_to(cast, role.value)
    bar(None, report, viewer.staff, Conflict.Why.NAMED, None)
    assert not scope(viewer, Case).exists()
    unbar(None, report, Conflict.objects.get())
    assert scope(viewer, Case).exists()
    bar(None, case, viewer.staff, Conflict.Why.NAMED, None)
    assert not scope(viewer, Report).exists()


def test_a_second_time_it_is_closed_already(cast: Cast) -> None:
    report = make_report(cast, "Sanne")
    assert bar(None, report, cast.staff["Sanne"], Conflict.Why.NAMED, None)
    assert not bar(None, report, cast.staff["Sanne"], Conflict.Why.FAMILY, None)
    assert Conflict.objects.count() == 1


def test_the_next_role_stands_in_for_who_may_not_see_it(cast: Cast) -> None:
    report = make_report(cast)
    ac = Role.ANTI_BULLYING_COORDINATOR
    assert stand_in_for_role(cast.school, ac, report) == [(cast.staff["Jelle"], ac)]
    bar(None, report, cast.staff["Jelle"], Conflict.Why.NAMED, None)
    assert stand_in_for_role(cast.school, ac, report) == [(cast.staff["Fatima"], Role.PUPIL_COORDINATOR)]
    bar(None, report, cast.staff["Fatima"], Conflict.Why.NAMED, None)
    assert stand_in_for_role(cast.school, ac, report) == []
