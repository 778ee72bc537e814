"""Starts what is measured: each target is a server process of its own, on the same server software."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from omzien.ground.vault import ring

WORKERS, THREADS = "2", "4"
START_SECONDS = 30


def free_port() -> int:
    """Return a port that is free at this moment."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def run(module: str, *arguments: str, env: dict[str, str]) -> str:
    """Run a module to its end and return what it printed."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env={**os.environ, **env}, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@contextlib.contextmanager
def serving(target: str, path: str, env: dict[str, str]) -> Iterator[int]:
    """Serve a WSGI target until the block ends; yields its port once `path` answers."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", WORKERS, "--blocking-threads", THREADS, "--log-level", "error", target,
    ]  # fmt: skip
    server = subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.DEVNULL)
    try:
        _wait(port, path)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int, path: str) -> None:
    latest = time.monotonic() + START_SECONDS
    while time.monotonic() < latest:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        time.sleep(0.1)
    raise SystemExit(f"the server for {path} did not start")


def product(data: Path, cases: int) -> tuple[dict[str, str], str]:
    """Make an installation with so many cases; returns its environment and a session of the coordinator."""
    data.mkdir()
    env = {
        "OMZIEN_DATA": str(data),
        "SECRET_KEY": "bench",
        "SITE_URL": "http://127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "omzien.config.settings",
    }
    ring.make(data / "keys.json")
    return env, run("tests.bench.fill", str(cases), env=env)


def yardstick(data: Path) -> dict[str, str]:
    """Make the yardstick's database; returns its environment."""
    data.mkdir()
    env = {"YARDSTICK_DATA": str(data)}
    run("tests.bench.yardstick", env=env)
    return env
