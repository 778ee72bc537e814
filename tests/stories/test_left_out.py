"""It is a guide: a step can be left out with a reason, and success is one (5.guide)."""

from datetime import date

import pytest

from omzien.chapters.approach.actions.reviews import LookBack, leave_member_out, record_review
from omzien.chapters.approach.actions.rounds import Choice, choose, leave_out
from omzien.chapters.approach.moves import MoveRefused
from tests.cast import make_school
from tests.stories.telling import GROUP, case_about, heard, met, on, states, step, talked, window

pytestmark = [pytest.mark.django_db, pytest.mark.story, pytest.mark.clause("5.guide")]

TALK, MEETING, BACK = date(2026, 11, 3), date(2026, 11, 6), date(2026, 11, 17)


def test_it_has_stopped_and_the_members_need_no_talk() -> None:
    cast = make_school()
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(MEETING):
        met(cast, case, MEETING)
    with on(BACK):
        record_review(cast.mentor, case, LookBack(BACK, "stopped"))
        leave_out(cast.mentor, case, "A1.5", "solved_early", "Noor is blij met hoe het nu gaat.")
        left = step(case, "A1.5")
        assert (left.state, left.reason, left.done_on, left.by) == (
            "left_out",
            "solved_early",
            BACK,
            cast.staff["Sanne"],
        )
        assert left.reason_note == "Noor is blij met hoe het nu gaat."
        # It stays visible, and the choice is next.
        assert states(case)["A1.6"] == "open"
        choose(cast.mentor, case, Choice("done", BACK))


@pytest.mark.parametrize("reason", ["", "geen zin", "stopped"])
def test_only_with_a_reason_of_the_edition(reason: str) -> None:
    cast = make_school()
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
        with pytest.raises(MoveRefused):
            leave_out(cast.mentor, case, "A1.2", reason)
    assert states(case)["A1.2"] == "open"


def test_without_a_meeting_there_is_no_group_at_work_but_still_a_review() -> None:
    cast = make_school()
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(MEETING):
        leave_out(cast.mentor, case, "A1.2", "other_help_fits")
    assert states(case) == {
        "A1.1": "done", "A1.2": "left_out", "A1.3": "left_out", "A1.4": "open", "A1.5": "left_out", "A1.6": "waiting",
    }  # fmt: skip
    assert window(case, "A1.4") == (date(2026, 11, 11), date(2026, 11, 17))
    assert not step(case, "A1.4").provisional


def test_the_talk_was_had_elsewhere_and_the_group_still_asks_for_consent() -> None:
    cast = make_school()
    with on(TALK):
        case = case_about(cast)
        leave_out(cast.mentor, case, "A1.1", "done_another_way")
        assert states(case)["A1.2"] == "open"
        with pytest.raises(MoveRefused):
            met(cast, case, TALK)


def test_one_member_is_not_spoken_to_for_a_reason() -> None:
    cast = make_school()
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(MEETING):
        met(cast, case, MEETING)
    with on(BACK):
        heard(cast, case, BACK, GROUP[:5])
        leave_member_out(cast.mentor, case, cast.pupils[GROUP[5]], "pupil_prefers_not")
    assert states(case)["A1.5"] == "done"


def test_a_step_that_is_done_cannot_be_left_out() -> None:
    cast = make_school()
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
        with pytest.raises(MoveRefused):
            leave_out(cast.mentor, case, "A1.1", "other")


@pytest.mark.clause("A1.6")
def test_the_case_keeps_a_next_date_whatever_is_left_out() -> None:
    cast = make_school()
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
        for clause in ("A1.2", "A1.4", "A1.6"):
            leave_out(cast.mentor, case, clause, "other")
    case.refresh_from_db()
    assert set(states(case).values()) == {"done", "left_out"}
    assert (case.next_kind, case.next_until) == ("contact", date(2026, 11, 6))
