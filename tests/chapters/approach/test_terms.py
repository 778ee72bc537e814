"""Windows on the steps of a case: days 7, 8, 14 and 15; the holiday; the clock; provisional days; a meeting that slips."""

from datetime import date

import pytest

from omzien.chapters.approach.actions.reviews import LookBack, record_review
from omzien.chapters.approach.actions.talk import choose_day
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.terms import Days, outlooks, span_of
from omzien.ground.clock import Calendar
from omzien.ground.school.models import DayOff
from omzien.protocol.load import packaged
from tests.cast import Cast, make_school
from tests.stories.telling import case_about, met, on, states, step, talked, window

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A1.4")]

TUESDAY = date(2026, 11, 3)


def _met(cast: Cast, talk: date = date(2026, 10, 30), meeting: date = TUESDAY) -> Case:
    with on(talk):
        case = talked(cast, case_about(cast), talk)
    with on(meeting):
        met(cast, case, meeting)
    return case


@pytest.mark.parametrize(
    ("day", "number", "may"),
    [
        ("2026-11-10", 7, False),
        ("2026-11-11", 8, True),
        ("2026-11-17", 14, True),
        ("2026-11-18", 15, False),
        # Day 11 is a Saturday.
        ("2026-11-14", 11, False),
    ],
)
def test_a_review_is_agreed_on_a_school_day_from_day_8_to_day_14(day: str, number: int, *, may: bool) -> None:
    cast = make_school()
    case, chosen = _met(cast), date.fromisoformat(day)
    assert (chosen - TUESDAY).days == number
    with on(TUESDAY):
        if may:
            choose_day(cast.mentor, case, "A1.4", chosen)
        else:
            with pytest.raises(MoveRefused):
                choose_day(cast.mentor, case, "A1.4", chosen)
    assert step(case, "A1.4").planned_on == (chosen if may else None)
    assert window(case, "A1.4") == (date(2026, 11, 11), date(2026, 11, 17))


@pytest.mark.clause("A1.5")
@pytest.mark.parametrize(("day", "may"), [("2026-11-12", False), ("2026-11-13", True), ("2026-11-17", True)])
def test_the_members_are_heard_from_day_10_to_day_14(day: str, *, may: bool) -> None:
    cast = make_school()
    case, chosen = _met(cast), date.fromisoformat(day)
    with on(TUESDAY):
        if may:
            choose_day(cast.mentor, case, "A1.5", chosen)
            assert {row.planned_on for row in step(case, "A1.5").member_reviews.all()} == {chosen}
        else:
            with pytest.raises(MoveRefused):
                choose_day(cast.mentor, case, "A1.5", chosen)


def test_until_the_group_has_met_the_days_count_from_the_talk() -> None:
    cast = make_school()
    with on(date(2026, 10, 30)):
        case = talked(cast, case_about(cast), date(2026, 10, 30))
    assert window(case, "A1.4") == (date(2026, 11, 9), date(2026, 11, 13))
    assert step(case, "A1.4").provisional


def test_a_day_that_was_agreed_in_the_talk_stays_when_it_still_fits_and_falls_away_when_not() -> None:
    cast = make_school()
    with on(date(2026, 10, 30)):
        fits = talked(cast, case_about(cast), date(2026, 10, 30), review_on=date(2026, 11, 12))
        not_any_more = talked(cast, case_about(cast, "Daan"), date(2026, 10, 30), review_on=date(2026, 11, 9))
    with on(TUESDAY):
        met(cast, fits, TUESDAY)
        met(cast, not_any_more, TUESDAY)
    assert step(fits, "A1.4").planned_on == date(2026, 11, 12)
    assert step(not_any_more, "A1.4").planned_on is None


def test_the_meeting_slips_and_a_first_review_is_due_14_days_after_the_talk_all_the_same() -> None:
    cast = make_school()
    with on(TUESDAY):
        case = talked(cast, case_about(cast), TUESDAY)
    with on(date(2026, 11, 17)):
        # Two weeks later the group has still not met.
        assert window(case, "A1.4")[1] == date(2026, 11, 17)
        record_review(cast.mentor, case, LookBack(date(2026, 11, 17), "same", answers={"going": "Nog niet zo."}))
        assert states(case)["A1.4"] == "open"
        assert step(case, "A1.4").answers["earlier"][0]["change"] == "same"
    with on(date(2026, 11, 20)):
        met(cast, case, date(2026, 11, 20))
        # After the meeting there is a review again, counted from it.
        assert window(case, "A1.4") == (date(2026, 11, 30), date(2026, 12, 4))
        assert states(case)["A1.4"] == "open"


