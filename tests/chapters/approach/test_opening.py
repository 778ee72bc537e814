"""From a report to a case: what the target needs today comes first; or the report joins a case that runs."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omzien.chapters.approach.actions.cases import open_case
from omzien.chapters.approach.actions.triage import Judgement, assess, plan_follow_up
from omzien.chapters.approach.models import Case, CaseReport, Part
from omzien.chapters.reports.models import Mention, Report
from omzien.chapters.reports.staff_actions import confirm, mark_read
from omzien.ground.clock import today
from omzien.ground.notices.models import Notice
from tests.cast import Cast, make_school
from tests.chapters.desk import WEDNESDAY, key, log_in, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


def opened(cast: Cast, **said: Any) -> Report:
    """Petra tells something about Noor in 2B, and Sanne opens it."""
    report = told(cast, **{"nature": "incident", "pupil": cast.pupils["Noor"], **said})
    mark_read(cast.mentor, report)
    return report


def judged(cast: Cast, report: Report, conclusion: str = "teasing", **said: Any) -> None:
    assess(cast.mentor, report, Judgement(conclusion, **said), key())


def opening(cast: Cast, **said: Any) -> dict[str, Any]:
    return {"form_key": key(), "target": str(cast.pupils["Noor"].pk), **said}


# --- opening a case --------------------------------------------------------------------------------------------------


@pytest.mark.clause("5.noblame")
def test_opening_first_asks_what_the_pupil_needs_today(client: Client, cast: Cast) -> None:
    report = opened(cast)
    page = log_in(client, cast.mentor).get(reverse("open_case", args=[report.pk])).content.decode()
    safe = page.index("Wat heb je vandaag nodig om veilig te zijn?")
    assert safe < page.index("In de pauzes") < page.index("Om wie gaat het?")
    for kind in ("Onderweg", "Plek in de les", "Online", "Iets anders"):
        assert kind in page
    assert 'value="2026-12-02"' in page


@pytest.mark.clause("5.noblame")
@pytest.mark.clause("5.mentor.1")
def test_a_case_opens_with_its_agreements(client: Client, cast: Cast) -> None:
    report = opened(cast)
    said = opening(
        cast,
        safe_today="Niet alleen naar de kantine.",
        breaks_text="Samen met Lotte in de mediatheek.",
        breaks_who="Lotte",
        route_text="Fietst met haar broer.",
        route_until="2026-11-27",
        others=[str(cast.pupils["Tim"].pk), str(cast.pupils["Finn"].pk)],
    )
    done = log_in(client, cast.mentor).post(reverse("open_case", args=[report.pk]), said)
    case = Case.objects.get()
    assert done.headers["Location"] == reverse("case", args=[case.pk])
    assert (case.owner, case.safe_today) == (cast.staff["Sanne"], "Niet alleen naar de kantine.")
    kept = {row.kind: (row.text, row.who, row.until_on, row.owner) for row in case.agreements.all()}
    assert kept == {
        "breaks": ("Samen met Lotte in de mediatheek.", "Lotte", date(2026, 12, 2), cast.staff["Sanne"]),
        "route": ("Fietst met haar broer.", "", date(2026, 11, 27), cast.staff["Sanne"]),
    }
    plays = {(part.pupil.given_name, part.plays) for part in case.parts.select_related("pupil")}
    assert plays == {("Noor", "targeted"), ("Tim", "involved"), ("Finn", "involved")}
    report.refresh_from_db()
    assert report.state == "talking"
    assert (report.mentions.get().state, report.mentions.get().pupil) == ("confirmed", cast.pupils["Noor"])


@pytest.mark.clause("2.definition")
@pytest.mark.parametrize("conclusion", [None, "bullying", "teasing", "incident", "other"])
def test_no_judgement_and_no_unknown_answer_ever_blocks_help(
    client: Client, cast: Cast, conclusion: str | None
) -> None:
    report = opened(cast)
    if conclusion:
        judged(cast, report, conclusion)
    mentor = log_in(client, cast.mentor)
    page = mentor.get(reverse("report", args=[report.pk])).content.decode()
    assert reverse("open_case", args=[report.pk]) in page
    assert mentor.post(reverse("open_case", args=[report.pk]), opening(cast)).status_code == 302
    assert Case.objects.count() == 1


def test_opened_twice_there_is_one_case(client: Client, cast: Cast) -> None:
    report = opened(cast)
    address, said = reverse("open_case", args=[report.pk]), opening(cast, breaks_text="Binnen blijven.")
    mentor = log_in(client, cast.mentor)
    answers = {mentor.post(address, said).headers["Location"] for _nth in range(2)}
    answers.add(mentor.post(address, opening(cast, breaks_text="Nog eens.")).headers["Location"])
    assert len(answers) == 1
    assert Case.objects.count() == 1
    assert Case.objects.get().agreements.count() == 1


def test_who_does_not_work_on_the_case_hears_that_a_colleague_does(client: Client, cast: Cast) -> None:
    report = opened(cast)
    open_case(cast.coordinator, report, cast.pupils["Noor"])
    mentor = log_in(client, cast.mentor)
    assert mentor.get(reverse("open_case", args=[report.pk])).headers["Location"] == reverse("report", args=[report.pk])
    page = mentor.get(reverse("report", args=[report.pk])).content.decode()
    assert "Een collega werkt eraan." in page
    assert "/situaties/" not in page[page.index('id="verder"') :]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"target": ""}, "Kies om wie het gaat."),
        ({"target": str(uuid4())}, "Deze keuze is er niet meer"),
        ({"breaks_who": "De conciërge"}, "Schrijf op wat jullie afspreken"),
        ({"seat_text": "Vooraan", "seat_until": "2026-11-22"}, "Op die dag is er geen school (weekend)"),
        ({"seat_text": "Vooraan", "seat_until": "2026-11-17"}, "of later"),
        ({"other_text": "x\x00"}, "teken dat we niet kunnen bewaren"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(
    client: Client, cast: Cast, wrong: dict[str, str], says: str
) -> None:
    report = opened(cast)
    said = opening(cast, safe_today="Rust.", **wrong)
    page = log_in(client, cast.mentor).post(reverse("open_case", args=[report.pk]), said)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert "Rust." in page.content.decode()
    assert not Case.objects.exists()


def test_another_group_is_shown_without_losing_what_was_typed(client: Client, cast: Cast) -> None:
    report = opened(cast, pupil=None, name="een meisje")
    address = reverse("open_case", args=[report.pk])
    said = {"form_key": key(), "safe_today": "Rust.", "group": str(cast.group_2c.pk)}
    mentor = log_in(client, cast.mentor)
    page = mentor.post(address, {**said, "show_group": "1"})
    assert page.status_code == 200
    assert "Yara Nasser" in page.content.decode()
    assert "Rust." in page.content.decode()
    assert said["form_key"] in page.content.decode()
    mentor.post(address, {**said, "target": str(cast.pupils["Yara"].pk)})
    assert Part.objects.get().pupil == cast.pupils["Yara"]
    assert Mention.objects.get().state == "unconfirmed"


@pytest.mark.parametrize("typed", ["Noor", "noor dekkers"])
def test_whoever_is_chosen_and_was_named_is_confirmed(client: Client, cast: Cast, typed: str) -> None:
    report = opened(cast, pupil=None, name=typed, others="Tim")
    log_in(client, cast.mentor).post(reverse("open_case", args=[report.pk]), opening(cast))
    states = {row.about: (row.state, row.pupil) for row in Mention.objects.all()}
    assert states == {"target": ("confirmed", cast.pupils["Noor"]), "involved": ("unconfirmed", None)}


def test_a_pupil_outside_the_scope_is_no_target(client: Client, cast: Cast) -> None:
    cast.group_2c.core_team = None
    cast.group_2c.save()
    report = opened(cast)
    said = opening(cast, target=str(cast.pupils["Yara"].pk), group=str(cast.group_2c.pk))
    assert log_in(client, cast.mentor).post(reverse("open_case", args=[report.pk]), said).status_code == 422
    assert not Case.objects.exists()


# --- joining a case --------------------------------------------------------------------------------------------------


def test_the_case_of_the_same_pupil_stands_first(client: Client, cast: Cast) -> None:
    other = open_case(cast.mentor, opened(cast), cast.pupils["Finn"])
    same = open_case(cast.mentor, opened(cast), cast.pupils["Noor"])
    report = opened(cast)
    confirm(cast.mentor, report.mentions.get(), cast.pupils["Noor"], key())
    mentor = log_in(client, cast.mentor)
    page = mentor.get(reverse("join_case", args=[report.pk])).content.decode()
    assert page.index(str(same.pk)) < page.index(str(other.pk))
    assert page.count("zelfde leerling.") == 1
    said = {"form_key": key(), "case": str(same.pk)}
    done = [mentor.post(reverse("join_case", args=[report.pk]), said) for _nth in range(2)]
    assert {one.headers["Location"] for one in done} == {reverse("case", args=[same.pk])}
    assert CaseReport.objects.get(report=report).case == same
    assert same.log.filter(kind="joined").count() == 1
    assert Report.objects.get(pk=report.pk).state == "talking"


def test_only_ones_own_running_cases_can_be_joined(client: Client, cast: Cast) -> None:
    foreign = open_case(cast.coordinator, opened(cast), cast.pupils["Noor"])
    closed = open_case(cast.mentor, opened(cast), cast.pupils["Noor"])
    Case.objects.filter(pk=closed.pk).update(state="closed")
    report = opened(cast)
    mentor = log_in(client, cast.mentor)
    page = mentor.get(reverse("join_case", args=[report.pk])).content.decode()
    assert "Er loopt nog geen situatie" in page
    for case in (foreign, closed):
        said = {"form_key": key(), "case": str(case.pk)}
        assert mentor.post(reverse("join_case", args=[report.pk]), said).status_code == 422
    assert not CaseReport.objects.filter(report=report).exists()


def test_the_owner_hears_that_a_report_came_in(client: Client, cast: Cast) -> None:
    case = open_case(cast.mentor, opened(cast), cast.pupils["Noor"])
    report = opened(cast)
    said = {"form_key": key(), "case": str(case.pk)}
    log_in(client, cast.coordinator).post(reverse("join_case", args=[report.pk]), said)
    assert Notice.objects.get(kind="case.report").recipient == cast.staff["Sanne"]


def test_the_list_to_join_costs_the_same_for_many(client: Client, cast: Cast) -> None:
    report = opened(cast)
    mentor = log_in(client, cast.mentor)
    counts = []
    for many in (2, 12):
        for _nth in range(many):
            open_case(cast.mentor, opened(cast), cast.pupils["Finn"])
        # The first look is written down, the next within half an hour is the same one.
        mentor.get(reverse("join_case", args=[report.pk]))
        with CaptureQueriesContext(connection) as asked:
            mentor.get(reverse("join_case", args=[report.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_report_page_costs_the_same_whatever_happened(client: Client, cast: Cast) -> None:
    report = opened(cast)
    mentor = log_in(client, cast.mentor)
    counts = []
    for _nth in range(2):
        for _more in range(3):
            judged(cast, report)
            plan_follow_up(cast.mentor, report, "watch", cast.staff["Sanne"], today(), key())
            Mention.objects.create(school=cast.school, report=report, about="involved", name="Tim")
        mentor.get(reverse("report", args=[report.pk]))
        with CaptureQueriesContext(connection) as asked:
            mentor.get(reverse("report", args=[report.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1]
