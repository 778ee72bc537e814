"""Prepares a private installation before Django reads its settings, and offers the fixtures of the workshop."""

from collections.abc import Iterator

import django
import pytest
from hypothesis import HealthCheck, settings

from tests.workshop import network
from tests.workshop.browser import browser, demo, open_page, page
from tests.workshop.installation import Installation

__all__ = ["browser", "demo", "open_page", "page"]

INSTALLATION = Installation()
INSTALLATION.prepare()
network.guard()
django.setup()

# The same examples every time: a red test stays red for the next person who runs it.
settings.register_profile(
    "omzien", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("omzien")


def pytest_unconfigure() -> None:
    """Remove the private installation."""
    INSTALLATION.remove()


@pytest.fixture(autouse=True)
def _mail_stays_here(settings: pytest.FixtureRequest) -> Iterator[None]:
    """Keep mail in memory."""
    yield
