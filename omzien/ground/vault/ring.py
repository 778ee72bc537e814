"""The key ring: kept outside the database, so that a stolen database or backup cannot be read."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import cache
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


def make(path: Path) -> None:
    """Write a new key ring that only its owner can read; refuses to replace one."""
    told = {
        "active": 1,
        "keys": {"1": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()},
        "index": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(told, file, indent=1)


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


@cache
def ring() -> Ring:
    """Return the ring of this installation."""
    return read(settings.KEY_RING)


def index_key(purpose: str, text: str) -> str:
    """Return the keyed hash (64 hex) by which an encrypted value is found; each purpose has its own hashes."""
    return hmac.new(ring().index, f"{purpose}\x1f{text}".encode(), hashlib.sha256).hexdigest()
