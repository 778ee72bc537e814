"""The walk sees what it should see: a site with one fault on each page is told page by page."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.browser.walk import NAMES, Person, Walk, kind_of

pytestmark = pytest.mark.browser

KEY = "6f1366f3-5365-4ce8-8144-eb1ea1a15b39"
PAGE = "<!doctype html><html lang=nl><title>{title}</title><link rel=icon href=/x.png><main><h1>{title}</h1>{body}</main></html>"
PAGES = {
    "/": PAGE.format(
        title="Goed",
        body="<p><a href='/naam/'>Naam</a><p><a href='/weg/'>Weg</a><p><a href='/breed/'>Breed</a>"
        f"<p><a href='/kapot/'>Kapot</a><p><a href='/over/{KEY}/Yildiz/'>Over</a><p><a href='/schuld/'>Schuld</a>"
        "<p><a href='http://elders.example/'>Elders</a>",
    ),
    "/naam/": PAGE.format(title="Situatie van Fleur", body="<p>Tekst</p>"),
    "/breed/": PAGE.format(title="Breed", body="<pre>" + "w" * 400 + "</pre>"),
    "/schuld/": PAGE.format(title="Woorden", body="<p>Wie is de dader? <a href='#nergens'>Onder</a></p>"),
    f"/over/{KEY}/Yildiz/": PAGE.format(title="Over iemand", body="<p>Tekst</p><img src='/x.png'>"),
    "/x.png": "",
}


class Answers(BaseHTTPRequestHandler):
    """Serves the pages above; only the first forbids to store it."""

    def do_GET(self) -> None:
        page = PAGES.get(self.path)
        self.send_response(404 if page is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path == "/":
            self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write((page if page is not None else "Hier is niets").encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """Serve the pages on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_walk_tells_every_fault_with_its_page(browser: Browser, site: str) -> None:
    walk = Walk(browser, site)
    walk.by(Person("somebody", starts=("/",)))
    told = {(kind, fault.split(":")[0]) for kind, fault in walk.findings.met}
    assert {
        ("/naam/", "a name in its title"),
        ("/naam/", "may be stored"),
        ("/breed/", "is wider than its window"),
        ("/kapot/", "answers 404; linked to by a page before"),
        ("/schuld/", "lays blame"),
        ("/schuld/", "a link on the page leads nowhere"),
        ("/over/<…>/Yildiz/", "a name in its address"),
        ("/over/<…>/Yildiz/", "image-alt"),
    } <= told
    assert [fault for kind, fault in walk.findings.met if kind == "/"] == []
    assert "/weg/" not in walk.opened
    assert "somebody 390 light" in str(walk.findings)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (f"http://x/situaties/{KEY}/stap/A1.4/", "/situaties/<…>/stap/A1.4/"),
        (f"http://x/vertellen/?klas={KEY}", "/vertellen/?klas"),
        ("http://x/meldingen/?staat=nieuw&na=7", "/meldingen/?na&staat=nieuw"),
    ],
)
def test_pages_of_one_kind_are_told_by_their_address(url: str, kind: str) -> None:
    assert kind_of(url) == kind


@pytest.mark.parametrize(("text", "found"), [("Over Fleur", True), ("van der Meer", True), ("Meer hulp", False)])
def test_a_name_is_told_from_a_word(text: str, found: bool) -> None:
    assert bool(NAMES.search(text)) is found
