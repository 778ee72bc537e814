"""Who may see a report may not see all of it: who told it is for whom it was told to, the names for who works on it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from omzien.chapters.approach.models import CaseReport
from omzien.chapters.reports.models import Report
from omzien.ground.access.engine import fields
from omzien.ground.access.viewer import Viewer
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in
from tests.ground.access.universe import join, make_case, make_report

pytestmark = pytest.mark.django_db
TELLER, REACH, STORY = "Mirre Vogelpoel", "Na het zesde uur bij de bieb", "Ze lachen steeds om iemand."


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def report(cast: Cast) -> Report:
    """A pupil told it to Sanne, with a name; Fatima came into the team of its case later."""
    report = make_report(cast, "Sanne", about="Noor")
    report.reporter_name, report.reach_me, report.told, report.door = TELLER, REACH, STORY, "self"
    report.save()
    join(report, make_case(cast, "Sanne", "Fatima"))
    return report


def page(client: Client, viewer: Viewer, report: Report) -> str:
    answer = log_in(client, viewer).get(reverse("report", args=[report.pk]))
    assert answer.status_code == 200
    # What Django puts in every form is another on every page.
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_whoever_it_was_told_to_reads_who_told_it(client: Client, cast: Cast, report: Report) -> None:
    for viewer in (cast.mentor, cast.coordinator):
        shown = page(client, viewer, report)
        assert TELLER in shown
        assert REACH in shown


def test_the_team_of_the_case_reads_the_story_and_the_names_and_not_who_told_it(
    client: Client, cast: Cast, report: Report
) -> None:
    assert fields(cast.pupil_coordinator, report) == {"told", "names"}
    shown = page(client, cast.pupil_coordinator, report)
    assert STORY in shown
    assert "Noor Dekkers" in shown
    assert TELLER not in shown
    assert REACH not in shown
    # Its title would say it: "Het gaat over mij".
    assert "Het gaat over mij" not in shown


def test_the_team_of_the_case_does_not_work_on_the_report(client: Client, cast: Cast, report: Report) -> None:
    shown = page(client, cast.pupil_coordinator, report)
    for name in ("triage", "open_case", "join_case", "report_conflicts"):
        assert reverse(name, args=[report.pk]) not in shown
    assert "wis de naam" not in shown
    # The way to the case is there.
    assert reverse("case", args=[CaseReport.objects.get(report=report).case_id]) in shown


def test_who_told_it_makes_no_difference_for_the_team(client: Client, cast: Cast, report: Report) -> None:
    """With another teller, who came at another minute, the page is the same but for the keys of its forms."""
    first = page(client, cast.pupil_coordinator, report)
    report.reporter_name, report.reach_me, report.door = "Pieternel Aardappel", "Bel mijn oma", "other"
    report.save()
    assert page(client, cast.pupil_coordinator, report) == first


def test_the_file_of_the_case_names_no_teller(client: Client, cast: Cast, report: Report) -> None:
    case = CaseReport.objects.get(report=report).case_id
    for viewer in (cast.mentor, cast.pupil_coordinator, cast.coordinator):
        shown = log_in(client, viewer).get(reverse("case_file", args=[case])).content.decode()
        assert STORY in shown
        assert TELLER not in shown
        assert REACH not in shown
        assert "Het gaat over mij" not in shown


def test_it_says_by_name_who_reads_who_told_it(client: Client, cast: Cast, report: Report) -> None:
    shown = page(client, cast.pupil_coordinator, report)
    said = shown.split("Wie het vertelde, lezen alleen:")[1].split("</p>")[0]
    assert "Jelle Bos" in said
    assert "Sanne Vos" in said
    assert "Fatima Kaya" not in said


def test_where_all_who_read_it_know_who_told_it_nothing_is_said(client: Client, cast: Cast) -> None:
    report = make_report(cast, "Sanne")
    assert "Wie het vertelde, lezen alleen:" not in page(client, cast.mentor, report)


def test_the_form_of_a_colleague_says_that_a_team_may_read_it_and_not_who_told_it(client: Client, cast: Cast) -> None:
    shown = log_in(client, cast.teacher).get(reverse("tell"), {"klas": str(cast.group_2b.pk)}).content.decode()
    assert "Dat jij het was, lezen alleen de mensen hierboven." in shown
    assert "Verder niemand" not in shown


def test_the_public_form_says_the_same(client: Client, cast: Cast) -> None:
    shown = client.get(reverse("help")).content.decode()
    assert "Dat leest je verhaal, maar niet wie het vertelde." in shown
