"""Runs the real command, as a person does."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]
OF_THE_TESTS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DJANGO_SETTINGS_MODULE",
    "OMZIEN_DATA",
    "OMZIEN_KEYS",
    "SECRET_KEY",
    "SITE_URL",
)
OMZIEN = [sys.executable, "-m", "omzien.config.cli"]


def environment() -> dict[str, str]:
    """Return the environment without anything that belongs to the tests."""
    return {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}


@pytest.fixture
def omzien() -> Command:
    """Run `omzien` and return what it said."""

    def run(*words: str | Path, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*OMZIEN, *map(str, words)],
            env=environment() | extra,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database, or nothing where the tests run on SQLite."""
    cluster = os.environ.get("DATABASE_URL", "")
    if not cluster:
        yield ""
        return
    name = f"init_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(cluster.replace("/omzien?", "/postgres?"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        yield cluster.replace("/omzien?", f"/{name}?")
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


# The second line exists on PostgreSQL only.
collect_ignore = [] if os.environ.get("OMZIEN_TEST_DATABASE") == "postgres" else ["test_second_line.py"]
