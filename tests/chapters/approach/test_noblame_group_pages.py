"""The pages round the support group: consent, the planner, the meeting with its ideas, and a colleague who was first."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from omzien.chapters.approach.actions.group import change_group
from omzien.chapters.approach.actions.talk import Talk, record_talk
from omzien.chapters.approach.models import Consent, Idea
from tests.cast import Cast, make_school
from tests.chapters.approach.step_pages import (
    BACK,
    MEETING,
    TALK,
    case_after,
    logged_in,
    meeting_data,
    send,
    talk_data,
    text_of,
    url_of,
)
from tests.stories.telling import GROUP, case_about, on, pupils, states, step, talked

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def sanne(cast: Cast) -> Client:
    return logged_in(cast)


# --- A1.2 ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("A1.2")
def test_before_the_meeting_the_planner_says_when_we_look_back(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.1")
    with on(TALK):
        page = text_of(sanne.get(url_of(case, "A1.2")))
    # On Friday 6 November: from Monday 16 to Friday 20 November.
    assert "vr 6 november" in page
    assert "Terugkijken van 16 nov tot en met 20 nov." in page


@pytest.mark.clause("A1.2")
def test_the_planner_warns_of_a_holiday(cast: Cast, sanne: Client) -> None:
    with on(date(2026, 9, 30)):
        case = talked(cast, case_about(cast), date(2026, 9, 30))
        page = text_of(sanne.get(url_of(case, "A1.2")))
    assert "Terugkijken valt in herfstvakantie. Dan kies je 9 okt of 19 okt." in page


@pytest.mark.clause("A1.2")
def test_the_planner_warns_when_nobody_could_look_back_for_three_weeks(cast: Cast, sanne: Client) -> None:
    with on(date(2027, 7, 7)):
        case = talked(cast, case_about(cast), date(2027, 7, 7))
        page = text_of(sanne.get(url_of(case, "A1.2")))
    assert "Daarna is er drie weken geen schooldag om terug te kijken. Kies liever een andere dag." in page


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "morgen", ""])
def test_an_impossible_day_is_answered_beside_the_field(cast: Cast, sanne: Client, day: str) -> None:
    talk = case_after(cast)
    answers = [send(sanne, TALK, url_of(talk, "A1.1"), talk_data(cast, talk, on=day))]
    case = case_after(cast, "A1.1")
    answers.append(send(sanne, MEETING, url_of(case, "A1.2"), meeting_data(cast, case, on=day)))
    plan = {"form_key": str(uuid4()), "version": "1", "other_day": day}
    answers.append(send(sanne, MEETING, url_of(case, "A1.2", "step_plan"), plan))
    with on(TALK):
        asked = case_about(cast)
        record_talk(cast.mentor, asked, Talk(TALK, consent="later"))
    consent = {"form_key": str(uuid4()), "answer": "yes", "on": day}
    answers.append(send(sanne, MEETING, reverse("step_consent", args=[asked.pk]), consent))
    assert {answer.status_code for answer in answers} == {422}
    assert Consent.objects.filter(round__case=asked).count() == 0


@pytest.mark.clause("A1.2")
def test_a_day_is_planned_with_one_tap(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.1")
    data = {"form_key": str(uuid4()), "version": step(case, "A1.2").version, "day": MEETING.isoformat()}
    answer = send(sanne, TALK, url_of(case, "A1.2", "step_plan"), data)
    assert answer["Location"] == reverse("case", args=[case.pk])
    assert step(case, "A1.2").planned_on == MEETING
    with on(TALK):
        assert "Gepland op vr 6 november" in text_of(sanne.get(url_of(case, "A1.2")))


def test_a_day_must_be_chosen_and_may_be_typed(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.1")
    data = {"form_key": str(uuid4()), "version": step(case, "A1.2").version}
    answer = send(sanne, TALK, url_of(case, "A1.2", "step_plan"), data)
    assert answer.status_code == 422
    assert "Kies een dag." in text_of(answer)
    send(sanne, TALK, url_of(case, "A1.2", "step_plan"), {**data, "other_day": "2026-11-19"})
    assert step(case, "A1.2").planned_on == date(2026, 11, 19)


@pytest.mark.clause("A1.1")
def test_without_consent_the_page_asks_for_it(cast: Cast, sanne: Client) -> None:
    with on(TALK):
        case = case_about(cast)
        record_talk(cast.mentor, case, Talk(TALK, consent="later", members=pupils(cast, *GROUP)))
        page = text_of(sanne.get(url_of(case, "A1.2")))
    assert "Zonder akkoord komt er geen groep bij elkaar." in page
    assert "Bewaar de bijeenkomst" not in page
    data = {"form_key": str(uuid4()), "answer": "yes", "on": TALK.isoformat(), "version": step(case, "A1.2").version}
    send(sanne, TALK, reverse("step_consent", args=[case.pk]), data)
    with on(TALK):
        page = text_of(sanne.get(url_of(case, "A1.2")))
    assert "Noor is akkoord sinds dinsdag 3 november, vastgelegd door Sanne Vos." in page
    assert "Bewaar de bijeenkomst" in page


def test_a_meeting_without_consent_is_refused_with_a_way_on_and_nothing_is_lost(cast: Cast, sanne: Client) -> None:
    with on(TALK):
        case = case_about(cast)
        record_talk(cast.mentor, case, Talk(TALK, consent="later", members=pupils(cast, *GROUP)))
    answer = send(sanne, MEETING, url_of(case, "A1.2"), meeting_data(cast, case))
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Vraag het eerst en leg het vast." in page
    assert "Samen naar gym lopen" in page
    assert not Idea.objects.exists()


@pytest.mark.clause("A1.2")
@pytest.mark.clause("A1.3")
def test_the_meeting_is_saved_with_its_ideas_and_its_days(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.1")
    data = meeting_data(cast, case, review_target="2026-11-17", review_members="2026-11-19", mood="Rustig.")
    answer = send(sanne, MEETING, url_of(case, "A1.2"), data)
    assert answer["Location"] == reverse("case", args=[case.pk])
    ideas = {idea.text: idea.member.pupil.given_name for idea in Idea.objects.all() if idea.member}
    assert ideas == {"Samen naar gym lopen": "Sofie", "In de pauze erbij zitten": "Amir"}
    assert step(case, "A1.4").planned_on == BACK
    assert step(case, "A1.5").planned_on == date(2026, 11, 19)


def test_there_is_a_line_for_each_member_and_more_without_script(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.1")
    with on(MEETING):
        page = text_of(sanne.get(url_of(case, "A1.2")))
    assert page.count('name="idea_') == 8
    answer = send(sanne, MEETING, url_of(case, "A1.2"), meeting_data(cast, case, more="1"))
    page = text_of(answer)
    assert page.count('name="idea_') == 12
    assert "Samen naar gym lopen" in page
    assert states(case)["A1.2"] == "open"


def test_a_day_to_look_back_follows_the_day_of_the_meeting(cast: Cast, sanne: Client) -> None:
    """Who corrects the day of the meeting is shown the days that belong to it."""
    case = case_after(cast, "A1.1")
    answer = send(
        sanne, MEETING, url_of(case, "A1.2"), meeting_data(cast, case, on="2026-11-04", review_target="2026-11-20")
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Deze dag past niet bij de datum hierboven." in page
    assert "do 12 november" in page


def test_a_meeting_before_the_talk_is_questioned(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.1")
    answer = send(sanne, MEETING, url_of(case, "A1.2"), meeting_data(cast, case, on="2026-11-02"))
    assert "Het gesprek was op di 3 november." in text_of(answer)


# --- a colleague was first -------------------------------------------------------------------------------------------


def test_both_texts_are_shown_when_a_colleague_saved_the_step_first(cast: Cast, sanne: Client) -> None:
    case = case_after(cast)
    data = talk_data(cast, case, wish="Wat Sanne typte.")
    with on(TALK):
        record_talk(cast.coordinator, case, Talk(TALK, answers={"wish": "Wat Jelle bewaarde."}))
    answer = send(sanne, TALK, url_of(case, "A1.1"), data)
    page = text_of(answer)
    assert "Wat Jelle bewaarde." in page
    assert "Wat Sanne typte." in page
    # It is not lost: it can be kept as a note.
    note = {"form_key": str(uuid4()), "text": "Wat Sanne typte."}
    answer = send(sanne, TALK, url_of(case, "A1.1", "step_note"), note)
    assert answer["Location"] == reverse("case_timeline", args=[case.pk])
    assert case.log.get(kind="note").text == "Wat Sanne typte."


def test_what_was_typed_can_be_saved_after_a_look_at_what_changed(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.1")
    data = meeting_data(cast, case)
    with on(MEETING):
        change_group(cast.coordinator, case, plays={cast.pupils["Amir"].pk: "involved"})
    answer = send(sanne, MEETING, url_of(case, "A1.2"), data)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Een collega heeft intussen iets veranderd" in page
    assert "Samen naar gym lopen" in page
    again = {**data, "version": step(case, "A1.2").version, "form_key": str(uuid4())}
    assert f'name="version" value="{again["version"]}"' in page
    assert data["form_key"] not in page
    send(sanne, MEETING, url_of(case, "A1.2"), again)
    assert states(case)["A1.2"] == "done"


@pytest.mark.parametrize(("typed", "lines"), [("²", 8), ("9" * 5000, 8), ("-3", 8), ("8", 12), ("999", 60)])
def test_more_lines_whatever_was_sent(cast: Cast, sanne: Client, typed: str, lines: int) -> None:
    case = case_after(cast, "A1.1")
    data = meeting_data(cast, case, lines=typed, more="1")
    page = text_of(send(sanne, MEETING, url_of(case, "A1.2"), data))
    assert "Samen naar gym lopen" in page
    assert page.count('name="idea_') == lines
