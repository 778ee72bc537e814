"""A real form posted by a real browser on each kind of page: no policy of ours stands in its way.

A page that hides where it comes from makes a browser send `Origin: null`, and then nobody can send anything: so every
post is looked at as it left the browser, and as it was answered.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from tests.browser.walk import Person, become
from tests.workshop.browser import OpenPage

pytestmark = pytest.mark.browser

MENTOR = Person("mentor", "Sanne Vos", "mentor")
TWO_HATS = Person("pupil coordinator", "Fatima Kaya", "leerlingencoördinator")
ADMINISTRATOR = Person("administrator", "Wil Dijkman", "beheerder")
# Every answer of a page that took a form: shown again, or led on.
TAKEN = {200, 302, 303, 422}


class Posts:
    """Every form that a page sends, as it left the browser, with how it was answered."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answers: list[Response] = []
        page.on("response", self._answered)

    def _answered(self, answer: Response) -> None:
        if answer.request.method == "POST":
            self.answers.append(answer)

    def press(self, words: str) -> Response:
        """Press the button with these words, as a person does, and return how the form was answered."""
        before = len(self.answers)
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=words).last.click()
        self.page.wait_for_load_state()
        assert len(self.answers) == before + 1, "one press sends one form"
        return self.answers[-1]

    def check(self) -> None:
        """Each came from this site, said so, and was taken."""
        assert self.answers
        for answer in self.answers:
            told, site = answer.request.all_headers(), urlsplit(answer.request.url)
            assert told.get("origin") == f"{site.scheme}://{site.netloc}", answer.request.url
            assert answer.status in TAKEN, (answer.request.url, answer.status)
            said = answer.all_headers()
            assert said["referrer-policy"] == "same-origin"
            assert said["content-security-policy"].startswith("default-src 'none'")


@pytest.fixture
def posting(open_page: OpenPage) -> Iterator[Callable[..., Posts]]:
    """Open a page and follow what it posts; afterwards every post must have arrived."""
    opened: list[Posts] = []

    def opener(person: Person | None = None, *, script: bool = True) -> Posts:
        posts = Posts(open_page(script=script))
        opened.append(posts)
        if person is not None:
            become(posts.page, person)
        return posts

    yield opener
    for posts in opened:
        posts.check()


def test_a_pupil_without_script_tells_and_comes_back(posting: Callable[..., Posts]) -> None:
    posts = posting(script=False)
    posts.page.goto("/hulp/")
    posts.page.locator("[name=told]").fill("Ze lachen steeds.")
    assert posts.press("Versturen").status == 200
    code = re.sub(r"\s", "", posts.page.locator("#code").inner_text())
    posts.page.goto("/hulp/code/")
    posts.page.locator("[name=code]").fill(code)
    assert posts.press("Bekijken").status == 200
    assert posts.page.context.cookies() == []


def test_the_forms_of_the_way_in(posting: Callable[..., Posts]) -> None:
    posts = posting()
    posts.page.goto("/inloggen/")
    posts.page.locator("[name=name]").fill("niemand@lindehof.example")
    posts.page.locator("[name=password]").fill("dit is het niet")
    assert posts.press("Inloggen").status in {200, 422}
    assert "horen niet bij elkaar" in posts.page.locator("main").inner_text()


def test_one_tap_into_the_demo_and_out_again(posting: Callable[..., Posts]) -> None:
    posts = posting(MENTOR)
    assert [answer.status for answer in posts.answers] == [302]
    names = {str(cookie.get("name")): cookie for cookie in posts.page.context.cookies()}
    assert set(names) == {"sessionid", "csrftoken"}
    assert all(cookie.get("httpOnly") and cookie.get("sameSite") == "Lax" for cookie in names.values())
    assert posts.page.evaluate("document.cookie") == ""
    posts.page.locator("summary", has_text=MENTOR.full_name).click()
    with posts.page.expect_navigation():
        posts.page.get_by_role("button", name="Uitloggen").click()
    assert urlsplit(posts.page.url).path == "/inloggen/"


def test_the_forms_of_a_mentor(posting: Callable[..., Posts]) -> None:
    posts = posting(MENTOR)
    page = posts.page
    page.goto("/vertellen/")
    page.locator("[name=told]").fill("Zat alleen in de aula.")
    posts.press("Versturen")
    page.goto("/instellingen/")
    assert posts.press("Bewaren").status == 302
    page.goto("/situaties/")
    page.locator("main a[href^='/situaties/'][href$='/']").first.click()
    page.goto(f"{urlsplit(page.url).path}notitie/")
    page.locator("[name=text]").fill("Gezien bij de kluisjes.")
    posts.press("Bewaren")
    page.goto("/meldingen/")
    page.locator("main a[href^='/meldingen/'][href$='/']").first.click()
    page.goto(f"{urlsplit(page.url).path}inschatting/")
    posts.press("Bewaren")


def test_another_hat_is_put_on(posting: Callable[..., Posts]) -> None:
    posts = posting(TWO_HATS)
    posts.page.goto("/rol/")
    with posts.page.expect_navigation():
        posts.page.locator("main form[method=post] button").first.click()


def test_the_forms_of_an_administrator(posting: Callable[..., Posts]) -> None:
    posts = posting(ADMINISTRATOR)
    page = posts.page
    page.goto("/kalender/")
    page.locator("main form input[type=text]").first.fill("Studiedag van het team")
    for box in page.locator("main form input[type=date]").all():
        box.fill(date(2027, 3, 4).isoformat())
    posts.press("Voeg toe")
    page.goto("/mensen/laden/")
    page.locator("input[type=file]").set_input_files(
        {"name": "lijst.csv", "mimeType": "text/csv", "buffer": b"leerlingnummer;roepnaam;achternaam\n"}
    )
    page.get_by_text("Nee, een deel").click()
    with page.expect_navigation():
        page.locator("main form[method=post] button").last.click()
