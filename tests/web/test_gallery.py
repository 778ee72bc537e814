"""Every piece of the face in a real browser, under the policy of the real pages: for every aid, width and theme."""

import mimetypes
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, BrowserContext, Page, Route

from omzien.web.middleware import CSP
from tests.house.ground_plan import ROOT
from tests.web import gallery
from tests.workshop.looks import barriers, overflow

HOST = "http://gallery.test"
STATIC = ROOT / "omzien" / "web"
Opener = Callable[..., Page]

pytestmark = pytest.mark.browser


def _answer(route: Route) -> None:
    """Serve a page of the gallery, a file, or the answer to a form that was sent."""
    path = urlsplit(route.request.url).path.strip("/")
    headers = {"Content-Security-Policy": CSP, "Referrer-Policy": "same-origin"}
    if path.startswith("static/"):
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        route.fulfill(path=STATIC / path, headers={**headers, "Content-Type": kind})
        return
    if route.request.method == "POST":
        path = "code"
    if path == "weg":
        page = "<!doctype html><html lang='nl'><title>Weg</title><p>Weg"
    elif path.startswith("error-"):
        page = render_to_string(f"web/errors/{path.removeprefix('error-')}.html")
    else:
        page = gallery.drawn(path)
    route.fulfill(body=page, headers={**headers, "Content-Type": "text/html; charset=utf-8"})


@pytest.fixture
def look(browser: Browser) -> Iterator[Opener]:
    """Open a page of the gallery; afterwards no script error and no report of the policy may have been heard."""
    heard: list[str] = []
    contexts: list[BrowserContext] = []

    def opener(page: str, width: int = 390, height: int = 844, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL", **options)
        context.set_default_timeout(10_000)
        context.route(f"{HOST}/**", _answer)
        context.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
        context.on("weberror", lambda error: heard.append(str(error.error)))
        contexts.append(context)
        shown = context.new_page()
        shown.goto(f"{HOST}/{page}")
        return shown

    yield opener
    for context in contexts:
        context.close()
    assert not heard


@pytest.mark.parametrize("page", [*gallery.names(), "error-404"])
@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark")])
def test_no_page_has_a_barrier_or_runs_over(look: Opener, page: str, width: int, theme: str) -> None:
    shown = look(page, width, color_scheme=theme)
    assert barriers(shown) == []
    assert overflow(shown) == 0


@pytest.mark.parametrize("page", ["pupil", "today", "case", "form", "lists"])
def test_enlarged_four_times_nothing_runs_over_and_nothing_stands_in_the_way(look: Opener, page: str) -> None:
    # 1280 by 1024 at 400%.
    shown = look(page, 320, 256)
    assert overflow(shown) == 0
    assert shown.locator(".bar, .side__nav").first.evaluate("it => getComputedStyle(it).position") == "static"


@pytest.mark.parametrize("page", ["pupil", "today", "case", "form", "lists"])
def test_everything_to_tap_is_big_enough(look: Opener, page: str) -> None:
    small = look(page).evaluate(
        """() => [...document.querySelectorAll("a, button, input, select, summary, textarea")]
        .filter(it => it.checkVisibility() && it.type !== "hidden" && !it.closest(".vh, .skip"))
        .map(it => [it.getBoundingClientRect(), it.outerHTML])
        .filter(([box]) => box.width && (box.height < 24 || box.width < 24)).map(([, html]) => html)"""
    )
    assert small == []


def test_questions_come_one_at_a_time_and_leave_no_trace_in_the_history(look: Opener) -> None:
    page = look("pupil")
    entries = page.evaluate("history.length")
    assert page.locator("[data-question]:visible").count() == 1
    page.get_by_role("button", name="Verder").click()
    assert page.evaluate("document.activeElement.innerText") == "Wat gebeurt er?"
    page.get_by_role("button", name="Terug").click()
    for _step in range(3):
        page.get_by_role("button", name="Verder").click()
    page.get_by_role("button", name="Versturen").dblclick()
    page.get_by_role("heading", name="We hebben het").wait_for()
    assert page.evaluate("history.length") == entries


def test_without_script_all_questions_stand_below_each_other(look: Opener) -> None:
    page = look("pupil", java_script_enabled=False)
    assert page.locator("[data-question]:visible").count() == 4
    assert not page.get_by_role("button", name="Lees voor").is_visible()
    page.get_by_role("button", name="Versturen").click()
    page.get_by_role("heading", name="We hebben het").wait_for()


def test_back_after_leaving_does_not_return(look: Opener) -> None:
    page = look("lists")
    page.goto(f"{HOST}/pupil")
    page.get_by_role("link", name="Snel weg").click()
    page.wait_for_url("**/weg")
    page.go_back()
    assert page.url == f"{HOST}/lists"


def test_three_times_shift_leaves_too(look: Opener) -> None:
    page = look("pupil")
    for _press in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/weg")


def test_the_code_can_be_kept_as_a_note_that_says_nothing(look: Opener) -> None:
    page = look("code")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Bewaar als notitie").click()
    assert kept.value.suggested_filename == "notitie.txt"
    assert kept.value.path().read_text() == "ABCD EFGH 2345 6789\n"


def test_a_second_click_sends_nothing(look: Opener) -> None:
    page = look("form")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Bewaren").dblclick()
    page.get_by_role("heading", name="We hebben het").wait_for()
    assert len(sent) == 1


def test_a_name_is_found_and_the_chosen_are_counted(look: Opener) -> None:
    page = look("form")
    people = page.locator("[data-people]").first
    people.get_by_label("Zoek een naam").fill("kow")
    assert people.locator("label.tile:visible").count() == 1
    people.get_by_text("Julia Kowalska").click()
    assert people.get_by_text("1 persoon gekozen").is_visible()


def test_mistakes_get_the_focus_and_lead_to_their_field(look: Opener) -> None:
    page = look("form")
    assert "govuk-error-summary" in page.evaluate("document.activeElement.className")
    page.get_by_role("link", name="Wie komen er in de steungroep?").click()
    assert page.evaluate("document.activeElement.id") == "id_group_0"


def test_the_menu_of_who_you_are_closes_with_escape(look: Opener) -> None:
    page = look("today", 1280)
    page.locator(".me summary").click()
    assert page.get_by_text("Het Voorbeeld Lyceum").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_text("Het Voorbeeld Lyceum").is_visible()
