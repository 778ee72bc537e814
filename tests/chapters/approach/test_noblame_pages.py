"""The pages of the six steps over HTTP: who sees them, the talk, and no name where it does not belong."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omzien.chapters.approach.actions.group import change_group
from omzien.chapters.approach.models import Consent, Member
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
from tests.chapters.desk import log_in
from tests.stories.telling import GROUP, case_about, met, on, states, step, talked

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def sanne(cast: Cast) -> Client:
    return logged_in(cast)


# --- looking ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("until", ["", "A1.1", "A1.2", "A1.4", "A1.5"])
@pytest.mark.parametrize("clause", ["A1.1", "A1.2", "A1.3", "A1.4", "A1.5", "A1.6"])
def test_every_step_has_a_page_at_every_moment(cast: Cast, sanne: Client, until: str, clause: str) -> None:
    case = case_after(cast, until)
    with on(BACK):
        page = sanne.get(url_of(case, clause))
        card = sanne.get(url_of(case, clause, "step_card"))
    assert (page.status_code, card.status_code) == (200, 200)


def test_no_name_stands_in_the_title_or_the_address(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.4")
    member = Member.objects.filter(round__case=case).first()
    assert member is not None
    urls = [url_of(case, clause) for clause in ("A1.1", "A1.2", "A1.4", "A1.5", "A1.6")]
    urls += [
        reverse("member_review", args=[case.pk, member.pk]),
        reverse("group", args=[case.pk]),
        reverse("worse", args=[case.pk]),
    ]
    names = {pupil.given_name for pupil in cast.pupils.values()} | {pupil.family_name for pupil in cast.pupils.values()}
    for url in urls:
        with on(BACK):
            title = re.search(r"<title>(.*?)</title>", text_of(sanne.get(url)), re.S)
        assert title is not None
        assert not [name for name in names if name in title.group(1) or name in url]


@pytest.mark.clause("5.noblame")
@pytest.mark.parametrize("clause", ["A1.1", "A1.2", "A1.3", "A1.4", "A1.5", "A1.6"])
def test_nothing_that_goes_on_paper_names_or_labels_anyone(cast: Cast, sanne: Client, clause: str) -> None:
    case = case_after(cast, "A1.2")
    with on(MEETING):
        change_group(cast.mentor, case, plays={cast.pupils["Amir"].pk: "involved"})
        paper = text_of(sanne.get(url_of(case, clause, "step_card"))).lower()
    assert not [pupil.given_name for pupil in cast.pupils.values() if f">{pupil.given_name.lower()}" in paper]
    assert not [word for word in ("betrokken", "steunend", "neutraal", "noor", "amir", "sofie") if word in paper]


@pytest.mark.clause("2.roles")
def test_what_part_a_member_plays_stands_on_the_page_of_the_team_alone(cast: Cast, sanne: Client) -> None:
    case = case_after(cast, "A1.1")
    with on(MEETING):
        change_group(cast.mentor, case, plays={cast.pupils["Amir"].pk: "involved"})
        for clause in ("A1.1", "A1.2", "A1.4", "A1.5"):
            assert "betrokken" not in text_of(sanne.get(url_of(case, clause)))
        group = text_of(sanne.get(reverse("group", args=[case.pk])))
    assert re.search(r'value="involved"[^>]*checked', group)


def test_others_do_not_find_it(cast: Cast) -> None:
    case = case_after(cast, "A1.2")
    for name, status in (("Karim", 404), ("Petra", 403), ("Maarten", 403), ("Wil", 403)):
        client = Client()
        with on(MEETING):
            client.force_login(cast.staff[name].account)
            found = [
                client.get(url_of(case, "A1.2")).status_code,
                client.get(url_of(case, "A1.2", "step_card")).status_code,
                client.post(url_of(case, "A1.2", "step_plan")).status_code,
                client.post(reverse("step_consent", args=[case.pk])).status_code,
                client.get(reverse("group", args=[case.pk])).status_code,
                client.post(reverse("worse", args=[case.pk])).status_code,
            ]
        assert set(found) == {status}, name
    assert Client().get(url_of(case, "A1.2")).status_code == 302


@pytest.mark.parametrize("clause", ["A1.7", "a1.1", "5.persists", "x"])
def test_what_is_no_step_is_not_there(cast: Cast, sanne: Client, clause: str) -> None:
    case = case_after(cast)
    with on(TALK):
        assert sanne.get(url_of(case, clause)).status_code == 404
        assert sanne.get(url_of(case, "A1.1") + "?ronde=9").status_code == 404
        assert sanne.get(url_of(case, "A1.1") + "?ronde=twee").status_code == 404


# --- A1.1 ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("A1.1")
def test_the_talk_is_saved_with_one_tap_and_leads_to_the_group(cast: Cast, sanne: Client) -> None:
    case = case_after(cast)
    answer = send(sanne, TALK, url_of(case, "A1.1"), talk_data(cast, case, review_on="2026-11-12"))
    assert (answer.status_code, answer["Location"]) == (302, url_of(case, "A1.2"))
    assert states(case)["A1.1"] == "done"
    assert step(case, "A1.4").planned_on == date(2026, 11, 12)
    assert Consent.objects.get(round__case=case).given_on == TALK


def test_the_day_is_filled_in_with_today(cast: Cast, sanne: Client) -> None:
    case = case_after(cast)
    with on(TALK):
        assert 'value="2026-11-03"' in text_of(sanne.get(url_of(case, "A1.1")))


def test_sent_twice_it_is_saved_once(cast: Cast, sanne: Client) -> None:
    case, url = case_after(cast), ""
    data = talk_data(cast, case)
    first = send(sanne, TALK, url_of(case, "A1.1"), data)
    second = send(sanne, TALK, url_of(case, "A1.1"), data)
    url = first["Location"]
    assert (second.status_code, second["Location"]) == (302, url)
    assert case.log.filter(kind="A1.1").count() == 1


def test_a_mistake_costs_nothing_of_what_was_typed(cast: Cast, sanne: Client) -> None:
    case = case_after(cast)
    data = talk_data(cast, case, consent="", on="2026-12-31", wish="Een lang verhaal dat niemand twee keer typt.")
    answer = send(sanne, TALK, url_of(case, "A1.1"), data)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Een lang verhaal dat niemand twee keer typt." in page
    assert "Kies een antwoord." in page
    assert "Kies 3 november 2026 of eerder." in page
    assert page.count("checked") >= len(GROUP)
    assert states(case)["A1.1"] == "open"


def test_what_the_group_may_hear_is_agreed_first(cast: Cast, sanne: Client) -> None:
    case = case_after(cast)
    answer = send(sanne, TALK, url_of(case, "A1.1"), talk_data(cast, case, group_hears=" "))
    assert answer.status_code == 422
    assert "Spreek eerst af wat de groep mag horen." in text_of(answer)


def test_someone_wanted_and_not_wanted_is_asked_about(cast: Cast, sanne: Client) -> None:
    case = case_after(cast)
    both = [str(cast.pupils["Sofie"].pk)]
    answer = send(sanne, TALK, url_of(case, "A1.1"), talk_data(cast, case, not_members=both))
    assert answer.status_code == 422
    assert "Sofie van der Meer staat in beide lijsten" in text_of(answer)


def test_a_small_group_is_never_refused_only_mentioned(cast: Cast, sanne: Client) -> None:
    case = case_after(cast)
    few = [str(cast.pupils[name].pk) for name in GROUP[:3]]
    with on(TALK):
        answer = sanne.post(url_of(case, "A1.1"), talk_data(cast, case, members=few), follow=True)
    assert "De groep heeft 3 leden. 6 tot 8 werkt het best." in text_of(answer)
    assert states(case)["A1.1"] == "done"


def test_who_is_not_around_the_target_cannot_be_chosen(cast: Cast, sanne: Client) -> None:
    case = case_after(cast)
    for key in (str(uuid4()), str(cast.pupils["Noor"].pk), "x"):
        answer = send(sanne, TALK, url_of(case, "A1.1"), talk_data(cast, case, members=[key]))
        assert answer.status_code == 422
    assert states(case)["A1.1"] == "open"


@pytest.mark.clause("A1.1")
def test_the_target_may_leave_the_choice_to_the_mentor(cast: Cast, sanne: Client) -> None:
    case = case_after(cast)
    send(sanne, TALK, url_of(case, "A1.1"), talk_data(cast, case, members=[], you_choose=["you_choose"]))
    with on(TALK):
        assert "Kies eerst de leden" in text_of(sanne.get(url_of(case, "A1.2")))
    keys = [str(cast.pupils[name].pk) for name in GROUP]
    data = {"form_key": str(uuid4()), "version": step(case, "A1.2").version, "members": keys}
    answer = send(sanne, TALK, reverse("group", args=[case.pk]), data)
    assert answer["Location"] == url_of(case, "A1.2")
    assert Member.objects.filter(round__case=case, left_on__isnull=True).count() == 6


@pytest.mark.clause("A1.1")
def test_declining_the_group_is_a_tile_and_help_goes_on(cast: Cast, sanne: Client) -> None:
    case = case_after(cast)
    answer = send(sanne, TALK, url_of(case, "A1.1"), talk_data(cast, case, consent="no", members=[]))
    assert answer["Location"] == reverse("case", args=[case.pk])
    assert states(case)["A1.2"] == "left_out"
    with on(TALK):
        assert "De leerling wil dit liever niet" in text_of(sanne.get(url_of(case, "A1.2")))


# --- constant work ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clause", ["A1.1", "A1.2", "A1.5", "A1.6"])
def test_a_page_asks_the_database_as_often_for_one_member_as_for_ten(cast: Cast, clause: str) -> None:
    counts = []
    for members in (("Sofie",), ("Sofie", "Amir", "Lotte", "Jesse", "Esra", "Mila", "Tim", "Finn", "Sem", "Yara")):
        with on(TALK):
            case = talked(cast, case_about(cast), TALK, members)
        if clause in ("A1.5", "A1.6"):
            with on(MEETING):
                met(cast, case, MEETING, members)
        with on(MEETING):
            screen = log_in(Client(), cast.mentor)
            screen.get(url_of(case, clause))
            with CaptureQueriesContext(connection) as queries:
                screen.get(url_of(case, clause))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 40
