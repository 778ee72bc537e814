"""What the coordinator must see first, and what Vandaag asks of an owner and a team."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omzien.chapters.approach.actions.agreements import add_agreement
from omzien.chapters.approach.actions.contacts import record_contact
from omzien.chapters.approach.actions.team import add_to_team
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.queries.cases import overview, todo
from omzien.chapters.reports.models import Report
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now
from tests.cast import Cast, make_school
from tests.stories.telling import GROUP, case_about, on, talked

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)
WEDNESDAY = date(2026, 11, 18)


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    with on(WEDNESDAY):
        yield


def opened(cast: Cast, name: str = "Noor", day: date = MONDAY, viewer: Viewer | None = None) -> Case:
    with on(day):
        return case_about(cast, name, viewer)


def test_the_overview_names_what_is_late_almost_late_without_owner_and_without_contact(cast: Cast) -> None:
    late = opened(cast, "Noor", date(2026, 11, 2))
    almost = opened(cast, "Daan", WEDNESDAY)
    left = opened(cast, "Mila", WEDNESDAY, cast.other_mentor)
    cast.staff["Karim"].left_on = WEDNESDAY
    cast.staff["Karim"].save()
    shown = overview(cast.coordinator)
    assert [line.pk for line in shown.late.lines] == [late.pk]
    # Due in two school days, Friday.
    assert {line.pk for line in shown.almost.lines} == {almost.pk, left.pk}
    assert [line.pk for line in shown.without_owner.lines] == [left.pk]
    assert [line.pk for line in shown.no_contact.lines] == [late.pk]
    assert shown.without_owner.lines[0].owner_left


@pytest.mark.clause("5.abc.1")
@pytest.mark.parametrize(("spoken", "alarm"), [(date(2026, 11, 5), False), (date(2026, 11, 4), True)])
def test_fourteen_days_without_contact_is_too_long(cast: Cast, spoken: date, alarm: bool) -> None:
    case = opened(cast)
    with on(spoken):
        record_contact(cast.mentor, case, spoken, "talk", "same")
    assert (overview(cast.coordinator).no_contact.count == 1) is alarm


def test_an_owner_whose_role_has_ended_counts_as_none(cast: Cast) -> None:
    opened(cast)
    cast.staff["Sanne"].role_holdings.update(until_on=date(2026, 11, 17))
    assert overview(cast.coordinator).without_owner.count == 1


def test_the_overview_is_capped_counted_and_costs_the_same(cast: Cast) -> None:
    opened(cast)
    with CaptureQueriesContext(connection) as one:
        overview(cast.coordinator)
    for _nth in range(14):
        opened(cast)
    with CaptureQueriesContext(connection) as many:
        shown = overview(cast.coordinator)
    assert (len(shown.late.lines), shown.late.count) == (10, 15)
    assert len(many) == len(one)


def test_vandaag_shows_ones_own_cases_first_and_costs_the_same(cast: Cast) -> None:
    other = opened(cast, "Mila", viewer=cast.other_mentor)
    with on(MONDAY):
        add_to_team(cast.other_mentor, other, cast.mentor.staff)
        talked(cast, other, MONDAY, GROUP[:5])
    mine = opened(cast)
    with on(date(2026, 11, 9)):
        talked(cast, mine, date(2026, 11, 9))
    with CaptureQueriesContext(connection) as few:
        rows = todo(cast.mentor)
    assert [row.title for row in rows if row.button == "Contact gehad"] == ["Spreek Noor even", "Spreek Mila even"]
    assert next(row.note for row in rows if row.title == "Spreek Mila even") == "Karim Aslan is eigenaar."
    for _nth in range(20):
        case = opened(cast)
        with on(date(2026, 11, 9)):
            talked(cast, case, date(2026, 11, 9))
            add_agreement(cast.mentor, case, "seat", "Vooraan.", date(2026, 11, 20))
    with CaptureQueriesContext(connection) as many:
        assert len(todo(cast.mentor)) > 30
    assert len(many) == len(few)


def test_vandaag_of_a_coordinator_holds_own_work_not_that_of_the_school(cast: Cast) -> None:
    opened(cast)
    assert todo(cast.coordinator) == []


def test_a_report_that_joined_says_talking(cast: Cast) -> None:
    opened(cast)
    report = Report.objects.get()
    assert report.state == Report.State.TALKING
    assert report.made_at <= now()
