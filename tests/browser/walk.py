"""A walk through the demo as a person makes it: follow every link, and note what a page must not be."""

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, Response

from omzien.config.demo.people import FAMILY, GIVEN, STAFF
from tests.house.test_words import BLAME
from tests.workshop.browser import Theme
from tests.workshop.looks import RULES, overflow

Size = tuple[int, int]
State = tuple[Size, Theme]
PHONE, LAPTOP = (390, 844), (1280, 900)
THEMES: tuple[Theme, ...] = ("light", "dark")
# Leaving, and becoming somebody else, end the walk.
LEAVES = ("/uitloggen/", "/weg/", "/demo/", "/static/")
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Pages of one kind that one person opens. What a case and a report show depends on how far they are.
OPENED, OPENED_OFTEN = 2, 12
DIFFERS = ("/situaties/<…>/", "/meldingen/<…>/")
# The first page of a kind is looked at in every state, those after it crosswise, whoever opened them.
EVERY_STATE: list[State] = [(size, theme) for size in (PHONE, LAPTOP) for theme in THEMES]
CROSSWISE: list[State] = [(PHONE, "dark"), (LAPTOP, "light")]
LINKS = """() => [...document.querySelectorAll('a[href]')].map(link => [link.href, link.hasAttribute('download')])"""
LOOSE_ENDS = """() => [...document.querySelectorAll('a[href^="#"]')].map(link => link.getAttribute('href'))
    .filter(target => target.length > 1 && !document.getElementById(target.slice(1)))"""
# Not the menu in the frame: unfolded, it lies over the page.
UNFOLD = "() => document.querySelectorAll('main details').forEach(part => { part.open = true })"
LOOK = "([part, options]) => axe.run(part, options).then(told => told.violations)"
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}


@dataclass(frozen=True)
class Person:
    """Somebody who walks: a colleague with one hat, or anyone at all."""

    name: str
    full_name: str = ""
    role: str = ""
    starts: tuple[str, ...] = ("/vandaag/",)
    script: bool = True
    # A confidential adviser opens their vault first.
    passphrase: str = ""


def _known_names() -> re.Pattern[str]:
    """Match every name that the fictional school can hold; a family name with its infix, as it is written."""
    family = [" ".join(part for part in parts if part) for parts in FAMILY]
    staff = [" ".join(part for part in parts[1:] if part) for parts in STAFF.values()]
    given = [*GIVEN, *(parts[0] for parts in STAFF.values())]
    return re.compile(r"\b(?:" + "|".join(map(re.escape, {*family, *staff, *given})) + r")\b")


NAMES = _known_names()


def kind_of(url: str) -> str:
    """Return what kind of page an address is: keys left out; of what is asked, words stay and the rest is left out."""
    parts = urlsplit(url)
    asked = [pair if pair.partition("=")[2].isalpha() else pair.partition("=")[0] for pair in parts.query.split("&")]
    return KEY.sub("<…>", unquote(parts.path)) + ("?" + "&".join(sorted(asked)) if parts.query else "")


def become(page: Page, person: Person) -> None:
    """Log in as one of the fictional people, by the page that introduces them."""
    page.goto("/demo/")
    page.locator("button.person", has_text=person.full_name).filter(has_text=person.role).first.click()
    page.wait_for_url("**/vandaag/")
    if person.passphrase:
        page.goto("/kluis/openen/")
        page.locator("main input[name=passphrase]").fill(person.passphrase)
        page.locator("main button.btn").first.click()
        page.wait_for_load_state()


@dataclass
class Findings:
    """What is wrong, by page and fault, with everywhere it was met."""

    met: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, fault: str, where: str) -> None:
        """Note a fault."""
        if where not in self.met[kind, fault]:
            self.met[kind, fault].append(where)

    def __str__(self) -> str:
        lines = []
        for (kind, fault), places in sorted(self.met.items()):
            more = f" and {len(places) - 3} more" if len(places) > 3 else ""
            lines.append(f"{kind}\n    {fault}\n    as {', '.join(places[:3])}{more}")
        return f"{len(lines)} faults\n" + "\n".join(lines)


def most_of(kind: str) -> int:
    """Return how many pages of a kind are enough."""
    return OPENED_OFTEN if kind in DIFFERS else OPENED


