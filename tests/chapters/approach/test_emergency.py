"""Break-glass: an hour of reading about one pupil, told at once to everyone concerned, and looked back at by another."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import Http404
from django.test import Client
from django.urls import reverse

from omzien.chapters.approach.actions.conflicts import keep_out
from omzien.chapters.approach.actions.emergency import break_glass, look_back, stop
from omzien.chapters.approach.actions.team import add_to_team
from omzien.chapters.approach.models import Case, CaseReport
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.reports.models import Report
from omzien.ground.access.engine import fields, readers, scope
from omzien.ground.access.models import Conflict, Emergency
from omzien.ground.access.stepup import STEPPED
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import AMSTERDAM
from omzien.ground.journal.models import Entry
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import Guardian, Guardianship, Role, RoleHolding
from tests.cast import SINCE, Cast, make_school
from tests.chapters.desk import key, log_in
from tests.stories.telling import GROUP, case_about, met, on, talked

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)
NINE = datetime(2026, 11, 18, 9, 0, tzinfo=AMSTERDAM)
WHY = "De leerling is niet op school en niemand weet waar hij is."
DANGER = Emergency.Category.DANGER


@pytest.fixture
def cast() -> Cast:
    """The school, with Wil as privacy officer."""
    cast = make_school()
    RoleHolding.objects.create(
        school=cast.school, staff=cast.staff["Wil"], role=Role.PRIVACY_OFFICER, from_on=SINCE, by_hand=True
    )
    return cast


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NINE, tick=False) as moved:
        yield moved


@pytest.fixture
def case(cast: Cast) -> Case:
    """Noor's case of Sanne, with a support group that has met."""
    with on(MONDAY):
        case = case_about(cast)
        talked(cast, case, MONDAY)
    with on(TUESDAY):
        met(cast, case, TUESDAY)
    Notice.objects.all().delete()
    return case


@pytest.fixture
def officer(cast: Cast) -> Viewer:
    return cast.viewer("Wil", Role.PRIVACY_OFFICER)


def broken(cast: Cast, viewer: Viewer | None = None, pupil: str = "Noor") -> Emergency:
    return break_glass(viewer or cast.director, cast.pupils[pupil], DANGER, WHY)


def told_to() -> set[tuple[str, str]]:
    return {(row.recipient.given_name, row.kind) for row in Notice.objects.select_related("recipient")}


# --- an hour, and no longer ------------------------------------------------------------------------------------------


def test_it_opens_for_an_hour_and_at_61_minutes_it_is_closed(
    client: Client, cast: Cast, case: Case, clock: Any
) -> None:
    log_in(client, cast.director)
    url = reverse("case", args=[case.pk])
    assert client.get(url).status_code == 404
    broken(cast)
    shown = client.get(url).content.decode()
    assert "Je leest dit in een noodgeval, tot 10:00. Dit wordt nagekeken." in shown
    clock.move_to(NINE + timedelta(minutes=59))
    log_in(client, cast.director)
    assert client.get(url).status_code == 200
    clock.move_to(NINE + timedelta(minutes=61))
    log_in(client, cast.director)
    assert client.get(url).status_code == 404
    assert not scope(cast.director, Case).exists()


def test_one_can_stop_before_the_hour_is_over(client: Client, cast: Cast, case: Case) -> None:
    emergency = broken(cast)
    log_in(client, cast.director)
    client.post(reverse("emergency_stop", args=[emergency.pk]), {"form_key": key()})
    assert client.get(reverse("case", args=[case.pk])).status_code == 404
    stop(cast.director, emergency)
    assert Entry.objects.filter(verb="emergency.stop").count() == 1


def test_another_hat_of_the_same_person_reads_nothing_by_it(cast: Cast, case: Case) -> None:
    broken(cast, cast.pupil_coordinator)
    assert scope(cast.pupil_coordinator, Case).exists()
    assert not scope(cast.viewer("Fatima", Role.CONFIDENTIAL_ADVISER_INTERNAL), Case).exists()


