"""What the machine misses is installed when that is allowed, and otherwise named exactly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.ground_plan import ROOT

SCRIPT = ROOT / "tools" / "system.sh"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Make a machine of pretence: its apt-get writes down what it was asked, and its sudo says no."""
    for name, body in {
        "apt-get": 'echo "$@" >> "$(dirname "$0")/asked"',
        "sudo": "exit 1",
        "id": "cat $(dirname $0)/user",
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "user").write_text("1000")
    return tmp_path


def run(machine: Path, *words: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    """Run the script on the machine of pretence, without Chromium."""
    path = f"{machine}:{os.environ['PATH']}"
    environment = os.environ | {
        "PATH": path,
        "CHROMIUM": str(machine / "chromium"),
        "PYTHON": python,
        "LIBRARIES": str(machine),
    }
    return subprocess.run(
        ["bash", SCRIPT, *words], env=environment, capture_output=True, text=True, timeout=30, check=False
    )


def test_who_may_not_install_gets_the_exact_line(machine: Path) -> None:
    done = run(machine, "venv", "chromium", python="false")  # as Debian's, which cannot make an environment alone
    assert done.returncode == 1
    assert done.stderr == (
        "Missing: python3-venv chromium fonts-dejavu-core libatomic1. Please run: sudo apt-get update && "
        "sudo apt-get install --yes --no-install-recommends python3-venv chromium fonts-dejavu-core libatomic1\n"
    )
    assert not (machine / "asked").exists()


def test_root_installs_after_an_update(machine: Path) -> None:
    (machine / "user").write_text("0")
    assert run(machine, "chromium").returncode == 0
    assert (machine / "asked").read_text().splitlines() == [
        "update -qq",
        "install --yes --no-install-recommends chromium fonts-dejavu-core libatomic1 -qq",
    ]


def test_what_is_there_is_left_alone(machine: Path) -> None:
    (machine / "chromium").write_text("#!/bin/sh\n")
    (machine / "chromium").chmod(0o755)
    (machine / "libatomic.so.1").touch()
    done = run(machine, "chromium")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_python_that_can_make_an_environment_is_enough(machine: Path) -> None:
    done = run(machine, "venv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_unknown_word_is_a_mistake_of_ours(machine: Path) -> None:
    assert run(machine, "cobol").returncode == 2
