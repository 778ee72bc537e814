"""Serving begins when it answers and ends without leaving anything behind."""

import os
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from omzien.config import serve
from omzien.config.refusal import Refusal
from tests.config.conftest import OMZIEN, Command, environment


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("omzien.local", "http://omzien.local:8000"),
    ],
)
def test_the_address_that_is_told_can_be_opened_here(host: str, url: str) -> None:
    assert serve.Address(host, 8000).url == url


def test_port_0_takes_a_free_one() -> None:
    address = serve.free_address("127.0.0.1", 0, "omzien demo")
    assert address.port > 1023
    assert not serve.answers(address)


def test_a_taken_port_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Refusal, match="Choose another port"):
        serve.free_address("127.0.0.1", taken.getsockname()[1], "omzien serve")


def children(parent: int) -> set[int]:
    """Return the processes that this process started."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.add(int(status.parent.name))
    return found


def alive(process: int) -> bool:
    """Tell whether a process is there, ended but unnoticed ones aside."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def started(*words: str, **extra: str) -> subprocess.Popen[str]:
    """Start `omzien` as a shell does: in a group of its own, all of which Ctrl+C reaches."""
    return subprocess.Popen(
        [*OMZIEN, *words],
        env=environment() | extra,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_school_is_served_until_it_is_told_to_stop(
    omzien: Command, tmp_path: Path, database_url: str, number: signal.Signals
) -> None:
    made = omzien("init", "--yes", "--school", "De Linde", "--data", tmp_path, "--database-url", database_url)
    assert made.returncode == 0, made.stderr
    server = started("serve", "--port", "0", "--data", str(tmp_path))
    assert server.stdout is not None
    ready, _, url = server.stdout.readline().strip().partition(" ")
    assert ready == "ready"
    with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
        assert answer.status == 200
    family = children(server.pid)
    assert len(family) == 3
    os.killpg(server.pid, number)
    _, complaints = server.communicate(timeout=30)
    assert server.returncode == 0, complaints
    # The signal goes to the whole family: a worker that is gone before its parent looks is named, and that is all.
    assert not [line for line in complaints.splitlines() if "Unexpected exit from worker" not in line]
    assert not [process for process in family if alive(process)]


def test_the_loop_of_the_clock_ends_when_it_is_told_to(omzien: Command, tmp_path: Path) -> None:
    assert omzien("init", "--yes", "--school", "De Linde", "--data", tmp_path).returncode == 0
    loop = subprocess.Popen([*OMZIEN, "tick", "--loop", "--data", tmp_path], env=environment(), stdout=subprocess.PIPE)
    assert loop.stdout is not None
    assert loop.stdout.readline() == b"ticking every minute\n"
    loop.send_signal(signal.SIGTERM)
    assert loop.wait(timeout=20) == 0


def test_a_demo_leaves_nothing_behind(tmp_path: Path) -> None:
    demo = started("demo", "--no-open", "--port", "0", TMPDIR=str(tmp_path), SITE_URL="https://of.a.school.example")
    assert demo.stdout is not None
    assert demo.stdout.readline() == "Making a fictional school\n"
    ready, _, url = demo.stdout.readline().strip().partition(" ")
    assert ready == "ready"
    assert demo.stdout.readline().startswith(f"Open {url}/demo/")
    family = children(demo.pid)
    with urllib.request.urlopen(f"{url}/demo/", timeout=10) as answer:
        assert answer.status == 200
    os.killpg(demo.pid, signal.SIGTERM)
    _, complaints = demo.communicate(timeout=30)
    assert (demo.returncode, complaints) == (0, "")
    assert not [process for process in family if alive(process)]
    assert list(tmp_path.iterdir()) == []
