"""The key ring: kept outside the database, so that a stolen database or backup cannot be read."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12
ENVELOPE_VERSION = 1


class RingError(Exception):
    """The key ring is missing, damaged, or does not fit what it should open."""


@dataclass(frozen=True)
class Ring:
    """The keys by number (1-255), the number of the key in use, and the key of the look-up index."""

    keys: dict[int, bytes]
    active: int
    index: bytes

    def seal(self, plain: bytes, bound_to: str) -> bytes:
        """Encrypt into an envelope: version, key number, nonce, ciphertext; `bound_to` is authenticated with it."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        body = AESGCM(self.keys[self.active]).encrypt(nonce, plain, bound_to.encode())
        return bytes([ENVELOPE_VERSION, self.active]) + nonce + body

    def open(self, envelope: bytes, bound_to: str) -> bytes:
        """Decrypt an envelope; raises cryptography's InvalidTag when it was changed or moved to another row."""
        version, number = envelope[0], envelope[1]
        if version != ENVELOPE_VERSION or number not in self.keys:
            raise RingError(f"no key {number} for envelope version {version}")
        nonce, body = envelope[2 : 2 + NONCE_BYTES], envelope[2 + NONCE_BYTES :]
        return AESGCM(self.keys[number]).decrypt(nonce, body, bound_to.encode())


def new_key() -> bytes:
    """Make a key."""
    return secrets.token_bytes(KEY_BYTES)


def make(path: Path) -> None:
    """Write a new key ring that only its owner can read; refuses to replace one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, Ring(keys={1: new_key()}, active=1, index=new_key()))


def replace(path: Path, ring: Ring) -> None:
    """Put another ring in the place of this one, whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    _write(draft, ring)
    os.replace(draft, path)
    _settle(path.parent)


def copy(path: Path, to: Path) -> None:
    """Keep a copy of a ring, readable by its owner only."""
    _write(to, read(path))
    _settle(to.parent)


def _write(path: Path, ring: Ring) -> None:
    told = {
        "active": ring.active,
        "keys": {str(number): base64.b64encode(key).decode() for number, key in sorted(ring.keys.items())},
        "index": base64.b64encode(ring.index).decode(),
    }
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(told, file, indent=1)
        file.flush()
        os.fsync(handle)


def _settle(directory: Path) -> None:
    """Make a name in a directory survive a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path) -> Ring:
    """Read a key ring; raises RingError that says what to do."""
    try:
        told = json.loads(path.read_text())
        keys = {int(number): base64.b64decode(key) for number, key in told["keys"].items()}
        ring = Ring(keys=keys, active=int(told["active"]), index=base64.b64decode(told["index"]))
    except FileNotFoundError as error:
        raise RingError(f"no key ring at {path}: run `omzien init`, or put the ring of this database back") from error
    except (ValueError, KeyError, TypeError) as error:
        raise RingError(f"the key ring at {path} is damaged: put a good copy back") from error
    if ring.active not in ring.keys or any(len(key) != KEY_BYTES for key in [*keys.values(), ring.index]):
        raise RingError(f"the key ring at {path} is damaged: put a good copy back")
    return ring


_known: dict[Path, Ring] = {}


def ring() -> Ring:
    """Return the ring of this installation, anew when its file was replaced: nothing is sealed with a stale ring."""
    path = Path(settings.KEY_RING)
    try:
        told = path.stat()
    except OSError:
        # The file went away while serving: what is known stays good, and the next start refuses.
        return _known[path] if path in _known else read(path)
    return _read_once(path, told.st_mtime_ns, told.st_ino)


@lru_cache(maxsize=1)
def _read_once(path: Path, changed: int, node: int) -> Ring:
    fresh = read(path)
    if path in _known and _known[path].index != fresh.index:
        raise RingError(f"{path} was replaced by another key ring: put the right one back, then restart")
    _known[path] = fresh
    return fresh


def index_key(purpose: str, text: str) -> str:
    """Return the keyed hash (64 hex) by which an encrypted value is found; each purpose has its own hashes."""
    return hmac.new(ring().index, f"{purpose}\x1f{text}".encode(), hashlib.sha256).hexdigest()
