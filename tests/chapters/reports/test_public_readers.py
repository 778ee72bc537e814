"""Who reads what a pupil tells: taken from the policy, chosen by the pupil, never nobody."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omzien.chapters.reports.models import Report
from omzien.chapters.reports.readers import MENTOR, NOBODY, Readership, readers_of, readership, roles_within
from omzien.ground.school.models import HomeGroup, Role, RoleHolding
from tests.cast import SINCE, Cast, make_school

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_a_monday")]


@pytest.fixture
def _a_monday() -> Iterator[None]:
    with time_machine.travel("2026-11-16T10:20:00+01:00", tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_school()


def to(who: Readership, *chosen: str, group: HomeGroup | None = None) -> list[str]:
    """Return the given names of whom a report goes to."""
    rows = who.addressed(chosen, str(group.pk) if group else "")
    return sorted(row.staff.given_name for row in rows)


def key_of(who: Readership, role: str) -> str:
    return next(offer.key for offer in who.offers if offer.person.role == role)


@pytest.mark.clause("7")
def test_the_policy_says_who_reads_along_and_who_can_be_chosen() -> None:
    assert roles_within("school") == (Role.ANTI_BULLYING_COORDINATOR,)
    assert Role.MENTOR in roles_within("addressed")
    assert Role.CONFIDENTIAL_ADVISER_INTERNAL not in roles_within("addressed")


@pytest.mark.clause("4.6c")
def test_the_own_mentor_is_proposed_when_the_group_is_told(cast: Cast) -> None:
    who = readership(cast.school)
    assert to(who, group=cast.group_2b) == ["Sanne"]
    assert to(who, MENTOR, group=cast.group_2b) == ["Sanne"]


@pytest.mark.clause("4.6c")
def test_nothing_chosen_and_no_group_goes_to_the_anti_bullying_coordinator(cast: Cast) -> None:
    assert to(readership(cast.school)) == ["Jelle"]


@pytest.mark.clause("4.6c")
def test_who_does_not_want_the_mentor_gets_someone_else(cast: Cast) -> None:
    who = readership(cast.school)
    assert to(who, key_of(who, "leerlingencoördinator"), group=cast.group_2b) == ["Fatima"]
    assert to(who, NOBODY, group=cast.group_2b) == ["Jelle"]


def test_several_may_be_chosen(cast: Cast) -> None:
    who = readership(cast.school)
    assert to(who, MENTOR, key_of(who, "leerlingencoördinator"), group=cast.group_2b) == ["Fatima", "Sanne"]


def test_nobody_else_beside_somebody_is_read_as_the_fewest_eyes(cast: Cast) -> None:
    assert to(readership(cast.school), NOBODY, MENTOR, group=cast.group_2b) == ["Jelle"]


def test_a_mentor_who_is_not_known_is_said_so_and_someone_else_reads(cast: Cast) -> None:
    who = readership(cast.school)
    assert to(who, MENTOR) == ["Jelle"]
    assert who.misses_mentor([MENTOR], "")
    assert not who.misses_mentor([MENTOR], str(cast.group_2b.pk))
    assert not who.misses_mentor([], "")


def test_both_mentors_of_a_group_are_addressed(cast: Cast) -> None:
    RoleHolding.objects.create(
        school=cast.school, staff=cast.staff["Petra"], role=Role.MENTOR, home_group=cast.group_2b, from_on=SINCE
    )
    assert to(readership(cast.school), group=cast.group_2b) == ["Petra", "Sanne"]


def test_without_a_coordinator_another_reader_steps_in(cast: Cast) -> None:
    RoleHolding.objects.filter(role=Role.ANTI_BULLYING_COORDINATOR).delete()
    assert to(readership(cast.school)) == ["Fatima"]
    RoleHolding.objects.filter(role=Role.PUPIL_COORDINATOR).delete()
    assert set(to(readership(cast.school))) & {"Sanne", "Karim", "Maarten"}


def test_without_any_reader_nothing_is_taken_in(cast: Cast) -> None:
    RoleHolding.objects.all().delete()
    assert not readership(cast.school).is_open


@pytest.mark.clause("7")
def test_nameless_coordinators_of_one_kind_are_one_choice(cast: Cast) -> None:
    for name in ("Fatima", "Petra"):
        cast.staff[name].shows_name = False
        cast.staff[name].save()
    RoleHolding.objects.create(
        school=cast.school, staff=cast.staff["Petra"], role=Role.PUPIL_COORDINATOR, from_on=SINCE
    )
    who = readership(cast.school)
    assert [offer.person.called for offer in who.offers if offer.person.role == "leerlingencoördinator"] == [
        "de leerlingencoördinator"
    ]
    assert to(who, key_of(who, "leerlingencoördinator")) == ["Fatima", "Petra"]


def test_groups_stand_by_grade_and_name_and_only_of_this_school_year(cast: Cast) -> None:
    HomeGroup.objects.create(school=cast.school, year=cast.year, name="1A", grade=1)
    HomeGroup.objects.create(school=cast.school, year=cast.year, name="1B", grade=1, ended_on=date(2026, 9, 1))
    assert [group.name for group in readership(cast.school).groups] == ["1A", "2B", "2C"]
    with time_machine.travel("2027-08-20T10:00:00+02:00", tick=False):
        assert readership(cast.school).groups == []


def test_a_mentor_is_called_as_the_mentor_wants(cast: Cast) -> None:
    assert [group.called for group in readership(cast.school).groups] == [
        "Sanne Vos, mentor van 2B",
        "de mentor van 2C",
    ]


@pytest.mark.clause("7")
def test_what_the_page_promises_is_what_the_policy_does(cast: Cast) -> None:
    """Readers said beforehand are the very people whom the engine lets read the report."""
    who = readership(cast.school)
    rows = who.addressed([], str(cast.group_2b.pk))
    report = Report.objects.create(school=cast.school, source=Report.Source.PUPIL, made_at="2026-11-16T06:00:00+01:00")
    for row in rows:
        report.readers.create(school=cast.school, staff=row.staff, role=row.role)
    promised = {row.staff.full_name for row in who.everyone(rows)}
    assert {person.name for person in readers_of(report)} == promised == {"Jelle Bos", "Sanne Vos"}


def test_it_costs_the_same_for_one_group_as_for_forty(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as few:
        assert [group.called for group in readership(cast.school).groups]
    for number in range(40):
        group = HomeGroup.objects.create(school=cast.school, year=cast.year, name=f"3{number:02d}", grade=3)
        RoleHolding.objects.create(
            school=cast.school, staff=cast.staff["Petra"], role=Role.MENTOR, home_group=group, from_on=SINCE
        )
    with CaptureQueriesContext(connection) as many:
        who = readership(cast.school)
        assert len([group.called for group in who.groups]) == 42
    assert len(few) == len(many) == 2
