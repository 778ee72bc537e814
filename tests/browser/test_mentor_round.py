"""A mentor carries one situation from the inbox to the end of a first round: at most ten minutes on screen."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Frame, Locator, Page

from tests.browser.walk import Person, become
from tests.workshop.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.clause("5.noblame")]

MENTOR = Person("mentor", "Sanne Vos", "mentor")
# What one page, one tap and one typed character take, and what a first round may take of a mentor's day.
PAGE_SECONDS, TAP_SECONDS, CHARACTER_SECONDS = 5.0, 1.5, 0.3
BUDGET_SECONDS = 600.0
MEMBERS = 6


@dataclass
class Meter:
    """Adds up what a person does: pages that open, taps, and characters that are typed."""

    page: Page
    pages: int = 0
    taps: int = 0
    characters: int = 0
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("framenavigated", self._opened)

    def _opened(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self.pages += 1
            self.seen.append(frame.url.rsplit("/", 3)[-2])

    @property
    def seconds(self) -> float:
        """Return how long this takes someone who knows the way."""
        return self.pages * PAGE_SECONDS + self.taps * TAP_SECONDS + self.characters * CHARACTER_SECONDS

    def tap(self, target: Locator) -> None:
        """Tap once."""
        target.click()
        self.taps += 1

    def tile(self, text: str, inside: str = "main") -> None:
        """Tap the tile with these words."""
        self.tap(self.page.locator(f"{inside} label.tile", has_text=text).first)

    def write(self, name: str, text: str) -> None:
        """Tap on a field and type."""
        box = self.page.locator(f"[name={name}]")
        self.tap(box)
        box.fill(text)
        self.characters += len(text)

    def press(self, text: str) -> None:
        """Tap on the button with these words, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.tap(self.page.locator("main button", has_text=text).last)

    def follow(self, text: str) -> None:
        """Tap on a link or button that leads on."""
        with self.page.expect_navigation():
            self.tap(self.page.locator("main a", has_text=text).first)


def _judge_and_open(meter: Meter) -> None:
    """From the inbox to a case: read, judge, choose whom it is about, and what is needed today."""
    meter.follow("Een leerling vertelt over een ander")
    meter.follow("Eerste inschatting")
    meter.tile("Pesten")
    meter.press("Bewaren")
    meter.follow("Open een situatie")
    meter.tap(meter.page.locator("main label.tile:has(input[name=target])").nth(8))
    meter.write("safe_today", "Een plek in de pauze met iemand erbij.")
    meter.press("Situatie openen")


def _talk(meter: Meter) -> None:
    """A1.1, together with the target."""
    meter.follow("Gesprek vastleggen")
    meter.write("wish", "Dat ik bij gym gewoon meedoe.")
    meter.tile("Ja, dat is goed")
    people = meter.page.locator("label.tile:has(input[name=members])")
    for place in range(MEMBERS):
        meter.tap(people.nth(place))
    meter.tile("Ja, dat mag")
    meter.tap(meter.page.locator("label.tile:has(input[name=letter][value=no])"))
    meter.tile("We vertellen het samen")
    meter.tap(meter.page.locator("label.tile:has(input[name=review_on])").first)
    meter.press("Bewaar het gesprek")


def _meeting(meter: Meter) -> None:
    """A1.2: a line for each member, and the days to look back."""
    for place in range(MEMBERS):
        meter.write(f"idea_{place}", "Kiezen bij gym, samen lopen.")
    meter.tap(meter.page.locator("label.tile:has(input[name=review_target])").first)
    meter.tap(meter.page.locator("label.tile:has(input[name=review_members])").first)
    meter.press("Bewaar de bijeenkomst")


def _look_back(meter: Meter) -> None:
    """A1.4 with the target, and A1.5 with every member apart, both found again on another day."""
    case = meter.page.url
    for again in ("/vandaag/", "/situaties/", case):
        meter.page.goto(again)
        meter.taps += 1
    meter.follow("Terugkijken")
    meter.tile("Het gaat beter")
    meter.write("going", "Ik word nu eerder gekozen bij gym.")
    meter.write("improved", "In de pauze zit ik niet meer alleen.")
    meter.write("needed", "Dat het zo blijft.")
    meter.press("Bewaar het gesprek")
    for _member in range(MEMBERS):
        meter.follow("Begin")
        meter.write("seen", "Er wordt minder gelachen.")
        meter.write("improved", "Gym gaat beter.")
        meter.press("Bewaar het gesprek")


def _end(meter: Meter) -> None:
    """A1.6: done, and the end of the case with the target's own answer."""
    meter.write("synthesis", "Iedereen ziet dat het beter gaat. Gym blijft een punt.")
    meter.tile("We zijn klaar")
    meter.press("Bewaar jullie keuze")
    meter.tap(meter.page.locator("label.tile:has(input[name=answer][value=better])"))
    meter.tap(meter.page.locator("label.tile:has(input[name=reason][value=better_enough])"))
    meter.press("Afronden")


def test_a_first_round_costs_the_mentor_at_most_ten_minutes(open_page: OpenPage) -> None:
    page = open_page()
    become(page, MENTOR)
    meter = Meter(page)
    page.goto("/meldingen/")
    for part in (_judge_and_open, _talk, _meeting, _look_back, _end):
        part(meter)
    assert "nazorg" in page.locator("main").inner_text().lower()
    told = f"{meter.pages} pages, {meter.taps} taps, {meter.characters} characters: {meter.seconds:.0f} seconds"
    assert meter.seconds <= BUDGET_SECONDS, told
    # Below this the budget would no longer say anything about a whole round.
    assert meter.pages >= 15, told
