"""The door of every page of a case: who is outside, who is refused, and no name in a title or address."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omzien.chapters.approach.actions.agreements import add_agreement
from omzien.chapters.approach.actions.closing import end_case
from omzien.chapters.approach.actions.log import add_note
from omzien.chapters.approach.actions.team import add_to_team, set_part, told_parents
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.urls import ON_A_CASE
from omzien.ground.access.viewer import Viewer
from omzien.ground.school.models import Guardianship, Role
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in
from tests.stories.telling import case_about, on, talked

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


HAND_OVER = {"case_hand_over", "case_nudge"}


def addresses(cast: Cast) -> dict[str, str]:
    """Every page of a case that has something of everything."""
    case = opened(cast)
    with on(MONDAY):
        talked(cast, case, MONDAY)
        agreement = add_agreement(cast.mentor, case, "seat", "Vooraan.", date(2026, 11, 20))
        member = add_to_team(cast.mentor, case, cast.staff["Fatima"])
        entry = add_note(cast.mentor, case, "Rustig.")
        set_part(cast.mentor, case, cast.pupils["Daan"], "neutral")
        told = told_parents(cast.mentor, case, cast.pupils["Noor"], MONDAY)
        end_case(cast.mentor, case, "stopped", "stopped", goes_on=[agreement.pk])
    keys: dict[str, Any] = {
        "entry": entry.pk,
        "agreement": agreement.pk,
        "member": member.pk,
        "pupil": cast.pupils["Daan"].pk,
        "told": told.pk,
        "parent": Guardianship.objects.get(pupil=cast.pupils["Noor"]).pk,
        "check": case.later_checks.get(weeks=6).pk,
    }
    found = {}
    for pattern in ON_A_CASE:
        named = {name: keys[name] for name in pattern.pattern.converters}
        found[str(pattern.name)] = reverse(str(pattern.name), kwargs={"pk": case.pk, **named})
    return found


def test_outside_the_team_no_page_of_a_case_exists(cast: Cast, client: Client) -> None:
    pages = addresses(cast)
    log_in(client, cast.viewer("Karim", Role.MENTOR))
    found = {name: (client.get(url).status_code, client.post(url).status_code) for name, url in pages.items()}
    expected = {name: (403, 403) if name in HAND_OVER else (404, 404) for name in pages}
    # A page that only takes a POST says so before it looks.
    expected["case_team_leave"] = (405, 404)
    assert found == expected


def test_who_has_no_part_in_cases_is_refused_at_every_door(cast: Cast, client: Client) -> None:
    pages = addresses(cast)
    for viewer in (cast.teacher, cast.administrator):
        log_in(client, viewer)
        assert {client.get(url).status_code for url in pages.values()} == {403}
        assert {client.post(url).status_code for url in pages.values()} == {403}
        assert client.get(reverse("cases")).status_code == 403


def test_for_a_director_without_an_emergency_no_case_exists_and_nothing_can_be_done(cast: Cast, client: Client) -> None:
    pages = addresses(cast)
    log_in(client, cast.director)
    assert {client.get(url).status_code for url in pages.values()} == {403, 404}
    assert {client.get(pages[name]).status_code for name in ("case", "case_timeline", "case_file")} == {404}
    assert {client.post(url).status_code for url in pages.values()} <= {403, 404}


def test_handing_over_and_nudging_are_the_coordinators(cast: Cast, client: Client) -> None:
    pages = addresses(cast)
    log_in(client, cast.mentor)
    assert {client.post(pages[name]).status_code for name in HAND_OVER} == {403}


def test_who_is_not_logged_in_is_asked_to(cast: Cast, client: Client) -> None:
    for url in addresses(cast).values():
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/inloggen/")


def test_the_confidential_hat_sees_no_case_even_of_a_colleague_in_the_team(cast: Cast, client: Client) -> None:
    pages = addresses(cast)
    log_in(client, cast.pupil_coordinator)
    assert client.get(pages["case"]).status_code == 200
    log_in(client, cast.viewer("Fatima", Role.CONFIDENTIAL_ADVISER_INTERNAL))
    assert client.get(pages["case"]).status_code == 403


def test_no_page_has_a_name_in_its_title_or_address(cast: Cast, client: Client) -> None:
    pages = addresses(cast)
    log_in(client, cast.coordinator)
    names = {word for pupil in cast.pupils.values() for word in (pupil.given_name, pupil.family_name)}
    names |= {word for staff in cast.staff.values() for word in (staff.given_name, staff.family_name)}
    for url in [*pages.values(), reverse("cases")]:
        answer = client.get(url)
        if answer.status_code == 405:
            continue
        page = answer.content.decode()
        title = page[page.index("<title>") : page.index("</title>")]
        assert not [name for name in names if name in title or name in url]
