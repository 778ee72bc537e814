"""From a report to what follows: the first judgement, a fitting follow-up, a case, or a case that runs."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omzien.chapters.approach.actions.cases import open_case
from omzien.chapters.approach.actions.triage import Judgement, assess, finish_follow_up, plan_follow_up
from omzien.chapters.approach.jobs_triage import tell_what_follow_ups_are_late, tell_what_has_no_answer
from omzien.chapters.approach.models import Assessment, Case, CaseReport, FollowUp, Part
from omzien.chapters.approach.queries.triage import todo_follow_ups
from omzien.chapters.reports.models import Mention, Report
from omzien.chapters.reports.staff_actions import confirm, mark_read
from omzien.ground.clock import today
from omzien.ground.journal.models import Entry
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


# --- the first judgement ---------------------------------------------------------------------------------------------


def test_the_form_begins_with_what_was_told_and_shows_how_the_protocol_reads_each_answer(
    client: Client, cast: Cast
) -> None:
    report = opened(cast, forms=("exclusion",), places=("gym",))
    page = log_in(client, cast.mentor).get(reverse("triage", args=[report.pk])).content.decode()
    for question in ("Gebeurt het expres?", "Gaat het al langere tijd door?", "Heeft de een meer macht dan de ander?"):
        assert question in page
    assert "Het gaat gelijk op: ze doen het over en weer en kunnen allebei stoppen." in page
    assert page.count('value="unknown"') >= 3
    for ticked in ("exclusion", "gym"):
        assert page[page.index(f'value="{ticked}"') :].split(">")[0].endswith("checked")


@pytest.mark.clause("2.definition")
@pytest.mark.parametrize("answers", [{}, {"on_purpose": "yes", "lasting": "yes", "unequal_power": "yes"}])
def test_the_form_never_concludes_by_itself(client: Client, cast: Cast, answers: dict[str, str]) -> None:
    report = opened(cast)
    mentor = log_in(client, cast.mentor)
    page = mentor.post(reverse("triage", args=[report.pk]), {"form_key": key(), **answers})
    assert page.status_code == 422
    assert "Kies een antwoord." in page.content.decode()
    assert not Assessment.objects.exists()


@pytest.mark.clause("2.definition")
def test_a_person_concludes_whatever_the_answers_are(client: Client, cast: Cast) -> None:
    report = opened(cast)
    said: dict[str, Any] = {"on_purpose": "no", "lasting": "no", "unequal_power": "unknown", "conclusion": "bullying"}
    said |= {
        "on_purpose_why": "Zei hij zelf.",
        "forms_seen": ["words", "cyber"],
        "places": ["online"],
        "note": "Let op.",
    }
    done = log_in(client, cast.mentor).post(reverse("triage", args=[report.pk]), {"form_key": key(), **said})
    assert done.headers["Location"] == reverse("report", args=[report.pk])
    row = Assessment.objects.get()
    assert (row.on_purpose, row.lasting, row.unequal_power, row.conclusion) == ("no", "no", "unknown", "bullying")
    assert (row.reasons, row.forms, row.places) == ({"on_purpose": "Zei hij zelf."}, ["words", "cyber"], ["online"])
    assert (row.by, row.at, row.note) == (cast.staff["Sanne"], WEDNESDAY, "Let op.")
    assert Entry.objects.get(verb="report.assess").facts == {"conclusion": "bullying"}


@pytest.mark.clause("2.definition")
def test_a_revision_keeps_what_was_thought_before(
    client: Client, cast: Cast, wednesday: time_machine.Traveller
) -> None:
    report = opened(cast)
    judged(cast, report, "teasing", reasons={"lasting": "Een keer gezien."}, lasting="no")
    wednesday.shift(timedelta(days=2))
    mentor = log_in(client, cast.mentor)
    page = mentor.get(reverse("triage", args=[report.pk])).content.decode()
    assert "Een keer gezien." in page
    said = {"form_key": key(), "lasting": "yes", "lasting_why": "Het gaat toch door.", "conclusion": "bullying"}
    mentor.post(reverse("triage", args=[report.pk]), said)
    assert list(Assessment.objects.order_by("at").values_list("conclusion", flat=True)) == ["teasing", "bullying"]
    page = mentor.get(reverse("report", args=[report.pk])).content.decode()
    assert "Het gaat toch door." in page
    earlier = page[page.index("Wat we eerder dachten") :]
    assert "Plagen" in earlier
    assert "Een keer gezien." in earlier


def test_a_judgement_sent_twice_is_kept_once(client: Client, cast: Cast) -> None:
    report = opened(cast)
    said = {"form_key": key(), "conclusion": "incident"}
    mentor = log_in(client, cast.mentor)
    answers = [mentor.post(reverse("triage", args=[report.pk]), said).status_code for _nth in range(2)]
    assert answers == [302, 302]
    assert Assessment.objects.count() == 1


# --- not bullying ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("2.definition")
@pytest.mark.parametrize(
    ("conclusion", "offers", "not_offered"),
    [
        ("teasing", "Kort gesprek met allebei", "Samen goedmaken"),
        ("incident", "Samen goedmaken", "Kort gesprek met allebei"),
        ("other", "Overleg met de ondersteuningscoördinator", "Samen goedmaken"),
    ],
)
def test_what_is_no_bullying_gets_the_follow_ups_that_fit(
    client: Client, cast: Cast, conclusion: str, offers: str, not_offered: str
) -> None:
    report = opened(cast)
    mentor = log_in(client, cast.mentor)
    done = mentor.post(reverse("triage", args=[report.pk]), {"form_key": key(), "conclusion": conclusion})
    assert done.headers["Location"] == reverse("follow_up", args=[report.pk])
    page = mentor.get(reverse("follow_up", args=[report.pk])).content.decode()
    assert offers in page
    assert not_offered not in page
    assert 'value="2026-11-25"' in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"what": ""}, "Kies een antwoord."),
        ({"what": "make_right"}, "Deze keuze is er niet meer"),
        ({"owner": str(uuid4())}, "Deze keuze is er niet meer"),
        ({"due_until": "2026-11-17"}, "of later"),
        ({"due_until": "2026-11-21"}, "Op die dag is er geen school (weekend). Kies bijvoorbeeld 23-11-2026."),
        ({"due_until": "2026-12-25"}, "kerst"),
    ],
)
def test_a_follow_up_has_a_fitting_answer_an_owner_and_a_school_day(
    client: Client, cast: Cast, wrong: dict[str, str], says: str
) -> None:
    report = opened(cast)
    judged(cast, report)
    said = {"form_key": key(), "what": "talk_both", "owner": str(cast.staff["Sanne"].pk), "due_until": "2026-11-20"}
    page = log_in(client, cast.mentor).post(reverse("follow_up", args=[report.pk]), {**said, **wrong})
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not FollowUp.objects.exists()


@pytest.mark.clause("2.definition")
def test_a_follow_up_returns_on_vandaag_and_ends_the_report_when_it_is_done(
    client: Client, cast: Cast, wednesday: time_machine.Traveller
) -> None:
    report = opened(cast)
    judged(cast, report)
    mentor = log_in(client, cast.mentor)
    said = {"form_key": key(), "what": "talk_both", "owner": str(cast.staff["Sanne"].pk), "due_until": "2026-11-20"}
    mentor.post(reverse("follow_up", args=[report.pk]), said)
    report.refresh_from_db()
    assert report.state == "talking"
    (row,) = todo_follow_ups(cast.mentor)
    assert (row.title, row.due_from, row.due_until) == (
        "Kort gesprek met allebei",
        date(2026, 11, 20),
        date(2026, 11, 20),
    )
    wednesday.shift(timedelta(days=2))
    log_in(client, cast.mentor)
    empty = mentor.post(row.url, {"form_key": key(), "outcome": " "})
    assert empty.status_code == 422
    mentor.post(row.url, {"form_key": key(), "outcome": "Ze lachten erom en maakten het goed."})
    report.refresh_from_db()
    follow_up = FollowUp.objects.get()
    assert (follow_up.done_on, follow_up.outcome) == (date(2026, 11, 20), "Ze lachten erom en maakten het goed.")
    assert report.state == "done"
    assert todo_follow_ups(cast.mentor) == []
    assert "Ze lachten erom" in mentor.get(reverse("report", args=[report.pk])).content.decode()


def test_a_report_with_two_follow_ups_is_done_with_the_last(cast: Cast) -> None:
    report = opened(cast)
    judged(cast, report)
    for what in ("talk_both", "watch"):
        plan_follow_up(cast.mentor, report, what, cast.staff["Sanne"], today(), key())
    first, second = FollowUp.objects.select_related("report").order_by("what")
    finish_follow_up(cast.mentor, first, "Goed.", key())
    assert Report.objects.get().state == "talking"
    finish_follow_up(cast.mentor, second, "Goed.", key())
    assert Report.objects.get().state == "done"


def test_judged_anew_a_report_that_was_done_asks_for_attention_again(cast: Cast) -> None:
    report = opened(cast)
    judged(cast, report)
    plan_follow_up(cast.mentor, report, "talk_both", cast.staff["Sanne"], today(), key())
    finish_follow_up(cast.mentor, FollowUp.objects.select_related("report").get(), "Goed.", key())
    report.refresh_from_db()
    judged(cast, report, "bullying")
    assert Report.objects.get().state == "talking"
    assert [row.title for row in todo_follow_ups(cast.mentor)] == ["Kies hoe het verdergaat"]


def test_a_follow_up_is_the_business_of_who_works_on_the_report(client: Client, cast: Cast) -> None:
    report = opened(cast)
    judged(cast, report)
    plan_follow_up(cast.mentor, report, "watch", cast.staff["Jelle"], today(), key())
    address = reverse("follow_up_done", args=[FollowUp.objects.get().pk])
    assert log_in(client, cast.other_mentor).get(address).status_code == 404
    assert log_in(client, cast.teacher).get(address).status_code == 403
    assert [row.url for row in todo_follow_ups(cast.coordinator)] == [address]
    assert Notice.objects.filter(recipient=cast.staff["Jelle"], kind="follow_up.yours").count() == 1


def test_what_was_read_and_not_answered_stands_on_vandaag(client: Client, cast: Cast) -> None:
    report = opened(cast)
    (row,) = todo_follow_ups(cast.mentor)
    assert row.url == reverse("report", args=[report.pk])
    assert row.due_until == date(2026, 11, 20)
    assert "Noor" not in row.title + row.note
    judged(cast, report)
    assert [row.title for row in todo_follow_ups(cast.mentor)] == ["Kies hoe het verdergaat"]
    assert todo_follow_ups(cast.coordinator) == []


def test_vandaag_costs_the_same_for_many(cast: Cast) -> None:
    counts = []
    for many in (1, 20):
        for _nth in range(many):
            opened(cast)
            plan_follow_up(cast.mentor, opened(cast), "watch", cast.staff["Sanne"], today(), key())
        with CaptureQueriesContext(connection) as asked:
            todo_follow_ups(cast.mentor)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4


def test_a_late_follow_up_is_told_to_its_owner_and_the_coordinator_once(
    cast: Cast, wednesday: time_machine.Traveller
) -> None:
    report = opened(cast)
    plan_follow_up(cast.mentor, report, "watch", cast.staff["Sanne"], date(2026, 11, 20), key())
    wednesday.move_to(WEDNESDAY + timedelta(days=2))
    assert tell_what_follow_ups_are_late(today()) == 0
    wednesday.move_to(WEDNESDAY + timedelta(days=3))
    assert [tell_what_follow_ups_are_late(today()) for _nth in range(2)] == [2, 0]
    assert {one.recipient.given_name for one in Notice.objects.filter(kind="follow_up.late")} == {"Sanne", "Jelle"}


@pytest.mark.clause("5.staff")
def test_a_report_that_nobody_acts_on_is_told_to_the_coordinator(cast: Cast, wednesday: time_machine.Traveller) -> None:
    opened(cast)
    answered = opened(cast)
    plan_follow_up(cast.mentor, answered, "watch", cast.staff["Sanne"], date(2026, 12, 1), key())
    found = []
    for days in (1, 2, 5, 6):  # Thursday, Friday, Monday, Tuesday: two school days are over on Monday
        wednesday.move_to(WEDNESDAY + timedelta(days=days))
        found.append(tell_what_has_no_answer(today()))
    assert found == [0, 0, 1, 0]
    assert Notice.objects.get(kind="report.silent").recipient == cast.staff["Jelle"]


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
        with CaptureQueriesContext(connection) as asked:
            mentor.get(reverse("report", args=[report.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- doors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["triage", "follow_up", "open_case", "join_case", "first_talk"])
def test_roles_that_do_not_work_on_reports_are_refused(client: Client, cast: Cast, name: str) -> None:
    address = reverse(name, args=[opened(cast).pk])
    for viewer in (cast.teacher, cast.director):
        assert log_in(client, viewer).get(address).status_code == 403
        assert log_in(client, viewer).post(address, {"form_key": key()}).status_code == 403
    assert log_in(client, cast.pupil_coordinator).get(address).status_code == 404
