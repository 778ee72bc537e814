"""Contact with the target: after the talk, after the meeting, then every week until the case ends."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from omzien.chapters.approach.actions.answers import contact_with_answer
from omzien.chapters.approach.actions.closing import close_case, end_case, record_later_check, say_last_word
from omzien.chapters.approach.actions.contacts import contact_after, note_contact, record_contact
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.ground.notices.models import Notice
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in
from tests.stories.telling import case_about, met, on, step, talked

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)


@pytest.fixture
def cast() -> Cast:
    return make_school()


def opened(cast: Cast, day: date = MONDAY) -> Case:
    with on(day):
        return case_about(cast)


def test_until_the_first_talk_that_talk_is_the_contact(cast: Cast) -> None:
    case = opened(cast)
    # Two school days after Monday.
    assert case.contact_due == date(2026, 11, 4)
    assert (case.next_kind, case.next_until) == ("A1.1", date(2026, 11, 4))


@pytest.mark.clause("5.noblame")
@pytest.mark.parametrize(
    ("talk", "due"),
    [
        (date(2026, 11, 3), date(2026, 11, 6)),  # Tuesday: Wednesday, Thursday, Friday
        (date(2026, 11, 5), date(2026, 11, 10)),  # Thursday: over the weekend
        (date(2026, 12, 17), date(2027, 1, 5)),  # the day before the last school day before Christmas
    ],
)
def test_contact_is_due_three_school_days_after_the_talk(cast: Cast, talk: date, due: date) -> None:
    case = opened(cast, talk)
    with on(talk):
        talked(cast, case, talk)
    assert (case.contacted_on, case.contact_due) == (talk, due)


@pytest.mark.clause("5.noblame")
def test_contact_is_due_three_school_days_after_the_meeting_too(cast: Cast) -> None:
    case = opened(cast)
    with on(date(2026, 11, 3)):
        talked(cast, case, date(2026, 11, 3))
    with on(date(2026, 11, 6)):
        record_contact(cast.mentor, case, date(2026, 11, 6), "talk", "same")
        assert case.contact_due == date(2026, 11, 13)
    with on(date(2026, 11, 9)):
        met(cast, case, date(2026, 11, 9))
        assert case.contact_due == date(2026, 11, 12)


@pytest.mark.clause("5.noblame")
@pytest.mark.parametrize(
    ("spoken", "due"),
    [
        (date(2026, 11, 6), date(2026, 11, 13)),
        (date(2026, 12, 14), date(2027, 1, 4)),  # a week later is Christmas holiday: the first school day after it
        (date(2026, 10, 5), date(2026, 10, 19)),  # the autumn holiday of Noord is 10 to 18 October
    ],
)
def test_after_a_contact_the_next_is_due_in_a_week_on_a_school_day(cast: Cast, spoken: date, due: date) -> None:
    case = opened(cast, date(2026, 10, 1))
    with on(spoken):
        record_contact(cast.mentor, case, spoken, "call")
    assert (case.contacted_on, case.contact_due) == (spoken, due)


def test_what_is_due_earlier_stays_due(cast: Cast) -> None:
    case = opened(cast)
    with on(date(2026, 11, 9)):
        case.contact_due = date(2026, 11, 10)
        contact_after(case, "contact_after_meeting", date(2026, 11, 9))
    assert case.contact_due == date(2026, 11, 10)


def test_a_contact_from_before_the_meeting_does_not_count_for_the_one_after_it(cast: Cast) -> None:
    case = opened(cast)
    with on(date(2026, 11, 9)):
        contact_after(case, "contact_after_meeting", date(2026, 11, 9))
        due = case.contact_due
        note_contact(case, cast.mentor.staff, date(2026, 11, 5), "better")
        assert case.contact_due == due
        note_contact(case, cast.mentor.staff, date(2026, 11, 9), "better")
        assert case.contact_due == date(2026, 11, 16)


def test_a_contact_lies_in_the_past(cast: Cast) -> None:
    case = opened(cast)
    with on(MONDAY), pytest.raises(MoveRefused):
        record_contact(cast.mentor, case, date(2026, 11, 3), "talk")


def test_in_aftercare_contact_is_kept_but_none_is_due(cast: Cast) -> None:
    case = opened(cast)
    with on(date(2026, 11, 3)):
        end_case(cast.mentor, case, "stopped", "stopped")
        assert case.contact_due is None
        record_contact(cast.mentor, case, date(2026, 11, 3), "talk", "better", "Zwaait in de gang.")
    assert case.contact_due is None
    assert case.contacts.get().note == "Zwaait in de gang."


def test_a_closed_case_takes_no_contact(cast: Cast) -> None:
    case = opened(cast)
    with on(date(2026, 11, 3)):
        end_case(cast.mentor, case, "stopped", "stopped")
        say_last_word(cast.mentor, case.told.get(), "Dank je wel.", date(2026, 11, 3))
        for check in case.later_checks.all():
            record_later_check(cast.mentor, check, "stopped")
        close_case(cast.mentor, case)
        with pytest.raises(MoveRefused):
            record_contact(cast.mentor, case, date(2026, 11, 3), "talk")


@pytest.mark.clause("A1.4")
def test_worse_in_a_contact_brings_the_review_forward_to_today(cast: Cast) -> None:
    case = opened(cast)
    with on(date(2026, 11, 3)):
        talked(cast, case, date(2026, 11, 3))
    with on(date(2026, 11, 6)):
        met(cast, case, date(2026, 11, 6))
    with on(date(2026, 11, 9)):
        contact_with_answer(cast.mentor, case, date(2026, 11, 9), "talk", "worse", "Het gebeurt nu ook online.")
        review = step(case, "A1.4")
    assert review.urgent
    assert review.due_until == date(2026, 11, 9)
    assert (case.next_kind, case.next_until) == ("A1.4", date(2026, 11, 9))
    assert case.log.filter(kind="worse").count() == 1


@pytest.mark.clause("A1.4")
def test_worse_told_to_a_colleague_is_told_to_the_owner(cast: Cast) -> None:
    case = opened(cast)
    with on(date(2026, 11, 4)):
        contact_with_answer(cast.coordinator, case, date(2026, 11, 4), "talk", "worse")
    assert Notice.objects.filter(recipient=cast.mentor.staff, kind="case.worse").exists()


def test_the_form_asks_little_and_keeps_it_once(cast: Cast, client: Client) -> None:
    case = opened(cast)
    with on(date(2026, 11, 4)):
        log_in(client, cast.mentor)
        form = {"form_key": key(), "on": "2026-11-04", "how": "talk", "answer": "better", "note": ""}
        for _nth in range(2):
            answer = client.post(reverse("case_contact", args=[case.pk]), form)
            assert answer.status_code == 302
            assert answer["Location"] == reverse("case", args=[case.pk])
    assert [(row.answer, row.on) for row in case.contacts.all()] == [("better", date(2026, 11, 4))]


def test_a_day_that_is_yet_to_come_is_refused_beside_the_field_and_nothing_is_lost(cast: Cast, client: Client) -> None:
    case = opened(cast)
    with on(date(2026, 11, 4)):
        log_in(client, cast.mentor)
        form = {"form_key": key(), "on": "2026-11-05", "how": "talk", "answer": "", "note": "Bijna vergeten."}
        page = client.post(reverse("case_contact", args=[case.pk]), form).content.decode()
    assert "of eerder" in page
    assert "Bijna vergeten." in page
    assert not case.contacts.exists()
