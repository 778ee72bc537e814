"""Home, whom to turn to, and the way out: what anyone may open."""

import html
import re
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from omzien.chapters.guide.queries import checked_on, contact_points, helplines
from omzien.ground.school.models import Board, HomeGroup, Role, RoleHolding, School
from tests.cast import SINCE, Cast, make_school

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_a_monday")]


@pytest.fixture
def _a_monday() -> object:
    with time_machine.travel("2026-11-16T10:20:00+01:00", tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_school()


def second_school(cast: Cast) -> School:
    return School.objects.create(board=cast.school.board, name="Het Baken", exit_url="https://www.knmi.nl/")


def page(address: str, client: Client | None = None) -> str:
    response = (client or Client()).get(address)
    assert response.status_code == 200
    assert not response.cookies
    return response.content.decode()


@pytest.mark.clause("4.6c")
def test_contact_points_stand_in_the_order_of_the_protocol(cast: Cast) -> None:
    assert [point.id for point in contact_points(cast.school)] == ["mentor", "coordinators", "confidential_advisers"]


@pytest.mark.clause("7")
def test_a_name_is_shown_by_own_choice_and_the_role_always(cast: Cast) -> None:
    mentors = contact_points(cast.school)[0].people
    assert [(one.name, one.role, one.where) for one in mentors] == [
        ("Sanne Vos", "mentor", "2B"),
        ("", "mentor", "2C"),
    ]
    shown = page("/wie/")
    assert "Sanne Vos" in shown
    assert "Karim" not in shown
    assert "Aslan" not in shown


@pytest.mark.clause("7")
def test_only_a_confidential_adviser_who_shows_a_name_can_be_written_to(cast: Cast) -> None:
    shown = page("/wie/")
    assert "mailto:ayd@lindehof.example" in shown
    assert "vos@lindehof.example" not in shown
    cast.staff["Selma"].shows_name = False
    cast.staff["Selma"].save()
    shown = page("/wie/")
    assert "ayd@lindehof.example" not in shown
    assert "Selma" not in shown
    assert "Loop even langs" in shown


@pytest.mark.clause("7")
def test_the_limits_of_secrecy_are_said_with_the_confidential_advisers(cast: Cast) -> None:
    assert "Behalve als er direct gevaar is, of als de wet zegt dat het moet." in page("/wie/")


def test_who_left_is_no_contact_point(cast: Cast) -> None:
    cast.staff["Sanne"].left_on = date(2026, 11, 1)
    cast.staff["Sanne"].save()
    assert "Sanne" not in page("/wie/")


def test_a_class_whose_mentor_left_says_who_steps_in(cast: Cast) -> None:
    """2B has no mentor any more: its own pupil coordinator is there, and else the coordinator of the whole school."""
    RoleHolding.objects.filter(staff=cast.staff["Sanne"]).update(until_on=date(2026, 11, 10))
    here = {one.where: (one.name, one.role, one.steps_in) for one in contact_points(cast.school)[0].people}
    assert here == {"2B": ("Fatima Kaya", "leerlingencoördinator", True), "2C": ("", "mentor", False)}
    RoleHolding.objects.create(
        school=cast.school, staff=cast.staff["Petra"], role=Role.PUPIL_COORDINATOR, core_team=cast.blue, from_on=SINCE
    )
    assert contact_points(cast.school)[0].people[0].name == "Petra Wolters"
    RoleHolding.objects.filter(role=Role.PUPIL_COORDINATOR).delete()
    assert contact_points(cast.school)[0].people[0].name == "Jelle Bos"


def test_a_class_without_a_mentor_is_there_when_one_looks_up_ones_class(cast: Cast) -> None:
    for number in range(8):
        HomeGroup.objects.create(school=cast.school, year=cast.year, name=f"3{number}", grade=3)
    shown = page("/wie/")
    assert "<dt>37</dt><dd>Fatima Kaya, leerlingencoördinator" in shown


def test_the_mentor_of_one_pupil_says_nothing_of_that_pupil(cast: Cast) -> None:
    RoleHolding.objects.create(
        school=cast.school, staff=cast.staff["Petra"], role=Role.MENTOR, pupil=cast.pupils["Noor"], from_on=SINCE
    )
    assert "Petra" not in page("/wie/")


def test_contact_points_cost_the_same_for_one_group_as_for_forty(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as few:
        contact_points(cast.school)
    for number in range(40):
        group = HomeGroup.objects.create(school=cast.school, year=cast.year, name=f"3{number}", grade=3)
        RoleHolding.objects.create(
            school=cast.school, staff=cast.staff["Petra"], role=Role.MENTOR, home_group=group, from_on=SINCE
        )
    with CaptureQueriesContext(connection) as many:
        points = contact_points(cast.school)
    assert len(few) == len(many) == 2
    assert points[0].by_group
    assert "Zoek je klas" in page("/wie/")


def test_a_school_without_people_still_has_its_page(cast: Cast) -> None:
    RoleHolding.objects.all().delete()
    shown = page("/wie/")
    assert "nog niemand ingevuld" in shown
    assert "0800-0432" in shown


@pytest.mark.clause("A4")
def test_acute_help_comes_first_and_says_when_it_was_checked() -> None:
    lines = helplines("pupil")
    assert [line.number for line in lines[:3]] == ["112", "0800-0113", "0800-0432"]
    assert [line.url for line in lines[:3]] == ["tel:112", "tel:08000113", "tel:08000432"]
    assert checked_on([]) is None


def test_home_leads_pupils_parents_and_colleagues_on(cast: Cast) -> None:
    shown = page("/")
    for piece in ("De Lindehof", "Hulp nodig?", 'href="/hulp/"', 'href="/hulp/code/"', 'href="/wie/"', "ouder"):
        assert piece in shown


def test_every_public_page_has_a_neutral_title_without_a_name(cast: Cast) -> None:
    for address in ("/", "/wie/", "/hulp/", "/hulp/code/"):
        assert "<title>Hulp op school</title>" in page(address)


def test_leaving_shows_an_empty_page_that_goes_on_and_forgets(cast: Cast) -> None:
    response = Client().get("/weg/")
    text = response.content.decode()
    assert 'content="0;url=https://www.buienradar.nl/"' in text
    assert "Omzien" not in text
    assert "hulp" not in text.lower()
    assert response.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"


def test_leaving_goes_to_the_address_that_the_own_school_chose(cast: Cast) -> None:
    other = second_school(cast)
    assert "https://www.knmi.nl/" in page(f"/weg/?school={other.pk}")
    assert f"/weg/?school={other.pk}" in page(f"/wie/?school={other.pk}")


@pytest.mark.parametrize("address", ["/wie/", "/hulp/"])
def test_with_several_schools_the_page_first_asks_which(cast: Cast, address: str) -> None:
    other = second_school(cast)
    shown = page(address)
    assert "Op welke school zit je?" in shown
    for school in (cast.school, other):
        assert f"{address}?school={school.pk}" in shown
    assert "Op welke school zit je?" not in page(f"{address}?school={cast.school.pk}")


@pytest.mark.parametrize("asked", ["x", "00000000-0000-4000-8000-000000000000", "' or 1=1", "%00"])
def test_an_unknown_school_is_asked_again(cast: Cast, asked: str) -> None:
    second_school(cast)
    assert "Op welke school zit je?" in page(f"/hulp/?school={asked}")


@pytest.mark.parametrize("address", ["/", "/wie/", "/hulp/", "/hulp/code/", "/weg/"])
def test_an_installation_without_a_school_still_answers(address: str) -> None:
    Board.objects.all().delete()
    assert page(address)


@pytest.mark.parametrize("address", ["/", "/wie/", "/weg/"])
def test_pages_to_read_take_no_other_verb(cast: Cast, address: str) -> None:
    assert Client(enforce_csrf_checks=False).post(address).status_code == 405


# --- the language of a page -------------------------------------------------------------------------------------------

PUBLIC = ("/", "/wie/", "/hulp/", "/hulp/code/")


def _ways_on(shown: str) -> list[str]:
    """Return where links and forms of a page lead within the public pages; the link to the other language aside."""
    found = re.findall(r'<a (?![^>]*hreflang)[^>]*?href="(/[^"#]*)"|<form[^>]*? action="(/[^"#]*)"', shown)
    return [
        html.unescape(link or form) for link, form in found if not (link or form).startswith(("/inloggen", "/static"))
    ]


@pytest.mark.parametrize("address", PUBLIC)
def test_who_chose_english_keeps_it_wherever_the_page_leads(cast: Cast, address: str) -> None:
    shown = page(f"{address}?taal=en")
    assert '<html lang="en"' in shown
    ways = _ways_on(shown)
    assert ways
    assert [way for way in ways if "taal=en" not in way] == []
    assert [way for way in _ways_on(page(address)) if "taal" in way] == []


def test_with_several_schools_school_and_language_go_together(cast: Cast) -> None:
    second_school(cast)
    choice = page("/hulp/?taal=en")
    (way,) = [way for way in _ways_on(choice) if str(cast.school.pk) in way]
    assert way == f"/hulp/?school={cast.school.pk}&taal=en"
    assert [way for way in _ways_on(page(way)) if "taal=en" not in way or str(cast.school.pk) not in way] == []


@pytest.mark.parametrize("address", PUBLIC)
def test_every_public_page_offers_the_other_language(cast: Cast, address: str) -> None:
    assert f'href="{address}?taal=en" lang="en" hreflang="en">English</a>' in page(address)
    assert f'href="{address}" lang="nl" hreflang="nl">Nederlands</a>' in page(f"{address}?taal=en")


def test_what_a_pupil_sent_is_answered_in_the_language_of_the_page(cast: Cast) -> None:
    sent = Client().post("/hulp/?taal=en", {"form_key": str(uuid4()), "told": "It is not fun."}).content.decode()
    assert '<html lang="en"' in sent
    assert "hreflang" not in sent
    assert [way for way in _ways_on(sent) if "taal=en" not in way] == []


def test_words_that_stay_dutch_say_so_on_an_english_page(cast: Cast) -> None:
    assert re.search(r'<small lang="nl">', page("/wie/?taal=en"))
    assert re.search(r'<span class="tile__text" lang="nl">', page("/hulp/?taal=en"))
    assert 'lang="nl">' not in page("/wie/").replace('<html lang="nl"', "")


def test_the_way_out_speaks_the_language_of_the_page(cast: Cast) -> None:
    assert '<html lang="en">' in page("/weg/?taal=en")
    assert '<html lang="nl">' in page("/weg/")
