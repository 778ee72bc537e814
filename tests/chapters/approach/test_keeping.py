"""Nobody with an open case is removed by a list that no longer names them."""

import pytest

from omzien.chapters.approach.models import Case, Member, Part, Round
from omzien.ground.clock import today
from omzien.ground.school.keeps import kept
from tests.cast import Cast, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


def _case(cast: Cast, state: Case.State) -> Case:
    day = None if state == Case.State.CLOSED else today()
    case = Case.objects.create(
        school=cast.school,
        edition="kiim/1",
        owner=cast.staff["Sanne"],
        opened_on=today(),
        state=state,
        next_from=day,
        next_until=day,
        next_kind="A1.1" if day else "",
    )
    target = cast.pupils["Noor"]
    Part.objects.create(
        school=cast.school, case=case, pupil=target, plays=Part.As.TARGETED, by=cast.staff["Sanne"], from_on=today()
    )
    round_ = Round.objects.create(school=cast.school, case=case, number=1, opened_on=today())
    Member.objects.create(school=cast.school, round=round_, pupil=cast.pupils["Amir"], joined_on=today())
    return case


@pytest.mark.parametrize("state", [Case.State.OPEN, Case.State.AFTERCARE])
def test_the_target_the_group_and_the_owner_stay(cast: Cast, state: Case.State) -> None:
    _case(cast, state)
    assert {cast.pupils["Noor"].pk, cast.pupils["Amir"].pk} == kept(cast.school, "pupils")
    assert cast.staff["Sanne"].pk in kept(cast.school, "staff")


def test_a_closed_case_keeps_nobody(cast: Cast) -> None:
    _case(cast, Case.State.CLOSED)
    assert kept(cast.school, "pupils") == set()
    assert cast.staff["Sanne"].pk not in kept(cast.school, "staff")
