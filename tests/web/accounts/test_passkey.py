"""The first administrator of a real installation, in a real browser with a device of pretence.

The one-time link of the command line, a password, a passkey, in by that alone, confirming with it.
"""

import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.workshop.browser import _lines, free_port

pytestmark = pytest.mark.browser
PASSWORD = "paarse fiets onder de brug"


class Site:
    """An installation on a server of its own, seen by one browser."""

    def __init__(self, page: Page, url: str, data: Path) -> None:
        self.page, self.url, self.data = page, url, data
        self.wire: CDPSession = page.context.new_cdp_session(page)
        self.wire.send("WebAuthn.enable")
        self.found: list[str] = []
        page.on("console", lambda message: self.found.append(message.text))

    def has_device(self, *, checks_owner: bool = True) -> str:
        """Plug in a device; without `checks_owner` it is one that anybody can tap."""
        told = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": checks_owner,
            "isUserVerified": checks_owner,
            "automaticPresenceSimulation": True,
        }
        device: str = self.wire.send("WebAuthn.addVirtualAuthenticator", {"options": told})["authenticatorId"]
        return device

    def loses(self, device: str) -> None:
        """Unplug a device."""
        self.wire.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})

    def come_by_link(self, name: str) -> None:
        """Open the one-time link of a new administrator and choose a password."""
        self.page.goto(run(self.data, "createadmin", "--email", f"{name}@school.example", *NAMES).splitlines()[-1])
        self.page.get_by_label("Nieuw wachtwoord").fill(PASSWORD)
        self.page.get_by_label("Nog een keer hetzelfde").fill(PASSWORD)
        self.page.get_by_role("button", name="Bewaren en verder").click()


NAMES = ("--given-name", "Wil", "--surname", "Dijkman")


def environ() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ}


def run(data: Path, *words: str) -> str:
    command = [sys.executable, "-m", "omzien.config.cli", *words, "--data", str(data)]
    done = subprocess.run(command, env=environ(), capture_output=True, text=True, check=True, timeout=120)
    return done.stdout.strip()


@pytest.fixture(scope="module")
def installation() -> Iterator[tuple[str, Path]]:
    """Make an installation and serve it; a browser trusts passkeys on localhost only."""
    data, port = Path(tempfile.mkdtemp(prefix="omzien-passkey-")) / "data", free_port()
    url = f"http://localhost:{port}"
    run(data, "init", "--site-url", url, "--school", "De Lindehof", "--region", "noord", "--yes")
    command = [sys.executable, "-m", "omzien.config.cli", "serve", "--port", str(port), "--data", str(data)]
    process = subprocess.Popen(command, env=environ(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines: queue.Queue[str] = queue.Queue()
    stream = process.stdout
    assert stream is not None
    threading.Thread(target=_lines, args=(stream, lines), daemon=True).start()
    while not lines.get(timeout=90).startswith("ready "):
        pass
    yield url, data
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=20)
    finally:
        process.kill()
        shutil.rmtree(data.parent, ignore_errors=True)


@pytest.fixture
def site(browser: Browser, installation: tuple[str, Path]) -> Iterator[Site]:
    context = browser.new_context(locale="nl-NL")
    context.set_default_timeout(15_000)
    site = Site(context.new_page(), *installation)
    yield site
    context.close()
    assert not [text for text in site.found if "Content Security Policy" in text]


def test_a_passkey_is_made_by_the_first_link_and_opens_the_door_alone(site: Site) -> None:
    page = site.page
    device = site.has_device()
    site.come_by_link("een")
    page.get_by_role("link", name="Neem een passkey").click()
    page.get_by_role("button", name="Maak de passkey").click()
    expect(page.get_by_role("heading", name="Bewaar je herstelcodes")).to_be_visible()
    page.get_by_role("button", name="Ik heb ze bewaard").click()
    expect(page).to_have_url(f"{site.url}/vandaag/")

    page.context.clear_cookies()
    page.goto(f"{site.url}/instellingen/beveiliging/")
    page.get_by_role("link", name="Inloggen met een passkey").click()
    page.get_by_role("button", name="Gebruik je passkey").click()
    expect(page).to_have_url(f"{site.url}/instellingen/beveiliging/")
    expect(page.get_by_text("laatst gebruikt")).to_be_visible()

    page.goto(f"{site.url}/bevestigen/?next=/mensen/")
    page.get_by_role("button", name="Gebruik je passkey").click()
    expect(page).to_have_url(f"{site.url}/mensen/")

    page.context.clear_cookies()
    page.goto(f"{site.url}/inloggen/")
    page.get_by_label("E-mailadres").fill("een@school.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.get_by_role("heading", name="Nog één stap")).to_be_visible()
    page.get_by_role("button", name="Gebruik je passkey").click()
    expect(page).to_have_url(f"{site.url}/vandaag/")

    site.loses(device)
    page.goto(f"{site.url}/bevestigen/?next=/mensen/")
    site.has_device()
    page.get_by_role("button", name="Gebruik je passkey").click()
    expect(page.get_by_text("Dat lukte niet")).to_be_visible()


def test_a_device_that_does_not_check_its_owner_makes_no_passkey(site: Site) -> None:
    site.has_device(checks_owner=False)
    site.come_by_link("twee")
    site.page.get_by_role("link", name="Neem een passkey").click()
    site.page.get_by_role("button", name="Maak de passkey").click()
    expect(site.page.get_by_text("Dat lukte niet")).to_be_visible()
    site.page.goto(f"{site.url}/vandaag/")
    expect(site.page).to_have_url(f"{site.url}/inloggen/?next=/vandaag/")
