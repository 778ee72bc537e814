"""Pages that no link leads to: what somebody sees after an act, a mistake or a refusal. In a demo of its own."""

import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.walk import Person, Walk
from tests.web.accounts.phone import Phone
from tests.workshop.browser import free_port, start_demo

pytestmark = pytest.mark.browser

MENTOR = Person("mentor", "Sanne Vos", "mentor")
COORDINATOR = Person("coordinator", "Jelle Bos", "antipestcoördinator")
ADVISER = Person("confidential adviser", "Selma Aydin", "vertrouwenspersoon")
ADMINISTRATOR = Person("administrator", "Wil Dijkman", "beheerder")
TEACHER = Person("teacher", "Petra Wolters", "docent")
ANYONE = Person("anyone")
NOBODYS_KEY = "00000000-0000-4000-8000-000000000000"
CODE = re.compile(r"[0-9A-Z]{4}(?:\s+[0-9A-Z]{4}){3}")
# One row is new, one has no number, and one column is nobody's.
PUPILS = (
    "leerlingnummer;roepnaam;tussenvoegsel;achternaam;stamgroep;Kluiskleur\n"
    "9001;Proef;van;Konijn;2B;rood\n;Zonder;;Nummer;2B;blauw\n"
)
# Somebody without an address gets a letter.
STAFF = "afkorting;roepnaam;achternaam;functie\nPKO;Proef;Konijn;docent\n"
LINK = re.compile(r"http://\S+/welkom/\S+")


@pytest.fixture(scope="module")
def walk(browser: Browser) -> Iterator[Walk]:
    """Walk through a demo in which acts may change things, since nobody else looks at it."""
    data, port = Path(tempfile.mkdtemp(prefix="omzien-acts-")), free_port()
    process = start_demo(data, port)
    yield Walk(browser, f"http://127.0.0.1:{port}")
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=20)
    finally:
        process.kill()
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_is_wrong(walk: Walk) -> Iterator[None]:
    """Tell everything that was found together, at the end of each walk."""
    walk.findings.met.clear()
    yield
    if walk.findings.met:
        pytest.fail(str(walk.findings), pytrace=False)


