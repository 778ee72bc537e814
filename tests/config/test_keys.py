"""The key ring at the command line: every command that writes refuses another ring or none; keys and journal are told."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from omzien.ground.vault import ring
from tests.config.conftest import Command

WRITES = (
    ("serve", "--port", "0"),
    ("tick",),
    ("import", "people", __file__),
    ("createadmin", "--email", "beheer@school.example"),
    ("check",),
    ("migrate",),
    ("keys", "rotate"),
    ("journal", "verify"),
)


@pytest.fixture
def home(omzien: Command, tmp_path: Path) -> Path:
    done = omzien("init", "--yes", "--school", "De Linde", "--data", tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def _count(home: Path) -> int:
    with sqlite3.connect(home / "omzien.sqlite3") as connection:
        return int(
            connection.execute(
                "SELECT (SELECT count(*) FROM vault_keycheck)+(SELECT count(*) FROM journal_entry)"
            ).fetchone()[0]
        )


def test_every_command_that_writes_refuses_another_ring_or_none(omzien: Command, home: Path) -> None:
    keys = home / "keys.json"
    keys.rename(home / "good.json")
    before = _count(home)
    for words in WRITES:
        done = omzien(*words, "--data", home)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), words
        assert "no key ring at" in done.stderr, words
    ring.make(keys)
    for words in WRITES:
        done = omzien(*words, "--data", home)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), words
        assert "does not fit this database: put the right keys.json back" in done.stderr, words
    assert _count(home) == before
    shutil.copy(home / "good.json", keys)
    assert omzien("check", "--data", home).returncode == 0


def test_a_demo_refuses_another_ring_too(omzien: Command, home: Path, tmp_path: Path) -> None:
    demo = tmp_path / "demo"
    demo.mkdir()
    shutil.copy(home / "omzien.sqlite3", demo / "omzien.sqlite3")
    done = omzien("demo", "--no-open", "--port", "0", "--data", demo)
    assert done.returncode == 2
    assert "does not fit this database" in done.stderr


def test_keys_are_rotated_and_retired_and_the_journal_says_so(omzien: Command, home: Path) -> None:
    assert "Key 2 is in use" in omzien("keys", "rotate", "--data", home).stdout
    assert "First: omzien keys rotate" in omzien("keys", "retire", "2", "--data", home).stderr
    assert omzien("keys", "retire", "--data", home).returncode == 2
    assert "Key 1 is gone" in omzien("keys", "retire", "1", "--data", home).stdout
    assert set(json.loads((home / "keys.json").read_text())["keys"]) == {"2"}
    assert "key 2: in use" in omzien("keys", "status", "--data", home).stdout
    done = omzien("journal", "verify", "--data", home)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "school: 2 entries, every one fits")


def test_a_journal_that_was_cut_off_is_told_with_its_place(omzien: Command, home: Path) -> None:
    omzien("keys", "rotate", "--data", home)
    with sqlite3.connect(home / "omzien.sqlite3") as connection:
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            connection.execute("DELETE FROM journal_entry")
        connection.execute("DROP TRIGGER journal_entry_is_kept")
        connection.execute("DELETE FROM journal_entry")
    done = omzien("journal", "verify", "--data", home)
    assert done.returncode == 1
    assert "school: truncation at 1: entry 1 and everything after it was cut off" in done.stdout
