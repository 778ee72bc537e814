"""Whoever works on a screen can see which clause of the protocol it carries out."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from omzien.chapters.approach.actions.triage import Judgement, assess
from omzien.chapters.reports.models import Report
from omzien.protocol.load import packaged
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in, told
from tests.stories.telling import case_about, met, on, talked

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)


@pytest.fixture
def screens(client: Client) -> Iterator[dict[str, str]]:
    """The address of the screen on which each built duty is done; the mentor sits at it."""
    with on(MONDAY):
        cast = make_school()
        case, report, small = talked(cast, case_about(cast), MONDAY), told(cast), told(cast)
        assess(cast.mentor, small, Judgement(conclusion="teasing"), key())
    with on(TUESDAY):
        met(cast, case, TUESDAY)
        log_in(client, cast.mentor)
        yield {**_of_reports(report, small), **_of_a_case(cast, str(case.pk))}


def _of_reports(report: Report, small: Report) -> dict[str, str]:
    return {
        "4.6c": reverse("help"),
        "7": reverse("contacts"),
        "5.staff": f"{reverse('tell')}?klas=geen",
        "2.definition": reverse("triage", args=[report.pk]),
        "2.forms": reverse("triage", args=[report.pk]),
        "2.definition.follow_up": reverse("follow_up", args=[small.pk]),
        "5.mentor.1": reverse("open_case", args=[report.pk]),
    }


def _of_a_case(cast: Cast, pk: str) -> dict[str, str]:
    return {
        "2.roles": reverse("case_part", args=[pk, cast.pupils["Sofie"].pk]),
        "5.guide.leave_out": reverse("step_leave_out", args=[pk, "A1.4"]),
        "5.guide.end": reverse("case_end", args=[pk]),
        "5.noblame": reverse("case_agreement_add", args=[pk]),
        "A1.4.worse": reverse("worse", args=[pk]),
        **{f"A1.{number}": reverse("step", args=[pk, f"A1.{number}"]) for number in range(1, 7)},
    }


def test_every_duty_that_is_built_stands_on_its_screen(client: Client, screens: dict[str, str]) -> None:
    built = {id_: duty.clause for id_, duty in packaged().duties.items() if duty.status == "built"}
    assert set(screens) == set(built)
    missing = {}
    for id_, address in screens.items():
        page = client.get(address)
        cited = re.findall(r"[A\d]\d?(?:\.\w+)*(?=<|, )", page.content.decode())
        if page.status_code != 200 or built[id_] not in cited:
            missing[id_] = (address, page.status_code)
    assert missing == {}
