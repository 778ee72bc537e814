"""Roles are given and ended by a person, from-until, and never so that nobody can give them any more."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
import time_machine

from omzien.ground.access.viewer import roles_of
from omzien.ground.journal.models import Entry
from omzien.ground.school.actions import staffing
from omzien.ground.school.actions.refusal import NotDone
from omzien.ground.school.actions.roles import Scope, Term, end, give
from omzien.ground.school.holders import mentors_of, mentors_of_group
from omzien.ground.school.models import Account, Role, RoleHolding
from tests.cast import Cast, make_school

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def a_monday() -> Iterator[None]:
    with time_machine.travel("2026-11-23 12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_school()


def key() -> str:
    return str(uuid4())


def held(cast: Cast, name: str, role: Role) -> RoleHolding:
    return RoleHolding.objects.get(staff=cast.staff[name], role=role)


@pytest.mark.clause("2.roles")
def test_a_role_has_a_scope_a_name_of_the_school_and_days(cast: Cast) -> None:
    term = Term(TODAY, date(2027, 7, 31), "zorgcoach")
    give(cast.staff["Petra"], Role.SUPPORT_COORDINATOR, Scope(grade=2), term, cast.administrator, key())
    holding = held(cast, "Petra", Role.SUPPORT_COORDINATOR)
    assert (holding.title, holding.grade, holding.until_on) == ("zorgcoach", 2, date(2027, 7, 31))
    assert holding.by_hand
    assert roles_of(cast.staff["Petra"]) == [Role.SUPPORT_COORDINATOR, Role.TEACHER]
    assert Entry.objects.get(verb="role.given").facts == {"role": "support_coordinator"}


def test_a_group_may_have_several_mentors(cast: Cast) -> None:
    give(cast.staff["Petra"], Role.MENTOR, Scope(home_group=cast.group_2b), Term(TODAY), cast.administrator, key())
    assert [person.given_name for person in mentors_of_group(cast.group_2b)] == ["Sanne", "Petra"]


def test_one_pupil_may_have_a_mentor_of_their_own(cast: Cast) -> None:
    noor = cast.pupils["Noor"]
    give(cast.staff["Karim"], Role.MENTOR, Scope(pupil=noor), Term(TODAY), cast.administrator, key())
    assert [person.given_name for person in mentors_of(noor)] == ["Karim"]
    assert [person.given_name for person in mentors_of(cast.pupils["Daan"])] == ["Sanne"]


def test_a_mentor_without_a_group_is_refused(cast: Cast) -> None:
    with pytest.raises(NotDone, match="Kies een klas"):
        give(cast.staff["Petra"], Role.MENTOR, Scope(), Term(TODAY), cast.administrator, key())


def test_the_same_role_twice_is_refused_and_the_same_form_twice_is_not(cast: Cast) -> None:
    form = key()
    for _time in range(2):
        give(cast.staff["Petra"], Role.ICT_COORDINATOR, Scope(), Term(TODAY), cast.administrator, form)
    assert RoleHolding.objects.filter(role=Role.ICT_COORDINATOR).count() == 1
    with pytest.raises(NotDone, match="heeft deze rol al"):
        give(cast.staff["Petra"], Role.ICT_COORDINATOR, Scope(), Term(TODAY), cast.administrator, key())


def test_a_role_ends_at_once_and_was_there_until_yesterday(cast: Cast) -> None:
    end(held(cast, "Jelle", Role.ANTI_BULLYING_COORDINATOR), cast.administrator, key())
    assert held(cast, "Jelle", Role.ANTI_BULLYING_COORDINATOR).until_on == date(2026, 11, 22)
    assert roles_of(cast.staff["Jelle"]) == []


def test_what_has_not_begun_yet_never_begins(cast: Cast) -> None:
    give(cast.staff["Petra"], Role.DIRECTOR, Scope(), Term(date(2027, 1, 1)), cast.administrator, key())
    end(held(cast, "Petra", Role.DIRECTOR), cast.administrator, key())
    assert not RoleHolding.objects.filter(staff=cast.staff["Petra"], role=Role.DIRECTOR).exists()


def test_the_only_administrator_stays(cast: Cast) -> None:
    with pytest.raises(NotDone, match="enige beheerder"):
        end(held(cast, "Wil", Role.ADMINISTRATOR), cast.administrator, key())
    give(cast.staff["Petra"], Role.ADMINISTRATOR, Scope(), Term(TODAY), cast.administrator, key())
    end(held(cast, "Wil", Role.ADMINISTRATOR), cast.administrator, key())


def test_whoever_leaves_loses_account_and_roles_at_once(cast: Cast) -> None:
    staffing.deactivate(cast.staff["Sanne"], cast.administrator, key())
    cast.staff["Sanne"].refresh_from_db()
    assert cast.staff["Sanne"].left_on == TODAY
    assert not Account.objects.get(staff=cast.staff["Sanne"]).is_active
    assert mentors_of_group(cast.group_2b) == []
    staffing.reactivate(cast.staff["Sanne"], cast.administrator, key())
    assert Account.objects.get(staff=cast.staff["Sanne"]).is_active
    assert roles_of(cast.staff["Sanne"]) == []


def test_nobody_puts_their_own_account_off(cast: Cast) -> None:
    with pytest.raises(NotDone, match="je eigen account"):
        staffing.deactivate(cast.staff["Wil"], cast.administrator, key())


@pytest.mark.clause("7")
def test_a_name_is_public_by_ones_own_choice(cast: Cast) -> None:
    account = Account.objects.select_related("staff").get(staff=cast.staff["Karim"])
    staffing.keep_profile(
        account, language="en", theme="dark", shows_name=True, actor=cast.other_mentor, form_key=key()
    )
    cast.staff["Karim"].refresh_from_db()
    assert cast.staff["Karim"].shows_name
    account.refresh_from_db()
    assert (account.language, account.theme) == ("en", "dark")
