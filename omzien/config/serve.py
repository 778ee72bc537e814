"""Serving: granian in front, migrations first, and a companion that says `ready` and runs the tick."""

import contextlib
import ctypes
import http.client
import ipaddress
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from omzien.config import second_line
from omzien.config.refusal import Refusal

TARGET = "omzien.config.wsgi:application"
START_SECONDS = 60
TICK_SECONDS = 60
STOP_SECONDS = 10
PR_SET_PDEATHSIG = 1
# What the server has to say is for its keeper, and no part of what a script reads.
LOGGING = {
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"}},
    "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
}


@dataclass(frozen=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    @property
    def probe_host(self) -> str:
        """The host by which this machine reaches its own server."""
        with contextlib.suppress(ValueError):
            listening = ipaddress.ip_address(self.host)
            if listening.is_unspecified:
                return "127.0.0.1" if listening.version == 4 else "::1"
        return self.host

    @property
    def url(self) -> str:
        """The address to open in a browser on this machine."""
        host = f"[{self.probe_host}]" if ":" in self.probe_host else self.probe_host
        return f"http://{host}:{self.port}"


def free_address(host: str, port: int, command: str) -> Address:
    """Check that the port is free, since the server itself would share a taken one; 0 chooses a free port."""
    if not 0 <= port <= 65535:
        raise Refusal(f"A port is a number from 0 to 65535, not {port}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
            chosen: int = trial.getsockname()[1]
        except PermissionError as error:
            raise Refusal(f"Port {port} is reserved for the system. Choose another: {command} --port 8000") from error
        except OSError as error:
            raise Refusal(
                f"Cannot listen on {host}:{port} ({error.strerror}). Choose another port: {command} --port {port + 1}"
            ) from error
    return Address(host, chosen)


def migrate() -> None:
    """Bring the database to this version and check that the key ring fits it."""
    if settings.SECOND_LINE:
        second_line.migrate()
    else:
        call_command("migrate", verbosity=0, interactive=False)
    # This room holds models, and those can be read only after Django has been set up.
    import_module("omzien.ground.vault.check").fits()


def answers(address: Address) -> bool:
    """Tell whether the server answers its own health question."""
    connection = http.client.HTTPConnection(address.probe_host, address.port, timeout=5)
    try:
        # This machine may always ask, whatever the address of the site.
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def tick_once() -> bool:
    """Run what the clock calls, once; a failing job must not end the server, and its message may hold a name."""
    # The tick reaches rooms with models, and those can be read only after Django has been set up.
    run_once: Callable[[], object] = import_module("omzien.ground.clock.tick").run_once
    try:
        run_once()
    except ExceptionGroup as failures:
        for failure in failures.exceptions:
            where = " ".join(getattr(failure, "__notes__", []))
            print(f"tick: {type(failure).__name__} {where}", file=sys.stderr, flush=True)
        return False
    except Exception as failure:  # noqa: BLE001 - whatever went wrong, the next minute tries again
        print(f"tick: {type(failure).__name__}", file=sys.stderr, flush=True)
        return False
    finally:
        connections.close_all()
    return True


def tick_forever(stopped: Callable[[float], bool]) -> None:
    """Run the tick every minute until `stopped(seconds)` says that it is enough."""
    while True:
        tick_once()
        if stopped(TICK_SECONDS):
            return


def _leave_with(parent: int) -> None:
    """Ask the kernel to end this process when its parent was killed, so that nothing stays behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(1)


def _application(target: str, parent: int) -> Callable[..., Any]:
    """Load the application inside a worker."""
    _leave_with(parent)
    module, _, name = target.partition(":")
    loaded: Callable[..., Any] = getattr(import_module(module), name)
    return loaded


def _companion(address: Address, welcome: str, open_browser: bool, parent: int) -> None:
    """Say `ready` when the server really answers, then run the tick for as long as the parent lives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _leave_with(parent)
    latest = time.monotonic() + START_SECONDS
    while not answers(address):
        if time.monotonic() > latest:
            print(f"The server did not answer within {START_SECONDS} seconds.", file=sys.stderr, flush=True)
            with contextlib.suppress(ProcessLookupError):
                os.kill(parent, signal.SIGTERM)
            sys.exit(1)
        time.sleep(0.05)
    print(f"ready {address.url}", flush=True)
    if welcome:
        print(f"Open {address.url}{welcome} in a browser. Ctrl+C ends it.", flush=True)
    if open_browser:
        webbrowser.open(address.url + welcome)
    tick_forever(threading.Event().wait)


@contextlib.contextmanager
def _accompanied(address: Address, welcome: str, open_browser: bool) -> Iterator[BaseProcess]:
    # A fork shares the memory of what is loaded already; no thread runs and no connection is open at this point.
    fork = multiprocessing.get_context("fork")
    companion = fork.Process(target=_companion, args=(address, welcome, open_browser, os.getpid()), daemon=True)
    companion.start()
    try:
        yield companion
    finally:
        companion.terminate()
        companion.join(STOP_SECONDS)
        if companion.is_alive():
            companion.kill()
            companion.join()


def run(address: Address, *, workers: int, threads: int, welcome: str = "", open_browser: bool = False) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code when every child is gone.

    `welcome` is the path of the page to begin at, told to whoever started the server.
    """
    connections.close_all()
    server = Server(
        TARGET,
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        # No access log: an address beside a path would say who told what.
        log_access=False,
        log_level=LogLevels.error,
        log_dictconfig=LOGGING,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
    with _accompanied(address, welcome, open_browser) as companion:
        try:
            server.serve(target_loader=partial(_application, parent=os.getpid()))
        except SystemExit as stop:
            # Ctrl+C reaches the workers too, and one may be gone before it is told to stop: that is no failure.
            return 0 if server.interrupt_signal and companion.exitcode != 1 else int(stop.code or 0)
    # Terminated by us, a companion ends by signal; by itself it ends only when the server never answered.
    return 1 if companion.exitcode == 1 else 0


def end_on_sigterm() -> None:
    """Let SIGTERM unwind the stack as SIGINT does, so that everything temporary is cleaned up."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)


def until_signalled() -> Callable[[float], bool]:
    """Return a wait that ends early on SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: stop.set())
    return stop.wait