# --- reading only, and not all ---------------------------------------------------------------------------------------


def test_bar_parties_chronology_and_agreements_are_read_and_not_the_group_nor_the_file(
    client: Client, cast: Cast, case: Case
) -> None:
    with on(MONDAY):
        add_to_team(cast.mentor, case, cast.staff["Karim"])
    broken(cast)
    assert fields(cast.director, case) == {"header", "parties", "chronology", "agreements"}
    log_in(client, cast.director)
    for name in ("case", "case_timeline", "case_agreements", "case_people"):
        shown = client.get(reverse(name, args=[case.pk])).content.decode()
        assert "Dit wordt nagekeken." in shown, name
        assert reverse("case_file", args=[case.pk]) not in shown, name
        for helper in GROUP:
            assert cast.pupils[helper].full_name not in shown, (name, helper)
    assert client.get(reverse("case_file", args=[case.pk])).status_code == 403
    report = CaseReport.objects.get(case=case).report
    assert not scope(cast.director, Report).exists()
    assert client.get(reverse("report", args=[report.pk])).status_code in {403, 404}


def test_nothing_can_be_done_in_an_emergency(client: Client, cast: Cast, case: Case) -> None:
    broken(cast, cast.pupil_coordinator)
    log_in(client, cast.pupil_coordinator)
    for name in ("case_note", "case_contact", "case_end", "case_team_add", "case_hand_over", "case_conflicts"):
        answer = client.post(reverse(name, args=[case.pk]), {"form_key": key()})
        assert answer.status_code == 403, name
    for name in ("case", "case_timeline", "case_agreements", "case_people"):
        main = client.get(reverse(name, args=[case.pk])).content.decode().split("<main")[1].split("</main")[0]
        # The one form is "Stop nu"; no way leads to a page that changes something, or to paper.
        assert main.count("<form") == 1, name
        assert "data-print" not in main, name
        for act in ("case_note", "case_contact", "case_team_add", "case_agreement_add", "case_end", "case_part_add"):
            assert reverse(act, args=[case.pk]) not in main, (name, act)


def test_a_case_of_the_own_team_stays_a_case_of_the_own_team(client: Client, cast: Cast, case: Case) -> None:
    with on(MONDAY):
        add_to_team(cast.mentor, case, cast.staff["Fatima"])
    broken(cast, cast.pupil_coordinator)
    shown = log_in(client, cast.pupil_coordinator).get(reverse("case", args=[case.pk])).content.decode()
    assert "Dit wordt nagekeken." not in shown
    assert reverse("case_note", args=[case.pk]) in shown


def test_looking_in_an_emergency_stands_in_the_journal_as_such(client: Client, cast: Cast, case: Case) -> None:
    broken(cast)
    log_in(client, cast.director).get(reverse("case", args=[case.pk]))
    verbs = set(Entry.objects.filter(actor=cast.staff["Maarten"].pk).values_list("verb", flat=True))
    assert {"emergency.break", "emergency.open", "case.emergency_read"} <= verbs
    assert "case.read" not in verbs
    assert WHY not in str(list(Entry.objects.values_list("facts", flat=True)))


# --- denials win -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Maarten", "Fatima", "Jelle"])
def test_who_is_kept_out_opens_nothing_by_an_emergency(cast: Cast, case: Case, name: str) -> None:
    roles = {"Maarten": Role.DIRECTOR, "Fatima": Role.PUPIL_COORDINATOR, "Jelle": Role.ANTI_BULLYING_COORDINATOR}
    viewer = cast.viewer(name, roles[name])
    keep_out(cast.mentor, case, viewer.staff, Conflict.Why.CLOSE)
    Notice.objects.all().delete()
    broken(cast, viewer)
    assert not scope(viewer, Case).exists()
    # Who carries it is not alarmed about what stayed closed.
    assert ("Sanne", "emergency.used") not in told_to()


