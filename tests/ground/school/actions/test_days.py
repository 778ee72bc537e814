"""The school's own days change what a school day is."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
import time_machine

from omzien.ground.school.actions.days import Days, keep, overlapping, remove
from omzien.ground.school.actions.refusal import NotDone
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.models import DayOff
from tests.cast import Cast, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_monday() -> Iterator[None]:
    with time_machine.travel("2026-11-23 12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_school()


def kept(cast: Cast, name: str, kind: str, first: date, last: date) -> DayOff:
    keep(cast.school, Days(name, kind, first, last), cast.coordinator, str(uuid4()))
    return DayOff.objects.get(name=name)


def test_a_study_day_is_no_school_day_and_an_exam_week_is(cast: Cast) -> None:
    kept(cast, "Studiedag", "study_day", date(2026, 12, 2), date(2026, 12, 2))
    kept(cast, "Toetsweek", "exam_week", date(2026, 12, 7), date(2026, 12, 11))
    calendar = calendar_for(cast.school)
    assert calendar.why_free(date(2026, 12, 2)) == "Studiedag"
    assert calendar.is_school_day(date(2026, 12, 9))


def test_an_own_vacation_replaces_that_of_the_region(cast: Cast) -> None:
    assert not calendar_for(cast.school).is_school_day(date(2027, 2, 24))
    kept(cast, "Carnavalsvakantie", "vacation", date(2027, 2, 6), date(2027, 2, 14))
    calendar = calendar_for(cast.school)
    assert calendar.is_school_day(date(2027, 2, 24))
    assert not calendar.is_school_day(date(2027, 2, 10))


def test_school_after_all_on_a_day_that_others_have_free(cast: Cast) -> None:
    kept(cast, "Toch les", "lessons", date(2027, 2, 22), date(2027, 2, 22))
    assert calendar_for(cast.school).is_school_day(date(2027, 2, 22))


@pytest.mark.parametrize(
    ("last", "says"), [(date(2026, 12, 1), "ligt voor de eerste dag"), (date(2027, 12, 2), "Klopt het jaar")]
)
def test_days_that_cannot_be_meant_are_refused(cast: Cast, last: date, says: str) -> None:
    with pytest.raises(NotDone, match=says):
        kept(cast, "Raar", "day_off", date(2026, 12, 2), last)
    assert not DayOff.objects.exists()


def test_overlapping_days_are_told_but_never_refused(cast: Cast) -> None:
    first = kept(cast, "Projectweek", "day_off", date(2026, 12, 7), date(2026, 12, 11))
    days = Days("Studiedag", "study_day", date(2026, 12, 11), date(2026, 12, 12))
    assert overlapping(cast.school, days) == [first]
    assert overlapping(cast.school, days, first) == []


def test_days_are_changed_and_taken_away(cast: Cast) -> None:
    row = kept(cast, "Studiedag", "study_day", date(2026, 12, 2), date(2026, 12, 2))
    days = Days("Studiemiddag", "study_day", date(2026, 12, 3), date(2026, 12, 3))
    keep(cast.school, days, cast.coordinator, str(uuid4()), row)
    assert DayOff.objects.get().first == date(2026, 12, 3)
    remove(DayOff.objects.get(), cast.coordinator, str(uuid4()))
    assert not DayOff.objects.exists()
