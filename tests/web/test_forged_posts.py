"""A form that another site sends in somebody's name does nothing, at whichever address it arrives."""

from typing import Any

import pytest
from django.test import Client

from omzien.chapters.reports.models import Report
from omzien.ground.journal.models import Entry, FormUse
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in
from tests.web.test_every_address import _addresses, _filled

pytestmark = pytest.mark.django_db
# A pupil's page sets no cookie and so has no token: these two listen to pages of this site only.
WITHOUT_TOKEN = {"help", "receipt"}
ELSEWHERE = ("https://elders.example", "http://testserver.elders.example", "http://elders.example/?http://testserver")
# A privacy-minded frame, or a page that hides where it comes from.
HIDDEN = ("null",)


@pytest.fixture
def cast() -> Cast:
    return make_school()


def test_only_the_pages_of_a_pupil_ask_no_token() -> None:
    exempt = {str(pattern.name) for _path, pattern in _addresses() if getattr(pattern.callback, "csrf_exempt", False)}
    assert exempt == WITHOUT_TOKEN


def test_all_posts_need_csrf(cast: Cast) -> None:
    colleague = log_in(Client(enforce_csrf_checks=True), cast.mentor)
    # One has the cookie, as in a browser that was here before.
    colleague.get("/instellingen/")
    before = Entry.objects.count(), FormUse.objects.count()
    opened = {}
    for client in (Client(enforce_csrf_checks=True), colleague):
        for path, pattern in _addresses():
            if pattern.name in WITHOUT_TOKEN:
                continue
            for told in ({}, {"csrfmiddlewaretoken": "x" * 64, "form_key": key()}):
                answer: Any = client.post(_filled(path), told)
                if answer.status_code != 403 or b"Deze pagina was te oud" not in answer.content:
                    opened[path] = answer.status_code
    assert opened == {}
    assert (Entry.objects.count(), FormUse.objects.count()) == before


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method_changes_anything_without_a_token(cast: Cast, method: str) -> None:
    client = log_in(Client(enforce_csrf_checks=True), cast.mentor)
    for path, pattern in _addresses():
        if pattern.name not in WITHOUT_TOKEN:
            assert getattr(client, method)(_filled(path)).status_code == 403, path


@pytest.mark.parametrize("origin", [*ELSEWHERE, *HIDDEN])
def test_a_token_does_not_help_who_comes_from_elsewhere(cast: Cast, origin: str) -> None:
    client = log_in(Client(enforce_csrf_checks=True), cast.mentor)
    client.get("/instellingen/")
    token = client.cookies["csrftoken"].value
    told = {"csrfmiddlewaretoken": token, "form_key": key(), "language": "en", "theme": "auto"}
    assert client.post("/instellingen/", told, headers={"origin": origin}).status_code == 403
    assert client.post("/instellingen/", told, headers={"origin": "http://testserver"}).status_code in (200, 302)


@pytest.mark.parametrize("path", ["/hulp/", "/hulp/code/"])
@pytest.mark.parametrize(
    "headers",
    [*({"origin": origin} for origin in ELSEWHERE), {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
    ids=str,
)
def test_the_pages_of_a_pupil_listen_to_this_site_only(cast: Cast, path: str, headers: dict[str, str]) -> None:
    told = {"form_key": key(), "told": "Ze lachen steeds.", "code": "0000 0000 0000 0000"}
    answer: Any = Client(enforce_csrf_checks=True).post(path, told, headers=headers)
    assert answer.status_code == 403
    assert not Report.objects.beyond("a test counts").exists()


def test_looking_never_changes_anything(cast: Cast) -> None:
    """What a link or a picture on another site can do: a GET, with the cookie, at every address."""
    client = log_in(Client(), cast.mentor)
    for path, pattern in _addresses():
        if pattern.name not in {"away"}:
            client.get(_filled(path))
    told = set(Entry.objects.values_list("verb", flat=True))
    assert told <= {"looked", "refused", "report.read", "report.reread", "case.read"}
    assert FormUse.objects.count() == 0
    assert client.get("/vandaag/").status_code == 200