def test_a_parent_opens_nothing_about_their_own_child(client: Client, cast: Cast, case: Case) -> None:
    guardian = Guardian.objects.create(school=cast.school, external_key="m", colleague=cast.staff["Maarten"])
    Guardianship.objects.create(school=cast.school, pupil=cast.pupils["Noor"], guardian=guardian)
    emergency = broken(cast)
    shown = log_in(client, cast.director).get(reverse("emergency_opened", args=[emergency.pk])).content.decode()
    assert "Er is geen situatie" in shown
    assert Entry.objects.get(verb="emergency.break").facts["cases"] == 0


# --- everyone concerned hears of it ----------------------------------------------------------------------------------


def test_owner_coordinator_and_privacy_officer_hear_of_it_at_once(cast: Cast, case: Case) -> None:
    emergency = broken(cast)
    assert told_to() == {
        ("Sanne", "emergency.used"),
        ("Jelle", "emergency.used"),
        ("Wil", "emergency.review"),
    }
    # Five school days after Wednesday 18 November.
    assert emergency.review_by == date(2026, 11, 25)


def test_that_there_was_nothing_is_said_honestly_and_kept(client: Client, cast: Cast) -> None:
    log_in(client, cast.director)
    said = {"form_key": key(), "pupil": str(cast.pupils["Bram"].pk), "category": "danger", "reason": WHY}
    answer = client.post(reverse("emergency") + f"?klas={cast.group_2c.pk}", said, follow=True)
    assert "Er is geen situatie" in answer.content.decode()
    assert Entry.objects.get(verb="emergency.break").facts == {"category": "danger", "cases": 0}
    assert told_to() == {("Jelle", "emergency.used"), ("Wil", "emergency.review")}


# --- the page --------------------------------------------------------------------------------------------------------


def test_from_a_quiet_link_to_the_open_situation(client: Client, cast: Cast, case: Case) -> None:
    log_in(client, cast.director)
    assert reverse("emergency") in client.get(reverse("cases")).content.decode()
    assert "Noor" not in client.get(reverse("emergency")).content.decode()
    url = reverse("emergency") + f"?klas={cast.group_2b.pk}"
    assert "Noor Dekkers" in client.get(url).content.decode()
    said = {"form_key": key(), "pupil": str(cast.pupils["Noor"].pk), "category": "danger", "reason": "Te kort."}
    short = client.post(url, said)
    assert short.status_code == 422
    assert "Het moeten er minstens 20 zijn." in short.content.decode()
    assert "Te kort." in short.content.decode()
    opened = client.post(url, {**said, "reason": WHY}, follow=True)
    assert reverse("case", args=[case.pk]) in opened.content.decode()
    client.post(url, {**said, "reason": WHY})
    assert Emergency.objects.count() == 1


