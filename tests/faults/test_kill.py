"""Kill -9 at any moment: what was answered is there, whole, once; nothing is half; the same form shows the same code."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from omzien.ground.vault import ring
from tests.faults.tellers import House, Teller

KILLS = int(os.environ.get("OMZIEN_KILLS", "40"))
SEED = int(os.environ.get("OMZIEN_SEED", "20261122"))
ROOT = Path(__file__).resolve().parents[2]


class Told:
    """The process that serves and is killed, by its lines."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def hear(self) -> dict[str, Any]:
        """Read one line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the house fell down"
        heard: dict[str, Any] = json.loads(line)
        return heard

    def ask(self, **what: object) -> None:
        """Say what to do."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """Give an empty database of the kind that this run is about."""
    cluster = os.environ.get("DATABASE_URL", "")
    if not cluster:
        yield {}
        return
    name = f"killed_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(cluster.replace("/omzien?", "/postgres?"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        url = cluster.replace("/omzien?", f"/{name}?")
        yield {"DATABASE_URL": url, "DATABASE_OWNER_URL": url}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    """Start the house in a directory of its own."""
    keys = tmp_path / "keys.json"
    ring.make(keys)
    keep = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE")}
    own = {"OMZIEN_DATA": str(tmp_path), "OMZIEN_KEYS": str(keys), "DJANGO_SETTINGS_MODULE": "omzien.config.settings"}
    with ExitStack() as stack:
        url = stack.enter_context(database())
        process = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-m", "tests.faults.house"],
                cwd=ROOT,
                env=keep | own | url,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        try:
            yield Told(process)
        finally:
            process.kill()


def _telling(house: House, told: Told) -> list[Teller]:
    """Let four people tell while the house is killed and killed again."""
    kinds = ("report", "report", "report", "note")
    tellers = [Teller(house, kind, SEED + place) for place, kind in enumerate(kinds)]
    stop = threading.Event()
    threads = [threading.Thread(target=teller.tell, args=(stop,)) for teller in tellers]
    for thread in threads:
        thread.start()
    told.ask(do="kill", times=KILLS, seed=SEED)
    try:
        assert told.hear() == {"killed": KILLS}
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    return tellers


def _send_again(told: Told, tellers: list[Teller]) -> None:
    """Send again, to a house that lives, what was never answered, and a part of what was: that shows the same."""
    told.ask(do="rest")
    assert told.hear() == {"resting": True}
    for teller in tellers:
        for key in teller.unanswered:
            teller.answered[key] = teller.send(key)
        for key, answer in list(teller.answered.items())[:: max(1, len(teller.answered) // 10)]:
            assert teller.send(key) == answer
            assert teller.kind != "report" or teller.house.is_known(answer)
    told.ask()


def test_nothing_that_was_acknowledged_is_lost_or_half(told: Told) -> None:
    heard = told.hear()
    house = House(port=heard["port"], case=heard["case"], cookies=heard["cookies"])
    print(f"seed {SEED}, {KILLS} kills")  # noqa: T201 - whoever sees it fail wants the same dice again
    tellers = _telling(house, told)
    assert not [wrong for teller in tellers for wrong in teller.wrong]
    before = sum(len(teller.answered) for teller in tellers)
    assert before >= KILLS // 8, "people were answered between the kills"
    assert sum(teller.again for teller in tellers) >= KILLS // 4, "and interrupted by them"
    _send_again(told, tellers)
    codes = [answer for teller in tellers if teller.kind == "report" for answer in teller.answered.values()]
    notes = [answer for teller in tellers if teller.kind == "note" for answer in teller.answered.values()]
    assert len(set(codes)) == len(codes)
    told.ask(do="look", codes=codes, notes=notes)
    found = told.hear()
    written, journalled = found.pop("notes_journalled")
    assert written == journalled == len(notes)
    assert found == {
        "lost_reports": [],
        "lost_notes": [],
        "twice": [],
        "torn": [],
        "strays": 0,
        "reports": len(codes) + 1,  # one stood there before
        "breaks": [],
        "integrity": "ok",
    }
