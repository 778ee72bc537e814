"""The log: when it happened and when it was written down; corrected, never changed (5.mentor.4)."""

from datetime import date, datetime, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omzien.chapters.approach.actions.cases import Stale
from omzien.chapters.approach.actions.contacts import record_contact
from omzien.chapters.approach.actions.log import add_note, correct
from omzien.chapters.approach.actions.rounds import leave_out
from omzien.chapters.approach.models import Case, LogEntry
from omzien.chapters.approach.moves import MoveRefused
from omzien.ground.clock import AMSTERDAM
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in
from tests.stories.telling import case_about, on

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)
THURSDAY = date(2026, 11, 5)


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def case(cast: Cast) -> Case:
    with on(MONDAY):
        return case_about(cast)


def test_a_note_has_the_time_of_the_event_and_the_time_of_entry(cast: Cast, case: Case) -> None:
    with on(THURSDAY, hour=16):
        entry = add_note(cast.mentor, case, "Werd als laatste gekozen.", date(2026, 11, 3), time(10, 40))
    assert (entry.happened_on, entry.happened_at) == (date(2026, 11, 3), time(10, 40))
    assert entry.entered_at == datetime(2026, 11, 5, 16, tzinfo=AMSTERDAM)
    assert entry.by == cast.mentor.staff


def test_a_note_is_about_what_has_been(cast: Cast, case: Case) -> None:
    with on(MONDAY), pytest.raises(MoveRefused):
        add_note(cast.mentor, case, "Morgen gym.", date(2026, 11, 3))


def test_a_correction_points_back_and_the_old_text_stays(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        old = add_note(cast.mentor, case, "Bij gym gekozn.", MONDAY)
    with on(THURSDAY):
        new = correct(cast.coordinator, old, "Bij gym gekozen.")
    old.refresh_from_db()
    assert (old.text, new.text, new.corrects_id) == ("Bij gym gekozn.", "Bij gym gekozen.", old.pk)
    assert new.happened_on == MONDAY
    assert new.by == cast.coordinator.staff


def test_the_timeline_strikes_the_old_text_and_says_when(cast: Cast, case: Case, client: Client) -> None:
    with on(MONDAY):
        old = add_note(cast.mentor, case, "Bij gym gekozn.", MONDAY)
    with on(THURSDAY):
        correct(cast.mentor, old, "Bij gym gekozen.")
        log_in(client, cast.mentor)
        page = client.get(reverse("case_timeline", args=[case.pk])).content.decode()
    assert "<del>Bij gym gekozn.</del>" in page
    assert "Verbeterd op donderdag 5 november" in page
    assert page.index("Bij gym gekozen.") < page.index("Bij gym gekozn.")
    # Only the newest can be corrected.
    assert reverse("case_correct", args=[case.pk, old.pk]) not in page


def test_who_was_second_sees_both_texts_and_can_still_keep_theirs(cast: Cast, case: Case, client: Client) -> None:
    with on(MONDAY):
        old = add_note(cast.mentor, case, "Bij gym gekozn.", MONDAY)
    with on(THURSDAY):
        newest = correct(cast.coordinator, old, "Bij gym niet gekozen.")
        with pytest.raises(Stale):
            correct(cast.mentor, old, "Bij gym als laatste gekozen.")
        log_in(client, cast.mentor)
        form = {
            "form_key": key(),
            "text": "Bij gym als laatste gekozen.",
            "happened_on": "2026-11-02",
            "happened_at": "",
        }
        page = client.post(reverse("case_correct", args=[case.pk, old.pk]), form).content.decode()
        assert "Bij gym niet gekozen." in page
        assert page.count("Bij gym als laatste gekozen.") >= 2
        again = reverse("case_correct", args=[case.pk, newest.pk])
        assert again in page
        assert client.post(again, form).status_code == 302
    assert LogEntry.objects.get(corrects=newest).text == "Bij gym als laatste gekozen."


def test_the_newest_event_comes_first_also_when_it_was_written_down_earlier(
    cast: Cast, case: Case, client: Client
) -> None:
    with on(THURSDAY):
        add_note(cast.mentor, case, "Woensdag rustig.", date(2026, 11, 4))
        add_note(cast.mentor, case, "Dinsdag geduwd.", date(2026, 11, 3))
        log_in(client, cast.mentor)
        page = client.get(reverse("case_timeline", args=[case.pk])).content.decode()
    assert page.index("Woensdag rustig.") < page.index("Dinsdag geduwd.") < page.index("Situatie begonnen")
    assert "Opgeschreven op donderdag 5 november, 10:00" in page


def test_a_filter_shows_one_kind(cast: Cast, case: Case, client: Client) -> None:
    with on(THURSDAY):
        add_note(cast.mentor, case, "Rustig vandaag.")
        record_contact(cast.mentor, case, THURSDAY, "talk", "better", "Lachte weer.")
        log_in(client, cast.mentor)
        url = reverse("case_timeline", args=[case.pk])
        assert "Lachte weer." not in client.get(url, {"soort": "notities"}).content.decode()
        assert "Rustig vandaag." not in client.get(url, {"soort": "contact"}).content.decode()
        everything = client.get(url, {"soort": "onzin"}).content.decode()
    assert "Lachte weer." in everything
    assert "Rustig vandaag." in everything


def test_a_long_log_is_read_page_by_page_without_gaps_or_doubles(cast: Cast, case: Case, client: Client) -> None:
    with on(THURSDAY):
        for number in range(60):
            add_note(cast.mentor, case, f"Notitie nummer {number:02d}.", MONDAY)
        log_in(client, cast.mentor)
        url = reverse("case_timeline", args=[case.pk])
        first = client.get(url)
        second = client.get(url + first.context["page"].next)
        third = client.get(url + second.context["page"].next)
        back = client.get(url + third.context["page"].previous)
    pages = [[line.pk for line in answer.context["page"].rows] for answer in (first, second, third)]
    assert [len(page) for page in pages] == [25, 25, 11]
    assert len({pk for page in pages for pk in page}) == 61
    assert third.context["page"].next == ""
    assert [line.pk for line in back.context["page"].rows] == pages[1]


def test_a_mark_that_is_not_ours_shows_the_first_page(cast: Cast, case: Case, client: Client) -> None:
    with on(THURSDAY):
        log_in(client, cast.mentor)
        url = reverse("case_timeline", args=[case.pk])
        for mark in ("x", "2026-13-40_x_y", "2026-11-05_2026-11-05T10:00:00_x", "_" * 3):
            assert client.get(url, {"na": mark}).status_code == 200


def test_the_timeline_costs_the_same_with_one_and_with_twenty_notes(cast: Cast, case: Case, client: Client) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("case_timeline", args=[case.pk]))
        return len(queries)

    with on(THURSDAY):
        log_in(client, cast.mentor)
        correct(cast.mentor, add_note(cast.mentor, case, "Een."), "Een!")
        counted()
        few = counted()
        for number in range(20):
            correct(cast.mentor, add_note(cast.mentor, case, f"{number}"), f"{number}!")
        assert counted() == few