def test_it_asks_to_confirm_that_it_is_you(client: Client, cast: Cast) -> None:
    log_in(client, cast.director)
    session = client.session
    session[STEPPED] = (NINE - timedelta(minutes=11)).timestamp()
    session.save()
    answer = client.get(reverse("emergency"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("step_up"))


@pytest.mark.parametrize("who", ["mentor", "teacher", "administrator"])
def test_other_roles_cannot(client: Client, cast: Cast, who: str) -> None:
    viewer = getattr(cast, who)
    log_in(client, viewer)
    assert client.get(reverse("emergency")).status_code == 403
    with pytest.raises(Http404):
        broken(cast, viewer)
    if who != "administrator":
        assert reverse("emergency") not in client.get(reverse("today")).content.decode()


def test_of_another_school_no_pupil_is_reached(cast: Cast) -> None:
    for staff in cast.staff.values():
        staff.account.login_key = f"first-{staff.account.login_key[:50]}"
        staff.account.save()
    other = make_school()
    with pytest.raises(Http404):
        break_glass(cast.director, other.pupils["Noor"], DANGER, WHY)


def test_a_director_without_an_emergency_finds_an_honest_empty_page(client: Client, cast: Cast, case: Case) -> None:
    log_in(client, cast.director)
    shown = client.get(reverse("cases")).content.decode()
    assert "Je werkt niet aan situaties" in shown
    assert "Noor" not in shown
    menu = client.get(reverse("today")).content.decode()
    assert f'href="{reverse("cases")}"' not in menu
    # One quiet link, and nothing that asks for attention.
    assert menu.count(reverse("emergency")) == 1
    assert "Kijk een noodgeval na" not in menu


# --- looking back ----------------------------------------------------------------------------------------------------


def test_the_privacy_officer_looks_back_at_it(client: Client, cast: Cast, case: Case, officer: Viewer) -> None:
    emergency = broken(cast)
    log_in(client, officer)
    assert "Kijk een noodgeval na" in client.get(reverse("today")).content.decode()
    assert "Maarten Prins" in client.get(reverse("emergency_reviews")).content.decode()
    url = reverse("emergency_review", args=[emergency.pk])
    shown = client.get(url).content.decode()
    assert WHY in shown
    # Of the pupil and the situation the officer learns nothing.
    assert "Noor" not in shown
    assert str(case.pk) not in shown
    assert client.post(url, {"form_key": key(), "was_right": "no", "words": ""}).status_code == 422
    said = {"form_key": key(), "was_right": "no", "words": "De mentor was er gewoon."}
    assert client.post(url, said).status_code == 302
    emergency.refresh_from_db()
    assert (emergency.was_right, emergency.reviewed_by) == (False, cast.staff["Wil"])
    assert "Kijk een noodgeval na" not in client.get(reverse("today")).content.decode()
    assert "De mentor was er gewoon." in client.get(url).content.decode()
    with pytest.raises(MoveRefused):
        look_back(officer, emergency, was_right=True, words="Toch wel.")


def test_after_five_school_days_it_is_late(client: Client, cast: Cast, officer: Viewer) -> None:
    broken(cast)
    with on(date(2026, 11, 26)):
        shown = log_in(client, officer).get(reverse("emergency_reviews")).content.decode()
    assert "todo__row--late" in shown
    assert "1 dag te laat" in shown


def test_without_a_privacy_officer_the_director_looks_back_but_never_at_their_own(cast: Cast, officer: Viewer) -> None:
    RoleHolding.objects.filter(role=Role.PRIVACY_OFFICER).delete()
    by_coordinator = broken(cast, cast.pupil_coordinator)
    by_director = broken(cast)
    assert set(scope(cast.director, Emergency, "review")) == {by_coordinator}
    # Of what the director did, the next in line.
    assert set(scope(cast.coordinator, Emergency, "review")) == {by_director}
    assert {staff.given_name for staff, _role in readers(by_coordinator, "review")} == {"Maarten"}
    assert {staff.given_name for staff, _role in readers(by_director, "review")} == {"Jelle"}


def test_who_broke_it_never_looks_back_in_another_hat(cast: Cast) -> None:
    RoleHolding.objects.create(
        school=cast.school, staff=cast.staff["Fatima"], role=Role.PRIVACY_OFFICER, from_on=SINCE, by_hand=True
    )
    RoleHolding.objects.filter(staff=cast.staff["Wil"], role=Role.PRIVACY_OFFICER).delete()
    emergency = broken(cast, cast.pupil_coordinator)
    assert not scope(cast.viewer("Fatima", Role.PRIVACY_OFFICER), Emergency, "review").exists()
    assert set(scope(cast.director, Emergency, "review")) == {emergency}


def test_more_than_three_in_a_month_is_said_to_who_looks_back(client: Client, cast: Cast, officer: Viewer) -> None:
    for _nth in range(3):
        broken(cast)
    log_in(client, officer)
    assert "Vaker dan gewoon" not in client.get(reverse("emergency_reviews")).content.decode()
    broken(cast)
    assert "Vaker dan gewoon" in client.get(reverse("emergency_reviews")).content.decode()


def test_the_list_is_paged(client: Client, cast: Cast, officer: Viewer) -> None:
    for _nth in range(21):
        broken(cast)
    shown = log_in(client, officer).get(reverse("emergency_reviews")).content.decode()
    assert shown.count("todo__act") == 20
    assert "?na=" in shown
