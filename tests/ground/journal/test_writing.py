"""Writers queue: two processes and their threads write to one file, and nothing is lost, locked or out of order."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from omzien.ground.vault import ring

WRITER = """
import sys, threading, django
django.setup()
from django.db import connections
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write

def write(name):
    for number in range(12):
        with one_write():
            record(None, f"writer.{name}", number=number)
    connections.close_all()

threads = [threading.Thread(target=write, args=(f"{sys.argv[1]}{n}",)) for n in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
COUNT = """
import django
django.setup()
from omzien.ground.journal.models import Chain, Entry
from omzien.ground.journal.verify import first_break
print(Entry.objects.count(), first_break(Chain.SCHOOL), Entry.objects.values("verb").distinct().count())
"""


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """Return the environment of an installation on disk."""
    ring.make(tmp_path / "keys.json")
    keep = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DATABASE_OWNER_URL", "OMZIEN_KEYS"}
    }
    home = keep | {"OMZIEN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "omzien.config.settings"}
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0", "--skip-checks"], env=home, check=True)
    return home


def test_two_processes_write_to_one_file_and_keep_one_chain(home: dict[str, str]) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, name], env=home, stderr=subprocess.PIPE) for name in "ab"
    ]
    for writer in writers:
        _out, said = writer.communicate(timeout=60)
        assert writer.returncode == 0, said.decode()[-2000:]
    told = subprocess.run([sys.executable, "-c", COUNT], env=home, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["48", "None", "4"]
