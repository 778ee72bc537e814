"""A case does not end as better on an answer from before "worse": the target itself says so again, later that day."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from omzien.chapters.approach.actions.answers import contact_with_answer
from omzien.chapters.approach.actions.closing import end_case
from omzien.chapters.approach.actions.contacts import record_contact
from omzien.chapters.approach.actions.reviews import LookBack, record_review, worse
from omzien.chapters.approach.actions.rounds import DONE, Choice, choose
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in
from tests.stories.telling import case_about, heard, met, on, talked

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A1.4"), pytest.mark.clause("5.guide")]

MONDAY = date(2026, 11, 2)
TUESDAY = date(2026, 11, 3)
# Day 10 after the meeting: a Friday.
REVIEW = date(2026, 11, 13)


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def case(cast: Cast) -> Case:
    """A round in which the target said at 9 o'clock that it goes better, and at 10 that it got worse."""
    with on(MONDAY):
        case = talked(cast, case_about(cast), MONDAY)
    with on(TUESDAY):
        met(cast, case, TUESDAY)
    with on(REVIEW, 9):
        record_review(cast.mentor, case, LookBack(REVIEW, "better"))
        heard(cast, case, REVIEW)
    with on(REVIEW, 10):
        worse(cast.mentor, case, "In de pauze begon het weer.")
    return case


def test_done_and_better_enough_rest_on_an_answer_from_before_worse(cast: Cast, case: Case) -> None:
    with on(REVIEW, 11):
        choose(cast.mentor, case, Choice(DONE, REVIEW))
        with pytest.raises(MoveRefused) as refused:
            end_case(cast.mentor, case, "better_enough", "better")
        with pytest.raises(MoveRefused):
            end_case(cast.mentor, case, "stopped", "stopped")
    assert "Praat eerst opnieuw" in str(refused.value.said)
    case.refresh_from_db()
    assert case.state == Case.State.OPEN


def test_the_targets_own_later_answer_is_enough(cast: Cast, case: Case) -> None:
    with on(REVIEW, 14):
        record_contact(cast.mentor, case, REVIEW, "talk", "better")
        end_case(cast.mentor, case, "better_enough", "better")
    assert case.state == Case.State.AFTERCARE


@pytest.mark.parametrize(("on_day", "answer"), [(TUESDAY, "better"), (REVIEW, "same"), (REVIEW, "")])
def test_an_answer_of_another_day_or_one_that_is_not_better_is_not(
    cast: Cast, case: Case, on_day: date, answer: str
) -> None:
    with on(REVIEW, 14):
        record_contact(cast.mentor, case, on_day, "talk", answer)
        with pytest.raises(MoveRefused):
            end_case(cast.mentor, case, "better_enough", "better")


def test_worse_in_a_contact_counts_as_well(cast: Cast, case: Case) -> None:
    with on(REVIEW, 14):
        record_contact(cast.mentor, case, REVIEW, "talk", "better")
    with on(REVIEW, 15):
        contact_with_answer(cast.mentor, case, REVIEW, "talk", "worse")
        with pytest.raises(MoveRefused):
            end_case(cast.mentor, case, "better_enough", "better")


def test_another_day_the_answer_at_the_end_itself_counts(cast: Cast, case: Case) -> None:
    with on(date(2026, 11, 16)):
        end_case(cast.mentor, case, "better_enough", "better")
    assert case.state == Case.State.AFTERCARE


def test_another_way_of_ending_stays_open(cast: Cast, case: Case) -> None:
    with on(REVIEW, 11):
        end_case(cast.mentor, case, "other_help_fits", "worse")
    assert case.state == Case.State.AFTERCARE


def test_the_page_says_so_beside_the_reason_and_keeps_what_was_typed(client: Client, cast: Cast, case: Case) -> None:
    with on(REVIEW, 11):
        said = {"answer": "better", "reason": "better_enough", "note": "Ze lachte weer.", "version": case.version}
        page = log_in(client, cast.mentor).post(reverse("case_end", args=[case.pk]), {"form_key": key(), **said})
    shown = page.content.decode()
    assert "zei vandaag dat het slechter gaat" in shown
    assert "Ze lachte weer." in shown
