"""Setbacks: it goes wrong again, or someone changes their mind, and the track holds."""

from datetime import date

import pytest

from omzien.chapters.approach.actions.answers import contact_with_answer
from omzien.chapters.approach.actions.cases import touch
from omzien.chapters.approach.actions.closing import (
    close_case,
    end_case,
    record_later_check,
    reopen,
    say_last_word,
)
from omzien.chapters.approach.actions.reviews import LookBack, MemberSaid, record_member, record_review, worse
from omzien.chapters.approach.actions.talk import give_consent, withdraw_consent
from omzien.chapters.approach.actions.team import told_parents
from omzien.chapters.approach.models import Case, Step, Told
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.next import open_items
from tests.cast import Cast, make_school
from tests.stories.telling import case_about, met, on, step, talked

pytestmark = [pytest.mark.django_db, pytest.mark.story]
TALK, MEETING = date(2026, 9, 7), date(2026, 9, 9)


@pytest.fixture
def cast() -> Cast:
    return make_school()


def _met(cast: Cast) -> Case:
    with on(TALK):
        case = case_about(cast)
        talked(cast, case, TALK)
    with on(MEETING):
        met(cast, case, MEETING)
    return case


@pytest.mark.clause("A1.4")
def test_worse_after_the_end_asks_to_open_again_and_the_case_cannot_be_closed_as_stopped(cast: Cast) -> None:
    case = _met(cast)
    with on(date(2026, 9, 21)):
        end_case(cast.mentor, case, "stopped", "stopped")
        for told in case.told.all():
            say_last_word(cast.mentor, told, "Dank je.", date(2026, 9, 21))
    with on(date(2026, 11, 2)):
        record_later_check(cast.mentor, case.later_checks.get(weeks=6), "better")
    with on(date(2026, 11, 9)):
        contact_with_answer(cast.coordinator, case, date(2026, 11, 9), "talk", "worse", "Het is weer begonnen.")
        case.refresh_from_db()
        assert "reopen" in [item.kind for item in open_items(case)]
        assert cast.staff["Sanne"].notices.filter(kind="case.worse").exists()
    with on(date(2026, 12, 14)):
        record_later_check(cast.mentor, case.later_checks.get(weeks=12), "", "Niet te pakken gekregen.")
        with pytest.raises(MoveRefused, match="not better"):
            close_case(cast.mentor, case)


@pytest.mark.clause("5.guide")
def test_opened_again_while_the_group_was_at_work_everyone_can_still_be_heard(cast: Cast) -> None:
    case = _met(cast)
    with on(date(2026, 9, 14)):
        end_case(cast.mentor, case, "better_enough", "better")
    with on(date(2026, 9, 16)):
        reopen(cast.mentor, case, "Het begint weer.")
        assert (step(case, "A1.4").state, step(case, "A1.5").state) == (Step.State.OPEN, Step.State.OPEN)
        # The group met on 9 September: days 8 to 14 are 17 to 23 September.
        assert (step(case, "A1.4").due_from, step(case, "A1.4").due_until) == (date(2026, 9, 17), date(2026, 9, 23))
    with on(date(2026, 9, 21)):
        record_review(cast.mentor, case, LookBack(date(2026, 9, 21), "better"))
        assert step(case, "A1.4").state == Step.State.DONE


@pytest.mark.clause("A1.1")
def test_consent_that_is_taken_back_after_the_meeting_may_be_given_again(cast: Cast) -> None:
    case = _met(cast)
    with on(date(2026, 9, 10)):
        withdraw_consent(cast.mentor, case)
        assert step(case, "A1.5").state == Step.State.LEFT_OUT
    with on(date(2026, 9, 11)):
        give_consent(cast.mentor, case, "yes")
        assert step(case, "A1.3").state == Step.State.OPEN
    with on(date(2026, 9, 21)):
        record_review(cast.mentor, case, LookBack(date(2026, 9, 21), "better"))
        for review in step(case, "A1.5").member_reviews.select_related("member__pupil"):
            record_member(cast.mentor, case, review.member.pupil, MemberSaid(date(2026, 9, 21)))
        assert step(case, "A1.6").state == Step.State.OPEN


@pytest.mark.clause("A1.4")
def test_worse_before_the_group_met_leaves_a_first_review_due_14_days_after_the_talk(cast: Cast) -> None:
    with on(TALK):
        case = case_about(cast)
        talked(cast, case, TALK)
    with on(MEETING):
        worse(cast.mentor, case)
        record_review(cast.mentor, case, LookBack(MEETING, "worse"))
    review = step(case, "A1.4")
    assert (review.state, review.due_until) == (Step.State.OPEN, date(2026, 9, 21))


def test_worse_never_hides_that_the_review_was_late(cast: Cast) -> None:
    case = _met(cast)
    with on(date(2026, 10, 1)):
        worse(cast.mentor, case)
    assert step(case, "A1.4").due_until == date(2026, 9, 23)
    assert step(case, "A1.4").urgent


def test_an_older_page_never_erases_what_a_colleague_wrote_at_the_end(cast: Cast) -> None:
    case = _met(cast)
    older = Case.objects.get(pk=case.pk)
    assert older.end_note == ""
    with on(date(2026, 9, 21)):
        end_case(cast.mentor, case, "stopped", "stopped", "Voelt zich weer thuis.")
        touch(older)
    assert Case.objects.get(pk=case.pk).end_note == "Voelt zich weer thuis."


def test_parents_who_were_told_twice_get_one_last_word(cast: Cast) -> None:
    case = _met(cast)
    with on(date(2026, 9, 10)):
        told_parents(cast.mentor, case, cast.pupils["Noor"], date(2026, 9, 10))
        told_parents(cast.mentor, case, cast.pupils["Noor"], date(2026, 9, 10))
    assert case.told.filter(audience=Told.Audience.PARENTS, pupil=cast.pupils["Noor"]).count() == 1


def test_a_last_word_waits_for_the_end(cast: Cast) -> None:
    case = _met(cast)
    told = case.told.filter(audience=Told.Audience.REPORTER).get()
    with on(date(2026, 9, 10)), pytest.raises(MoveRefused, match="at the end"):
        say_last_word(cast.mentor, told, "Klaar.", date(2026, 9, 10))
