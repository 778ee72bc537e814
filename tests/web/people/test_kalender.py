"""Kalender: the region's vacations are there, and the school says where it deviates."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from omzien.ground.school.models import DayOff
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_monday() -> Iterator[None]:
    with time_machine.travel("2026-11-23 12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture(params=["Wil", "Jelle"])
def client_of(request: pytest.FixtureRequest, cast: Cast) -> Client:
    """The administrator, and the anti-bullying coordinator: both may say when there is school."""
    client = Client()
    client.force_login(cast.staff[request.param].account)
    return client


def send(client: Client, path: str = "/kalender/", **told: Any) -> str:
    answer: Any = client.post(path, {"form_key": str(uuid4()), **told}, follow=True)
    return str(answer.content.decode())


def test_the_vacations_of_the_region_are_there(client_of: Client) -> None:
    page = client_of.get("/kalender/").content.decode()
    assert "Kalender 2026-2027" in page
    assert "zaterdag 10 oktober" in page
    assert "Koningsdag" in page
    assert "Kalender 2027-2028" in client_of.get("/kalender/?jaar=2027").content.decode()
    assert "kennen we nog niet" in client_of.get("/kalender/?jaar=2050").content.decode()
    assert client_of.get("/kalender/?jaar=x").status_code == 200


def test_days_are_added_changed_and_taken_away(client_of: Client) -> None:
    page = send(client_of, name="Studiedag", kind="study_day", first="2026-12-02", last="")
    assert "Studiedag" in page
    # A list with a role would be no list any more.
    assert '<div role="status"><ul class="flash">' in page
    row = DayOff.objects.get()
    assert row.last == row.first
    page = send(client_of, f"/kalender/{row.pk}/", name="Studiemiddag", kind="study_day", first="2026-12-03")
    assert "Studiemiddag" in page
    assert "De dagen zijn weg" in send(client_of, f"/kalender/{row.pk}/weg/")
    assert not DayOff.objects.exists()


def test_an_own_vacation_strikes_that_of_the_region_out(client_of: Client) -> None:
    page = send(client_of, name="Carnavalsvakantie", kind="vacation", first="2027-02-06", last="2027-02-14")
    assert "<del>Voorjaarsvakantie</del>" in page


def test_an_end_before_the_start_is_told_and_what_was_typed_stays(client_of: Client) -> None:
    page = send(client_of, name="Studiedag", kind="study_day", first="2026-12-02", last="2026-12-01")
    assert "De laatste dag ligt voor de eerste dag" in page
    assert 'value="Studiedag"' in page
    assert not DayOff.objects.exists()


def test_days_that_fall_together_are_told(client_of: Client) -> None:
    send(client_of, name="Projectweek", kind="day_off", first="2026-12-07", last="2026-12-11")
    page = send(client_of, name="Studiedag", kind="study_day", first="2026-12-11")
    assert "vallen samen met Projectweek (7 dec)" in page
    assert DayOff.objects.count() == 2


def test_a_mentor_has_no_calendar_to_change(cast: Cast, client: Client) -> None:
    client.force_login(cast.staff["Sanne"].account)
    assert client.get("/kalender/").status_code == 403


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_mistyped_year_is_told_beside_the_field(client_of: Client, day: str) -> None:
    page = send(client_of, name="Studiedag", kind="study_day", first=day)
    assert ("Kies 22 november 2036 of eerder" if day > "3" else "Kies 23 november 2016 of later") in page
    assert 'value="Studiedag"' in page
    assert not DayOff.objects.exists()


@pytest.mark.parametrize("year", ["²", "9" * 5000, "-2026"])
def test_a_year_that_is_none_is_that_of_today(client_of: Client, year: str) -> None:
    answer = client_of.get("/kalender/", {"jaar": year})
    assert answer.status_code == 200
    assert "Kalender 2026-2027" in answer.content.decode()


def test_the_calendar_begins_with_the_first_school_year_that_is_known(cast: Cast) -> None:
    """The school's own year is the first; what lies before it cannot be leafed to, nor asked for."""
    client = log_in(Client(), cast.administrator)
    page = client.get("/kalender/?jaar=2001").content.decode()
    assert "Kalender 2026-2027" in page
    steps = 0
    while found := re.search(r'href="\?jaar=(\d{4})"[^>]*><svg[^>]*><use[^>]*#arrow-left', page):
        page, steps = client.get(f"/kalender/?jaar={found[1]}").content.decode(), steps + 1
        assert steps < 10
