"""Headers and cookies of every kind of answer, for who is logged in as well: nothing leaves this site by a page."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from omzien.chapters.guide import views
from omzien.ground.access.doors import PUBLIC
from omzien.ground.vault import unlocked
from omzien.ground.vault.models import AdviserKey
from tests.cast import PASSWORD, make_school
from tests.chapters.desk import log_in
from tests.ground.access.town import Town
from tests.web.test_every_address import HEADERS, _addresses, _filled
from tests.web.test_who_opens_what import LINES, Desk, _path

pytestmark = pytest.mark.django_db
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
# Mentor, anti-bullying coordinator, administrator, confidential adviser.
PERSONAS = ("ME", "AC", "BE", "IV")
# Public pages with a form of who comes in; every other public page sets no cookie at all.
SETS_A_COOKIE = {"login", "enter_passkey", "demo", "welcome"}


def _wrong(answer: Any) -> list[tuple[str, str | None]]:
    """Return the headers that are not what every answer carries."""
    wanted = {**HEADERS, "Content-Security-Policy": CSP}
    wrong: list[tuple[str, str | None]] = [
        (name, answer.get(name)) for name, value in wanted.items() if answer.get(name) != value
    ]
    if answer.get("Access-Control-Allow-Origin") is not None:
        wrong.append(("Access-Control-Allow-Origin", answer["Access-Control-Allow-Origin"]))
    text = answer.get("Content-Type", "")
    if answer.content and not text:
        wrong.append(("Content-Type", None))
    if text.startswith("text/") and "charset" not in text:
        wrong.append(("Content-Type", text))
    return wrong


@pytest.fixture(scope="module")
def desks(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Desk]]:
    """Some personas of one school, each with one of everything that is theirs."""
    with django_db_blocker.unblock(), transaction.atomic():
        town = Town("Berk")
        yield {code: Desk(town, code) for code in PERSONAS}
        transaction.set_rollback(True)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("code", PERSONAS)
def test_every_answer_to_who_is_logged_in_carries_the_headers(desks: dict[str, Desk], code: str, method: str) -> None:
    desk, wrong, met = desks[code], [], set()
    client = log_in(Client(), desk.viewer)
    session = client.cookies["sessionid"].value
    ask: Any = getattr(client, method)
    for name, line in LINES.items():
        with transaction.atomic():
            client.cookies["sessionid"] = session
            answer = ask(_path(name, desk.has.get(line.obj, {})))
            transaction.set_rollback(True)
        met.add(answer.status_code)
        wrong += [(name, answer.status_code, *fault) for fault in _wrong(answer)]
    assert not wrong, "\n".join(map(str, wrong))
    assert {200, 302, 403, 404} <= met if method == "get" else {302, 403, 404} <= met


def test_refusals_carry_the_headers_too() -> None:
    cast = make_school()
    mentor = log_in(Client(enforce_csrf_checks=True), cast.mentor)
    answers = {
        "nothing there": (Client().get("/geen/pagina/"), 404),
        "another role's": (mentor.get("/overzicht/"), 403),
        "without its token": (mentor.post("/instellingen/"), 403),
        "from elsewhere": (Client().post("/hulp/", headers={"origin": "https://elders.example"}), 403),
        "not this method": (log_in(Client(), cast.mentor).get("/uitloggen/"), 405),
        "a strange host": (Client().get("/hulp/", headers={"host": "elders.example"}), 400),
        "a mistake": (log_in(Client(), cast.teacher).post("/vertellen/", {"form_key": str(uuid4())}), 422),
    }
    said = {name: answer.status_code for name, (answer, _status) in answers.items()}
    # A form with a mistake comes back with 200 or 422; here only its headers count.
    said["a mistake"] = 422 if said["a mistake"] in (200, 422) else said["a mistake"]
    assert said == {name: status for name, (_answer, status) in answers.items()}
    assert {name: _wrong(answer) for name, (answer, _status) in answers.items() if _wrong(answer)} == {}


def test_a_fault_of_ours_carries_the_headers_and_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_asked: object, **_named: object) -> None:
        raise RuntimeError("Noor Dekkers")

    make_school()
    monkeypatch.setattr(views, "frame", broken)
    answer = Client(raise_request_exception=False).get("/wie/")
    assert answer.status_code == 500
    assert _wrong(answer) == []
    page = answer.content.decode()
    assert "Noor" not in page
    assert "Traceback" not in page
    assert "RuntimeError" not in page


@pytest.mark.parametrize("path", ["/static/web/omzien.css", "/static/web/omzien.js", "/static/web/bestaat-niet.js"])
def test_static_files_are_what_they_say_and_open_to_no_other_site(path: str) -> None:
    answer = Client().get(path)
    for name in ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "X-Frame-Options"):
        assert answer[name] == HEADERS[name]
    assert answer["Content-Security-Policy"] == CSP
    assert "Access-Control-Allow-Origin" not in answer.headers
    kinds = {"omzien.css": "text/css", "omzien.js": "text/javascript", "bestaat-niet.js": "text/html"}
    assert answer["Content-Type"].split(";")[0] == kinds[path.rpartition("/")[2]]


def test_a_directory_of_static_files_is_not_listed_and_no_file_outside_it_is_served() -> None:
    for path in ("/static/", "/static/web/", "/static/../settings.py", "/static/%2e%2e/settings.py", "/.git/config"):
        assert Client().get(path).status_code == 404, path


def test_nothing_that_was_asked_is_given_back_by_trace() -> None:
    make_school()
    for path in ("/", "/hulp/", "/healthz", "/inloggen/"):
        answer = Client().trace(path, headers={"x-canary": "kanarie"})
        assert b"kanarie" not in answer.content


@pytest.mark.clause("4.6c")
def test_a_public_page_sets_no_cookie() -> None:
    cast = make_school()
    for client in (Client(), log_in(Client(), cast.teacher)):
        setting = {
            str(pattern.name)
            for path, pattern in _addresses()
            if getattr(pattern.callback, "door", None) == PUBLIC and client.get(_filled(path)).cookies
        }
        assert setting <= SETS_A_COOKIE
    for path, told in (("/hulp/", {"told": "Ze lachen."}), ("/hulp/", {}), ("/hulp/code/", {"code": "ABCD"})):
        answer = Client().post(path, {"form_key": str(uuid4()), **told})
        assert not answer.cookies, path
        assert "Cookie" not in answer.get("Vary", ""), path


def _cookies(secure: bool) -> dict[str, dict[str, Any]]:
    """Come in by a password and return every cookie that is set on the way, with what the browser is told about it."""
    account = make_school().staff["Sanne"].account
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    found = dict(client.get("/inloggen/", secure=secure).cookies)
    told = {"form_key": str(uuid4()), "name": account.email, "password": PASSWORD}
    found |= dict(client.post("/inloggen/", told, secure=secure).cookies)
    return {
        name: {key: morsel[key] for key in ("httponly", "samesite", "secure", "path", "domain")}
        for name, morsel in found.items()
    }


def test_no_script_reads_a_cookie_and_no_other_site_sends_one() -> None:
    assert _cookies(secure=False) == {
        name: {"httponly": True, "samesite": "Lax", "secure": "", "path": "/", "domain": ""}
        for name in ("sessionid", "csrftoken")
    }


ASKED = (
    "SECURE SESSION_COOKIE_NAME SESSION_COOKIE_SECURE SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE CSRF_COOKIE_NAME"
    " CSRF_COOKIE_SECURE CSRF_COOKIE_HTTPONLY CSRF_COOKIE_SAMESITE SECURE_HSTS_SECONDS SECURE_PROXY_SSL_HEADER DEBUG"
)
PRINT = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1].split()}))
"""


