"""A pupil tells, on a phone: with and without script, in few taps and without typing, and can leave at once."""

import http.client
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.workshop.browser import OpenPage, Theme
from tests.workshop.looks import barriers, overflow

pytestmark = pytest.mark.browser

MOST_TAPS = 8
PHONE: ViewportSize = {"width": 390, "height": 844}
ELSEWHERE = "https://www.buienradar.nl/"


class Thumb:
    """Taps as a pupil does, and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tile(self, words: str) -> None:
        """Tap a tile by its words."""
        self.taps += 1
        self.page.locator(".tile:visible", has_text=re.compile(rf"^\s*{re.escape(words)}")).first.click()

    def button(self, words: str) -> None:
        """Tap a button."""
        self.taps += 1
        self.page.get_by_role("button", name=words).click()


def code_on(page: Page) -> str:
    """Return the code that the page shows."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Dank je wel. Het is binnen.")
    code = re.sub(r"\s", "", page.locator("#code").inner_text())
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{16}", code)
    return code


def look_up(page: Page, code: str) -> None:
    """Come back with a code, typed carelessly."""
    page.goto("/hulp/code/")
    page.get_by_label("Je code").fill(f" {code[:4]}-{code[4:8]} {code[8:]}".lower())
    page.get_by_role("button", name="Bekijken").click()


@pytest.mark.clause("4.6c")
def test_a_whole_report_costs_eight_taps_and_no_typing(open_page: OpenPage) -> None:
    page = open_page(**PHONE, touch=True)
    page.goto("/hulp/")
    thumb = Thumb(page)
    thumb.tile("Het gaat over mij")
    thumb.button("Verder")
    thumb.tile("Buitensluiten")
    thumb.button("Verder")
    thumb.tile("Op het plein")
    thumb.button("Verder")
    thumb.tile("2B")
    expect(page.locator("[data-readers]")).to_contain_text("Sanne Vos, mentor van 2B")
    expect(page.locator("[data-default]")).to_contain_text("Dan gaat het naar Sanne Vos, mentor van 2B.")
    thumb.button("Versturen")
    assert thumb.taps <= MOST_TAPS
    code = code_on(page)
    readers = page.locator("section", has_text="Zij lezen dit")
    expect(readers).to_contain_text("Sanne Vos")
    expect(readers).to_contain_text("Jelle Bos")
    look_up(page, code)
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "received")
    assert page.context.cookies() == []


@pytest.mark.clause("4.6c")
def test_everything_may_be_skipped(open_page: OpenPage) -> None:
    page = open_page(**PHONE, touch=True)
    page.goto("/hulp/")
    thumb = Thumb(page)
    for _question in range(3):
        thumb.button("Verder")
    thumb.button("Versturen")
    code_on(page)
    expect(page.locator("section", has_text="Zij lezen dit")).to_contain_text("Jelle Bos")


@pytest.mark.clause("4.6c")
def test_without_script_all_questions_stand_below_each_other(open_page: OpenPage) -> None:
    page = open_page(**PHONE, script=False)
    page.goto("/hulp/")
    for heading in ("Waar gaat het over?", "Wat gebeurt er?", "Waar en wanneer gebeurt het?", "Wie mag dit weten?"):
        expect(page.get_by_text(heading, exact=True)).to_be_visible()
    assert page.get_by_role("button", name="Verder").count() == 0
    thumb = Thumb(page)
    thumb.tile("Het gaat over iemand anders")
    thumb.tile("Met woorden")
    page.get_by_label("Wil je er iets bij vertellen?").fill("Ze noemen Lotte steeds zo.")
    thumb.tile("In de pauze")
    thumb.tile("2C")
    page.get_by_label("Over wie gaat het?").fill("Lotte")
    thumb.tile("De mentor van die klas")
    thumb.button("Versturen")
    code = code_on(page)
    assert page.url.endswith("/hulp/")
    look_up(page, code)
    expect(page.locator("[data-state] h2")).to_contain_text("Ontvangen")
    assert page.context.cookies() == []


@pytest.mark.parametrize("script", [True, False])
def test_a_mistake_is_said_beside_the_field_and_nothing_is_lost(open_page: OpenPage, script: bool) -> None:
    page = open_page(**PHONE, script=script)
    page.goto("/hulp/")
    thumb = Thumb(page)
    thumb.tile("Het gebeurt online")
    if script:
        thumb.button("Verder")
    page.locator("textarea").fill("x" * 5001)
    if script:
        thumb.button("Verder")
        thumb.button("Verder")
    thumb.button("Versturen")
    expect(page.locator(".govuk-error-message:visible")).to_contain_text("Dit zijn 5001 tekens")
    assert page.locator("textarea").input_value() == "x" * 5001
    expect(page.locator("input[name=door][value=online]")).to_be_checked()


