"""The pages of looking back, of the choice, of leaving a step out, and of "it gets worse"."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from omzien.chapters.approach.actions.reviews import LookBack, MemberSaid, record_member, record_review
from omzien.chapters.approach.models import Consent, Idea, Member, Round
from tests.cast import Cast, make_school
from tests.chapters.approach.step_pages import (
    BACK,
    MEETING,
    TALK,
    case_after,
    logged_in,
    send,
    talk_data,
    text_of,
    url_of,
)
from tests.stories.telling import GROUP, case_about, heard, met, on, states, step, talked, window

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def sanne(cast: Cast) -> Client:
    return logged_in(cast)


# --- A1.3 to A1.6 ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("A1.3")
def test_ideas_change_hands_while_the_group_is_at_work(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.2")
    data = {
        "form_key": str(uuid4()),
        "version": step(case, "A1.3").version,
        "lines": "8",
        "by_0": str(cast.pupils["Jesse"].pk),
        "idea_0": "Samen naar gym lopen",
        "going": "Het loopt.",
    }
    send(sanne, MEETING, url_of(case, "A1.3"), data)
    first = Idea.objects.order_by("number").first()
    assert first is not None
    assert first.member is not None
    assert (first.text, first.member.pupil.given_name) == ("Samen naar gym lopen", "Jesse")
    assert step(case, "A1.3").answers["going"] == "Het loopt."
    assert states(case)["A1.3"] == "open"


@pytest.mark.clause("A1.4")
def test_the_review_leads_on_to_the_members(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.2")
    data = {
        "form_key": str(uuid4()),
        "version": step(case, "A1.4").version,
        "on": BACK.isoformat(),
        "change": "better",
        "improved": "De pauzes.",
        "done": "Samen gelopen.",
    }
    answer = send(sanne, BACK, url_of(case, "A1.4"), data)
    assert answer["Location"] == url_of(case, "A1.5")
    assert states(case)["A1.3"] == "done"
    case.refresh_from_db()
    assert case.contacted_on == BACK
    with on(BACK):
        page = text_of(sanne.get(url_of(case, "A1.4")))
    assert "De pauzes." in page
    assert "Het gaat beter" in page


@pytest.mark.clause("A1.4")
def test_a_day_is_chosen_when_the_window_is_a_holiday(cast: Cast, sanne: Client) -> None:
    with on(date(2026, 9, 29)):
        case = talked(cast, case_about(cast), date(2026, 9, 29))
    with on(date(2026, 10, 2)):
        met(cast, case, date(2026, 10, 2))
        page = text_of(sanne.get(url_of(case, "A1.4")))
    assert "vr 9 oktober" in page
    assert "ma 19 oktober" in page
    data = {"form_key": str(uuid4()), "version": step(case, "A1.4").version, "day": "2026-10-09"}
    send(sanne, date(2026, 10, 2), url_of(case, "A1.4", "step_plan"), data)
    assert window(case, "A1.4") == (date(2026, 10, 9), date(2026, 10, 9))
    with on(date(2026, 10, 2)):
        wrong = {**data, "form_key": str(uuid4()), "version": step(case, "A1.4").version, "day": "2026-10-12"}
        answer = sanne.post(url_of(case, "A1.4", "step_plan"), wrong, follow=True)
    assert "Kies een van de dagen die er staan." in text_of(answer)


@pytest.mark.clause("A1.5")
def test_each_member_has_a_page_that_shows_nothing_of_another(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.2")
    with on(BACK):
        record_member(cast.mentor, case, cast.pupils["Amir"], MemberSaid(BACK, {"seen": "Alleen van Amir"}))
        for row in Member.objects.filter(round__case=case).select_related("pupil"):
            page = text_of(sanne.get(reverse("member_review", args=[case.pk, row.pk])))
            assert ("Alleen van Amir" in page) == (row.pupil.given_name == "Amir")
        assert "Alleen van Amir" not in text_of(sanne.get(url_of(case, "A1.5")))


@pytest.mark.clause("A1.5")
def test_after_the_last_member_the_choice_comes(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.4")
    rows = list(Member.objects.filter(round__case=case))
    for number, row in enumerate(rows, start=1):
        data = {"form_key": str(uuid4()), "on": BACK.isoformat(), "seen": f"Antwoord {number}", "version": "0"}
        answer = send(sanne, BACK, reverse("member_review", args=[case.pk, row.pk]), data)
        last = number == len(rows)
        assert answer["Location"] == url_of(case, "A1.6" if last else "A1.5")
    with on(BACK):
        page = text_of(sanne.get(url_of(case, "A1.6")))
    assert "Antwoord 1" in page
    assert "Meer tijd." in page


def test_a_member_that_a_colleague_has_spoken_is_not_recorded_twice(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.4")
    row = Member.objects.filter(round__case=case, pupil=cast.pupils["Amir"]).get()
    with on(BACK):
        record_member(cast.coordinator, case, cast.pupils["Amir"], MemberSaid(BACK, {"seen": "Van Jelle."}))
    data = {"form_key": str(uuid4()), "on": BACK.isoformat(), "seen": "Van Sanne.", "version": "0"}
    with on(BACK):
        page = text_of(sanne.post(reverse("member_review", args=[case.pk, row.pk]), data))
    assert "Van Jelle." in page
    assert case.log.filter(kind="A1.5").count() == 1


@pytest.mark.clause("A1.6")
def test_done_leads_to_the_end(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.5")
    data = {
        "form_key": str(uuid4()),
        "version": step(case, "A1.6").version,
        "on": BACK.isoformat(),
        "synthesis": "Het gaat goed.",
        "next": "done",
        "members": [str(cast.pupils[name].pk) for name in GROUP],
    }
    answer = send(sanne, BACK, url_of(case, "A1.6"), data)
    assert answer["Location"] == reverse("case_end", args=[case.pk])
    with on(BACK):
        assert "Het gaat goed." in text_of(sanne.get(url_of(case, "A1.6")))


@pytest.mark.clause("A1.6")
def test_a_new_round_with_a_changed_member(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.5")
    data = {
        "form_key": str(uuid4()),
        "version": step(case, "A1.6").version,
        "on": BACK.isoformat(),
        "next": "new_round",
        "agreed": ["yes"],
        "members": [str(cast.pupils[name].pk) for name in (*GROUP[:5], "Finn")],
    }
    answer = send(sanne, BACK, url_of(case, "A1.6"), data)
    assert answer["Location"] == url_of(case, "A1.2")
    second = Round.objects.get(case=case, number=2)
    assert {row.pupil.given_name for row in second.members.all()} == {*GROUP[:5], "Finn"}
    with on(BACK):
        assert "Ronde 2" in text_of(sanne.get(url_of(case, "A1.2")))
        # The first round can still be read.
        assert "Meer tijd." in text_of(sanne.get(url_of(case, "A1.4") + "?ronde=1"))


@pytest.mark.clause("5.persists")
def test_from_the_second_round_on_the_page_tells_what_the_protocol_says_about_going_on(
    cast: Cast, sanne: Client
) -> None:
    case = case_after(cast, "A1.5")
    with on(BACK):
        assert "Deze stappen doe je nog met de hand" not in text_of(sanne.get(url_of(case, "A1.6")))
    data = {
        "form_key": str(uuid4()),
        "version": step(case, "A1.6").version,
        "on": BACK.isoformat(),
        "next": "new_round",
        "agreed": ["yes"],
        "members": [str(cast.pupils[name].pk) for name in GROUP],
    }
    send(sanne, BACK, url_of(case, "A1.6"), data)
    with on(date(2026, 11, 20)):
        met(cast, case, date(2026, 11, 20))
        record_review(cast.mentor, case, LookBack(date(2026, 11, 20), "same"))
        heard(cast, case, date(2026, 11, 20))
        assert "Deze stappen doe je nog met de hand" in text_of(sanne.get(url_of(case, "A1.6")))


@pytest.mark.clause("A1.6")
def test_worse_in_the_review_asks_why_the_members_are_not_heard(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.2")
    with on(BACK):
        record_review(cast.mentor, case, LookBack(BACK, "worse"))
    data = {
        "form_key": str(uuid4()),
        "version": step(case, "A1.6").version,
        "on": BACK.isoformat(),
        "next": "new_round",
        "agreed": ["yes"],
        "members": [str(cast.pupils[name].pk) for name in GROUP],
    }
    answer = send(sanne, BACK, url_of(case, "A1.6"), data)
    assert answer.status_code == 422
    assert "Nog niet iedereen is gehoord. Waarom slaan jullie dat over?" in text_of(answer)
    send(sanne, BACK, url_of(case, "A1.6"), {**data, "reason": "done_another_way"})
    assert states(case, 1)["A1.5"] == "left_out"
    assert states(case, 2)["A1.2"] == "open"


@pytest.mark.clause("5.guide")
def test_when_it_has_stopped_the_page_offers_to_leave_the_rest_out(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.2")
    with on(BACK):
        record_review(cast.mentor, case, LookBack(BACK, "stopped"))
        assert "Succes is een reden om te stoppen." in text_of(sanne.get(url_of(case, "A1.5")))


@pytest.mark.clause("A1.1")
def test_who_declined_the_group_may_still_say_yes(cast: Cast, sanne: Client) -> None:
    case = case_after(cast)
    send(sanne, TALK, url_of(case, "A1.1"), talk_data(cast, case, consent="no", members=[]))
    with on(MEETING):
        assert "Wil de leerling toch een steungroep?" in text_of(sanne.get(url_of(case, "A1.2")))
    data = {"form_key": str(uuid4()), "answer": "yes", "on": MEETING.isoformat(), "version": step(case, "A1.2").version}
    send(sanne, MEETING, reverse("step_consent", args=[case.pk]), data)
    assert states(case)["A1.2"] == "open"


# --- 5.guide, worse, consent -----------------------------------------------------------------------------------------


@pytest.mark.clause("5.guide")
def test_a_step_is_left_out_with_two_taps_and_stays_visible(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.4")
    url = url_of(case, "A1.5", "step_leave_out")
    answer = send(sanne, BACK, url, {"form_key": str(uuid4())})
    assert "Kies een reden." in text_of(answer)
    data = {"form_key": str(uuid4()), "reason": "solved_early", "version": step(case, "A1.5").version}
    send(sanne, BACK, url, data)
    assert states(case)["A1.5"] == "left_out"
    with on(BACK):
        page = text_of(sanne.get(url_of(case, "A1.5")))
    assert "Deze stap is overgeslagen" in page
    assert "Het is al opgelost" in page


@pytest.mark.clause("A1.4")
def test_worse_is_one_tap(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.2")
    url = reverse("worse", args=[case.pk])
    with on(MEETING):
        assert sanne.get(url).status_code == 200
    send(sanne, MEETING, url, {"form_key": str(uuid4())})
    assert step(case, "A1.4").urgent
    with on(MEETING):
        assert "Vandaag: het gaat slechter." in text_of(sanne.get(url_of(case, "A1.4")))


@pytest.mark.clause("A1.1")
def test_consent_is_taken_back_on_its_own_page(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.1")
    url = reverse("consent_withdraw", args=[case.pk])
    send(sanne, TALK, url, {"form_key": str(uuid4()), "stop": "yes"})
    assert states(case)["A1.2"] == "left_out"
    assert Consent.objects.get(round__case=case).withdrawn_on == TALK
    answer = send(sanne, TALK, url, {"form_key": str(uuid4()), "stop": "yes"})
    assert answer.status_code == 409
    assert "Er staat nu geen akkoord." in text_of(answer)


def test_a_changed_group_asks_whether_the_target_agrees(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.1")
    url = reverse("group", args=[case.pk])
    keys = [str(cast.pupils[name].pk) for name in (*GROUP[:5], "Finn")]
    data = {"form_key": str(uuid4()), "version": step(case, "A1.2").version, "members": keys}
    answer = send(sanne, TALK, url, data)
    assert answer.status_code == 422
    assert "Vraag eerst of de leerling akkoord is met deze groep." in text_of(answer)
    send(sanne, TALK, url, {**data, "agreed": ["yes"], f"plays_{cast.pupils['Amir'].pk}": "supportive"})
    assert Member.objects.filter(round__case=case, pupil=cast.pupils["Finn"], left_on__isnull=True).exists()
    assert case.parts.get(pupil=cast.pupils["Amir"]).plays == "supportive"
