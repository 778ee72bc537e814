"""`omzien init`: a new installation, with few questions and nothing overwritten."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.apps import apps

from omzien.config import environment, serve
from omzien.config.refusal import Refusal
from omzien.ground.vault import ring

REGIONS = ("noord", "midden", "zuid")
LOCAL = {"127.0.0.1", "localhost", "::1"}

ENV_TEXT = """\
# Omzien reads this file at every start. It holds secrets: only its owner may read it.
SITE_URL={site_url}
SECRET_KEY={secret}
{database}
{keys}

# Mail. Without a mail server, mails are files in the data directory.
# SMTP_HOST=smtp.example.nl
# SMTP_PORT=587
# SMTP_USER=
# SMTP_PASSWORD=
# MAIL_FROM=omzien@example.nl
# Port 587 begins with STARTTLS, port 465 with TLS; only a relay on this machine itself may do without:
# SMTP_TLS=0
# A mail server with a certificate of your own authority (unless this system trusts that already):
# SSL_CERT_FILE=/etc/ssl/my-authority.pem

# Behind a reverse proxy that sets X-Forwarded-Proto:
# TRUSTED_PROXY=1
"""

NEXT_STEPS = """\
Omzien for {school} stands in {data}.

Next:
  1. omzien createadmin      makes the first account and prints its one-time link
  2. omzien import people    loads pupils, staff and home groups (try --dry-run first)
  3. omzien serve            serves {site_url}; put TLS in front of it

Make a copy of {keys} and keep it apart from the database:
without it nothing in the database can be read, by anyone, ever.

WARNING: no real data yet. Not every part is finished at this moment.
Try everything with invented people, and wait for the release that has it.
"""


@dataclass(frozen=True)
class Answers:
    """What must be known to begin."""

    site_url: str
    school: str
    board: str
    region: str
    database_url: str = ""
    database_owner_url: str = ""


def check_site_url(text: str) -> str:
    """Return the address without a slash at its end; refuses what is not an address of a whole site."""
    parts = urlsplit(text.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise Refusal(f"'{text}' is not the address of a site. Give something like https://omzien.myschool.nl")
    if parts.scheme == "http" and parts.hostname not in LOCAL:
        raise Refusal(f"'{text}' would send everything readable over the network. Use https:// for a real address.")
    return text.strip().rstrip("/")


def check_region(text: str) -> str:
    """Return the region of the school holidays."""
    region = text.strip().lower()
    if region not in REGIONS:
        raise Refusal(f"'{text}' is not a region of the school holidays. Choose {', '.join(REGIONS)}.")
    return region


def check_name(text: str, what: str) -> str:
    """Return a name that is there and fits."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= 120:
        raise Refusal(f"The name of the {what} must have 1 to 120 characters.")
    return name


def refuse_existing(data: Path) -> None:
    """Refuse a directory where an installation lives already: its keys can never be made again."""
    for name in (environment.FILE, "keys.json", environment.DATABASE, "demo.env"):
        if (data / name).exists():
            raise Refusal(f"{data} holds an installation already ({name}). Nothing was changed.")


@contextmanager
def _undone_on_failure(made: list[Path]) -> Iterator[None]:
    """Take away what was made when a later step fails, so that a second try begins clean."""
    try:
        yield
    except BaseException:
        for path in made:
            for leftover in path.parent.glob(f"{path.name}*"):
                leftover.unlink()
        raise


def _write_env(file: Path, answers: Answers, keys: Path) -> None:
    database = f"DATABASE_URL={answers.database_url}" if answers.database_url else "# DATABASE_URL=postgresql://..."
    if answers.database_owner_url:
        database += f"\nDATABASE_OWNER_URL={answers.database_owner_url}"
    else:
        database += "\n# The owner of its tables, for the second line (docs/decisions/0010):\n# DATABASE_OWNER_URL=postgresql://..."
    ring_line = f"OMZIEN_KEYS={keys}" if keys.parent != file.parent else "# OMZIEN_KEYS=/another/disk/keys.json"
    text = ENV_TEXT.format(
        site_url=answers.site_url, secret=secrets.token_urlsafe(50), database=database, keys=ring_line
    )
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)


def _found(answers: Answers) -> None:
    schools = apps.get_model("school", "School")
    if schools._default_manager.exists():
        raise Refusal("This database holds a school already. Nothing was changed.")
    writing = import_module("omzien.ground.journal.writing")
    with writing.one_write():
        board = apps.get_model("school", "Board")._default_manager.create(name=answers.board)
        schools._default_manager.create(board=board, name=answers.school, region=answers.region)


def init(data: Path, answers: Answers) -> str:
    """Make secret, key ring, database, board and school; returns what to do next."""
    refuse_existing(data)
    environment.make_directory(data)
    keys = Path(os.environ.get("OMZIEN_KEYS") or data / "keys.json").resolve()
    if keys.exists():
        raise Refusal(f"There is a key ring at {keys} already. Nothing was changed.")
    # What a shell happens to have set must not win from what was just answered.
    for name in ("SITE_URL", "SECRET_KEY", "DATABASE_URL", "DATABASE_OWNER_URL", "OMZIEN_KEYS"):
        os.environ.pop(name, None)
    with _undone_on_failure([data / environment.FILE, keys, data / environment.DATABASE]):
        _write_env(data / environment.FILE, answers, keys)
        ring.make(keys)
        environment.load(data)
        django.setup()
        serve.migrate()
        _found(answers)
    return NEXT_STEPS.format(school=answers.school, data=data, site_url=answers.site_url, keys=keys)
