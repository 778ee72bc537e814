"""A served house that is killed again and again: run as a process of its own, it speaks JSON lines.

It sets up a school once, and then, for each kill, forks a child that answers on one shared socket; the child is
killed by SIGKILL after a random while. At the end it reads back what stands in the database.
"""

import ctypes
import json
import os
import random
import select
import signal
import socket
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - models exist only after the set-up
from django.core.wsgi import get_wsgi_application  # noqa: E402 - see above
from django.db import connection, connections  # noqa: E402 - see above
from django.test import Client  # noqa: E402 - see above

from omzien.chapters.approach.models import Case, LogEntry  # noqa: E402 - see above
from omzien.chapters.reports.models import Reader, Report  # noqa: E402 - see above
from omzien.chapters.reports.receipts import key_of  # noqa: E402 - see above
from omzien.config import second_line  # noqa: E402 - see above
from omzien.ground.journal.models import Chain, Entry  # noqa: E402 - see above
from omzien.ground.journal.verify import first_break  # noqa: E402 - see above
from omzien.ground.notices.models import Notice  # noqa: E402 - see above
from omzien.ground.vault import check  # noqa: E402 - see above
from tests.cast import make_school  # noqa: E402 - see above
from tests.chapters.desk import log_in  # noqa: E402 - see above
from tests.stories.telling import case_about  # noqa: E402 - see above

PR_SET_PDEATHSIG = 1
LISTENING = socket.socket()
LISTENING.setblocking(False)
SOONEST, LATEST, PATIENCE = 0.05, 0.4, 10


class _Quiet(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Server(WSGIServer):
    awake: int

    def process_request(self, request: Any, client_address: Any) -> None:
        """Say by one byte that an answer went out."""
        super().process_request(request, client_address)
        os.write(self.awake, b".")


def _say(**told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _answer(awake: int) -> None:
    """Answer one after another on the shared socket."""
    server = _Server(("127.0.0.1", 0), _Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = LISTENING
    server.server_name, server.server_port = "127.0.0.1", LISTENING.getsockname()[1]
    server.setup_environ()
    server.set_app(APPLICATION)
    server.awake = awake
    while True:
        select.select([LISTENING], [], [])
        server.handle_request()


def _serve(awake: int) -> None:
    """Answer until killed, several at a time."""
    threads = [threading.Thread(target=_answer, args=(awake,), daemon=True) for _thread in range(4)]
    for thread in threads:
        thread.start()
    threads[0].join()


def _fork() -> tuple[int, int]:
    """Start a child; returns it with the pipe on which it says that it answers."""
    connections.close_all()
    hear, say = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            # When the test itself ends early, nothing stays behind.
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            _serve(say)
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(1)
    os.close(say)
    return child, hear


def _end(child: int, hear: int) -> None:
    os.close(hear)
    os.kill(child, signal.SIGKILL)
    _pid, how = os.waitpid(child, 0)
    assert os.WTERMSIG(how) == signal.SIGKILL, "the house ended before it was killed"


def kill(times: int, seed: int) -> None:
    """Serve and be killed so many times, each after another while."""
    dice = random.Random(seed)
    for number in range(times):
        child, hear = _fork()
        if number % 2:
            # Half of them die while they are at work, however slow this machine is; the others as they wake up.
            select.select([hear], [], [], PATIENCE)
        time.sleep(dice.uniform(SOONEST, LATEST))
        _end(child, hear)
    _say(killed=times)


def rest() -> None:
    """Serve without being killed until the next line is read."""
    child, hear = _fork()
    _say(resting=True)
    sys.stdin.readline()
    _end(child, hear)


def _whole(report: Report) -> bool:
    """Tell whether a report has everything that belongs to it: readers, journal, and a notice for each of them."""
    return (
        Reader.objects.filter(report=report).exists()
        and Entry.objects.filter(verb="report.receive", about_id=report.pk).count() == 1
        and Notice.objects.filter(dedupe__startswith="report.new:", dedupe__contains=str(report.pk)).exists()
    )


def look(codes: list[str], notes: list[str]) -> None:
    """Say what stands there: of what was acknowledged, and whether anything is half."""
    reports = {row.receipt_key: row for row in Report.objects.exclude(receipt_key=None) if row.receipt_key}
    texts = Counter(entry.text for entry in LogEntry.objects.filter(kind="note"))
    entries = Entry.objects.filter(verb="report.receive")
    _say(
        lost_reports=[code for code in codes if key_of(code) not in reports],
        lost_notes=[note for note in notes if note not in texts],
        twice=[text for text, times in texts.items() if times > 1],
        torn=[str(row.pk) for row in reports.values() if not _whole(row)],
        strays=entries.exclude(about_id__in=[row.pk for row in reports.values()]).count(),
        notes_journalled=(sum(texts.values()), Entry.objects.filter(verb="case.note").count()),
        reports=len(reports),
        breaks=[str(harm) for chain in Chain if (harm := first_break(chain))],
        integrity=_integrity(),
    )


def _integrity() -> str:
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])


def begin() -> None:
    """Make the school, a case, and a session of its mentor."""
    call_command("migrate", verbosity=0)
    if connection.vendor == "postgresql":
        second_line.draw(connection, str(connection.settings_dict["USER"]))
    check.fits()
    cast = make_school()
    case = case_about(cast)
    client = log_in(Client(), cast.mentor)
    # Everything is loaded once, so that a child answers at once.
    Client().post("/hulp/", {"form_key": str(uuid4()), "told": "Om warm te worden.", "readers": "mentor"})
    client.post(f"/situaties/{case.pk}/notitie/", {"form_key": str(uuid4()), "text": "", "happened_on": ""})
    LISTENING.bind(("127.0.0.1", 0))
    LISTENING.listen(64)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    _say(port=LISTENING.getsockname()[1], case=str(Case.objects.get().pk), cookies=cookies)


VERBS: dict[str, Callable[..., None]] = {"kill": kill, "rest": rest, "look": look}
APPLICATION = get_wsgi_application()

if __name__ == "__main__":
    begin()
    for line in sys.stdin:
        told = json.loads(line)
        VERBS[told.pop("do")](**told)
