"""The pictures in docs/ show the product as it is: taken of the demo, and written anew with OMZIEN_PICTURES=1."""

import os
import struct
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.walk import Person, become
from tests.house.ground_plan import ROOT
from tests.workshop.browser import OpenPage, Theme

pytestmark = pytest.mark.browser

DOCS = ROOT / "docs" / "pictures"
HEIGHTS = {390: 844, 1280: 900}
# Smaller than this shows nothing; larger makes a page slow to read.
SMALLEST, LARGEST = 15_000, 300_000
MENTOR = Person("mentor", "Sanne Vos", "mentor")
COORDINATOR = Person("coordinator", "Jelle Bos", "antipestcoördinator")


@dataclass(frozen=True)
class Sight:
    """What a picture shows: whose screen, which page, how wide, in which theme."""

    name: str
    width: int
    path: str = ""
    who: Person | None = None
    theme: Theme = "light"

    def __str__(self) -> str:
        return self.name


SIGHTS = (
    Sight("leerling-390", 390, "/hulp/"),
    Sight("leerling-1280", 1280, "/hulp/"),
    Sight("vandaag-390", 390, "/vandaag/", MENTOR),
    Sight("vandaag-1280", 1280, "/vandaag/", MENTOR),
    Sight("vandaag-1280-donker", 1280, "/vandaag/", MENTOR, "dark"),
    Sight("situatie-stap4-1280", 1280, "", MENTOR),
    Sight("overzicht-1280", 1280, "/overzicht/", COORDINATOR),
)


def case_in_step_4(page: Page) -> str:
    """Return the address of a case that looks back, found where a mentor finds it."""
    page.goto("/situaties/")
    link = page.get_by_role("row").filter(has_text="Stap 4 van 6").get_by_role("link").first.get_attribute("href")
    assert link is not None
    return link


def place_for(name: str, tmp_path: Path) -> Path:
    """Return where a picture goes: into docs when asked or when it is not there yet, else nowhere that lasts."""
    kept = DOCS / f"{name}.png"
    if os.environ.get("OMZIEN_PICTURES") == "1" or not kept.exists():
        DOCS.mkdir(parents=True, exist_ok=True)
        return kept
    return tmp_path / kept.name


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
def test_a_picture_shows_the_product(open_page: OpenPage, tmp_path: Path, sight: Sight) -> None:
    height = HEIGHTS[sight.width]
    page = open_page(sight.width, height, sight.theme)
    if sight.who:
        become(page, sight.who)
    answer = page.goto(sight.path or case_in_step_4(page))
    assert answer is not None
    assert answer.ok
    page.evaluate("document.fonts.ready.then(() => true)")
    place = place_for(sight.name, tmp_path)
    picture = page.screenshot(path=place, animations="disabled", caret="hide")
    assert struct.unpack(">II", picture[16:24]) == (sight.width, height)
    assert SMALLEST < len(picture) < LARGEST


def test_every_picture_in_the_docs_is_one_of_these() -> None:
    assert {path.stem for path in DOCS.glob("*.png")} <= {sight.name for sight in SIGHTS}
