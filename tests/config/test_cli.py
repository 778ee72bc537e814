"""The command line says in one line what is wrong, and never shows a traceback."""

import json
import os
import re
import socket
import sqlite3
import subprocess
from pathlib import Path

import pytest

import omzien as package
from tests.config.conftest import Command


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """Check that the command gave up with one clear line, and return it."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_the_version_is_told(omzien: Command) -> None:
    assert omzien("--version").stdout == f"omzien {package.__version__}\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "required: COMMAND"),
        (("fly",), "invalid choice: 'fly'"),
        (("serve", "--port", "many"), "invalid int value: 'many'"),
        (("demo", "--port", "70000", "--no-open"), "from 0 to 65535"),
        (("import", "cats", "a.csv"), "invalid choice: 'cats'"),
        (("import", "people"), "required: FILE"),
        (("import", "people", "nowhere.csv"), "no file or folder nowhere.csv"),
        (("import", "people", __file__, "--map", "klas"), "--map COLUMN=FIELD"),
        (("tick", "--once", "--loop"), "not allowed with"),
    ],
)
def test_a_wrong_word_is_told_in_one_line(omzien: Command, words: tuple[str, ...], told: str) -> None:
    assert told in refused(omzien(*words))


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--port", "0"),
        ("tick",),
        ("check",),
        ("migrate",),
        ("createadmin", "--email", "beheer@school.example"),
        ("import", "people", __file__),
    ],
)
def test_without_an_installation_the_way_to_one_is_told(
    omzien: Command, tmp_path: Path, words: tuple[str, ...]
) -> None:
    assert "Run `omzien init` first" in refused(omzien(*words, "--data", tmp_path))


def test_a_taken_port_is_told_with_another(omzien: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"--port {port + 1}" in refused(omzien("demo", "--no-open", "--port", str(port)))


def test_nobody_to_answer_is_told(omzien: Command, tmp_path: Path) -> None:
    assert "--school" in refused(omzien("init", "--data", tmp_path))


def test_a_directory_that_cannot_be_made_is_told(omzien: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = omzien("init", "--yes", "--school", "De Linde", "--data", tmp_path / "file" / "data")
    assert "Cannot make the directory" in refused(done)


def test_an_installation_is_made_once_and_for_its_owner_only(
    omzien: Command, tmp_path: Path, database_url: str
) -> None:
    data = tmp_path / "data"
    words = ["init", "--yes", "--school", "De Linde", "--region", "zuid", "--data", data]
    words += ["--site-url", "https://omzien.linde.example"]
    if database_url:
        words += ["--database-url", database_url]
    done = omzien(*words)
    assert done.returncode == 0, done.stderr
    assert "no real data yet" in done.stdout
    assert "omzien createadmin" in done.stdout
    assert data.stat().st_mode & 0o777 == 0o700
    for file in data.iterdir():
        assert file.stat().st_mode & 0o077 == 0, f"{file.name} can be read by others"
    env = (data / "omzien.env").read_text()
    secret = re.search(r"^SECRET_KEY=(.+)$", env, re.M)
    assert secret
    assert len(secret[1]) >= 50
    assert "SITE_URL=https://omzien.linde.example\n" in env
    assert json.loads((data / "keys.json").read_text())["active"] == 1
    if not database_url:
        with sqlite3.connect(data / "omzien.sqlite3") as database:
            assert database.execute("SELECT name, region, is_demo FROM school_school").fetchall() == [
                ("De Linde", "zuid", 0)
            ]

    assert "Nothing was changed" in refused(omzien(*words))
    assert (data / "omzien.env").read_text() == env
    assert omzien("check", "--data", data).returncode == 0
    assert omzien("tick", "--data", data).returncode == 0


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://nobody@/nothing?host=/nowhere", "the database does not answer"),
        ("mysql://localhost/omzien", "must start with postgresql://"),
    ],
)
def test_a_set_up_that_fails_leaves_nothing_half(omzien: Command, tmp_path: Path, url: str, told: str) -> None:
    data = tmp_path / "data"
    done = omzien("init", "--yes", "--school", "De Linde", "--data", data, "--database-url", url)
    assert told in refused(done)
    assert [path for path in data.rglob("*") if path.is_file()] == []


def test_another_key_ring_stops_the_start(omzien: Command, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for data in (one, two):
        assert omzien("init", "--yes", "--school", "De Linde", "--data", data).returncode == 0
    os.replace(two / "keys.json", one / "keys.json")
    assert "keys.json" in refused(omzien("check", "--data", one))
    (one / "keys.json").unlink()
    assert "keys.json" in refused(omzien("check", "--data", one))


def test_a_demo_never_runs_beside_a_real_school(omzien: Command, tmp_path: Path) -> None:
    assert omzien("init", "--yes", "--school", "De Linde", "--data", tmp_path).returncode == 0
    assert "real installation" in refused(omzien("demo", "--no-open", "--port", "0", "--data", tmp_path))


def test_people_are_loaded_from_a_file(omzien: Command, tmp_path: Path) -> None:
    file = tmp_path / "leerlingen.csv"
    file.write_text(
        "leerlingnummer;roepnaam;tussenvoegsel;achternaam;klas\n1001;Noor;van der;Berg;1A\n1002;Sam;;Bos;1A\n"
    )
    data = tmp_path / "data"
    assert omzien("init", "--yes", "--school", "De Linde", "--data", data).returncode == 0

    def load(*words: str) -> dict[str, int]:
        done = omzien("import", "people", file, "--json", "--data", data, *words)
        assert done.returncode == 0, done.stderr
        outcome = json.loads(done.stdout)
        assert outcome["errors"] == []
        pupils: dict[str, int] = outcome["pupils"]
        return pupils

    assert load("--dry-run") == {"new": 2, "changed": 0, "gone": 0}
    assert load() == {"new": 2, "changed": 0, "gone": 0}
    assert load() == {"new": 0, "changed": 0, "gone": 0}
    file.write_text("leerlingnummer;roepnaam;tussenvoegsel;achternaam;klas\n1001;Noor;van der;Berg;1A\n")
    assert load("--partial") == {"new": 0, "changed": 0, "gone": 0}
    assert load("--confirm-gone") == {"new": 0, "changed": 0, "gone": 1}
