"""The pages of the six steps over HTTP: few taps, nothing lost, nothing twice, no name where it does not belong."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omzien.chapters.approach.actions.group import change_group
from omzien.chapters.approach.actions.reviews import LookBack, MemberSaid, record_member, record_review
from omzien.chapters.approach.actions.talk import Talk, record_talk
from omzien.chapters.approach.models import Case, Consent, Idea, Member, Round
from tests.cast import Cast, make_school
from tests.stories.telling import GROUP, case_about, heard, met, on, pupils, states, step, talked, window

pytestmark = pytest.mark.django_db

TALK, MEETING, BACK = date(2026, 11, 3), date(2026, 11, 6), date(2026, 11, 17)


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def sanne(cast: Cast) -> Client:
    client = Client()
    with on(date(2026, 9, 1)):
        client.force_login(cast.staff["Sanne"].account)
        session = client.session
        session.set_expiry(365 * 24 * 3600)
        session.save()
    return client


def _case(cast: Cast, until: str = "") -> Case:
    """Return a case as it stands after a step: the talk, the meeting, the review, or the members."""
    with on(TALK):
        case = case_about(cast)
        if until:
            talked(cast, case, TALK, answers={"wish": "Meedoen.", "group_hears": "Iemand voelt zich niet fijn."})
    if until in ("A1.2", "A1.4", "A1.5"):
        with on(MEETING):
            met(cast, case, MEETING)
    if until in ("A1.4", "A1.5"):
        with on(BACK):
            record_review(cast.mentor, case, LookBack(BACK, "better", answers={"needed": "Meer tijd."}))
            if until == "A1.5":
                heard(cast, case, BACK)
    return case


def _url(case: Case, clause: str, name: str = "step") -> str:
    return reverse(name, args=[case.pk, clause])


def _text(response: Any) -> str:
    return str(response.content.decode())


def _talk(cast: Cast, case: Case, **said: Any) -> dict[str, Any]:
    return {
        "form_key": str(uuid4()),
        "version": step(case, "A1.1").version,
        "on": TALK.isoformat(),
        "wish": "Meedoen met gym.",
        "consent": "yes",
        "members": [str(cast.pupils[name].pk) for name in GROUP],
        "group_hears": "Iemand voelt zich niet fijn bij gym.",
        **said,
    }


def _meeting(cast: Cast, case: Case, **said: Any) -> dict[str, Any]:
    return {
        "form_key": str(uuid4()),
        "version": step(case, "A1.2").version,
        "on": MEETING.isoformat(),
        "present": [str(cast.pupils[name].pk) for name in GROUP],
        "by_0": str(cast.pupils["Sofie"].pk),
        "idea_0": "Samen naar gym lopen",
        "by_1": str(cast.pupils["Amir"].pk),
        "idea_1": "In de pauze erbij zitten",
        "lines": "8",
        **said,
    }


def _send(client: Client, day: date, url: str, data: dict[str, Any]) -> HttpResponse:
    with on(day):
        return client.post(url, data)  # type: ignore[return-value]  # the test client's own kind of response


# --- looking ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("until", ["", "A1.1", "A1.2", "A1.4", "A1.5"])
@pytest.mark.parametrize("clause", ["A1.1", "A1.2", "A1.3", "A1.4", "A1.5", "A1.6"])
def test_every_step_has_a_page_at_every_moment(cast: Cast, sanne: Client, until: str, clause: str) -> None:
    case = _case(cast, until)
    with on(BACK):
        page = sanne.get(_url(case, clause))
        card = sanne.get(_url(case, clause, "step_card"))
    assert (page.status_code, card.status_code) == (200, 200)


def test_no_name_stands_in_the_title_or_the_address(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.4")
    member = Member.objects.filter(round__case=case).first()
    assert member is not None
    urls = [_url(case, clause) for clause in ("A1.1", "A1.2", "A1.4", "A1.5", "A1.6")]
    urls += [
        reverse("member_review", args=[case.pk, member.pk]),
        reverse("group", args=[case.pk]),
        reverse("worse", args=[case.pk]),
    ]
    names = {pupil.given_name for pupil in cast.pupils.values()} | {pupil.family_name for pupil in cast.pupils.values()}
    for url in urls:
        with on(BACK):
            title = re.search(r"<title>(.*?)</title>", _text(sanne.get(url)), re.S)
        assert title is not None
        assert not [name for name in names if name in title.group(1) or name in url]


@pytest.mark.clause("5.noblame")
@pytest.mark.parametrize("clause", ["A1.1", "A1.2", "A1.3", "A1.4", "A1.5", "A1.6"])
def test_nothing_that_goes_on_paper_names_or_labels_anyone(cast: Cast, sanne: Client, clause: str) -> None:
    case = _case(cast, "A1.2")
    with on(MEETING):
        change_group(cast.mentor, case, plays={cast.pupils["Amir"].pk: "involved"})
        paper = _text(sanne.get(_url(case, clause, "step_card"))).lower()
    assert not [pupil.given_name for pupil in cast.pupils.values() if f">{pupil.given_name.lower()}" in paper]
    assert not [word for word in ("betrokken", "steunend", "neutraal", "noor", "amir", "sofie") if word in paper]


@pytest.mark.clause("2.roles")
def test_what_part_a_member_plays_stands_on_the_page_of_the_team_alone(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.1")
    with on(MEETING):
        change_group(cast.mentor, case, plays={cast.pupils["Amir"].pk: "involved"})
        for clause in ("A1.1", "A1.2", "A1.4", "A1.5"):
            assert "betrokken" not in _text(sanne.get(_url(case, clause)))
        group = _text(sanne.get(reverse("group", args=[case.pk])))
    assert re.search(r'value="involved"[^>]*checked', group)


def test_others_do_not_find_it(cast: Cast) -> None:
    case = _case(cast, "A1.2")
    for name, status in (("Karim", 404), ("Petra", 403), ("Maarten", 403), ("Wil", 403)):
        client = Client()
        with on(MEETING):
            client.force_login(cast.staff[name].account)
            found = [
                client.get(_url(case, "A1.2")).status_code,
                client.get(_url(case, "A1.2", "step_card")).status_code,
                client.post(_url(case, "A1.2", "step_plan")).status_code,
                client.post(reverse("step_consent", args=[case.pk])).status_code,
                client.get(reverse("group", args=[case.pk])).status_code,
                client.post(reverse("worse", args=[case.pk])).status_code,
            ]
        assert set(found) == {status}, name
    assert Client().get(_url(case, "A1.2")).status_code == 302


@pytest.mark.parametrize("clause", ["A1.7", "a1.1", "5.persists", "x"])
def test_what_is_no_step_is_not_there(cast: Cast, sanne: Client, clause: str) -> None:
    case = _case(cast)
    with on(TALK):
        assert sanne.get(_url(case, clause)).status_code == 404
        assert sanne.get(_url(case, "A1.1") + "?ronde=9").status_code == 404
        assert sanne.get(_url(case, "A1.1") + "?ronde=twee").status_code == 404


# --- A1.1 ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("A1.1")
def test_the_talk_is_saved_with_one_tap_and_leads_to_the_group(cast: Cast, sanne: Client) -> None:
    case = _case(cast)
    answer = _send(sanne, TALK, _url(case, "A1.1"), _talk(cast, case, review_on="2026-11-12"))
    assert (answer.status_code, answer["Location"]) == (302, _url(case, "A1.2"))
    assert states(case)["A1.1"] == "done"
    assert step(case, "A1.4").planned_on == date(2026, 11, 12)
    assert Consent.objects.get(round__case=case).given_on == TALK


def test_the_day_is_filled_in_with_today(cast: Cast, sanne: Client) -> None:
    case = _case(cast)
    with on(TALK):
        assert 'value="2026-11-03"' in _text(sanne.get(_url(case, "A1.1")))


def test_sent_twice_it_is_saved_once(cast: Cast, sanne: Client) -> None:
    case, url = _case(cast), ""
    data = _talk(cast, case)
    first = _send(sanne, TALK, _url(case, "A1.1"), data)
    second = _send(sanne, TALK, _url(case, "A1.1"), data)
    url = first["Location"]
    assert (second.status_code, second["Location"]) == (302, url)
    assert case.log.filter(kind="A1.1").count() == 1


def test_a_mistake_costs_nothing_of_what_was_typed(cast: Cast, sanne: Client) -> None:
    case = _case(cast)
    data = _talk(cast, case, consent="", on="2026-12-31", wish="Een lang verhaal dat niemand twee keer typt.")
    answer = _send(sanne, TALK, _url(case, "A1.1"), data)
    assert answer.status_code == 422
    page = _text(answer)
    assert "Een lang verhaal dat niemand twee keer typt." in page
    assert "Kies een antwoord." in page
    assert "Kies 3 november 2026 of eerder." in page
    assert page.count("checked") >= len(GROUP)
    assert states(case)["A1.1"] == "open"


def test_what_the_group_may_hear_is_agreed_first(cast: Cast, sanne: Client) -> None:
    case = _case(cast)
    answer = _send(sanne, TALK, _url(case, "A1.1"), _talk(cast, case, group_hears=" "))
    assert answer.status_code == 422
    assert "Spreek eerst af wat de groep mag horen." in _text(answer)


def test_someone_wanted_and_not_wanted_is_asked_about(cast: Cast, sanne: Client) -> None:
    case = _case(cast)
    both = [str(cast.pupils["Sofie"].pk)]
    answer = _send(sanne, TALK, _url(case, "A1.1"), _talk(cast, case, not_members=both))
    assert answer.status_code == 422
    assert "Sofie van der Meer staat in beide lijsten" in _text(answer)


def test_a_small_group_is_never_refused_only_mentioned(cast: Cast, sanne: Client) -> None:
    case = _case(cast)
    few = [str(cast.pupils[name].pk) for name in GROUP[:3]]
    with on(TALK):
        answer = sanne.post(_url(case, "A1.1"), _talk(cast, case, members=few), follow=True)
    assert "De groep heeft 3 leden. 6 tot 8 werkt het best." in _text(answer)
    assert states(case)["A1.1"] == "done"


def test_who_is_not_around_the_target_cannot_be_chosen(cast: Cast, sanne: Client) -> None:
    case = _case(cast)
    for key in (str(uuid4()), str(cast.pupils["Noor"].pk), "x"):
        answer = _send(sanne, TALK, _url(case, "A1.1"), _talk(cast, case, members=[key]))
        assert answer.status_code == 422
    assert states(case)["A1.1"] == "open"


@pytest.mark.clause("A1.1")
def test_the_target_may_leave_the_choice_to_the_mentor(cast: Cast, sanne: Client) -> None:
    case = _case(cast)
    _send(sanne, TALK, _url(case, "A1.1"), _talk(cast, case, members=[], you_choose=["you_choose"]))
    with on(TALK):
        assert "Kies eerst de leden" in _text(sanne.get(_url(case, "A1.2")))
    keys = [str(cast.pupils[name].pk) for name in GROUP]
    data = {"form_key": str(uuid4()), "version": step(case, "A1.2").version, "members": keys}
    answer = _send(sanne, TALK, reverse("group", args=[case.pk]), data)
    assert answer["Location"] == _url(case, "A1.2")
    assert Member.objects.filter(round__case=case, left_on__isnull=True).count() == 6


@pytest.mark.clause("A1.1")
def test_declining_the_group_is_a_tile_and_help_goes_on(cast: Cast, sanne: Client) -> None:
    case = _case(cast)
    answer = _send(sanne, TALK, _url(case, "A1.1"), _talk(cast, case, consent="no", members=[]))
    assert answer["Location"] == reverse("case", args=[case.pk])
    assert states(case)["A1.2"] == "left_out"
    with on(TALK):
        assert "De leerling wil dit liever niet" in _text(sanne.get(_url(case, "A1.2")))


# --- A1.2 ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("A1.2")
def test_before_the_meeting_the_planner_says_when_we_look_back(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.1")
    with on(TALK):
        page = _text(sanne.get(_url(case, "A1.2")))
    # On Friday 6 November: from Monday 16 to Friday 20 November.
    assert "vr 6 november" in page
    assert "Terugkijken van 16 nov tot en met 20 nov." in page


@pytest.mark.clause("A1.2")
def test_the_planner_warns_of_a_holiday(cast: Cast, sanne: Client) -> None:
    with on(date(2026, 9, 30)):
        case = talked(cast, case_about(cast), date(2026, 9, 30))
        page = _text(sanne.get(_url(case, "A1.2")))
    assert "Terugkijken valt in herfstvakantie. Dan kies je 9 okt of 19 okt." in page


@pytest.mark.clause("A1.2")
def test_a_day_is_planned_with_one_tap(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.1")
    data = {"form_key": str(uuid4()), "version": step(case, "A1.2").version, "day": MEETING.isoformat()}
    answer = _send(sanne, TALK, _url(case, "A1.2", "step_plan"), data)
    assert answer["Location"] == reverse("case", args=[case.pk])
    assert step(case, "A1.2").planned_on == MEETING
    with on(TALK):
        assert "Gepland op vr 6 november" in _text(sanne.get(_url(case, "A1.2")))


def test_a_day_must_be_chosen_and_may_be_typed(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.1")
    data = {"form_key": str(uuid4()), "version": step(case, "A1.2").version}
    answer = _send(sanne, TALK, _url(case, "A1.2", "step_plan"), data)
    assert answer.status_code == 422
    assert "Kies een dag." in _text(answer)
    _send(sanne, TALK, _url(case, "A1.2", "step_plan"), {**data, "other_day": "2026-11-19"})
    assert step(case, "A1.2").planned_on == date(2026, 11, 19)


@pytest.mark.clause("A1.1")
def test_without_consent_the_page_asks_for_it(cast: Cast, sanne: Client) -> None:
    with on(TALK):
        case = case_about(cast)
        record_talk(cast.mentor, case, Talk(TALK, consent="later", members=pupils(cast, *GROUP)))
        page = _text(sanne.get(_url(case, "A1.2")))
    assert "Zonder akkoord komt er geen groep bij elkaar." in page
    assert "Bewaar de bijeenkomst" not in page
    data = {"form_key": str(uuid4()), "answer": "yes", "on": TALK.isoformat(), "version": step(case, "A1.2").version}
    _send(sanne, TALK, reverse("step_consent", args=[case.pk]), data)
    with on(TALK):
        page = _text(sanne.get(_url(case, "A1.2")))
    assert "Noor is akkoord sinds dinsdag 3 november, vastgelegd door Sanne Vos." in page
    assert "Bewaar de bijeenkomst" in page


def test_a_meeting_without_consent_is_refused_with_a_way_on_and_nothing_is_lost(cast: Cast, sanne: Client) -> None:
    with on(TALK):
        case = case_about(cast)
        record_talk(cast.mentor, case, Talk(TALK, consent="later", members=pupils(cast, *GROUP)))
    answer = _send(sanne, MEETING, _url(case, "A1.2"), _meeting(cast, case))
    assert answer.status_code == 409
    page = _text(answer)
    assert "Vraag het eerst en leg het vast." in page
    assert "Samen naar gym lopen" in page
    assert not Idea.objects.exists()


@pytest.mark.clause("A1.2")
@pytest.mark.clause("A1.3")
def test_the_meeting_is_saved_with_its_ideas_and_its_days(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.1")
    data = _meeting(cast, case, review_target="2026-11-17", review_members="2026-11-19", mood="Rustig.")
    answer = _send(sanne, MEETING, _url(case, "A1.2"), data)
    assert answer["Location"] == reverse("case", args=[case.pk])
    ideas = {idea.text: idea.member.pupil.given_name for idea in Idea.objects.all() if idea.member}
    assert ideas == {"Samen naar gym lopen": "Sofie", "In de pauze erbij zitten": "Amir"}
    assert step(case, "A1.4").planned_on == BACK
    assert step(case, "A1.5").planned_on == date(2026, 11, 19)


def test_there_is_a_line_for_each_member_and_more_without_script(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.1")
    with on(MEETING):
        page = _text(sanne.get(_url(case, "A1.2")))
    assert page.count('name="idea_') == 8
    answer = _send(sanne, MEETING, _url(case, "A1.2"), _meeting(cast, case, more="1"))
    page = _text(answer)
    assert page.count('name="idea_') == 12
    assert "Samen naar gym lopen" in page
    assert states(case)["A1.2"] == "open"


def test_a_day_to_look_back_follows_the_day_of_the_meeting(cast: Cast, sanne: Client) -> None:
    """Who corrects the day of the meeting is shown the days that belong to it."""
    case = _case(cast, "A1.1")
    answer = _send(
        sanne, MEETING, _url(case, "A1.2"), _meeting(cast, case, on="2026-11-04", review_target="2026-11-20")
    )
    page = _text(answer)
    assert answer.status_code == 422
    assert "Deze dag past niet bij de datum hierboven." in page
    assert "do 12 november" in page


def test_a_meeting_before_the_talk_is_questioned(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.1")
    answer = _send(sanne, MEETING, _url(case, "A1.2"), _meeting(cast, case, on="2026-11-02"))
    assert "Het gesprek was op di 3 november." in _text(answer)


# --- a colleague was first -------------------------------------------------------------------------------------------


def test_both_texts_are_shown_when_a_colleague_saved_the_step_first(cast: Cast, sanne: Client) -> None:
    case = _case(cast)
    data = _talk(cast, case, wish="Wat Sanne typte.")
    with on(TALK):
        record_talk(cast.coordinator, case, Talk(TALK, answers={"wish": "Wat Jelle bewaarde."}))
    answer = _send(sanne, TALK, _url(case, "A1.1"), data)
    page = _text(answer)
    assert "Wat Jelle bewaarde." in page
    assert "Wat Sanne typte." in page
    # It is not lost: it can be kept as a note.
    note = {"form_key": str(uuid4()), "text": "Wat Sanne typte."}
    answer = _send(sanne, TALK, _url(case, "A1.1", "step_note"), note)
    assert answer["Location"] == reverse("case_timeline", args=[case.pk])
    assert case.log.get(kind="note").text == "Wat Sanne typte."


def test_what_was_typed_can_be_saved_after_a_look_at_what_changed(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.1")
    data = _meeting(cast, case)
    with on(MEETING):
        change_group(cast.coordinator, case, plays={cast.pupils["Amir"].pk: "involved"})
    answer = _send(sanne, MEETING, _url(case, "A1.2"), data)
    page = _text(answer)
    assert answer.status_code == 409
    assert "Een collega heeft intussen iets veranderd" in page
    assert "Samen naar gym lopen" in page
    again = {**data, "version": step(case, "A1.2").version, "form_key": str(uuid4())}
    assert f'name="version" value="{again["version"]}"' in page
    assert data["form_key"] not in page
    _send(sanne, MEETING, _url(case, "A1.2"), again)
    assert states(case)["A1.2"] == "done"


# --- A1.3 to A1.6 ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("A1.3")
def test_ideas_change_hands_while_the_group_is_at_work(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.2")
    data = {
        "form_key": str(uuid4()),
        "version": step(case, "A1.3").version,
        "lines": "8",
        "by_0": str(cast.pupils["Jesse"].pk),
        "idea_0": "Samen naar gym lopen",
        "going": "Het loopt.",
    }
    _send(sanne, MEETING, _url(case, "A1.3"), data)
    first = Idea.objects.order_by("number").first()
    assert first is not None
    assert first.member is not None
    assert (first.text, first.member.pupil.given_name) == ("Samen naar gym lopen", "Jesse")
    assert step(case, "A1.3").answers["going"] == "Het loopt."
    assert states(case)["A1.3"] == "open"


@pytest.mark.clause("A1.4")
def test_the_review_leads_on_to_the_members(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.2")
    data = {
        "form_key": str(uuid4()),
        "version": step(case, "A1.4").version,
        "on": BACK.isoformat(),
        "change": "better",
        "improved": "De pauzes.",
        "done": "Samen gelopen.",
    }
    answer = _send(sanne, BACK, _url(case, "A1.4"), data)
    assert answer["Location"] == _url(case, "A1.5")
    assert states(case)["A1.3"] == "done"
    case.refresh_from_db()
    assert case.contacted_on == BACK
    with on(BACK):
        page = _text(sanne.get(_url(case, "A1.4")))
    assert "De pauzes." in page
    assert "Het gaat beter" in page


@pytest.mark.clause("A1.4")
def test_a_day_is_chosen_when_the_window_is_a_holiday(cast: Cast, sanne: Client) -> None:
    with on(date(2026, 9, 29)):
        case = talked(cast, case_about(cast), date(2026, 9, 29))
    with on(date(2026, 10, 2)):
        met(cast, case, date(2026, 10, 2))
        page = _text(sanne.get(_url(case, "A1.4")))
    assert "vr 9 oktober" in page
    assert "ma 19 oktober" in page
    data = {"form_key": str(uuid4()), "version": step(case, "A1.4").version, "day": "2026-10-09"}
    _send(sanne, date(2026, 10, 2), _url(case, "A1.4", "step_plan"), data)
    assert window(case, "A1.4") == (date(2026, 10, 9), date(2026, 10, 9))
    with on(date(2026, 10, 2)):
        wrong = {**data, "form_key": str(uuid4()), "version": step(case, "A1.4").version, "day": "2026-10-12"}
        answer = sanne.post(_url(case, "A1.4", "step_plan"), wrong, follow=True)
    assert "Kies een van de dagen die er staan." in _text(answer)


@pytest.mark.clause("A1.5")
def test_each_member_has_a_page_that_shows_nothing_of_another(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.2")
    with on(BACK):
        record_member(cast.mentor, case, cast.pupils["Amir"], MemberSaid(BACK, {"seen": "Alleen van Amir"}))
        for row in Member.objects.filter(round__case=case).select_related("pupil"):
            page = _text(sanne.get(reverse("member_review", args=[case.pk, row.pk])))
            assert ("Alleen van Amir" in page) == (row.pupil.given_name == "Amir")
        assert "Alleen van Amir" not in _text(sanne.get(_url(case, "A1.5")))


@pytest.mark.clause("A1.5")
def test_after_the_last_member_the_choice_comes(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.4")
    rows = list(Member.objects.filter(round__case=case))
    for number, row in enumerate(rows, start=1):
        data = {"form_key": str(uuid4()), "on": BACK.isoformat(), "seen": f"Antwoord {number}", "version": "0"}
        answer = _send(sanne, BACK, reverse("member_review", args=[case.pk, row.pk]), data)
        last = number == len(rows)
        assert answer["Location"] == _url(case, "A1.6" if last else "A1.5")
    with on(BACK):
        page = _text(sanne.get(_url(case, "A1.6")))
    assert "Antwoord 1" in page
    assert "Meer tijd." in page


def test_a_member_that_a_colleague_has_spoken_is_not_recorded_twice(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.4")
    row = Member.objects.filter(round__case=case, pupil=cast.pupils["Amir"]).get()
    with on(BACK):
        record_member(cast.coordinator, case, cast.pupils["Amir"], MemberSaid(BACK, {"seen": "Van Jelle."}))
    data = {"form_key": str(uuid4()), "on": BACK.isoformat(), "seen": "Van Sanne.", "version": "0"}
    with on(BACK):
        page = _text(sanne.post(reverse("member_review", args=[case.pk, row.pk]), data))
    assert "Van Jelle." in page
    assert case.log.filter(kind="A1.5").count() == 1


@pytest.mark.clause("A1.6")
def test_done_leads_to_the_end(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.5")
    data = {
        "form_key": str(uuid4()),
        "version": step(case, "A1.6").version,
        "on": BACK.isoformat(),
        "synthesis": "Het gaat goed.",
        "next": "done",
        "members": [str(cast.pupils[name].pk) for name in GROUP],
    }
    answer = _send(sanne, BACK, _url(case, "A1.6"), data)
    assert answer["Location"] == reverse("case_end", args=[case.pk])
    with on(BACK):
        assert "Het gaat goed." in _text(sanne.get(_url(case, "A1.6")))


@pytest.mark.clause("A1.6")
def test_a_new_round_with_a_changed_member(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.5")
    data = {
        "form_key": str(uuid4()),
        "version": step(case, "A1.6").version,
        "on": BACK.isoformat(),
        "next": "new_round",
        "agreed": ["yes"],
        "members": [str(cast.pupils[name].pk) for name in (*GROUP[:5], "Finn")],
    }
    answer = _send(sanne, BACK, _url(case, "A1.6"), data)
    assert answer["Location"] == _url(case, "A1.2")
    second = Round.objects.get(case=case, number=2)
    assert {row.pupil.given_name for row in second.members.all()} == {*GROUP[:5], "Finn"}
    with on(BACK):
        assert "Ronde 2" in _text(sanne.get(_url(case, "A1.2")))
        # The first round can still be read.
        assert "Meer tijd." in _text(sanne.get(_url(case, "A1.4") + "?ronde=1"))


@pytest.mark.clause("5.persists")
def test_from_the_second_round_on_the_page_tells_what_the_protocol_says_about_going_on(
    cast: Cast, sanne: Client
) -> None:
    case = _case(cast, "A1.5")
    with on(BACK):
        assert "Deze stappen doe je nog met de hand" not in _text(sanne.get(_url(case, "A1.6")))
    data = {
        "form_key": str(uuid4()),
        "version": step(case, "A1.6").version,
        "on": BACK.isoformat(),
        "next": "new_round",
        "agreed": ["yes"],
        "members": [str(cast.pupils[name].pk) for name in GROUP],
    }
    _send(sanne, BACK, _url(case, "A1.6"), data)
    with on(date(2026, 11, 20)):
        met(cast, case, date(2026, 11, 20))
        record_review(cast.mentor, case, LookBack(date(2026, 11, 20), "same"))
        heard(cast, case, date(2026, 11, 20))
        assert "Deze stappen doe je nog met de hand" in _text(sanne.get(_url(case, "A1.6")))


# --- 5.guide, worse, consent -----------------------------------------------------------------------------------------


@pytest.mark.clause("5.guide")
def test_a_step_is_left_out_with_two_taps_and_stays_visible(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.4")
    url = _url(case, "A1.5", "step_leave_out")
    answer = _send(sanne, BACK, url, {"form_key": str(uuid4())})
    assert "Kies een reden." in _text(answer)
    data = {"form_key": str(uuid4()), "reason": "solved_early", "version": step(case, "A1.5").version}
    _send(sanne, BACK, url, data)
    assert states(case)["A1.5"] == "left_out"
    with on(BACK):
        page = _text(sanne.get(_url(case, "A1.5")))
    assert "Deze stap is overgeslagen" in page
    assert "Het is al opgelost" in page


@pytest.mark.clause("A1.4")
def test_worse_is_one_tap(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.2")
    url = reverse("worse", args=[case.pk])
    with on(MEETING):
        assert sanne.get(url).status_code == 200
    _send(sanne, MEETING, url, {"form_key": str(uuid4())})
    assert step(case, "A1.4").urgent
    with on(MEETING):
        assert "Vandaag: het gaat slechter." in _text(sanne.get(_url(case, "A1.4")))


@pytest.mark.clause("A1.1")
def test_consent_is_taken_back_on_its_own_page(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.1")
    url = reverse("consent_withdraw", args=[case.pk])
    _send(sanne, TALK, url, {"form_key": str(uuid4()), "stop": "yes"})
    assert states(case)["A1.2"] == "left_out"
    assert Consent.objects.get(round__case=case).withdrawn_on == TALK
    answer = _send(sanne, TALK, url, {"form_key": str(uuid4()), "stop": "yes"})
    assert answer.status_code == 409
    assert "Er staat nu geen akkoord." in _text(answer)


def test_a_changed_group_asks_whether_the_target_agrees(cast: Cast, sanne: Client) -> None:
    case = _case(cast, "A1.1")
    url = reverse("group", args=[case.pk])
    keys = [str(cast.pupils[name].pk) for name in (*GROUP[:5], "Finn")]
    data = {"form_key": str(uuid4()), "version": step(case, "A1.2").version, "members": keys}
    answer = _send(sanne, TALK, url, data)
    assert answer.status_code == 422
    assert "Vraag eerst of de leerling akkoord is met deze groep." in _text(answer)
    _send(sanne, TALK, url, {**data, "agreed": ["yes"], f"plays_{cast.pupils['Amir'].pk}": "supportive"})
    assert Member.objects.filter(round__case=case, pupil=cast.pupils["Finn"], left_on__isnull=True).exists()
    assert case.parts.get(pupil=cast.pupils["Amir"]).plays == "supportive"


# --- constant work ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clause", ["A1.1", "A1.2", "A1.5", "A1.6"])
def test_a_page_asks_the_database_as_often_for_one_member_as_for_ten(cast: Cast, sanne: Client, clause: str) -> None:
    counts = []
    for members in (("Sofie",), ("Sofie", "Amir", "Lotte", "Jesse", "Esra", "Mila", "Tim", "Finn", "Sem", "Yara")):
        with on(TALK):
            case = talked(cast, case_about(cast), TALK, members)
        if clause in ("A1.5", "A1.6"):
            with on(MEETING):
                met(cast, case, MEETING, members)
        with on(MEETING):
            sanne.get(_url(case, clause))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                sanne.get(_url(case, clause))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 40