def test_a_school_may_count_from_the_talk() -> None:
    cast = make_school()
    cast.school.counts_from_talk = True
    cast.school.save()
    case = _met(cast, talk=date(2026, 10, 30), meeting=TUESDAY)
    assert window(case, "A1.4") == (date(2026, 11, 9), date(2026, 11, 13))
    assert window(case, "A1.5") == (date(2026, 11, 9), date(2026, 11, 13))


def test_counted_from_the_talk_nobody_looks_back_before_the_group_has_met() -> None:
    span = span_of("A1.4", Days(TUESDAY, date(2026, 11, 20), from_talk=True), Calendar("noord"), packaged())
    assert span is not None
    assert (span.due_from, span.due_until) == (date(2026, 11, 30), date(2026, 12, 4))


def test_the_clock_goes_back_and_the_days_stay_days() -> None:
    """In the night of 25 October 2026 there is an hour more; day 8 is still eight days on."""
    cast = make_school()
    case = _met(cast, talk=date(2026, 10, 19), meeting=date(2026, 10, 20))
    assert window(case, "A1.4") == (date(2026, 10, 28), date(2026, 11, 3))


def test_the_clock_goes_forward_and_the_days_stay_days() -> None:
    """In the night of 28 March 2027 an hour is missing; 29 March is Easter Monday."""
    cast = make_school()
    case = _met(cast, talk=date(2027, 3, 18), meeting=date(2027, 3, 19))
    assert window(case, "A1.4") == (date(2027, 3, 30), date(2027, 4, 2))


def test_late_at_night_it_is_today_at_school() -> None:
    """At half past eleven in the evening it is tomorrow in no country that counts here."""
    cast = make_school()
    with on(date(2026, 10, 30), hour=23):
        case = talked(cast, case_about(cast), date(2026, 10, 30))
    assert step(case, "A1.1").done_on == date(2026, 10, 30)


def test_a_day_off_of_the_school_itself_is_no_day_to_look_back() -> None:
    cast = make_school()
    DayOff.objects.create(
        school=cast.school, name="Studiedag", kind="study_day", first=date(2026, 11, 11), last=date(2026, 11, 11)
    )
    case = _met(cast)
    assert window(case, "A1.4")[0] == date(2026, 11, 12)


@pytest.mark.clause("A1.2")
def test_the_planner_says_of_each_coming_school_day_when_we_look_back() -> None:
    said = outlooks(date(2026, 10, 1), 4, Days(date(2026, 9, 30)), Calendar("noord"), packaged())
    assert [
        (row.day.isoformat(), row.spans["A1.4"].due_from.isoformat(), row.spans["A1.4"].due_until.isoformat())
        for row in said
    ] == [
        ("2026-10-01", "2026-10-09", "2026-10-09"),
        # The window lies wholly in the holiday: due on the first day after, unless someone chooses the day before.
        ("2026-10-02", "2026-10-19", "2026-10-19"),
        ("2026-10-05", "2026-10-19", "2026-10-19"),
        ("2026-10-06", "2026-10-19", "2026-10-20"),
    ]
    assert [row.needs_choice for row in said] == [True, True, False, False]


def test_recording_is_never_refused_for_being_early_or_late() -> None:
    """The window reminds; when the talk really was, is what is written down (law: a person decides)."""
    cast = make_school()
    early, late = _met(cast), _met(cast)
    with on(date(2026, 11, 5)):
        record_review(cast.mentor, early, LookBack(date(2026, 11, 5), "better"))
    with on(date(2026, 12, 10)):
        record_review(cast.mentor, late, LookBack(date(2026, 12, 10), "better"))
    assert states(early)["A1.4"] == states(late)["A1.4"] == "done"


def test_what_is_yet_to_come_cannot_be_recorded() -> None:
    cast = make_school()
    case = _met(cast)
    with on(date(2026, 11, 12)), pytest.raises(MoveRefused):
        record_review(cast.mentor, case, LookBack(date(2026, 11, 13), "better"))
