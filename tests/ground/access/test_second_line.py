"""With the application's own scopes switched off, PostgreSQL still shows nobody more than the policy does."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connection, models, transaction
from django.db.utils import ProgrammingError
from pytest_django import DjangoDbBlocker

from omzien.chapters.approach.models import Case, CaseReport, LogEntry, Part, TeamMember
from omzien.chapters.reports.models import Mention, Reader, Report
from omzien.ground.access import engine, second_line
from omzien.ground.access.models import Emergency
from omzien.ground.access.viewer import Viewer, hats_of
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import Guardian, Pupil, Role
from tests.ground.access import relations
from tests.ground.access.town import ROLES, Town

pytestmark = pytest.mark.django_db
WALLED: tuple[type[models.Model], ...] = (Report, Reader, Mention, Case, CaseReport, TeamMember, Part, LogEntry, Pupil)


@pytest.fixture(scope="module")
def viewers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Viewer]]:
    """Everybody of two schools in every relation to everything, and people of the one who help out at the other."""
    with django_db_blocker.unblock(), transaction.atomic():
        towns = Town("Linde"), Town("Esdoorn")
        for town in towns:
            for code, role in ROLES.items():
                town.things += relations.stand(town, code, town.people[code], role)
        here, sister = towns
        here.hold(sister.people["LC"], Role.PUPIL_COORDINATOR)
        here.hold(sister.people["AC"], Role.ANTI_BULLYING_COORDINATOR)
        yield [
            Viewer(staff=staff, role=hat.role, school=hat.school)
            for town in towns
            for staff in town.people.values()
            for hat in hats_of(staff)
        ]
        transaction.set_rollback(True)


def behind_the_walls(viewer: Viewer | None, model: type[models.Model]) -> set[UUID]:
    """Return every row that the database shows when nothing else is asked of it."""
    second_line.enter(viewer)
    try:
        return set(model._base_manager.values_list("pk", flat=True))
    finally:
        second_line.leave()


def by_policy(viewer: Viewer, model: type[models.Model], *actions: str) -> set[UUID]:
    """Return the rows of the application's own scopes."""
    return {key for action in actions for key in engine.scope(viewer, model, action).values_list("pk", flat=True)}


def test_of_reports_and_cases_the_database_shows_exactly_what_the_policy_shows(viewers: list[Viewer]) -> None:
    cells = 0
    for viewer in viewers:
        for model in (Report, Case, Notice):
            assert behind_the_walls(viewer, model) == by_policy(viewer, model, "read"), (viewer.role, model)
            cells += model._base_manager.count()
    assert cells > 5_000


def test_what_hangs_on_a_case_or_a_report_is_shown_with_it_only(viewers: list[Viewer]) -> None:
    for viewer in viewers:
        cases, reports = behind_the_walls(viewer, Case), behind_the_walls(viewer, Report)
        for model, parent, seen in ((TeamMember, "case", cases), (Part, "case", cases), (Reader, "report", reports)):
            shown = behind_the_walls(viewer, model)
            hanging = model._base_manager.filter(**{f"{parent}__in": seen}).values_list("pk", flat=True)
            assert shown == set(hanging), (viewer.role, model)


def test_of_pupils_the_database_shows_those_of_the_policy_and_of_ones_own_cases_and_reports(
    viewers: list[Viewer],
) -> None:
    for viewer in viewers:
        named = Pupil._base_manager.filter(
            models.Q(parts__case__in=behind_the_walls(viewer, Case))
            | models.Q(mentions__report__in=behind_the_walls(viewer, Report))
        )
        allowed = by_policy(viewer, Pupil, "read", "load", "choose_in_emergency")
        assert behind_the_walls(viewer, Pupil) == allowed | set(named.values_list("pk", flat=True)), viewer.role


def test_an_emergency_is_seen_by_who_may_read_it(viewers: list[Viewer]) -> None:
    for viewer in viewers:
        assert by_policy(viewer, Emergency, "read") <= behind_the_walls(viewer, Emergency), viewer.role


@pytest.mark.parametrize("model", [*WALLED, Guardian])
def test_nobody_in_particular_sees_nothing(viewers: list[Viewer], model: type[models.Model]) -> None:
    assert behind_the_walls(None, model) == set()


def test_a_row_of_another_school_can_neither_be_changed_nor_added(viewers: list[Viewer]) -> None:
    coordinator = next(one for one in viewers if one.role is Role.ANTI_BULLYING_COORDINATOR)
    elsewhere = Case._base_manager.exclude(school=coordinator.school).first()
    assert elsewhere is not None
    second_line.enter(coordinator)
    try:
        assert Case._base_manager.filter(pk=elsewhere.pk).update(state="closed") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            TeamMember(
                school_id=elsewhere.school_id, case=elsewhere, staff=coordinator.staff, from_on=elsewhere.opened_on
            ).save(force_insert=True)
    finally:
        second_line.leave()


def test_after_the_request_nothing_of_the_person_stays_on_the_connection(viewers: list[Viewer]) -> None:
    second_line.enter(viewers[0])
    second_line.leave()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('omzien.staff'), current_setting('omzien.hat')")
        user, staff, hat = cursor.fetchone()
    assert (user, staff, hat) == (connection.settings_dict["USER"], "", "")
