"""The environment of one installation, read from its data directory before Django looks at its settings."""

import os
from collections.abc import Mapping
from pathlib import Path

from omzien.config.refusal import Refusal

FILE = "omzien.env"
DATABASE = "omzien.sqlite3"
# A demo hears nothing of the school that may live on the same machine.
OF_A_SCHOOL = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "SECURITY_CONTACT",
    "MAIL_FROM",
    "OMZIEN_KEYS",
    "SMTP_HOST",
    "SMTP_PASSWORD",
    "SMTP_PORT",
    "SMTP_TLS",
    "SMTP_USER",
    "TRUSTED_PROXY",
)


def data_directory(asked: str | None) -> Path:
    """Return where this installation keeps its data: the flag, else OMZIEN_DATA, else ./data."""
    return Path(asked or os.environ.get("OMZIEN_DATA") or "data").expanduser().resolve()


def make_directory(path: Path) -> None:
    """Make a directory that only its owner can enter, or say why that is not possible."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"Cannot make the directory {path}: {error.strerror}.") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise Refusal(f"The directory {path} cannot be written by this user.")


def parse(text: str, name: str) -> dict[str, str]:
    """Read KEY=VALUE lines; empty lines and lines that begin with # say nothing."""
    told: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        key, sign, value = stripped.partition("=")
        if not sign or not key.strip().isidentifier():
            raise Refusal(f"{name}, line {number}: expected NAME=value.")
        told[key.strip()] = _unquoted(value.strip())
    return told


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def load(data: Path) -> None:
    """Take the installation's env file into the environment; what is set outside wins."""
    file = data / FILE
    told: Mapping[str, str] = {}
    if file.exists():
        try:
            told = parse(file.read_text(encoding="utf-8"), str(file))
        except OSError as error:
            raise Refusal(f"Cannot read {file}: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise Refusal(f"{file} is not a text file in UTF-8.") from error
    for key, value in told.items():
        os.environ.setdefault(key, value)
    os.environ["OMZIEN_DATA"] = str(data)
    if not os.environ.get("SECRET_KEY"):
        raise Refusal(f"There is no Omzien in {data} yet. Run `omzien init` first, or point --data at the right place.")


def become_demo(data: Path, port: int, secret: str) -> None:
    """Make this process a demo, whatever stood in its environment."""
    for name in OF_A_SCHOOL:
        os.environ.pop(name, None)
    os.environ["OMZIEN_DATA"] = str(data)
    os.environ["SITE_URL"] = f"http://127.0.0.1:{port}"
    os.environ["SECRET_KEY"] = secret
