"""What is installed is pinned by its hash, and no address of an index or a machine is in the files."""

import re

import pytest

from tests.house.ground_plan import ROOT

LOCKS = ["build", "run", "dev"]
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*==[^\s\\;]+(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_pins_and_hashes_only(lock: str) -> None:
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text().splitlines()
    strange = [
        line for line in lines if line and not line.startswith("# ") and not (PIN.match(line) or HASH.match(line))
    ]
    assert not strange
    assert not [line for line in lines if re.search(r"://|/\w+/|\.(?:org|com|io|local)\b", line)]


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_asked_for_is_pinned(lock: str) -> None:
    asked = (ROOT / "requirements" / f"{lock}.in").read_text().splitlines()
    names = {
        re.split(r"[<>=\[]", line)[0].strip().lower() for line in asked if line and not line.startswith(("#", "-r"))
    }
    pinned = {line.split("==")[0] for line in (ROOT / "requirements" / f"{lock}.txt").read_text().splitlines()}
    assert names <= pinned


def test_developers_have_exactly_what_a_school_runs() -> None:
    def pins(lock: str) -> set[str]:
        return {line for line in (ROOT / "requirements" / f"{lock}.txt").read_text().splitlines() if PIN.match(line)}

    assert pins("run") <= pins("dev")


def test_the_package_asks_for_what_is_locked() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    asked = {
        line.strip()
        for line in (ROOT / "requirements" / "run.in").read_text().splitlines()
        if line and not line.startswith("#")
    }
    assert all(f'"{line}"' in project for line in asked)