def test_writing_a_note_on_screen_keeps_what_was_typed_when_something_is_wrong(
    cast: Cast, case: Case, client: Client
) -> None:
    with on(THURSDAY):
        log_in(client, cast.mentor)
        url = reverse("case_note", args=[case.pk])
        wrong = client.post(url, {"form_key": key(), "text": "Bij de kluisjes.", "happened_on": "gisteren"})
        assert wrong.status_code == 200
        assert "Bij de kluisjes." in wrong.content.decode()
        form = {"form_key": key(), "text": "Bij de kluisjes.", "happened_on": "2026-11-04", "happened_at": "10.40"}
        assert client.post(url, form).status_code == 302
        client.post(url, form)
    note = case.log.get(kind="note")
    assert (note.happened_on, note.happened_at) == (date(2026, 11, 4), time(10, 40))


def test_the_timeline_says_which_step_was_left_out_and_why(cast: Cast, case: Case, client: Client) -> None:
    with on(THURSDAY):
        leave_out(cast.mentor, case, "A1.1", "done_another_way", "We spraken elkaar al bij de poort.")
        log_in(client, cast.mentor)
        page = client.get(reverse("case_timeline", args=[case.pk]), {"soort": "stappen"}).content.decode()
    assert "Stap overgeslagen" in page
    assert "Gesprek met de leerling · We deden dit op een andere manier" in page
    assert "We spraken elkaar al bij de poort." in page


def test_a_note_of_long_ago_is_a_mistyped_year(cast: Cast, case: Case, client: Client) -> None:
    with on(MONDAY):
        log_in(client, cast.mentor)
        form = {"form_key": key(), "text": "Bij de kluisjes.", "happened_on": "0001-01-01"}
        page = client.post(reverse("case_note", args=[case.pk]), form).content.decode()
    assert "Kies 1 november 2024 of later" in page
    assert "Bij de kluisjes." not in {entry.text for entry in case.log.all()}
