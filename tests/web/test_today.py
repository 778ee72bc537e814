"""Vandaag: a notice waits for the hat that it is for."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language

from omzien.chapters.approach.models import Case
from omzien.ground.notices.models import Notice
from omzien.ground.notices.tell import tell
from omzien.ground.school.invitations import invite_all
from omzien.ground.school.models import Account, Role, RoleHolding
from omzien.web.news import news_of
from tests.cast import SINCE, Cast, make_school
from tests.chapters.desk import log_in, told
from tests.stories.telling import case_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


def _notice(cast: Cast, name: str, path: str) -> Notice:
    Notice.objects.all().delete()
    tell(cast.staff[name], "report.new", "a", path)
    return Notice.objects.get()


def test_under_another_hat_a_notice_stays_new_and_says_so(cast: Cast, client: Client) -> None:
    """Jelle is coordinator, and teaches too: as a teacher he does not reach the report, and the notice waits."""
    RoleHolding.objects.create(school=cast.school, staff=cast.staff["Jelle"], role=Role.TEACHER, from_on=SINCE)
    report = told(cast)
    notice = _notice(cast, "Jelle", f"/meldingen/{report.pk}/")
    teacher = log_in(client, cast.viewer("Jelle", Role.TEACHER))
    page = teacher.get(f"/bericht/{notice.pk}/", follow=True)
    assert page.redirect_chain[-1][0] == "/rol/"
    assert "Wissel eerst van rol" in page.content.decode()
    assert Notice.objects.get().seen_at is None


def test_with_the_right_hat_it_opens_and_is_seen(cast: Cast, client: Client) -> None:
    report = told(cast)
    notice = _notice(cast, "Jelle", f"/meldingen/{report.pk}/")
    answer = log_in(client, cast.coordinator).get(f"/bericht/{notice.pk}/")
    assert answer["Location"] == f"/meldingen/{report.pk}/"
    assert Notice.objects.get().seen_at is not None


def test_a_notice_of_somebody_else_does_not_exist(cast: Cast, client: Client) -> None:
    report = told(cast)
    notice = _notice(cast, "Jelle", f"/meldingen/{report.pk}/")
    assert log_in(client, cast.mentor).get(f"/bericht/{notice.pk}/").status_code == 404


def test_every_hat_has_its_vandaag(cast: Cast) -> None:
    for name, role in (
        ("Sanne", Role.MENTOR),
        ("Petra", Role.TEACHER),
        ("Jelle", Role.ANTI_BULLYING_COORDINATOR),
        ("Fatima", Role.PUPIL_COORDINATOR),
        ("Fatima", Role.CONFIDENTIAL_ADVISER_INTERNAL),
        ("Maarten", Role.DIRECTOR),
        ("Wil", Role.ADMINISTRATOR),
        ("Selma", Role.CONFIDENTIAL_ADVISER_EXTERNAL),
    ):
        assert log_in(Client(), cast.viewer(name, role)).get("/vandaag/").status_code == 200, name


def test_the_language_of_one_reader_is_not_that_of_the_next(cast: Cast, client: Client) -> None:
    account = cast.staff["Sanne"].account
    account.language = "en"
    account.save()
    assert "Today" in log_in(client, cast.mentor).get("/vandaag/").content.decode()
    assert get_language() == "nl"
    assert "Vandaag" in log_in(Client(), cast.coordinator).get("/vandaag/").content.decode()


# --- what is new ------------------------------------------------------------------------------------------------------


def _new(page: Any) -> list[str]:
    """Return the titles under "Nieuw voor jou"."""
    return [str(row["title"]) for row in [*page.context["news"], *page.context["more_news"]]]


def _badge(page: Any) -> int:
    return int(page.context["chrome"].nav[0].count)


def _case(cast: Cast) -> Case:
    case = case_about(cast)
    Notice.objects.all().delete()
    return case


def test_what_stands_in_the_list_is_not_told_twice(cast: Cast, client: Client) -> None:
    """Sanne's new report stands in the list as something to read; as news it would stand there a second time."""
    told(cast)
    assert Notice.objects.filter(recipient=cast.staff["Sanne"], kind="report.new").exists()
    page = log_in(client, cast.mentor).get("/vandaag/")
    assert "Lees een nieuwe melding" in page.content.decode()
    assert _new(page) == []
    assert _badge(page) == 0