class Walk:
    """One walk, by one person after another."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser, self.base_url = browser, base_url
        self.host = urlsplit(base_url).netloc
        self.findings = Findings()
        # kind of page -> by whom
        self.opened: dict[str, list[str]] = defaultdict(list)
        self.looked: dict[tuple[str, bool], int] = defaultdict(int)
        self.kind, self.who, self.script = "", "", True

    def fault(self, text: str, state: str = "") -> None:
        """Note a fault on the page that stands open."""
        self.findings.add(self.kind, text, f"{self.who} {state}".strip())

    def by(self, person: Person) -> None:
        """Let one person walk from their first page to every page that a link leads to."""
        with self.page_of(person) as page:
            to_do = deque(self.base_url + start for start in person.starts)
            counted: dict[str, int] = defaultdict(int)
            known = set(to_do)
            while to_do:
                url = to_do.popleft()
                self.kind = kind_of(url)
                if counted[self.kind] >= most_of(self.kind):
                    continue
                counted[self.kind] += 1
                for link in self._open(page, url):
                    if link not in known:
                        known.add(link)
                        to_do.append(link)

    @contextmanager
    def page_of(self, person: Person) -> Iterator[Page]:
        """Open a page for a person, logged in when it is a colleague; whatever happens on it is noted."""
        self.who, self.script = person.name, person.script
        context = self.browser.new_context(
            base_url=self.base_url,
            viewport={"width": LAPTOP[0], "height": LAPTOP[1]},
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        if not person.script:
            # Not switched off: the aids that look at a page are scripts too. What a page brings along stays silent.
            context.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.fault(f"script error: {error.error}"))
        page = context.new_page()
        if person.full_name:
            become(page, person)
        yield page
        context.close()

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.fault(f"request to another host: {parts.netloc}")

    def _answered(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status >= 500 or (response.status >= 400 and path.startswith("/static/")):
            self.fault(f"{response.status}: {path}")
        if response.request.is_navigation_request() and "no-store" not in response.headers.get("cache-control", ""):
            self.fault("may be stored")

    def _said(self, message: ConsoleMessage) -> None:
        # A refused form answers 422, and Chromium calls that an error; answers are judged apart.
        if message.text.startswith("Failed to load resource: the server responded"):
            return
        if message.type == "error" or "Content Security Policy" in message.text:
            self.fault(f"console: {message.text}")

    def _open(self, page: Page, url: str) -> list[str]:
        """Open a page, look at it, and return where its links lead."""
        try:
            answer = page.goto(url, wait_until="load")
        except Error as error:
            if "Download is starting" not in str(error):
                self.fault(f"does not open: {str(error).splitlines()[0]}")
            return []
        self.opened[self.kind].append(self.who)
        if answer is None or answer.status >= 400:
            self.fault(f"answers {answer.status if answer else 'nothing'}; linked to by a page before")
            return []
        self._judge(page)
        looked = self.looked[self.kind, self.script]
        if looked < most_of(self.kind):
            self.looked[self.kind, self.script] += 1
            self._look(page, CROSSWISE if looked else EVERY_STATE)
        return self._links(page)

    def see(self, page: Page, name: str, part: str = "html") -> None:
        """Look at a page that an act has led to, or a part of it; `name` is what it is called in the findings."""
        self.kind = name
        self._judge(page)
        self._look(page, EVERY_STATE, part)

    def _judge(self, page: Page) -> None:
        """Hold the words of a page against what holds for every page."""
        title = page.title()
        for what, text in (("title", title), ("address", unquote(page.url))):
            if found := NAMES.search(text):
                self.fault(f"a name in its {what}: {found[0]}")
        if not title.strip():
            self.fault("has no title")
        if found := BLAME.search(page.locator("body").inner_text()):
            self.fault(f"lays blame: {found[0]}")
        for target in page.evaluate(LOOSE_ENDS):
            self.fault(f"a link on the page leads nowhere: {target}")

    def _look(self, page: Page, states: list[State], part: str = "html") -> None:
        """Look as everyone looks, with any aid; whatever can be unfolded is unfolded."""
        page.evaluate(AXE_SCRIPT)
        page.evaluate(UNFOLD)
        for (width, height), theme in states:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=theme)
            state = f"{width} {theme}"
            if (pixels := overflow(page)) > 0:
                self.fault("is wider than its window", f"{state} ({pixels} px)")
            for barrier in self._barriers(page, part):
                self.fault(barrier, state)

    def _barriers(self, page: Page, part: str) -> list[str]:
        violations: list[dict[str, Any]] = page.evaluate(LOOK, [part, OPTIONS])
        return [
            f"{violation['id']}: {violation['help']}: {'; '.join(str(node['target']) for node in violation['nodes'][:3])}"
            for violation in violations
        ]

    def _links(self, page: Page) -> list[str]:
        found = []
        for href, is_download in page.evaluate(LINKS):
            parts = urlsplit(href)
            if parts.netloc == self.host and not is_download and not parts.path.startswith(LEAVES):
                found.append(parts._replace(fragment="").geturl())
        return found
