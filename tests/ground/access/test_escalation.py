"""Who is asked next: read from a table that a person wrote."""

import pytest

from omzien.ground.access.conflicts import bar
from omzien.ground.access.escalation import above, ladder_of, next_up
from omzien.ground.access.models import Conflict
from omzien.ground.school.models import Guardian, Role
from tests.cast import Cast, make_school
from tests.stories.telling import case_about

ME, LC, AC, DI, BO = (
    Role.MENTOR,
    Role.PUPIL_COORDINATOR,
    Role.ANTI_BULLYING_COORDINATOR,
    Role.DIRECTOR,
    Role.BOARD,
)
# One person holds more roles here: Mees is mentor, pupil coordinator and anti-bullying coordinator.
SMALL = {ME: ["Mees", "Noa"], LC: ["Mees"], AC: ["Mees"], DI: ["Dina"], BO: ["Olga"]}
LARGE = {ME: ["Sanne", "Karim"], LC: ["Fatima", "Tom"], AC: ["Jelle", "Fatima"], DI: ["Maarten"], BO: []}
# school, after, who carries it or may not know of it -> role and who
TABLE = [
    (SMALL, ME, {"Noa"}, (LC, ["Mees"])),
    (SMALL, ME, {"Mees"}, (DI, ["Dina"])),
    (SMALL, AC, {"Mees"}, (DI, ["Dina"])),
    (SMALL, AC, {"Mees", "Dina"}, (BO, ["Olga"])),
    (SMALL, ME, {"Mees", "Dina", "Olga"}, None),
    (SMALL, BO, set(), None),
    (LARGE, ME, {"Sanne"}, (LC, ["Fatima", "Tom"])),
    (LARGE, ME, {"Sanne", "Fatima"}, (LC, ["Tom"])),
    (LARGE, ME, {"Sanne", "Fatima", "Tom"}, (AC, ["Jelle"])),
    (LARGE, LC, {"Fatima"}, (AC, ["Jelle"])),
    (LARGE, LC, {"Fatima", "Jelle"}, (DI, ["Maarten"])),
    (LARGE, DI, {"Maarten"}, None),
]


@pytest.mark.parametrize(("people", "after", "skip", "expected"), TABLE)
def test_the_table_says_who_is_next(
    people: dict[Role, list[str]], after: Role, skip: set[str], expected: tuple[Role, list[str]] | None
) -> None:
    assert above(people, after, skip) == expected


@pytest.fixture
def cast(db: None) -> Cast:
    return make_school()


def names(found: list[tuple[object, Role]]) -> list[tuple[str, Role]]:
    return [(staff.given_name, role) for staff, role in found]  # type: ignore[attr-defined]  # staff


def test_a_case_goes_up_past_who_carries_it_is_barred_or_is_a_parent(cast: Cast) -> None:
    case = case_about(cast, "Noor")
    carrier = {case.owner_id}
    assert names(next_up(case, ME, carrier)) == [("Fatima", LC)]
    bar(None, case, cast.staff["Fatima"], Conflict.Why.CLOSE, None)
    assert names(next_up(case, ME, carrier)) == [("Jelle", AC)]
    Guardian.objects.filter(school=cast.school).update(colleague=cast.staff["Jelle"])
    assert names(next_up(case, ME, carrier)) == [("Maarten", DI)]
    assert next_up(case, ME, {*carrier, cast.staff["Maarten"].pk}) == []


def test_the_ladder_names_each_person_once_a_rung(cast: Cast) -> None:
    assert [one.given_name for one in ladder_of(cast.school)[ME]] == ["Karim", "Sanne"]
    assert ladder_of(cast.school)[BO] == []