def test_who_only_reads_along_is_told_of_a_new_report_until_it_was_read(cast: Cast, client: Client) -> None:
    report = told(cast)
    jelle = log_in(client, cast.coordinator)
    page = jelle.get("/vandaag/")
    assert _new(page) == ["Er is een nieuwe melding"]
    assert page.context["news"][0]["text"].startswith("Vermoeden van een collega, 2B")
    jelle.get(f"/meldingen/{report.pk}/")
    assert _new(jelle.get("/vandaag/")) == []


def test_what_is_due_or_late_on_ones_case_is_said_by_the_list_alone(cast: Cast, client: Client) -> None:
    case = _case(cast)
    for number, kind in enumerate(("case.due", "case.late")):
        tell(cast.staff["Sanne"], kind, str(number), f"/situaties/{case.pk}/")
    assert _new(log_in(client, cast.mentor).get("/vandaag/")) == []
    assert not Notice.objects.filter(kind__in=["case.due", "case.late"], seen_at__isnull=True).exists()


def test_the_same_news_stands_there_once_and_says_whom_it_is_about(cast: Cast, client: Client) -> None:
    case = _case(cast)
    for number in range(3):
        tell(cast.staff["Jelle"], "case.long_late", str(number), f"/situaties/{case.pk}/")
    jelle = log_in(client, cast.coordinator)
    page = jelle.get("/vandaag/")
    assert _new(page) == ["Een situatie is al dagen te laat"]
    assert page.context["news"][0]["text"] == "Over Noor · vandaag"
    assert _badge(page) == 1
    jelle.get(page.context["news"][0]["url"])
    assert _badge(jelle.get("/vandaag/")) == 0


def test_one_button_sees_all_that_is_shown_and_twice_is_once(cast: Cast, client: Client) -> None:
    case = _case(cast)
    for kind in ("case.long_late", "case.no_contact", "case.without_owner"):
        tell(cast.staff["Jelle"], kind, kind, f"/situaties/{case.pk}/")
    jelle = log_in(client, cast.coordinator)
    page = jelle.get("/vandaag/")
    assert _badge(page) == len(_new(page)) == 3
    assert "Alles gezien" in page.content.decode()
    shown = {"notice": [str(key) for key in page.context["new_keys"]]}
    tell(cast.staff["Jelle"], "case.worse", "later", f"/situaties/{case.pk}/")
    for _again in range(2):
        assert jelle.post("/vandaag/gezien/", shown)["Location"] == "/vandaag/"
    page = jelle.get("/vandaag/")
    assert _new(page) == ["Een leerling zegt: het gaat slechter"]
    assert _badge(page) == 1


def test_the_button_leaves_the_news_of_somebody_else_alone(cast: Cast, client: Client) -> None:
    case = _case(cast)
    tell(cast.staff["Jelle"], "case.worse", "a", f"/situaties/{case.pk}/")
    keys = {"notice": [str(Notice.objects.get(kind="case.worse").pk), "geen sleutel"]}
    assert log_in(client, cast.mentor).post("/vandaag/gezien/", keys).status_code == 302
    assert Notice.objects.get(kind="case.worse").seen_at is None
    assert client.get("/vandaag/gezien/").status_code == 405


def test_news_for_another_hat_says_so_and_news_that_no_hat_reaches_is_gone(cast: Cast, client: Client) -> None:
    case = _case(cast)
    RoleHolding.objects.create(school=cast.school, staff=cast.staff["Jelle"], role=Role.TEACHER, from_on=SINCE)
    for name in ("Jelle", "Karim"):
        tell(cast.staff[name], "case.worse", "a", f"/situaties/{case.pk}/")
    page = log_in(client, cast.viewer("Jelle", Role.TEACHER)).get("/vandaag/")
    assert page.context["news"][0]["text"] == "Hoort bij een andere rol van jou · vandaag"
    assert _new(log_in(Client(), cast.other_mentor).get("/vandaag/")) == []


