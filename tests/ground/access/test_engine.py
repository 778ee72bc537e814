"""Who may see what: the list, the object check and "Wie leest dit" are one answer."""

from datetime import datetime

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404

from omzien.chapters.approach.models import Case, CaseReport, TeamMember
from omzien.chapters.reports.models import Reader, Report
from omzien.ground.access.engine import find, readers, require, scope
from omzien.ground.access.scopes import scope_named
from omzien.ground.access.table import RULES, Rule
from omzien.ground.access.viewer import Viewer, roles_of
from omzien.ground.clock import AMSTERDAM, today
from omzien.ground.school.models import Pupil, Role
from tests.cast import Cast, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


def _report(cast: Cast, *names: str, author: str = "") -> Report:
    report = Report.objects.create(
        school=cast.school,
        source="staff" if author else "pupil",
        author=cast.staff.get(author),
        made_at=datetime(2026, 11, 18, 9, 0, tzinfo=AMSTERDAM),
    )
    for name in names:
        Reader.objects.create(school=cast.school, report=report, staff=cast.staff[name], role=Role.MENTOR)
    return report


def _case(cast: Cast) -> Case:
    return Case.objects.create(
        school=cast.school,
        edition="kiim/1",
        owner=cast.staff["Sanne"],
        opened_on=today(),
        next_from=today(),
        next_until=today(),
        next_kind="A1.1",
    )


def _everyone(cast: Cast) -> list[Viewer]:
    return [cast.viewer(name, role) for name, staff in cast.staff.items() for role in roles_of(staff)]


def test_the_chosen_mentor_and_the_coordinator_read_a_report_and_nobody_else(cast: Cast) -> None:
    report = _report(cast, "Sanne")
    seen_by = {
        (viewer.staff.given_name, viewer.role)
        for viewer in _everyone(cast)
        if scope(viewer, Report).filter(pk=report.pk).exists()
    }
    assert seen_by == {("Sanne", Role.MENTOR), ("Jelle", Role.ANTI_BULLYING_COORDINATOR)}


def test_a_colleague_can_always_re_read_their_own_report(cast: Cast) -> None:
    report = _report(cast, "Sanne", author="Petra")
    assert find(cast.teacher, Report, report.pk) == report


def test_outside_ones_scope_a_report_does_not_exist(cast: Cast) -> None:
    report = _report(cast, "Sanne")
    with pytest.raises(Http404):
        find(cast.other_mentor, Report, report.pk)
    with pytest.raises(Http404):
        require(cast.director, "read", report)


def test_the_author_may_read_but_not_handle(cast: Cast) -> None:
    report = _report(cast, "Sanne", author="Petra")
    with pytest.raises(PermissionDenied):
        require(cast.teacher, "handle", report)


def test_roles_never_add_up(cast: Cast) -> None:
    """Fatima is pupil coordinator and confidential adviser: a report to the one hat is not the other's."""
    report = _report(cast)
    Reader.objects.create(school=cast.school, report=report, staff=cast.staff["Fatima"], role=Role.PUPIL_COORDINATOR)
    assert scope(cast.pupil_coordinator, Report).filter(pk=report.pk).exists()
    adviser = cast.viewer("Fatima", Role.CONFIDENTIAL_ADVISER_INTERNAL)
    assert not scope(adviser, Report).filter(pk=report.pk).exists()


def test_who_reads_this_names_exactly_those_who_can(cast: Cast) -> None:
    for report in (_report(cast, "Sanne"), _report(cast, "Karim", "Sanne"), _report(cast)):
        named = {staff.pk for staff, _role in readers(report)}
        can = {viewer.staff.pk for viewer in _everyone(cast) if scope(viewer, Report).filter(pk=report.pk).exists()}
        assert named == can


def test_a_case_is_for_its_team_and_the_coordinator(cast: Cast) -> None:
    case = _case(cast)
    TeamMember.objects.create(school=cast.school, case=case, staff=cast.staff["Sanne"], from_on=today())
    can = {viewer.staff.given_name for viewer in _everyone(cast) if scope(viewer, Case).filter(pk=case.pk).exists()}
    assert can == {"Sanne", "Jelle"}
    assert {staff.given_name for staff, _role in readers(case)} == {"Sanne", "Jelle"}


def test_who_takes_over_a_case_reads_the_report_it_began_with(cast: Cast) -> None:
    report, case = _report(cast, "Sanne"), _case(cast)
    CaseReport.objects.create(
        school=cast.school, case=case, report=report, by=cast.staff["Sanne"], joined_at=report.made_at
    )
    assert not scope(cast.other_mentor, Report).filter(pk=report.pk).exists()
    TeamMember.objects.create(school=cast.school, case=case, staff=cast.staff["Karim"], from_on=today())
    assert scope(cast.other_mentor, Report).filter(pk=report.pk).exists()
    assert {staff.given_name for staff, _role in readers(report)} == {"Sanne", "Jelle", "Karim"}


def test_a_mentor_and_a_teacher_know_the_pupils_of_their_core_team_and_a_director_none(cast: Cast) -> None:
    assert scope(cast.mentor, Pupil).count() == 16  # 2B and 2C, both core team Blauw
    assert scope(cast.teacher, Pupil).count() == 16
    assert scope(cast.director, Pupil).count() == 0
    assert scope(cast.administrator, Pupil).count() == 0


def test_a_pupil_names_the_readers_that_the_policy_gives(cast: Cast) -> None:
    noor = cast.pupils["Noor"]
    can = {
        (viewer.staff.pk, viewer.role) for viewer in _everyone(cast) if scope(viewer, Pupil).filter(pk=noor.pk).exists()
    }
    assert {(staff.pk, role) for staff, role in readers(noor)} == can


def test_another_school_is_another_world(cast: Cast) -> None:
    other = make_school_beside(cast)
    report = _report(other, "Sanne")
    assert not scope(cast.coordinator, Report).filter(pk=report.pk).exists()
    assert not scope(cast.administrator, type(other.group_2b)).filter(pk=other.group_2b.pk).exists()


def make_school_beside(cast: Cast) -> Cast:
    """Make a second school; its people log in with other addresses."""
    for staff in cast.staff.values():
        account = staff.account
        account.login_key = f"first-{account.login_key[:50]}"
        account.save()
    return make_school()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.label}-{rule.scope}")
def test_every_rule_leads_to_a_scope_that_a_chapter_has_registered(cast: Cast, rule: Rule) -> None:
    rows = scope_named(rule.label, rule.scope).rows(cast.viewer("Sanne", rule.roles[0]))
    model = apps.get_model(rule.label)
    # A scope that names a column which is not there fails in the database, not in Python.
    assert model._base_manager.filter(rows).count() >= 0
