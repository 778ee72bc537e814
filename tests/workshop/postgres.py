"""A throw-away PostgreSQL 15 on a Unix socket: made before the tests, gone after them."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

BINARIES = Path(os.environ.get("OMZIEN_POSTGRES_BIN", "/usr/lib/postgresql/15/bin"))
USER = "omzien"
# Nothing in this cluster outlives the tests, so nothing need survive a power cut.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "timezone": "UTC",
}


class Cluster:
    """One PostgreSQL server in a temporary directory."""

    def __init__(self) -> None:
        if not (BINARIES / "initdb").exists():
            raise SystemExit(f"PostgreSQL 15 is not in {BINARIES}. On Debian 12: apt-get install postgresql-15")
        # A socket's path may have 107 characters at most, so it stands right under the temporary directory.
        self.home = Path(tempfile.mkdtemp(prefix="omzien-pg-", dir="/tmp"))
        self._running = False

    @property
    def url(self) -> str:
        """The address that DATABASE_URL takes."""
        return f"postgresql://{USER}@/omzien?host={quote(str(self.home), safe='')}"

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root; Debian's package made this account.
            owner = pwd.getpwnam("postgres")
            os.chown(self.home, owner.pw_uid, owner.pw_gid)
        data = self.home / "data"
        self._run("initdb", "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        log = str(self.home / "log")
        self._run("pg_ctl", "-D", str(data), "-w", "-l", log, "-o", f"-k {self.home} {options}", "start")
        self._running = True
        atexit.register(self.stop)

    def stop(self) -> None:
        """End the server and leave nothing behind."""
        if self._running:
            self._running = False
            self._run("pg_ctl", "-D", str(self.home / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(BINARIES / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, cwd=self.home, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{program} failed: {done.stderr or done.stdout}")
