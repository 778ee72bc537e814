"""Each page of a case has a title of its own in the tab of the browser, and never a name."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, make_school
from tests.chapters.desk import log_in
from tests.stories.telling import case_about, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


def _title(client: Client, url: str) -> str:
    page = client.get(url).content.decode()
    found = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert found, url
    return found[1].strip()


PAGES = ("case_note", "case_agreement_add", "case_part_add", "case_team_add", "case_told_parents", "case_told_colleague",
         "case_contact", "case_end", "worse", "case", "case_timeline", "case_agreements", "case_people", "case_file")  # fmt: skip


def test_each_page_of_a_case_has_a_title_of_its_own(cast: Cast) -> None:
    with on(date(2026, 11, 18)):
        case = case_about(cast)
        sanne = log_in(Client(), cast.mentor)
        titles = [_title(sanne, reverse(name, args=[case.pk])) for name in PAGES]
        titles.append(_title(log_in(Client(), cast.coordinator), reverse("case_hand_over", args=[case.pk])))
    assert len(set(titles)) == len(titles), titles
    assert not [title for title in titles if "Noor" in title or "Sanne" in title]
    assert titles.count("Situatie | Omzien") == 1
