"""The browser of the tests sees what must never happen on a page."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.workshop.browser import Watch
from tests.workshop.looks import barriers, overflow

pytestmark = pytest.mark.browser

CSP = "default-src 'none'; script-src 'self'; img-src 'self' http://127.0.0.2:1"
PAGES = {
    "/good": "<!doctype html><title>Good</title><link rel=icon href='/icon.svg'><p>Good</p>",
    "/inline": "<!doctype html><title>Inline</title><script>document.title = 'ran'</script>",
    "/elsewhere": "<!doctype html><title>Elsewhere</title><img alt='' src='http://127.0.0.2:1/x.png'>",
    "/broken": "<!doctype html><title>Broken</title><script src='/broken.js'></script>",
    "/poor": "<!doctype html><html lang=nl><title>Poor</title><main><h1>Poor</h1><img src='/x.png'></main></html>",
    "/wide": "<!doctype html><title>Wide</title><table><tr><td><pre>" + "w" * 400 + "</pre></table>",
    "/broken.js": "throw new Error('broken on purpose')",
}


class Answers(BaseHTTPRequestHandler):
    """Serves the pages above under a strict policy."""

    def do_GET(self) -> None:
        kind = "text/javascript" if self.path.endswith(".js") else "text/html"
        body = PAGES.get(self.path, "").encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Serve the pages on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "finding"),
    [
        ("/good", ""),
        ("/inline", "CSP: "),
        ("/elsewhere", "request to another host: http://127.0.0.2:1/x.png"),
        ("/broken", "script error: "),
    ],
)
def test_what_must_never_happen_is_found(browser: Browser, site: str, path: str, finding: str) -> None:
    watch = Watch(site)
    context = browser.new_context(base_url=site)
    watch.follow(context)
    page = context.new_page()
    page.goto(path, wait_until="networkidle")
    context.close()
    if finding:
        assert any(found.startswith(finding) for found in watch.findings), watch.findings
    else:
        assert watch.findings == []


def test_a_barrier_is_found(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/poor")
    assert [barrier.split(":")[0] for barrier in barriers(page)] == ["image-alt"]
    assert overflow(page) == 0
    page.goto("/wide")
    assert overflow(page) > 0
    context.close()
