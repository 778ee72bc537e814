"""The list, the doors of every page, handing over, nudging, the overview, and who read what."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

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
from omzien.chapters.approach.actions.team import add_to_team, set_part, told_parents
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.cases import overview, todo
from omzien.chapters.approach.queries.file import sheet_of
from omzien.chapters.approach.urls import ON_A_CASE
from omzien.chapters.reports.models import Report
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now
from omzien.ground.journal.models import Entry
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import Role
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in
from tests.stories.telling import GROUP, case_about, met, on, talked

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


# --- the doors --------------------------------------------------------------------------------------------------------------

HAND_OVER = {"case_hand_over", "case_nudge"}


def addresses(cast: Cast) -> dict[str, str]:
    """Every page of a case that has something of everything."""
    case = opened(cast)
    with on(MONDAY):
        talked(cast, case, MONDAY)
        agreement = add_agreement(cast.mentor, case, "seat", "Vooraan.", date(2026, 11, 20))
        member = add_to_team(cast.mentor, case, cast.staff["Fatima"])
        entry = add_note(cast.mentor, case, "Rustig.")
        set_part(cast.mentor, case, cast.pupils["Daan"], "neutral")
        told = told_parents(cast.mentor, case, cast.pupils["Noor"], MONDAY)
        end_case(cast.mentor, case, "stopped", "stopped", goes_on=[agreement.pk])
    keys: dict[str, Any] = {
        "entry": entry.pk,
        "agreement": agreement.pk,
        "member": member.pk,
        "pupil": cast.pupils["Daan"].pk,
        "told": told.pk,
        "check": case.later_checks.get(weeks=6).pk,
    }
    found = {}
    for pattern in ON_A_CASE:
        named = {name: keys[name] for name in pattern.pattern.converters}
        found[str(pattern.name)] = reverse(str(pattern.name), kwargs={"pk": case.pk, **named})
    return found


def test_outside_the_team_no_page_of_a_case_exists(cast: Cast, client: Client) -> None:
    pages = addresses(cast)
    log_in(client, cast.viewer("Karim", Role.MENTOR))
    found = {name: (client.get(url).status_code, client.post(url).status_code) for name, url in pages.items()}
    expected = {name: (403, 403) if name in HAND_OVER else (404, 404) for name in pages}
    # A page that only takes a POST says so before it looks.
    expected["case_team_leave"] = (405, 404)
    assert found == expected


def test_who_has_no_part_in_cases_is_refused_at_every_door(cast: Cast, client: Client) -> None:
    pages = addresses(cast)
    for viewer in (cast.teacher, cast.director, cast.administrator):
        log_in(client, viewer)
        assert {client.get(url).status_code for url in pages.values()} == {403}
        assert {client.post(url).status_code for url in pages.values()} == {403}
        assert client.get(reverse("cases")).status_code == 403


def test_handing_over_and_nudging_are_the_coordinators(cast: Cast, client: Client) -> None:
    pages = addresses(cast)
    log_in(client, cast.mentor)
    assert {client.post(pages[name]).status_code for name in HAND_OVER} == {403}


def test_who_is_not_logged_in_is_asked_to(cast: Cast, client: Client) -> None:
    for url in addresses(cast).values():
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/inloggen/")


def test_the_confidential_hat_sees_no_case_even_of_a_colleague_in_the_team(cast: Cast, client: Client) -> None:
    pages = addresses(cast)
    log_in(client, cast.pupil_coordinator)
    assert client.get(pages["case"]).status_code == 200
    log_in(client, cast.viewer("Fatima", Role.CONFIDENTIAL_ADVISER_INTERNAL))
    assert client.get(pages["case"]).status_code == 403


def test_no_page_has_a_name_in_its_title_or_address(cast: Cast, client: Client) -> None:
    pages = addresses(cast)
    log_in(client, cast.coordinator)
    names = {word for pupil in cast.pupils.values() for word in (pupil.given_name, pupil.family_name)}
    names |= {word for staff in cast.staff.values() for word in (staff.given_name, staff.family_name)}
    for url in [*pages.values(), reverse("cases")]:
        answer = client.get(url)
        if answer.status_code == 405:
            continue
        page = answer.content.decode()
        title = page[page.index("<title>") : page.index("</title>")]
        assert not [name for name in names if name in title or name in url]


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


def test_handing_over_an_older_page_is_refused(cast: Cast) -> None:
    case = opened(cast)
    version = case.version
    add_note(cast.mentor, case, "Rustig.")
    with pytest.raises(Stale):
        hand_over(cast.coordinator, case, cast.staff["Fatima"], "", version)


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


# --- the overview and vandaag -----------------------------------------------------------------------------------------------------


def test_the_overview_names_what_is_late_almost_late_without_owner_and_without_contact(cast: Cast) -> None:
    late = opened(cast, "Noor", date(2026, 11, 2))
    almost = opened(cast, "Daan", WEDNESDAY)
    left = opened(cast, "Mila", WEDNESDAY, cast.other_mentor)
    cast.staff["Karim"].left_on = WEDNESDAY
    cast.staff["Karim"].save()
    shown = overview(cast.coordinator)
    assert [line.pk for line in shown.late.lines] == [late.pk]
    # Due in two school days, Friday.
    assert {line.pk for line in shown.almost.lines} == {almost.pk, left.pk}
    assert [line.pk for line in shown.without_owner.lines] == [left.pk]
    assert [line.pk for line in shown.no_contact.lines] == [late.pk]
    assert shown.without_owner.lines[0].owner_left


@pytest.mark.clause("5.abc.1")
@pytest.mark.parametrize(("spoken", "alarm"), [(date(2026, 11, 5), False), (date(2026, 11, 4), True)])
def test_fourteen_days_without_contact_is_too_long(cast: Cast, spoken: date, alarm: bool) -> None:
    case = opened(cast)
    with on(spoken):
        record_contact(cast.mentor, case, spoken, "talk", "same")
    assert (overview(cast.coordinator).no_contact.count == 1) is alarm


def test_an_owner_whose_role_has_ended_counts_as_none(cast: Cast) -> None:
    opened(cast)
    cast.staff["Sanne"].role_holdings.update(until_on=date(2026, 11, 17))
    assert overview(cast.coordinator).without_owner.count == 1


def test_the_overview_is_capped_counted_and_costs_the_same(cast: Cast) -> None:
    opened(cast)
    with CaptureQueriesContext(connection) as one:
        overview(cast.coordinator)
    for _nth in range(14):
        opened(cast)
    with CaptureQueriesContext(connection) as many:
        shown = overview(cast.coordinator)
    assert (len(shown.late.lines), shown.late.count) == (10, 15)
    assert len(many) == len(one)


def test_vandaag_shows_ones_own_cases_first_and_costs_the_same(cast: Cast) -> None:
    other = opened(cast, "Mila", viewer=cast.other_mentor)
    with on(MONDAY):
        add_to_team(cast.other_mentor, other, cast.mentor.staff)
        talked(cast, other, MONDAY, GROUP[:5])
    mine = opened(cast)
    with on(date(2026, 11, 9)):
        talked(cast, mine, date(2026, 11, 9))
    with CaptureQueriesContext(connection) as few:
        rows = todo(cast.mentor)
    assert [row.title for row in rows if row.button == "Contact gehad"] == ["Spreek Noor even", "Spreek Mila even"]
    assert next(row.note for row in rows if row.title == "Spreek Mila even") == "Karim Aslan is eigenaar."
    for _nth in range(20):
        case = opened(cast)
        with on(date(2026, 11, 9)):
            talked(cast, case, date(2026, 11, 9))
            add_agreement(cast.mentor, case, "seat", "Vooraan.", date(2026, 11, 20))
    with CaptureQueriesContext(connection) as many:
        assert len(todo(cast.mentor)) > 30
    assert len(many) == len(few)


def test_vandaag_of_a_coordinator_holds_own_work_not_that_of_the_school(cast: Cast) -> None:
    opened(cast)
    assert todo(cast.coordinator) == []


def test_a_report_that_joined_says_talking(cast: Cast) -> None:
    opened(cast)
    report = Report.objects.get()
    assert report.state == Report.State.TALKING
    assert report.made_at <= now()
