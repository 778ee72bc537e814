"""Looking at a situation is history: who works on it sees who looked, and what was refused is kept without content."""

from uuid import uuid4

import pytest
from django.test import Client

from omzien.ground.journal import looks
from omzien.ground.journal.models import Entry
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in
from tests.stories.telling import case_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


def test_who_works_on_a_situation_sees_who_looked(cast: Cast) -> None:
    case = case_about(cast)
    mentor, coordinator = log_in(Client(), cast.mentor), log_in(Client(), cast.coordinator)
    for _again in range(2):
        assert coordinator.get(f"/situaties/{case.pk}/").status_code == 200
        assert coordinator.get(f"/situaties/{case.pk}/tijdlijn/").status_code == 200
    page = mentor.get(f"/situaties/{case.pk}/wie-keek/").content.decode()
    assert page.count("Jelle Bos") == 1
    assert "antipestcoördinator" in page
    assert looks.at(case).count() == 2, "the page about looking is a look too"


def test_a_head_request_and_a_form_are_no_look(cast: Cast) -> None:
    case = case_about(cast)
    desk = log_in(Client(), cast.coordinator)
    desk.head(f"/situaties/{case.pk}/")
    desk.post(f"/situaties/{case.pk}/notitie/", {"form_key": str(uuid4()), "text": ""})
    assert not looks.at(case).exists()


def test_what_is_refused_is_kept_whether_it_exists_or_not(cast: Cast) -> None:
    case, nothing = case_about(cast), uuid4()
    desk = log_in(Client(), cast.other_mentor)
    before = Entry.objects.count()
    answers = [desk.get(f"/situaties/{pk}/") for pk in (case.pk, nothing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    kept = Entry.objects.filter(verb="refused").order_by("place")
    assert [(entry.about_id, entry.facts) for entry in kept] == [
        (case.pk, {"act": "read", "status": 404}),
        (nothing, {"act": "read", "status": 404}),
    ]
    assert Entry.objects.count() == before + 2


def test_who_does_not_work_on_it_does_not_see_who_looked(cast: Cast) -> None:
    case = case_about(cast)
    assert log_in(Client(), cast.other_mentor).get(f"/situaties/{case.pk}/wie-keek/").status_code == 404
    assert log_in(Client(), cast.teacher).get(f"/situaties/{case.pk}/wie-keek/").status_code == 403