def test_nobody_else_and_somebody_do_not_go_together(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    page.goto("/hulp/")
    thumb = Thumb(page)
    for _question in range(3):
        thumb.button("Verder")
    thumb.tile("Fatima Kaya")
    thumb.tile("Verder niemand")
    expect(page.locator("[data-readers] input:checked")).to_have_count(1)
    thumb.tile("Fatima Kaya")
    expect(page.locator("[data-readers] input:checked")).to_have_count(1)


def test_without_a_connection_what_was_typed_stays_and_can_be_sent_later(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    page.goto("/hulp/")
    thumb = Thumb(page)
    thumb.button("Verder")
    page.locator("textarea").fill("mijn verhaal")
    thumb.button("Verder")
    thumb.button("Verder")
    page.context.set_offline(True)
    thumb.button("Versturen")
    expect(page.locator("[data-not-sent]")).to_be_visible()
    assert page.locator("textarea").input_value() == "mijn verhaal"
    page.context.set_offline(False)
    page.get_by_role("button", name="Versturen").dblclick()
    code_on(page)
    expect(page.locator(".lead")).to_contain_text("Wat knap dat je dit vertelt.")


def test_the_code_can_be_kept_as_a_note_that_says_nothing(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    page.goto("/hulp/")
    thumb = Thumb(page)
    for _question in range(3):
        thumb.button("Verder")
    thumb.button("Versturen")
    code = code_on(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Bewaar als notitie").click()
    assert caught.value.suggested_filename == "notitie.txt"
    assert re.sub(r"\s", "", Path(caught.value.path()).read_text()) == code
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


# --- leaving ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def leaver(browser: Browser, demo: str) -> Iterator[Callable[[bool], Page]]:
    """Open a page of which the way out leads to an empty page of pretence."""
    contexts: list[BrowserContext] = []

    def opener(script: bool) -> Page:
        context = browser.new_context(base_url=demo, viewport=PHONE, java_script_enabled=script)
        context.route(
            f"{ELSEWHERE}**", lambda route: route.fulfill(body="<title>Weer</title>", content_type="text/html")
        )
        contexts.append(context)
        return context.new_page()

    yield opener
    for context in contexts:
        context.close()


@pytest.mark.parametrize("sent", [False, True])
def test_back_after_leaving_is_not_the_page(leaver: Callable[[bool], Page], sent: bool) -> None:
    page = leaver(True)
    page.goto("/wie/")
    page.goto("/hulp/")
    before = page.evaluate("history.length")
    if sent:
        thumb = Thumb(page)
        for _question in range(3):
            thumb.button("Verder")
        thumb.button("Versturen")
        code_on(page)
        assert page.evaluate("history.length") == before
    page.get_by_role("link", name="Snel weg").click()
    page.wait_for_url(f"{ELSEWHERE}**")
    assert page.evaluate("history.length") == before
    page.go_back()
    assert urlsplit(page.url).path == "/wie/"


def test_three_times_shift_leaves(leaver: Callable[[bool], Page]) -> None:
    page = leaver(True)
    page.goto("/hulp/")
    for _time in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(f"{ELSEWHERE}**")


def test_without_script_leaving_is_a_link_and_the_page_says_what_back_does(leaver: Callable[[bool], Page]) -> None:
    page = leaver(False)
    page.goto("/hulp/")
    page.get_by_text("Wat kan een ander zien?").click()
    expect(page.get_by_text("Let op: met de terugknop kan deze pagina weer in beeld komen.")).to_be_visible()
    page.get_by_role("link", name="Snel weg").click()
    page.wait_for_url(f"{ELSEWHERE}**")


# --- for everyone ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "height", "theme"), [(390, 844, "light"), (390, 844, "dark"), (1280, 900, "light"), (320, 480, "dark")]
)
def test_every_question_is_fit_for_everyone(open_page: OpenPage, width: int, height: int, theme: Theme) -> None:
    page = open_page(width, height, theme)
    page.goto("/hulp/")
    for question in range(1, 5):
        assert barriers(page) == []
        assert overflow(page) <= 0
        if question < 4:
            page.get_by_role("button", name="Verder").click()
    page.get_by_role("button", name="Versturen").click()
    code = code_on(page)
    assert barriers(page) == []
    assert overflow(page) <= 0
    look_up(page, code)
    expect(page.locator("[data-state]")).to_be_visible()
    assert barriers(page) == []
    look_up(page, "0000000000000000")
    expect(page.locator(".govuk-error-message")).to_contain_text("Deze code kennen we niet")
    expect(page.get_by_label("Je code")).to_be_focused()
    assert barriers(page) == []


def test_a_keyboard_alone_is_enough(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/hulp/")
    page.locator("input[name=door]").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("input[name=door]").first).to_be_checked()
    page.get_by_role("button", name="Verder").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Wat gebeurt er?")).to_be_focused()
    page.get_by_role("button", name="Terug").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Waar gaat het over?")).to_be_visible()
    expect(page.locator("input[name=door]").first).to_be_checked()


def test_five_at_once_with_one_form_are_one_report(demo: str) -> None:
    """Fault 12: a double tap, or an impatient one."""
    body = urlencode({"form_key": str(uuid4()), "told": "vijf keer"})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    def send(_number: int) -> str:
        connection = http.client.HTTPConnection(urlsplit(demo).netloc, timeout=30)
        connection.request("POST", "/hulp/", body, kind)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        assert answer.status == http.HTTPStatus.OK
        return text

    with ThreadPoolExecutor(5) as pool:
        pages = list(pool.map(send, range(5)))
    codes = {"".join(re.findall(r"<span>([0-9A-Z]{4})</span>", page)) for page in pages}
    assert len(codes) == 1
    assert sum("Wat knap dat je dit vertelt." in page for page in pages) == 1