def test_news_costs_as_much_for_thirty_as_for_two(cast: Cast) -> None:
    cases = [_case(cast)]
    seen: list[int] = []
    for number in range(30):
        tell(cast.staff["Jelle"], "case.worse", str(number), f"/situaties/{cases[0].pk}/")
        tell(cast.staff["Jelle"], "report.new", str(number), f"/meldingen/{told(cast).pk}/")
        if number in {0, 29}:
            with CaptureQueriesContext(connection) as queries:
                news_of(cast.coordinator)
            seen.append(len(queries))
    assert seen[0] == seen[1]


# --- what each hat finds ----------------------------------------------------------------------------------------------


def _invite_all(cast: Cast) -> None:
    """Invite everyone; who was logged in must do so again."""
    invite_all(cast.school, None)
    for staff in cast.staff.values():
        staff.account.refresh_from_db()


def _rows(page: Any) -> list[dict[str, Any]]:
    """What is asked, but for what this school never filled: that has tests of its own."""
    rows = [*page.context["day"].late, *page.context["day"].due]
    return [row for row in rows if "inrichting" not in str(row["title"])]


def _titles(page: Any) -> list[str]:
    return [str(row["title"]) for row in _rows(page)]


def test_the_administrator_hears_which_classes_have_no_mentor(cast: Cast, client: Client) -> None:
    _invite_all(cast)
    wil = log_in(client, cast.administrator)
    assert _titles(wil.get("/vandaag/")) == []
    RoleHolding.objects.filter(staff=cast.staff["Sanne"]).update(until_on=SINCE)
    page = wil.get("/vandaag/")
    assert _titles(page) == ["1 klas heeft geen mentor"]
    assert _rows(page)[0]["text"] == "2B"
    assert _rows(page)[0]["action_url"] == f"/mensen/klassen/{cast.group_2b.pk}/"
    assert "klas" not in " ".join(_titles(log_in(Client(), cast.coordinator).get("/vandaag/")))


def test_the_administrator_hears_who_cannot_come_in_yet(cast: Cast, client: Client) -> None:
    page = log_in(client, cast.administrator).get("/vandaag/")
    assert _titles(page) == ["7 collega's zijn nog niet uitgenodigd"]
    assert _rows(page)[0]["text"] == ("Karim Aslan, Selma Aydin, Jelle Bos, Fatima Kaya, Maarten Prins en nog 2")


def test_who_was_invited_a_week_ago_and_never_came_is_named(cast: Cast) -> None:
    with time_machine.travel("2026-11-09T09:00:00+01:00", tick=False):
        _invite_all(cast)
    Account.objects.exclude(staff=cast.staff["Petra"]).update(last_login=datetime(2026, 11, 10, tzinfo=UTC))
    for day, said in (("13", []), ("17", ["1 collega is uitgenodigd, maar nog nooit ingelogd"])):
        with time_machine.travel(f"2026-11-{day}T09:00:00+01:00", tick=False):
            page = log_in(Client(), cast.administrator).get("/vandaag/")
            assert _titles(page) == said


def test_a_confidential_adviser_hears_what_this_page_is_for_and_what_can_be_done_now(
    cast: Cast, client: Client
) -> None:
    page = log_in(client, cast.viewer("Selma", Role.CONFIDENTIAL_ADVISER_EXTERNAL)).get("/vandaag/").content.decode()
    assert "Jij bent vertrouwenspersoon" in page
    assert "Er wordt in Omzien nog niets aan jou verteld." in page
    assert 'href="/vertellen/"' in page
    assert 'href="/wie/"' in page


def test_who_has_one_role_is_not_asked_to_change_it(cast: Cast) -> None:
    assert "Wissel van rol" not in log_in(Client(), cast.mentor).get("/vandaag/").content.decode()
    assert "Wissel van rol" in log_in(Client(), cast.pupil_coordinator).get("/vandaag/").content.decode()


def test_a_long_role_breaks_between_its_parts(cast: Cast, client: Client) -> None:
    assert "antipest\u00adcoördinator" in log_in(client, cast.coordinator).get("/vandaag/").content.decode()
