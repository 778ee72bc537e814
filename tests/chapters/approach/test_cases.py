"""The list, the doors of every page, handing over, nudging, the overview, and who read what."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omzien.chapters.approach.actions.agreements import add_agreement
from omzien.chapters.approach.actions.cases import Stale, hand_over, nudge
from omzien.chapters.approach.actions.closing import close_case, end_case, record_later_check, say_last_word
from omzien.chapters.approach.actions.contacts import record_contact
from omzien.chapters.approach.actions.log import add_note
from omzien.chapters.approach.actions.team import add_to_team, told_parents
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.file import sheet_of
from omzien.ground.access.viewer import Viewer
from omzien.ground.journal.models import Entry
from omzien.ground.notices.models import Notice
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in
from tests.stories.telling import case_about, met, on, talked

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)
WEDNESDAY = date(2026, 11, 18)


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    with on(WEDNESDAY):
        yield


def opened(cast: Cast, name: str = "Noor", day: date = MONDAY, viewer: Viewer | None = None) -> Case:
    with on(day):
        return case_about(cast, name, viewer)


def closed(cast: Cast, name: str, day: date) -> Case:
    with on(day):
        case = case_about(cast, name)
        end_case(cast.mentor, case, "stopped", "stopped")
        say_last_word(cast.mentor, case.told.get(), "Dank je wel.", day)
        for check in case.later_checks.all():
            record_later_check(cast.mentor, check, "stopped")
        close_case(cast.mentor, case)
    return case


def counted(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


# --- the list ------------------------------------------------------------------------------------------------------------


def test_the_nearest_date_stands_first_with_step_and_owner(cast: Cast, client: Client) -> None:
    opened(cast, "Noor", date(2026, 11, 16))
    opened(cast, "Daan", date(2026, 11, 9))
    log_in(client, cast.mentor)
    page = client.get(reverse("cases"))
    assert [row.title for row in page.context["page"].rows] == ["Situatie rond Daan", "Situatie rond Noor"]
    first = page.context["page"].rows[0]
    assert (first.step, first.next, first.due_until) == ("Stap 1 van 6", "Stap 1: Gesprek", date(2026, 11, 11))
    assert first.owner == "Sanne Vos"
    assert "7 dagen te laat" in page.content.decode()


def test_each_state_has_its_own_list(cast: Cast, client: Client) -> None:
    opened(cast, "Noor")
    with on(MONDAY):
        end_case(cast.mentor, opened(cast, "Daan"), "stopped", "stopped")
    closed(cast, "Lotte", date(2026, 9, 7))
    closed(cast, "Esra", date(2026, 9, 14))
    log_in(client, cast.mentor)

    def titles(state: str) -> list[str]:
        return [row.title for row in client.get(reverse("cases"), {"staat": state}).context["page"].rows]

    assert titles("loopt") == ["Situatie rond Noor"]
    assert titles("nazorg") == ["Situatie rond Daan"]
    # What was closed last comes first.
    assert titles("afgesloten") == ["Situatie rond Esra", "Situatie rond Lotte"]
    assert titles("onzin") == ["Situatie rond Noor"]


def test_everyone_sees_their_own_cases_and_the_coordinator_those_of_the_school(cast: Cast, client: Client) -> None:
    opened(cast, "Noor")
    opened(cast, "Mila", viewer=cast.other_mentor)

    def titles(viewer: Viewer) -> set[str]:
        log_in(client, viewer)
        return {row.title for row in client.get(reverse("cases")).context["page"].rows}

    assert titles(cast.mentor) == {"Situatie rond Noor"}
    assert titles(cast.other_mentor) == {"Situatie rond Mila"}
    assert titles(cast.pupil_coordinator) == set()
    assert titles(cast.coordinator) == {"Situatie rond Noor", "Situatie rond Mila"}


def test_a_long_list_goes_page_by_page_and_back(cast: Cast, client: Client) -> None:
    for number in range(45):
        opened(cast, "Noor", MONDAY - timedelta(days=number % 9))
    log_in(client, cast.mentor)
    first = client.get(reverse("cases"))
    second = client.get(reverse("cases") + first.context["page"].next)
    third = client.get(reverse("cases") + second.context["page"].next)
    back = client.get(reverse("cases") + third.context["page"].previous)
    pages = [[row.pk for row in answer.context["page"].rows] for answer in (first, second, third)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({pk for page in pages for pk in page}) == 45
    assert [row.pk for row in back.context["page"].rows] == pages[1]
    assert (first.context["page"].previous, third.context["page"].next) == ("", "")
    dates = [row.due_until for answer in (first, second, third) for row in answer.context["page"].rows]
    assert dates == sorted(dates)


def test_the_list_costs_the_same_with_one_case_and_with_twenty(cast: Cast, client: Client) -> None:
    opened(cast)
    log_in(client, cast.mentor)
    counted(client, reverse("cases"))
    one = counted(client, reverse("cases"))
    for name in ("Daan", "Sofie", "Amir", "Lotte") * 5:
        opened(cast, name)
    assert counted(client, reverse("cases")) == one


def test_the_list_of_a_thousand_costs_the_same_as_of_one(cast: Cast, client: Client) -> None:
    case = opened(cast)
    log_in(client, cast.coordinator)
    counted(client, reverse("cases"))
    one = counted(client, reverse("cases"))
    Case.objects.bulk_create(
        Case(
            school=cast.school,
            edition=case.edition,
            owner=cast.mentor.staff,
            opened_on=MONDAY,
            next_from=MONDAY,
            next_until=MONDAY + timedelta(days=number),
            next_kind="contact",
        )
        for number in range(300)
    )
    assert counted(client, reverse("cases")) == one


# --- the pages -----------------------------------------------------------------------------------------------------------------


def test_the_first_page_says_where_it_stands_and_has_one_primary_button(cast: Cast, client: Client) -> None:
    case = opened(cast)
    with on(date(2026, 11, 3)):
        talked(cast, case, date(2026, 11, 3))
    with on(date(2026, 11, 6)):
        met(cast, case, date(2026, 11, 6))
    with on(date(2026, 11, 16)):
        record_contact(cast.mentor, case, date(2026, 11, 16), "talk", "better")
    log_in(client, cast.mentor)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "Situatie rond Noor" in page
    assert "Terugkijken met Noor" in page
    assert "Stap 4 van 6. Eigenaar: Sanne Vos" in page
    main = page[page.index("<main") :]
    assert main.count('class="btn"') == 1
    assert "Gesprek vastleggen" in main
    assert reverse("worse", args=[case.pk]) in main


def test_the_pages_cost_the_same_with_little_and_with_much(cast: Cast, client: Client) -> None:
    case = opened(cast)
    with on(MONDAY):
        talked(cast, case, MONDAY)
        met(cast, case, MONDAY)
    pages = [reverse(name, args=[case.pk]) for name in ("case", "case_file", "case_end")]
    log_in(client, cast.mentor)

    def more(times: int) -> None:
        for _nth in range(times):
            add_note(cast.mentor, case, "Rustig.")
            record_contact(cast.mentor, case, WEDNESDAY, "talk", "better")
            add_agreement(cast.mentor, case, "seat", "Vooraan.", date(2026, 11, 20))
            told_parents(cast.mentor, case, cast.pupils["Noor"], WEDNESDAY)

    more(1)
    for url in pages:
        client.get(url)
    few = [counted(client, url) for url in pages]
    more(29)
    assert [counted(client, url) for url in pages] == few


def test_the_file_holds_everything_in_order(cast: Cast, client: Client) -> None:
    case = opened(cast)
    with on(date(2026, 11, 3)):
        talked(cast, case, date(2026, 11, 3), answers={"wish": "Gewoon mee kunnen doen."})
        add_agreement(cast.mentor, case, "breaks", "In de mediatheek.", date(2026, 11, 20))
    with on(date(2026, 11, 6)):
        met(cast, case, date(2026, 11, 6))
    record_contact(cast.mentor, case, WEDNESDAY, "call", "better", "Klonk vrolijk.")
    log_in(client, cast.mentor)
    page = client.get(reverse("case_file", args=[case.pk])).content.decode()
    parts = [
        "Het is niet leuk.",
        "Gewoon mee kunnen doen.",
        "Samen naar de pauze lopen",
        "In de mediatheek.",
        "Klonk vrolijk.",
        "Situatie begonnen",
    ]
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)
    # Who was chosen and who was there stand in it by name, never by key.
    assert "Amir Haddad" in page
    assert str(cast.pupils["Amir"].pk) not in page


def test_the_text_of_a_report_is_only_for_who_may_read_that_report(cast: Cast, client: Client) -> None:
    case = opened(cast)
    add_to_team(cast.mentor, case, cast.staff["Fatima"])
    log_in(client, cast.pupil_coordinator)
    # Who joins the team reads what the case began with.
    assert "Het is niet leuk." in client.get(reverse("case_file", args=[case.pk])).content.decode()
    # The file asks the policy of reports itself: a hat without it sees that there is one, not what it says.
    report = sheet_of(case, cast.director).reports[0]
    assert (report.readable, report.told) == (False, "")


def test_that_a_case_was_read_stands_in_the_journal_once_a_day_for_each_viewer(cast: Cast, client: Client) -> None:
    case = opened(cast)

    def seen() -> list[tuple[object, str]]:
        rows = Entry.objects.filter(verb="case.read", about_id=case.pk).order_by("id")
        return [(row.actor, row.hat) for row in rows]

    sanne, jelle = (cast.mentor.staff.pk, "mentor"), (cast.coordinator.staff.pk, "anti_bullying_coordinator")
    log_in(client, cast.mentor)
    for name in ("case", "case_timeline", "case", "case_people"):
        client.get(reverse(name, args=[case.pk]))
    assert seen() == [sanne]
    log_in(client, cast.coordinator)
    client.get(reverse("case", args=[case.pk]))
    assert seen() == [sanne, jelle]
    with on(date(2026, 11, 19)):
        log_in(client, cast.mentor)
        client.get(reverse("case", args=[case.pk]))
    assert seen() == [sanne, jelle, sanne]


# --- handing over and nudging ---------------------------------------------------------------------------------------------------


def test_handing_over_gives_a_new_owner_who_reads_it_and_hears_of_it(cast: Cast) -> None:
    case = opened(cast)
    hand_over(cast.coordinator, case, cast.staff["Fatima"], "Speelt ook buiten het kernteam.")
    assert case.owner == cast.staff["Fatima"]
    assert case.team.filter(staff=cast.staff["Fatima"], until_on=None).exists()
    assert case.team.filter(staff=cast.staff["Sanne"], until_on=None).exists()
    assert Notice.objects.filter(recipient=cast.staff["Fatima"], kind="case.yours").count() == 1
    assert case.log.get(kind="handed_over").text == "Speelt ook buiten het kernteam."


def test_only_who_works_here_and_on_cases_becomes_the_owner(cast: Cast) -> None:
    case = opened(cast)
    cast.staff["Fatima"].left_on = MONDAY
    cast.staff["Fatima"].save()
    for name in ("Fatima", "Petra", "Maarten"):
        with pytest.raises(MoveRefused):
            hand_over(cast.coordinator, case, cast.staff[name], "")
    assert Case.objects.get().owner == cast.staff["Sanne"]


def test_handing_over_an_older_page_shows_what_happened_meanwhile_and_loses_nothing(cast: Cast, client: Client) -> None:
    case = opened(cast)
    version = case.version
    add_note(cast.mentor, case, "Vandaag gesproken, het gaat goed.")
    with pytest.raises(Stale):
        hand_over(cast.coordinator, case, cast.staff["Fatima"], "", version)
    log_in(client, cast.coordinator)
    form = {"form_key": key(), "staff": str(cast.staff["Fatima"].pk), "why": "Te druk.", "version": str(version)}
    page = client.post(reverse("case_hand_over", args=[case.pk]), form).content.decode()
    assert "Vandaag gesproken, het gaat goed." in page
    assert "Te druk." in page
    form["version"] = str(Case.objects.get().version)
    assert client.post(reverse("case_hand_over", args=[case.pk]), form).status_code == 302


def test_handing_over_on_screen(cast: Cast, client: Client) -> None:
    case = opened(cast)
    log_in(client, cast.coordinator)
    url = reverse("case_hand_over", args=[case.pk])
    page = client.get(url).content.decode()
    assert "Karim Aslan" in page
    # A teacher without a role in cases is not offered, nor the owner itself.
    assert "Petra Wolters" not in page
    form = {"form_key": key(), "staff": str(cast.staff["Karim"].pk), "why": "", "version": str(case.version)}
    client.post(url, form)
    client.post(url, form)
    case.refresh_from_db()
    assert case.owner == cast.staff["Karim"]
    assert case.log.filter(kind="handed_over").count() == 1


def test_an_owner_is_nudged_once_a_day(cast: Cast, client: Client) -> None:
    case = opened(cast)
    assert nudge(cast.coordinator, case)
    assert not nudge(cast.coordinator, case)
    with on(date(2026, 11, 19)):
        assert nudge(cast.coordinator, case)
    assert Notice.objects.filter(recipient=cast.mentor.staff, kind="case.nudge").count() == 2
    log_in(client, cast.coordinator)
    answer = client.post(reverse("case_nudge", args=[case.pk]), {"form_key": key()}, follow=True)
    assert "Sanne Vos kreeg vandaag al een herinnering." in answer.content.decode()


def test_who_asks_for_the_headers_alone_has_seen_nothing(client: Client, cast: Cast) -> None:
    case = opened(cast)
    log_in(client, cast.mentor)
    for name in ("case", "case_timeline", "case_file"):
        assert client.head(reverse(name, args=[case.pk])).status_code == 200
    assert client.head(reverse("step", args=[case.pk, "A1.1"])).status_code == 200
    assert not Entry.objects.filter(about="approach.Case", verb__in=["case.read", "case.file"]).exists()
