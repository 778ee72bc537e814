"""Protection agreements: first safe, then the rest; nobody forgets when they end."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omzien.chapters.approach.actions.agreements import add_agreement, continue_agreement, end_agreement
from omzien.chapters.approach.actions.cases import Stale
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.cases import todo
from omzien.chapters.approach.queries.next import open_items
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in
from tests.stories.telling import case_about, on

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def case(cast: Cast) -> Case:
    with on(MONDAY):
        return case_about(cast)


@pytest.mark.clause("5.noblame")
@pytest.mark.parametrize(
    ("until", "asked"),
    [
        (date(2026, 11, 13), date(2026, 11, 12)),  # Friday: Thursday
        (date(2026, 11, 16), date(2026, 11, 13)),  # Monday: Friday
        (date(2027, 1, 4), date(2026, 12, 18)),  # the first Monday after Christmas: the last Friday before it
        (date(2026, 11, 2), date(2026, 11, 2)),  # today: today
    ],
)
def test_an_agreement_returns_the_school_day_before_it_ends(cast: Cast, case: Case, until: date, asked: date) -> None:
    with on(MONDAY):
        row = add_agreement(cast.mentor, case, "breaks", "In de mediatheek.", until)
    assert row.ask_on == asked
    item = next(item for item in open_items(case) if item.kind == "agreement")
    assert (item.due_from, item.due_until) == (asked, until)


@pytest.mark.clause("5.noblame")
def test_vandaag_asks_whether_it_holds(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        add_agreement(cast.mentor, case, "route", "Fietst met Lotte.", date(2026, 11, 13))
    with on(date(2026, 11, 12)):
        row = next(row for row in todo(cast.mentor) if "afspraak" in row.title)
    assert row.title == "Houdt de afspraak met Noor?"
    assert row.note == "Onderweg: Fietst met Lotte."
    assert (row.due_from, row.due_until) == (date(2026, 11, 12), date(2026, 11, 13))


def test_it_holds_and_goes_on_until_a_new_day(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        row = add_agreement(cast.mentor, case, "seat", "Vooraan.", date(2026, 11, 13))
    with on(date(2026, 11, 12)):
        continue_agreement(cast.mentor, row, date(2026, 11, 27), "Bevalt goed.")
    row.refresh_from_db()
    assert (row.until_on, row.ask_on, row.checked_on) == (date(2026, 11, 27), date(2026, 11, 26), date(2026, 11, 12))
    assert row.ended_on is None
    assert case.log.get(kind="agreement_goes_on").text == "Bevalt goed."


def test_it_ends_with_its_outcome(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        row = add_agreement(cast.mentor, case, "online", "Uit de groepsapp.", date(2026, 11, 13))
    with on(date(2026, 11, 12)):
        end_agreement(cast.mentor, row, "not_needed", "De app is opgeheven.")
        assert not any(item.kind == "agreement" for item in open_items(case))
        with pytest.raises(MoveRefused):
            end_agreement(cast.mentor, row, "not_needed")
    row.refresh_from_db()
    assert (row.ended_on, row.outcome, row.outcome_note) == (date(2026, 11, 12), "not_needed", "De app is opgeheven.")


def test_an_agreement_does_not_end_in_the_past(cast: Cast, case: Case) -> None:
    with on(MONDAY), pytest.raises(MoveRefused):
        add_agreement(cast.mentor, case, "breaks", "In de mediatheek.", date(2026, 11, 1))


def test_who_was_second_is_told_so_and_loses_nothing(cast: Cast, case: Case, client: Client) -> None:
    with on(MONDAY):
        row = add_agreement(cast.mentor, case, "breaks", "In de mediatheek.", date(2026, 11, 13))
    with on(date(2026, 11, 12)):
        continue_agreement(cast.coordinator, row, date(2026, 11, 20))
        with pytest.raises(Stale):
            end_agreement(cast.mentor, row, "not_needed", version=0)
        log_in(client, cast.mentor)
        url = reverse("case_agreement", args=[case.pk, row.pk])
        form = {"form_key": key(), "holds": "not_needed", "note": "Ze redt het zelf.", "until_on": "", "version": "0"}
        page = client.post(url, form).content.decode()
        assert "Een collega was je voor" in page
        assert "20 november" in page
        assert "Ze redt het zelf." in page
        # Sent again with what the page now holds, it counts.
        assert client.post(url, {**form, "version": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.outcome == "not_needed"


def test_making_one_on_screen(cast: Cast, case: Case, client: Client) -> None:
    with on(MONDAY):
        log_in(client, cast.mentor)
        url = reverse("case_agreement_add", args=[case.pk])
        page = client.get(url).content.decode()
        assert "Wat heeft Noor nodig om veilig te zijn?" in page
        # Two weeks from today is offered.
        assert 'value="2026-11-16"' in page
        wrong = client.post(url, {"form_key": key(), "kind": "breaks", "text": "", "owner": "", "until_on": ""})
        assert wrong.status_code == 200
        assert "Vul een datum in." in wrong.content.decode()
        form = {
            "form_key": key(),
            "kind": "breaks",
            "text": "Bij de conciërge.",
            "owner": str(cast.mentor.staff.pk),
            "who": "de conciërge",
            "until_on": "2026-11-16",
        }
        client.post(url, form)
        client.post(url, form)
    row = case.agreements.get()
    assert (row.text, row.who, row.owner_id) == ("Bij de conciërge.", "de conciërge", cast.mentor.staff.pk)


def test_another_takes_its_place(cast: Cast, case: Case, client: Client) -> None:
    with on(MONDAY):
        row = add_agreement(cast.mentor, case, "breaks", "In de mediatheek.", date(2026, 11, 13))
        log_in(client, cast.mentor)
        form = {"form_key": key(), "holds": "changed", "note": "", "until_on": "", "version": "0"}
        answer = client.post(reverse("case_agreement", args=[case.pk, row.pk]), form)
        page = client.get(answer["Location"]).content.decode()
    # The new one begins with the words of the old.
    assert "In de mediatheek." in page


def test_the_page_costs_the_same_with_one_and_with_thirty(cast: Cast, case: Case, client: Client) -> None:
    def counted() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("case_agreements", args=[case.pk]))
        return len(queries)

    with on(MONDAY):
        log_in(client, cast.mentor)
        add_agreement(cast.mentor, case, "breaks", "In de mediatheek.", date(2026, 11, 13))
        counted()
        one = counted()
        for _nth in range(29):
            add_agreement(cast.mentor, case, "seat", "Vooraan.", date(2026, 11, 20))
        assert counted() == one


def test_no_one_agrees_on_something_for_centuries(cast: Cast, case: Case, client: Client) -> None:
    with on(MONDAY):
        log_in(client, cast.mentor)
        form = {
            "form_key": key(),
            "kind": "breaks",
            "text": "Bij de conciërge.",
            "owner": str(cast.mentor.staff.pk),
            "until_on": "9999-12-31",
        }
        page = client.post(reverse("case_agreement_add", args=[case.pk]), form).content.decode()
    assert "Kies 2 november 2028 of eerder" in page
    assert not case.agreements.exists()
