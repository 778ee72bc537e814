"""When something went wrong the page says so in plain Dutch."""

from uuid import uuid4

import pytest
from django.test import Client

from omzien.ground.school.models import Role, RoleHolding
from tests.cast import SINCE, make_school
from tests.chapters.desk import log_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"told": "x" * (3 * 1024 * 1024)}, id="too-large"),
        pytest.param({f"veld{number}": "x" for number in range(2500)}, id="too-many-fields"),
    ],
)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=BoUnDaRyStRiNg", "application/x-www-form-urlencoded"])
def test_more_than_a_form_can_hold_is_told_in_dutch(said: dict[str, str], kind: str) -> None:
    make_school()
    told = {"form_key": str(uuid4()), **said}
    body = {"data": told} if kind.startswith("multi") else {"data": "&".join(f"{k}={v}" for k, v in told.items())}
    answer = Client().post("/hulp/", content_type=kind, **body)
    assert answer.status_code in (400, 413)
    page = answer.content.decode()
    assert 'lang="nl"' in page
    assert "xxx" not in page
    assert "Bad Request" not in page


def test_a_page_of_another_role_says_whose_it_is_and_how_to_change() -> None:
    cast = make_school()
    page = log_in(Client(), cast.mentor).get("/overzicht/")
    assert page.status_code == 403
    text = page.content.decode()
    assert "Je kijkt nu als mentor." in text
    assert "antipestcoördinator" in text
    assert "Wissel van rol" not in text
    assert "Kindertelefoon" not in text
    RoleHolding.objects.create(
        school=cast.school, staff=cast.staff["Sanne"], role=Role.ANTI_BULLYING_COORDINATOR, from_on=SINCE
    )
    text = log_in(Client(), cast.mentor).get("/overzicht/").content.decode()
    assert "een andere rol van jou: antipestcoördinator" in text
    assert 'href="/rol/"' in text
