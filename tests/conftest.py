"""Prepares a private installation before Django reads its settings, and offers the fixtures of the workshop."""

import fcntl
import os
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir

import django
import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from omzien.ground.vault import ring
from tests.workshop import network
from tests.workshop.browser import browser, demo, open_page, page
from tests.workshop.installation import Installation

__all__ = ["browser", "demo", "open_page", "page"]

INSTALLATION = Installation()
INSTALLATION.prepare()
ring.make(INSTALLATION.keys)
network.guard()
django.setup()
draw = import_module("omzien.config.second_line").draw
# Inherited, this would make Django read its settings in a worker before that has an installation of its own.
del os.environ["DJANGO_SETTINGS_MODULE"]

# The same examples every time: a red test stays red for the next person who runs it.
settings.register_profile(
    "omzien", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("omzien")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Draw the second line in the test database, so that every request of every test runs inside it."""
    if connection.vendor == "postgresql":
        # The roles belong to the whole server: the workers of one run draw one after the other.
        with django_db_blocker.unblock(), (Path(gettempdir()) / "omzien-second-line.lock").open("w") as queue:
            fcntl.flock(queue, fcntl.LOCK_EX)
            draw(connection, connection.settings_dict["USER"])


def pytest_unconfigure() -> None:
    """Remove the private installation."""
    INSTALLATION.remove()
