"""Every page of the demo, for everyone who can come there: on a phone and a laptop, in light and in dark."""

import re

import pytest
from playwright.sync_api import Browser

from omzien.web.demo import VAULT_SENTENCE
from tests.browser.walk import Person, Walk
from tests.web.test_every_address import _addresses, _filled

pytestmark = pytest.mark.browser

PUBLIC = ("/", "/hulp/", "/hulp/code/", "/wie/", "/inloggen/", "/demo/")
PEOPLE = (
    Person("anyone", starts=PUBLIC),
    Person("anyone without script", starts=PUBLIC, script=False),
    Person("mentor", "Sanne Vos", "mentor"),
    Person("coordinator", "Jelle Bos", "antipestcoördinator"),
    Person("pupil coordinator", "Fatima Kaya", "leerlingencoördinator"),
    Person("teacher", "Petra Wolters", "docent"),
    Person("administrator", "Wil Dijkman", "beheerder"),
    Person("director", "Maarten Prins", "directeur"),
    Person("privacy officer", "Marit Overbeek", "functionaris"),
    Person("confidential adviser", "Selma Aydin", "vertrouwenspersoon", passphrase=VAULT_SENTENCE),
)
# Pages to which an act leads, not a link: they are looked at after that act.
AFTER_AN_ACT = {
    "welcome",
    "letters",
    "load_show",
    "load_wrong",
    "calendar_change",
    "case_close",
    "case_last_word",
    "codes",
    "step_up",
    "enter_code",
    "reset_factors",
    "sister_add",
    # A vault is made once, opened before the walk, and its sheet is shown once; a name is asked about once.
    "vault_make",
    "vault_unlock",
    "vault_recover",
    "vault_sheet",
    "vault_share",
    "disclosure_ask",
    "disclosure_tell",
}
# Where the walk does not go: away from here, and where only a machine asks.
NO_PART_OF_THE_WALK = {"away", "healthz", "logout", "factor_app_picture", "security_txt"}


@pytest.fixture(scope="module")
def walk(browser: Browser, demo: str) -> Walk:
    """Let everyone walk once; the tests read what was met."""
    walk = Walk(browser, demo)
    for person in PEOPLE:
        walk.by(person)
    return walk


def test_every_page_is_fit_for_everyone(walk: Walk) -> None:
    if walk.findings.met:
        pytest.fail(str(walk.findings), pytrace=False)


def test_no_page_is_an_island(walk: Walk) -> None:
    opened = {kind.split("?")[0] for kind in walk.opened}
    islands = {
        str(pattern.name): _filled(path)
        for path, pattern in _addresses()
        if not any(re.fullmatch("/" + re.sub(r"<[^>]+>", "[^/]+", path), kind) for kind in opened)
    }
    for person in PEOPLE:
        with walk.page_of(person) as page:
            answers = {name: page.request.get(path, max_redirects=0).status for name, path in islands.items()}
        # What takes acts only is no page.
        islands = {name: path for name, path in islands.items() if answers[name] != 405}
    assert set(islands) - AFTER_AN_ACT - NO_PART_OF_THE_WALK == set()
