"""Every page of the demo, for everyone who can come there: on a phone and a laptop, in light and in dark."""

import pytest
from playwright.sync_api import Browser

from tests.browser.walk import Person, Walk

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
)


@pytest.fixture(scope="module")
def walk(browser: Browser, demo: str) -> Walk:
    """Let everyone walk once; the tests read what was met."""
    walk = Walk(browser, demo)
    for person in PEOPLE:
        walk.by(person)
    return walk


def test_every_page_is_fit_for_everyone(walk: Walk) -> None:
    assert not walk.findings.met, str(walk.findings)
