"""The group meets on Friday 2 October 2026 in the north: the whole window lies in the autumn holiday (10-18 October)."""

from datetime import date

import pytest

from omzien.chapters.approach.actions.reviews import LookBack, record_review
from omzien.chapters.approach.actions.talk import choose_day
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.course import course_of
from omzien.chapters.approach.terms import Days, outlook, why_free
from omzien.ground.clock import Calendar
from omzien.protocol.load import packaged
from tests.cast import Cast, make_school
from tests.stories.telling import case_about, met, on, states, step, talked, window

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.story,
    pytest.mark.clause("A1.2"),
    pytest.mark.clause("A1.4"),
]

TALK = date(2026, 9, 29)
FRIDAY = date(2026, 10, 2)
BEFORE, AFTER = date(2026, 10, 9), date(2026, 10, 19)


def _met_before_the_holiday(cast: Cast) -> Case:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(FRIDAY):
        met(cast, case, FRIDAY)
    return case


def test_the_planner_warns_and_offers_a_day_on_each_side() -> None:
    said = outlook(FRIDAY, Days(TALK), Calendar("noord"), packaged())
    assert said.needs_choice
    assert said.spans["A1.4"].choosable == (BEFORE, AFTER)
    assert not said.warning
    assert why_free(said.spans["A1.4"], Calendar("noord")).lower().startswith("herfst")


def test_unchosen_it_is_due_on_the_first_school_day_after_and_amber_until_then() -> None:
    case = _met_before_the_holiday(make_school())
    assert window(case, "A1.4") == (AFTER, AFTER)
    assert step(case, "A1.4").needs_choice


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_what_was_chosen_is_due_and_it_is_on_record_who_chose(day: date) -> None:
    cast = make_school()
    case = _met_before_the_holiday(cast)
    with on(date(2026, 10, 5)):
        choose_day(cast.mentor, case, "A1.4", day)
        chosen = step(case, "A1.4")
    assert (chosen.due_from, chosen.due_until) == (day, day)
    assert (chosen.planned_on, chosen.planned_by) == (day, cast.staff["Sanne"])
    assert not chosen.needs_choice


def test_another_day_is_not_offered() -> None:
    cast = make_school()
    case = _met_before_the_holiday(cast)
    with on(date(2026, 10, 5)), pytest.raises(MoveRefused):
        choose_day(cast.mentor, case, "A1.4", date(2026, 10, 12))


def test_the_review_on_the_first_day_after_the_holiday_goes_like_any_other() -> None:
    cast = make_school()
    case = _met_before_the_holiday(cast)
    with on(AFTER):
        record_review(cast.mentor, case, LookBack(AFTER, "better"))
    assert states(case)["A1.4"] == "done"


def test_a_window_without_school_days_within_three_weeks_is_warned_of_while_planning() -> None:
    """Meeting on the last school day before the summer: nobody can look back for weeks."""
    said = outlook(date(2027, 7, 9), Days(None), Calendar("noord"), packaged())
    assert said.warning
    assert said.spans["A1.4"].choosable == (date(2027, 8, 23),)


def test_the_page_of_the_case_knows_which_days_may_be_chosen() -> None:
    case = _met_before_the_holiday(make_school())
    with on(date(2026, 10, 5)):
        span = course_of(case).span("A1.4")
    assert span is not None
    assert span.choosable == (BEFORE, AFTER)
