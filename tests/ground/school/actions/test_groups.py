"""Core teams over several home groups."""

from uuid import uuid4

import pytest

from omzien.ground.school.actions.groups import drop_core_team, name_core_team, place
from omzien.ground.school.actions.refusal import NotDone
from omzien.ground.school.models import CoreTeam
from tests.cast import Cast, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


def key() -> str:
    return str(uuid4())


def test_a_core_team_is_named_renamed_and_filled(cast: Cast) -> None:
    name_core_team(cast.school, "Geel", cast.administrator, key())
    yellow = CoreTeam.objects.get(name="Geel")
    place(cast.group_2c, yellow, cast.administrator, key())
    assert [group.name for group in yellow.home_groups.all()] == ["2C"]
    name_core_team(cast.school, "Oranje", cast.administrator, key(), yellow)
    assert sorted(CoreTeam.objects.values_list("name", flat=True)) == ["Blauw", "Oranje"]


def test_two_core_teams_of_one_name_are_refused(cast: Cast) -> None:
    with pytest.raises(NotDone, match="al een kernteam"):
        name_core_team(cast.school, "blauw", cast.administrator, key())
    name_core_team(cast.school, "BLAUW", cast.administrator, key(), cast.blue)


def test_a_core_team_in_use_stays(cast: Cast) -> None:
    with pytest.raises(NotDone, match="horen nog"):
        drop_core_team(cast.blue, cast.administrator, key())
    name_core_team(cast.school, "Geel", cast.administrator, key())
    drop_core_team(CoreTeam.objects.get(name="Geel"), cast.administrator, key())
    assert not CoreTeam.objects.filter(name="Geel").exists()
