"""Who is asked next: read from a table that a person wrote."""

from datetime import date

import pytest
from django.test import Client

from omzien.chapters.approach.actions.cases import nudge
from omzien.chapters.approach.jobs import tell_what_is_due
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.reports.jobs import tell_what_is_unread
from omzien.ground.access.conflicts import bar
from omzien.ground.access.escalation import above, ladder_of, next_up
from omzien.ground.access.models import Conflict
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import Guardian, Role, RoleHolding, Staff
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in, told
from tests.stories.telling import case_about, on

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


def names(found: list[tuple[Staff, Role]]) -> list[tuple[str, Role]]:
    return [(staff.given_name, role) for staff, role in found]


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


def give(cast: Cast, name: str, role: Role) -> None:
    RoleHolding.objects.create(school=cast.school, staff=cast.staff[name], role=role, from_on=date(2026, 8, 1))


@pytest.fixture
def own_case(cast: Cast) -> Case:
    """Sanne is mentor and the only coordinator; she carries a case herself."""
    RoleHolding.objects.filter(role__in=(LC, AC)).delete()
    give(cast, "Sanne", AC)
    with on(date(2026, 11, 2)):
        return case_about(cast, "Noor")


def told_of(kind: str) -> set[tuple[str, str]]:
    rows = Notice.objects.filter(kind=kind).select_related("recipient")
    return {(row.recipient.given_name, row.path) for row in rows}


def test_nobody_reminds_themselves_the_next_one_is_asked(cast: Cast, own_case: Case) -> None:
    sanne = cast.viewer("Sanne", AC)
    with on(date(2026, 11, 18)):
        assert nudge(sanne, own_case)
        assert not nudge(sanne, own_case)
    assert told_of("case.nudge") == set()
    # The director reads no situations: the notice leads to none, and says nothing of which one.
    assert told_of("case.above") == {("Maarten", "/vandaag/")}


def test_another_coordinator_is_asked_before_the_director_and_reads_it(cast: Cast, own_case: Case) -> None:
    give(cast, "Karim", AC)
    with on(date(2026, 11, 18)):
        nudge(cast.viewer("Sanne", AC), own_case)
    assert told_of("case.above") == {("Karim", f"/situaties/{own_case.pk}/")}


def test_when_nobody_stands_above_the_page_says_where_to_look(cast: Cast, own_case: Case) -> None:
    RoleHolding.objects.filter(role=DI).delete()
    with on(date(2026, 11, 18)), pytest.raises(MoveRefused) as refused:
        nudge(cast.viewer("Sanne", AC), own_case)
    assert "Inrichting" in str(refused.value.said)


def test_what_is_long_late_at_the_only_coordinator_reaches_who_stands_above_once(cast: Cast, own_case: Case) -> None:
    day = date(2026, 11, 18)
    with on(day):
        tell_what_is_due(day)
        tell_what_is_due(day)
        assert told_of("case.above") == {("Maarten", "/vandaag/")}
        assert Notice.objects.filter(kind="case.above").count() == 1


def test_an_ordinary_school_troubles_nobody_above(cast: Cast) -> None:
    with on(date(2026, 11, 2)):
        case_about(cast, "Noor")
    with on(date(2026, 11, 18)):
        tell_what_is_due(date(2026, 11, 18))
    assert told_of("case.long_late")
    assert told_of("case.above") == set()


def test_the_overview_asks_who_stands_above_instead_of_oneself(cast: Cast, own_case: Case, client: Client) -> None:
    with on(date(2026, 11, 18)):
        page = log_in(client, cast.viewer("Sanne", AC)).get("/overzicht/").content.decode()
    assert "Vraag wie erboven staat" in page
    assert "Herinner<" not in page


def test_a_report_that_only_the_coordinator_could_open_reaches_who_stands_above(cast: Cast) -> None:
    RoleHolding.objects.filter(role__in=(LC, AC)).delete()
    give(cast, "Sanne", AC)
    with on(date(2026, 11, 2)):
        told(cast)
    late = date(2026, 11, 18)
    with on(late):
        tell_what_is_unread(late)
        tell_what_is_unread(late)
    assert told_of("report.above") == {("Maarten", "/vandaag/")}
    assert Notice.objects.filter(kind="report.above").count() == 1


def test_with_another_coordinator_the_director_hears_nothing_of_an_unread_report(cast: Cast) -> None:
    late = date(2026, 11, 18)
    with on(date(2026, 11, 2)):
        told(cast)
    with on(late):
        tell_what_is_unread(late)
    assert told_of("report.unread")
    assert told_of("report.above") == set()
