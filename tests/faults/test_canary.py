"""Sixty sensitive values go in by every door; none is found in database, log, mail, files or copies, however spelled."""

import base64
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from omzien.ground.vault import ring
from tests.faults.test_kill import ROOT, database
from tests.workshop.postgres import BINARIES, USER


def spelled(value: str) -> Iterator[bytes]:
    """Spell a value in every way in which it could lie around."""
    raw = value.encode()
    yield raw
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    yield value.encode("utf-16-le")
    yield value.encode("utf-16-be")
    yield value.encode("latin-1")
    yield json.dumps(value)[1:-1].encode()
    yield quote(value).encode()
    # Inside a longer text base64 begins at one of three places; the letters at the edges depend on their neighbours.
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + raw)
        yield whole[4 if before else 0 : len(whole) - len(whole) % 4 - 4]


def _dump(url: str, to: Path) -> None:
    name, _sign, query = url.rsplit("/", 1)[1].partition("?host=")
    command = [str(BINARIES / "pg_dump"), "-U", USER, "-h", query.replace("%2F", "/"), "--inserts", name]
    to.write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)


def test_canary_db(tmp_path: Path) -> None:
    data, copies, temporary = (tmp_path / name for name in ("data", "copies", "tmp"))
    for folder in (data, copies, temporary):
        folder.mkdir()
    keys = tmp_path / "keys.json"
    ring.make(keys)
    keep = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE")}
    own = {
        "OMZIEN_DATA": str(data),
        "OMZIEN_KEYS": str(keys),
        "DJANGO_SETTINGS_MODULE": "omzien.config.settings",
        "TMPDIR": str(temporary),
    }
    with database() as url, (copies / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.canary"],
            cwd=ROOT, env=keep | own | url, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, (copies / "log").read_text()[-3000:]
        values: list[str] = json.loads(line)
        # The process still lives: its WAL is there.
        if url:
            _dump(url["DATABASE_URL"], copies / "dump.sql")
        else:
            with sqlite3.connect(data / "omzien.sqlite3") as connection:
                connection.execute("VACUUM INTO ?", [str(copies / "copy.sqlite3")])
        held = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        process.communicate(b"\n", timeout=30)
    assert len(set(values)) >= 60
    looked = {path.name for path in held}
    assert looked >= ({"dump.sql"} if url else {"omzien.sqlite3", "omzien.sqlite3-wal", "copy.sqlite3"})
    assert any(path.parent.parent.name == "files" for path in held)
    found = {
        f"{value} in {path.relative_to(tmp_path)}"
        for path, content in held.items()
        for value in values
        for spelling in spelled(value)
        if spelling in content
    }
    assert not found


def test_the_spellings_find_what_they_should() -> None:
    value = "Quaëkanarie"
    for hidden in (
        value.encode(), base64.b64encode(f"x{value} y".encode()), base64.b64encode(f"ab{value}".encode()),
        json.dumps({"a": value}).encode(), value.encode("utf-16"), f"\\x{value.encode().hex()}".encode(),
    ):  # fmt: skip
        assert any(spelling in hidden for spelling in spelled(value))