def _settings(**environment: str) -> dict[str, Any]:
    """Return what an installation with this environment sets, read by a process of its own."""
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "omzien.config.settings", **environment}
    done = subprocess.run([sys.executable, "-c", PRINT, ASKED], env=told, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_over_tls_every_cookie_is_of_this_host_alone() -> None:
    told = _settings(SITE_URL="https://omzien.example", TRUSTED_PROXY="1")
    assert told["DEBUG"] is False
    assert told["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    with override_settings(**{**told, "SECURE_PROXY_SSL_HEADER": None}):
        assert _cookies(secure=True) == {
            name: {"httponly": True, "samesite": "Lax", "secure": True, "path": "/", "domain": ""}
            for name in ("__Host-sessionid", "__Host-csrftoken")
        }
        answer = Client().get("/inloggen/", secure=True)
        assert answer["Strict-Transport-Security"] == "max-age=31536000"


def test_the_cookie_of_a_vault_is_of_this_host_alone_and_goes_with_no_link_from_elsewhere() -> None:
    cast = make_school()
    selma = cast.staff["Selma"]
    for secure, name in ((False, "kluis"), (True, "__Host-kluis")):
        request, answer = HttpRequest(), HttpResponse()
        request.session = SessionStore()
        with override_settings(SECURE=secure):
            unlocked.hold(request, answer, AdviserKey(school=cast.school, staff=selma), b"x" * 32)
        cookie = answer.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Strict", secure)
        assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_what_a_visitor_says_about_tls_is_believed_from_a_trusted_proxy_only() -> None:
    assert _settings(SITE_URL="https://omzien.example", TRUSTED_PROXY="")["SECURE_PROXY_SSL_HEADER"] is None
    assert _settings(SITE_URL="http://127.0.0.1:8000")["SECURE_HSTS_SECONDS"] == 0
