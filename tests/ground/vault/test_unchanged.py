"""Rows that are kept in memory are still the rows of the database, at every look."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omzien.ground.clock import today
from omzien.ground.school.models import Role, RoleHolding, Staff
from omzien.ground.vault.unchanged import Unchanged
from tests.cast import Cast, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


def mentors(cast: Cast) -> Unchanged[RoleHolding]:
    rows = RoleHolding.objects.filter(school=cast.school, role=Role.MENTOR)
    return Unchanged(rows.select_related("staff", "home_group").order_by("from_on", "pk"))


def test_they_are_what_the_query_itself_gives(cast: Cast) -> None:
    asked = RoleHolding.objects.filter(school=cast.school).select_related("staff", "home_group__year").order_by("pk")
    for kept, own in zip(Unchanged(asked).rows(), asked, strict=True):
        with CaptureQueriesContext(connection) as more:
            assert kept == own
            assert {**vars(kept), "_state": None} == {**vars(own), "_state": None}
            assert (kept.staff, kept.staff.full_name) == (own.staff, own.staff.full_name)
            assert kept.home_group == own.home_group
            assert not kept.home_group or kept.home_group.year == own.home_group.year  # type: ignore[union-attr]  # the year stands behind the group
        assert not more.captured_queries
        assert not kept._state.adding


def test_a_look_costs_one_query_and_an_unchanged_answer_gives_the_same_rows(cast: Cast) -> None:
    kept = mentors(cast)
    with CaptureQueriesContext(connection) as asked:
        first, second = kept.rows(), kept.rows()
    assert first
    assert first is second
    assert len(asked) == 2


def test_a_change_of_name_of_choice_or_of_role_shows_at_the_next_look(cast: Cast) -> None:
    kept, sanne = mentors(cast), cast.staff["Sanne"]

    def seen() -> dict[str, bool]:
        return {row.staff.full_name: row.staff.shows_name for row in kept.rows()}

    assert seen()["Sanne Vos"] is True
    sanne.shows_name = False
    sanne.save()
    assert seen()["Sanne Vos"] is False
    sanne.family_name = "de Wit"
    sanne.save()
    assert seen()["Sanne de Wit"] is False
    assert "Sanne Vos" not in seen()
    before = len(kept.rows())
    RoleHolding.objects.filter(staff=sanne, role=Role.MENTOR).delete()
    assert "Sanne de Wit" not in seen()
    assert len(kept.rows()) < before


def test_nobody_is_an_answer_too(cast: Cast) -> None:
    kept = Unchanged(Staff.objects.filter(school=cast.school, left_on=today() + timedelta(days=1)))
    assert kept.rows() == []
