"""Not good enough yet: steps 2 to 5 again, with somebody else in the group."""

from datetime import date

import pytest

from omzien.chapters.approach.actions.group import Meeting, record_meeting
from omzien.chapters.approach.actions.reviews import LookBack, record_review
from omzien.chapters.approach.actions.rounds import Choice, choose
from omzien.chapters.approach.actions.talk import give_consent
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from tests.cast import make_school
from tests.stories.telling import GROUP, case_about, heard, met, on, pupils, states, step, talked, window

pytestmark = [pytest.mark.django_db, pytest.mark.story, pytest.mark.clause("A1.6")]

SECOND = ("Sofie", "Amir", "Lotte", "Jesse", "Esra", "Finn")


def test_a_second_round_with_a_changed_member() -> None:
    cast = make_school()
    with on(date(2026, 11, 3)):
        case = talked(cast, case_about(cast), date(2026, 11, 3))
    with on(date(2026, 11, 6)):
        met(cast, case, date(2026, 11, 6))
    with on(date(2026, 11, 17)):
        record_review(cast.mentor, case, LookBack(date(2026, 11, 17), "same", answers={"needed": "Iemand erbij."}))
        heard(cast, case, date(2026, 11, 17))

    with on(date(2026, 11, 18)):
        # Noor and the mentor choose together: Mila goes, Finn comes. Noor agrees to this group.
        choice = Choice("new_round", date(2026, 11, 18), members=pupils(cast, *SECOND), agreed=True)
        choose(cast.mentor, case, choice)
        assert states(case, 1)["A1.6"] == "done"
        assert states(case, 2) == {
            "A1.2": "open", "A1.3": "waiting", "A1.4": "open", "A1.5": "waiting", "A1.6": "waiting",
        }  # fmt: skip
        # Again five school days to meet, and a review 8 to 14 days after the choice if that slips.
        assert window(case, "A1.2", 2) == (date(2026, 11, 18), date(2026, 11, 25))
        assert window(case, "A1.4", 2) == (date(2026, 11, 26), date(2026, 12, 2))
        assert step(case, "A1.4", 2).provisional
        assert _members(case, 2) == sorted(SECOND)
        # The first round keeps its own group.
        assert _members(case, 1) == sorted(GROUP)

    with on(date(2026, 11, 20)):
        met(cast, case, date(2026, 11, 20), SECOND)
        assert window(case, "A1.4", 2) == (date(2026, 11, 30), date(2026, 12, 4))
    with on(date(2026, 12, 1)):
        record_review(cast.mentor, case, LookBack(date(2026, 12, 1), "stopped"))
        heard(cast, case, date(2026, 12, 1), SECOND)
        choose(cast.mentor, case, Choice("done", date(2026, 12, 1)))
    assert set(states(case, 2).values()) == {"done"}


@pytest.mark.clause("A1.1")
def test_the_new_group_meets_only_when_the_target_agrees_to_it() -> None:
    cast = make_school()
    with on(date(2026, 11, 3)):
        case = talked(cast, case_about(cast), date(2026, 11, 3))
    with on(date(2026, 11, 6)):
        met(cast, case, date(2026, 11, 6))
    with on(date(2026, 11, 17)):
        record_review(cast.mentor, case, LookBack(date(2026, 11, 17), "same"))
        heard(cast, case, date(2026, 11, 17))
        choose(cast.mentor, case, Choice("new_round", date(2026, 11, 17), members=pupils(cast, *SECOND)))
    meeting = Meeting(date(2026, 11, 20), present=pupils(cast, *SECOND))
    with on(date(2026, 11, 20)):
        with pytest.raises(MoveRefused) as refused:
            record_meeting(cast.mentor, case, meeting)
        assert "Zonder akkoord komt er geen groep bij elkaar" in str(refused.value.said)
        give_consent(cast.mentor, case, "yes")
        record_meeting(cast.mentor, case, meeting)
    assert states(case, 2)["A1.2"] == "done"


def test_a_group_that_stays_the_same_is_copied() -> None:
    cast = make_school()
    with on(date(2026, 11, 3)):
        case = talked(cast, case_about(cast), date(2026, 11, 3))
    with on(date(2026, 11, 6)):
        met(cast, case, date(2026, 11, 6))
    with on(date(2026, 11, 17)):
        record_review(cast.mentor, case, LookBack(date(2026, 11, 17), "better"))
        heard(cast, case, date(2026, 11, 17))
        choose(cast.mentor, case, Choice("new_round", date(2026, 11, 17), agreed=True))
    assert _members(case, 2) == sorted(GROUP)


@pytest.mark.clause("5.guide")
def test_a_new_round_while_members_are_unheard_asks_why() -> None:
    """It got worse: nobody waits for the talks with the members, but that they are left out has a reason."""
    cast = make_school()
    with on(date(2026, 11, 3)):
        case = talked(cast, case_about(cast), date(2026, 11, 3))
    with on(date(2026, 11, 6)):
        met(cast, case, date(2026, 11, 6))
    with on(date(2026, 11, 17)):
        record_review(cast.mentor, case, LookBack(date(2026, 11, 17), "worse"))
        assert window(case, "A1.6") == (date(2026, 11, 17), date(2026, 11, 17))
        with pytest.raises(MoveRefused):
            choose(cast.mentor, case, Choice("new_round", date(2026, 11, 17)))
        choose(cast.mentor, case, Choice("new_round", date(2026, 11, 17), agreed=True, reason="done_another_way"))
    assert states(case, 1)["A1.5"] == "left_out"
    assert step(case, "A1.5", 1).reason == "done_another_way"
    assert states(case, 2)["A1.2"] == "open"


def _members(case: Case, number: int) -> list[str]:
    rows = case.rounds.get(number=number).members.filter(left_on__isnull=True)
    return sorted(row.pupil.given_name for row in rows)
