"""One writer at a time: a change is one short transaction, with its journal row and its notices, or nothing."""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

_thread_lock = threading.Lock()


def _lock_file() -> Path | None:
    """Return the file that processes queue at, or None where the database itself orders its writers."""
    if connection.vendor != "sqlite":
        return None
    name = str(connection.settings_dict["NAME"])
    return None if "memory" in name else Path(f"{name}.writer")


@contextmanager
def one_write() -> Iterator[None]:
    """Open the transaction of one verb; on SQLite writers queue here instead of at the database."""
    path = _lock_file()
    if path is None or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with _thread_lock, path.open("w") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        with transaction.atomic():
            yield
