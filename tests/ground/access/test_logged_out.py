"""A session that ends while a form is open does not cost what was typed."""

import pytest
from django.contrib.sessions.models import Session
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from omzien.chapters.reports.models import Report
from omzien.ground.access.logged_out import typed_in
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in

pytestmark = pytest.mark.django_db

TOLD = "Ze zat weer alleen.\n<b>Derde keer</b> deze week."


@pytest.fixture
def cast() -> Cast:
    return make_school()


def sent(**said: str) -> dict[str, str]:
    return {"form_key": key(), "nature": "suspicion", "happened_on": "2026-11-18", **said}


def test_the_text_comes_back_and_is_kept_nowhere(client: Client, cast: Cast) -> None:
    address = f"{reverse('tell')}?klas={cast.group_2b.pk}"
    log_in(client, cast.teacher)
    Session.objects.all().delete()
    answer = client.post(address, sent(told=TOLD, name="Noor uit 2B"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Je bent uitgelogd" in page
    assert "Ze zat weer alleen.\n&lt;b&gt;Derde keer&lt;/b&gt; deze week.</textarea>" in page
    assert "Noor uit 2B" in page
    assert f'href="/inloggen/?next=/vertellen/%3Fklas%3D{cast.group_2b.pk}"' in page
    assert answer["Cache-Control"] == "no-store"
    # Neither in the database nor in a session.
    assert not Report.objects.exists()
    assert not Session.objects.exists()


def test_without_a_text_there_is_only_the_log_in(client: Client, cast: Cast) -> None:
    answer = client.post(reverse("tell"), sent(told=""))
    assert (answer.status_code, answer["Location"]) == (302, "/inloggen/?next=/vertellen/")


def test_a_form_from_elsewhere_gets_nothing_back(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("tell"), sent(told="Klik hier: bel 06-00000000"))
    assert answer.status_code == 403
    assert "Klik hier" not in answer.content.decode()


def test_only_what_was_typed_and_never_a_secret() -> None:
    said = QueryDict(mutable=True)
    said.setlist("told", ["Hallo daar"])
    said.setlist("readers", ["mentor", "anti_bullying_coordinator"])
    said.update({"on": "2026-11-18", "at": "10:30", "version": "3", "who": "Noor", "csrfmiddlewaretoken": "AbC dEf"})
    said.update({"new_password1": "een lang zinnetje", "code": "ABCD 2345", "form_key": key().upper()})
    assert typed_in(said) == ["Hallo daar", "Noor"]
