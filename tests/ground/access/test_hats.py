"""One hat at a time: a role at a school; an adviser's hat is never fallen into."""

from datetime import timedelta

import pytest
from django.test import Client

from omzien.ground.access.viewer import hats_of
from omzien.ground.clock import today
from omzien.ground.school.models import Board, Role, RoleHolding, School
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


def test_who_loses_the_role_they_wear_does_not_become_an_adviser(cast: Cast, client: Client) -> None:
    log_in(client, cast.pupil_coordinator)
    assert client.get("/vandaag/").status_code == 200
    held = RoleHolding.objects.filter(staff=cast.staff["Fatima"])
    held.exclude(role=Role.CONFIDENTIAL_ADVISER_INTERNAL).update(until_on=today() - timedelta(days=1))
    answer = client.get("/vandaag/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/inloggen/?next=/vandaag/")


def test_who_helps_out_at_a_sister_school_has_a_hat_there_beside_their_own(cast: Cast) -> None:
    sister = School.objects.create(board=Board.objects.get(), name="Het Rietveld", region="noord")
    RoleHolding.objects.create(
        school=sister, staff=cast.staff["Jelle"], role=Role.ANTI_BULLYING_COORDINATOR, from_on=today()
    )
    hats = hats_of(cast.staff["Jelle"])
    assert [(hat.role, hat.school.name, hat.at_home) for hat in hats] == [
        (Role.ANTI_BULLYING_COORDINATOR, "De Lindehof", True),
        (Role.ANTI_BULLYING_COORDINATOR, "Het Rietveld", False),
    ]
    assert len({hat.key for hat in hats}) == 2


def test_a_role_that_has_ended_is_no_hat(cast: Cast) -> None:
    RoleHolding.objects.filter(staff=cast.staff["Sanne"]).update(until_on=today() - timedelta(days=1))
    assert hats_of(cast.staff["Sanne"]) == []
