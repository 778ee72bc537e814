"""A real browser against the real demo: the same process that a person starts with `omzien demo`."""

import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 90
Theme = Literal["light", "dark"]


class OpenPage(Protocol):
    """Opens a page in a fresh context: no cookie, no history."""

    def __call__(
        self, width: int = 1280, height: int = 900, theme: Theme = "light", *, script: bool = True, touch: bool = False
    ) -> Page: ...


class Watch:
    """Collects what must never happen on any page: a CSP report, a script error, a request to another host."""

    def __init__(self, base_url: str) -> None:
        self.host = urlsplit(base_url).netloc
        self.findings: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        """Listen to every page of a context."""
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.findings.append(f"script error: {error.error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.findings.append(f"request to another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.findings.append(f"CSP: {message.text}")


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _lines(stream: IO[str], into: "queue.Queue[str]") -> None:
    for line in stream:
        into.put(line.rstrip("\n"))
    into.put("")


def start_demo(data: Path, port: int) -> subprocess.Popen[str]:
    """Start `omzien demo` and wait until it says that it is ready."""
    command = [sys.executable, "-m", "omzien.config.cli", "demo", "--no-open", "--port", str(port), "--data", str(data)]
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("OMZIEN_", "DATABASE_"))}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=keep)
    said: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    threading.Thread(target=_lines, args=(process.stdout, said), daemon=True).start()
    heard: list[str] = []
    while True:
        try:
            line = said.get(timeout=START_SECONDS)
        except queue.Empty:
            line = ""
        if line.startswith("ready "):
            return process
        if not line and (process.poll() is not None or said.empty()):
            process.kill()
            raise RuntimeError("the demo did not start:\n" + "\n".join(heard[-40:]))
        heard.append(line)


@pytest.fixture(scope="session")
def demo() -> Iterator[str]:
    """Run the real demo for the whole session; gives its address."""
    data = Path(tempfile.mkdtemp(prefix="omzien-browser-"))
    port = free_port()
    process = start_demo(data, port)
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    try:
        assert process.wait(timeout=20) == 0, "the demo did not end cleanly"
    finally:
        process.kill()
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"Chromium is not at {CHROMIUM}. On Debian 12: apt-get install chromium")
    # Playwright's loop runs in this thread; Django would take every query beside it for an asynchronous one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, demo: str) -> Iterator[OpenPage]:
    """Open pages of any width and theme, with or without script; afterwards nothing forbidden may have happened."""
    watch = Watch(demo)
    contexts: list[BrowserContext] = []

    def opener(
        width: int = 1280, height: int = 900, theme: Theme = "light", *, script: bool = True, touch: bool = False
    ) -> Page:
        context = browser.new_context(
            base_url=demo,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            java_script_enabled=script,
            has_touch=touch,
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        watch.follow(context)
        contexts.append(context)
        return context.new_page()

    yield opener
    for context in contexts:
        context.close()
    assert not watch.findings, "\n".join(sorted(set(watch.findings)))


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Open one page, as wide as a laptop."""
    return open_page()
