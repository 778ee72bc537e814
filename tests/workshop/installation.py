"""The private installation that the tests run in: own data directory, own keys, own database."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.workshop.postgres import Cluster

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
# What a developer has in the environment must not change what the tests see.
FOREIGN = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "SECURITY_CONTACT",
    "OMZIEN_KEYS",
    "SMTP_HOST",
    "SMTP_USER",
    "SMTP_PASSWORD",
    "MAIL_FROM",
    "TRUSTED_PROXY",
)


class Installation:
    """A data directory, and a PostgreSQL cluster when the tests ask for one."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="omzien-test-"))
        self.keys = self.home / "keys.json"
        (self.home / "static").mkdir()
        self.cluster: Cluster | None = None
        # Also when the run ends before it has begun.
        atexit.register(self.remove)

    def prepare(self) -> None:
        """Set the environment that Django's settings read; the main process shares its cluster with its workers."""
        if not WORKER:
            for name in FOREIGN:
                os.environ.pop(name, None)
            if os.environ.get("OMZIEN_TEST_DATABASE", "sqlite") == "postgres":
                self.cluster = Cluster()
                self.cluster.start()
                os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"] = self.cluster.url
        os.environ["OMZIEN_DATA"] = str(self.home)
        os.environ["OMZIEN_KEYS"] = str(self.keys)
        os.environ["SITE_URL"] = "http://testserver"
        os.environ["SECRET_KEY"] = "only for tests: " + "x" * 40
        os.environ["DJANGO_SETTINGS_MODULE"] = "omzien.config.settings"

    def remove(self) -> None:
        """Leave nothing behind."""
        if self.cluster is not None:
            self.cluster.stop()
        shutil.rmtree(self.home, ignore_errors=True)