def press(page: Page, words: str) -> None:
    """Press a button of the page itself, and wait for what comes."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=words).first.click()


def send_empty(page: Page) -> None:
    """Send the form that the page is for, just as it is."""
    with page.expect_navigation():
        page.locator(
            "main form[method=post] .actions button, main form[method=post] button.btn:not(.btn--quiet)"
        ).last.click()


def test_a_pupil_tells_and_comes_back(walk: Walk) -> None:
    with walk.page_of(ANYONE) as page:
        page.goto("/hulp/")
        page.get_by_text("Het gaat over mij").click()
        for _question in range(3):
            page.get_by_role("button", name="Verder").click()
        page.get_by_role("button", name="Versturen").click()
        page.get_by_role("heading", name="Dit is jouw code").wait_for()
        walk.see(page, "told")
        code = CODE.search(page.locator("main").inner_text())
        assert code
        # With script these forms are sent beside the page, so that nothing stays in the history.
        for typed, shown, name in (
            (code[0], "Zo staat het ervoor", "come back with a code"),
            ("2222 2222 2222 2222", "Deze code kennen we niet", "a code that nobody has"),
        ):
            page.goto("/hulp/code/")
            page.locator("main input:not([type=hidden])").first.fill(typed)
            page.get_by_role("button", name="Bekijken").click()
            page.get_by_text(shown).wait_for()
            walk.see(page, name)


def test_somebody_is_refused(walk: Walk) -> None:
    with walk.page_of(ANYONE) as page:
        page.goto("/inloggen/")
        page.locator("main input:not([type=hidden])").first.fill("wie@lindehof.example")
        page.locator("main input[type=password]").fill("dit is het niet")
        press(page, "Inloggen")
        walk.see(page, "log in with a wrong password")
        for path, what in ((f"/welkom/{NOBODYS_KEY}/oud/", "an old link"), ("/bestaat-niet/", "no such page")):
            page.goto(path)
            walk.see(page, what)
    with walk.page_of(TEACHER) as page:
        for path, what in (("/overzicht/", "not for this role"), (f"/situaties/{NOBODYS_KEY}/", "no such case")):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status in {403, 404}
            walk.see(page, what)
        page.goto("/vertellen/")
        page.locator("main a[href*='klas=']").first.click()
        send_empty(page)
        walk.see(page, "a report without anything in it")


def test_a_mentor_forgets_something(walk: Walk) -> None:
    with walk.page_of(MENTOR) as page:
        page.goto("/situaties/")
        row = page.get_by_role("row").filter(has_text="Stap 4 van 6")
        case = row.get_by_role("link").first.get_attribute("href") or ""
        for part in (
            "stap/A1.4/",
            "stap/A1.4/overslaan/",
            "einde/",
            "afspraken/nieuw/",
            "notitie/",
            "mensen/leerling/",
        ):
            page.goto(case + part)
            send_empty(page)
            walk.see(page, f"{part} sent empty")
        page.goto("/meldingen/")
        page.locator("main ul.todo a").first.click()
        report = page.url
        for part in ("inschatting/", "situatie/"):
            page.goto(report + part)
            send_empty(page)
            walk.see(page, f"{part} sent empty")


def test_a_mentor_ends_a_situation(walk: Walk) -> None:
    with walk.page_of(MENTOR) as page:
        page.locator("summary", has_text=MENTOR.full_name).click()
        walk.see(page, "the menu of a person", part="header")
        page.goto("/situaties/")
        row = page.get_by_role("row").filter(has_text="Stap 4 van 6")
        case = row.get_by_role("link").first.get_attribute("href") or ""
        page.goto(case + "einde/")
        for question in range(2):
            page.get_by_text("Het is gestopt").nth(question).click()
        press(page, "Afronden")
        walk.see(page, "a situation has ended")
        page.goto(case + "laatste-woord/")
        walk.see(page, "last words to say")
        press(page, "Bewaren")
        walk.see(page, "a last word, said or asked again")
        page.goto(case + "sluiten/")
        walk.see(page, "close too early")
        page.goto(case + "heropenen/")
        send_empty(page)
        walk.see(page, "reopened without a reason")


def test_a_coordinator_reminds_somebody(walk: Walk) -> None:
    with walk.page_of(COORDINATOR) as page:
        page.goto("/overzicht/")
        press(page, "Herinner")
        walk.see(page, "the owner is reminded")
        page.get_by_role("link", name="Draag over").first.click()
        send_empty(page)
        walk.see(page, "handed over to nobody")


def choose_list(page: Page, text: str) -> None:
    """Choose a list that holds only some people, and look at what would happen."""
    page.goto("/mensen/laden/")
    page.set_input_files("input[type=file]", {"name": "lijst.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_text("Nee, een deel").click()
    press(page, "Kijk wat er gaat gebeuren")


def load(page: Page) -> None:
    """Confirm, and wait until all is loaded."""
    press(page, "Ja, laden")
    page.get_by_role("heading", name="De lijsten zijn geladen").wait_for()


def test_an_administrator_loads_a_list(walk: Walk) -> None:
    with walk.page_of(ADMINISTRATOR) as page:
        page.goto("/mensen/laden/")
        press(page, "Kijk wat er gaat gebeuren")
        walk.see(page, "no list chosen")
        choose_list(page, PUPILS)
        walk.see(page, "columns that nobody knows")
        press(page, "Verder")
        walk.see(page, "what will happen")
        with page.expect_navigation():
            page.locator("a.figure", has_text="Niet goed").click()
        walk.see(page, "rows that are wrong")
        load(page)
        walk.see(page, "loaded")
        press(page, "Draai terug")
        walk.see(page, "undone")


def test_an_administrator_keeps_the_calendar(walk: Walk) -> None:
    with walk.page_of(ADMINISTRATOR) as page:
        page.goto("/kalender/")
        press(page, "Voeg toe")
        walk.see(page, "days without a name")
        page.locator("main form input[type=text]").first.fill("Studiedag van het team")
        page.locator("main form input[type=date]").first.fill("2027-03-02")
        press(page, "Voeg toe")
        walk.see(page, "a day is added")
        page.goto("/kalender/?jaar=2026")
        page.get_by_role("link", name="Studiedag van het team").click()
        page.wait_for_url(re.compile(r"/kalender/[0-9a-f-]+/"))
        walk.see(page, "change a day")


def test_a_colleague_is_invited_by_letter(walk: Walk) -> None:
    with walk.page_of(ADMINISTRATOR) as page:
        choose_list(page, STAFF)
        load(page)
        page.goto("/mensen/")
        press(page, "Nodig ze uit")
        walk.see(page, "everyone is invited")
        page.goto("/mensen/brieven/")
        walk.see(page, "letters")
        link = LINK.search(page.locator("main").inner_text())
        assert link
    with walk.page_of(ANYONE) as page:
        page.goto(link[0])
        walk.see(page, "choose a password")
        for box in page.locator("main input[type=password]").all():
            box.fill("kort")
        press(page, "Bewaren en verder")
        walk.see(page, "a password that is too short")


def test_somebody_sets_up_an_app(walk: Walk) -> None:
    with walk.page_of(ADMINISTRATOR) as page:
        page.goto("/instellingen/beveiliging/app/")
        page.locator("main input[name=code]").fill("000000")
        press(page, "Klaar")
        walk.see(page, "a code that is wrong")
        told = page.locator("p.code").text_content()
        assert told is not None
        phone = Phone(told.replace(" ", ""))
        page.locator("main input[name=code]").fill(phone.code())
        press(page, "Klaar")
        walk.see(page, "a second factor was added")
        press(page, "Maak nieuwe herstelcodes")
        walk.see(page, "new recovery codes")
        press(page, "Ik heb ze bewaard")
        page.goto("/bevestigen/?next=/mensen/")
        page.locator("main input[name=code]").fill("000000")
        press(page, "Verder")
        walk.see(page, "confirming with a wrong code")
        page.locator("main input[name=code]").fill(phone.code(1))
        press(page, "Verder")
        assert page.url.endswith("/mensen/")


def test_an_administrator_takes_a_second_factor_away(walk: Walk) -> None:
    with walk.page_of(MENTOR) as page:
        page.goto("/instellingen/beveiliging/app/")
        told = page.locator("p.code").text_content()
        assert told is not None
        page.locator("main input[name=code]").fill(Phone(told.replace(" ", "")).code())
        press(page, "Klaar")
    with walk.page_of(ADMINISTRATOR) as page:
        page.goto("/mensen/?p=1")
        page.locator("main input:not([type=hidden])").first.fill("Vos")
        press(page, "Zoek")
        page.get_by_role("link", name="Sanne Vos").click()
        page.get_by_role("link", name="Haal de tweede stap weg").click()
        walk.see(page, "taking a second factor away")
        press(page, "Haal de tweede stap weg")
        walk.see(page, "without having seen the person")
        page.locator("main input[type=checkbox]").check()
        press(page, "Haal de tweede stap weg")
        walk.see(page, "a second factor was taken away")


def test_an_adviser_stands_before_a_closed_vault(walk: Walk) -> None:
    with walk.page_of(ADVISER) as page:
        page.goto("/kluis/openen/")
        walk.see(page, "the passphrase is asked")
        page.locator("main input[name=passphrase]").fill("een andere zin dan de goede")
        press(page, "Openen")
        walk.see(page, "a passphrase that is wrong")
        page.goto("/kluis/herstel/")
        walk.see(page, "the code of the sheet is asked")
