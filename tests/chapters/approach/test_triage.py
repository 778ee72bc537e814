"""What follows a report: the first judgement, and a fitting follow-up when it is not bullying."""

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

from omzien.chapters.approach.actions.triage import Judgement, assess, finish_follow_up, plan_follow_up
from omzien.chapters.approach.jobs_triage import tell_what_follow_ups_are_late, tell_what_has_no_answer
from omzien.chapters.approach.models import Assessment, FollowUp
from omzien.chapters.approach.queries.triage import todo_follow_ups
from omzien.chapters.reports.models import Report
from omzien.chapters.reports.staff_actions import mark_read
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
@pytest.mark.clause("2.forms")
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
        ({"due_until": "9999-12-31"}, "Kies 19 november 2027 of eerder"),
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


def test_what_a_colleague_leaves_behind_is_the_coordinators(cast: Cast) -> None:
    waiting, planned = opened(cast), opened(cast)
    plan_follow_up(cast.mentor, planned, "watch", cast.staff["Sanne"], today(), key())
    assert todo_follow_ups(cast.coordinator) == []
    cast.staff["Sanne"].left_on = today()
    cast.staff["Sanne"].save()
    found = {row.url for row in todo_follow_ups(cast.coordinator)}
    assert found == {
        reverse("report", args=[waiting.pk]),
        reverse("follow_up_done", args=[FollowUp.objects.get().pk]),
    }


def test_vandaag_costs_the_same_for_many(cast: Cast) -> None:
    counts = []
    for many in (1, 20):
        for _nth in range(many):
            opened(cast)
            plan_follow_up(cast.mentor, opened(cast), "watch", cast.staff["Sanne"], today(), key())
        with CaptureQueriesContext(connection) as asked:
            todo_follow_ups(cast.mentor)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


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


# --- doors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["triage", "follow_up", "open_case", "join_case", "first_talk"])
def test_roles_that_do_not_work_on_reports_are_refused(client: Client, cast: Cast, name: str) -> None:
    address = reverse(name, args=[opened(cast).pk])
    for viewer in (cast.teacher, cast.director):
        assert log_in(client, viewer).get(address).status_code == 403
        assert log_in(client, viewer).post(address, {"form_key": key()}).status_code == 403
    assert log_in(client, cast.pupil_coordinator).get(address).status_code == 404
