"""An account that nobody uses goes off, after both were told; who left by a list leaves no case without an owner."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from omzien.chapters.approach.actions.cases import open_case
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import Account
from omzien.web.accounts.jobs import follow_who_left, switch_unused_off
from tests.cast import Cast, make_school
from tests.chapters.desk import WEDNESDAY, told
from tests.stories.telling import AMSTERDAM

from .phone import factors_of, with_phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 9, 1, 9, tzinfo=AMSTERDAM), tick=False) as traveller:
        yield traveller


def last_used(cast: Cast, name: str) -> Account:
    account: Account = cast.staff[name].account
    account.last_login = timezone.now()
    account.save()
    return account


def days(clock: time_machine.Traveller, first: date, number: int) -> int:
    done = 0
    for step in range(number):
        day = first + timedelta(days=step)
        clock.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=AMSTERDAM), tick=False)
        done += switch_unused_off(day)
    return done


def test_after_forty_two_school_days_it_goes_off_and_ten_before_both_are_told(
    cast: Cast, clock: time_machine.Traveller
) -> None:
    account = last_used(cast, "Sanne")
    # Autumn holidays in the north: 10 to 18 October 2026.
    assert days(clock, date(2026, 9, 2), 48) == 0
    assert days(clock, date(2026, 10, 20), 3) == 1
    assert {notice.recipient_id for notice in Notice.objects.filter(kind__startswith="account.unused")} == {
        cast.staff["Sanne"].pk,
        cast.staff["Wil"].pk,
    }
    assert days(clock, date(2026, 10, 23), 11) == 0
    assert days(clock, date(2026, 11, 3), 4) == 1
    account.refresh_from_db()
    assert not account.is_active
    assert cast.staff["Sanne"].role_holdings.exists()


def test_who_logs_in_after_the_warning_stays(cast: Cast, clock: time_machine.Traveller) -> None:
    account = last_used(cast, "Sanne")
    days(clock, date(2026, 10, 20), 4)
    last_used(cast, "Sanne")
    assert days(clock, date(2026, 10, 24), 40) == 0
    account.refresh_from_db()
    assert account.is_active


def test_nobody_goes_off_over_the_summer(cast: Cast, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2027, 6, 25, 9, tzinfo=AMSTERDAM), tick=False)
    last_used(cast, "Sanne")
    assert days(clock, date(2027, 6, 26), 75) == 0


def test_the_only_administrator_stays(cast: Cast, clock: time_machine.Traveller) -> None:
    account = last_used(cast, "Wil")
    days(clock, date(2026, 10, 20), 60)
    account.refresh_from_db()
    assert account.is_active


def test_who_left_by_a_list_is_followed_a_day_later(cast: Cast, clock: time_machine.Traveller) -> None:
    clock.move_to(WEDNESDAY, tick=False)
    with_phone(cast, "Sanne")
    case = open_case(cast.mentor, told(cast), target=cast.pupils["Noor"])
    sanne = cast.staff["Sanne"]
    sanne.left_on = WEDNESDAY.date()
    sanne.save()
    Account.objects.filter(staff=sanne).update(is_active=False)
    assert follow_who_left(WEDNESDAY.date()) == 0
    case.refresh_from_db()
    assert case.owner == sanne
    assert follow_who_left(WEDNESDAY.date() + timedelta(days=1)) == 1
    case.refresh_from_db()
    assert case.owner == cast.staff["Jelle"]
    assert factors_of(cast, "Sanne") == set()
    assert follow_who_left(WEDNESDAY.date() + timedelta(days=2)) == 0
