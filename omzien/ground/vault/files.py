"""Files outside the web root: sealed in pieces, each bound to its place, its row and whether it is the last.

    name = files.write(pieces, bound_to)            # an iterable of bytes; the name is random and says nothing
    for piece in files.read(name, bound_to): ...    # raises FileDamaged before it gives a piece that does not fit
    files.erase(name)

`bound_to` is `fields.bound_to(Model, "file", pk)` of the row that keeps the name. With `inner` (a data key of
`boxes`) each piece is sealed under that key first: the ring alone does not open it.
The file's own key stands at its head, sealed under the ring: rotation renews the head and leaves the pieces.
"""

import hmac
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from .ring import KEY_BYTES, NONCE_BYTES, RingError, ring

MAGIC = b"OMZ1"
PIECE = 64 * 1024
TAG = 16
HEAD = len(MAGIC) + 2 + NONCE_BYTES + KEY_BYTES + TAG


class FileDamaged(Exception):
    """A file that is missing, cut off, changed, or not the one of this row."""


def directory() -> Path:
    """Return where files are kept."""
    return Path(settings.DATA) / "files"


def _path(name: str) -> Path:
    if len(name) != 32 or not set(name) <= set("0123456789abcdef"):
        raise FileDamaged("no name of a file")
    return directory() / name[:2] / name


def _head(name: str, key: bytes) -> bytes:
    return MAGIC + ring().seal(key, f"file:{name}")


def _inner(key: bytes | None, name: str) -> bytes | None:
    """Derive the inner key of one file: under a shared one the numbers of two files would meet."""
    return hmac.digest(key, f"file:{name}".encode(), "sha256") if key else None


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(NONCE_BYTES - 1, "big") + bytes([last])


def _pieces(given: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Cut what comes in into pieces of one size, and say which is the last; a file of nothing has one empty piece."""
    held = bytearray()
    for some in given:
        held += some
        while len(held) > PIECE:
            yield bytes(held[:PIECE]), False
            del held[:PIECE]
    yield bytes(held), True


class _Seal:
    """Seals and opens the pieces of one file."""

    def __init__(self, key: bytes, bound_to: str, inner: bytes | None) -> None:
        self.ciphers = [AESGCM(one) for one in ((inner, key) if inner else (key,))]
        self.bound = bound_to.encode()
        self.size = PIECE + TAG * len(self.ciphers)

    def seal(self, plain: bytes, number: int, last: bool, name: str) -> bytes:
        for depth, cipher in enumerate(self.ciphers):
            plain = cipher.encrypt(_nonce(number, last), plain, self._place(name, depth))
        return plain

    def open(self, sealed: bytes, number: int, last: bool, name: str) -> bytes:
        for depth, cipher in reversed(list(enumerate(self.ciphers))):
            sealed = cipher.decrypt(_nonce(number, last), sealed, self._place(name, depth))
        return sealed

    def _place(self, name: str, depth: int) -> bytes:
        return b"%d:%s:%s" % (depth, name.encode(), self.bound)


def write(given: Iterable[bytes], bound_to: str, inner: bytes | None = None) -> str:
    """Keep a file and return its name; it is there whole or not at all, and never readable on its way."""
    name, key = secrets.token_hex(16), secrets.token_bytes(KEY_BYTES)
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    seal = _Seal(key, bound_to, _inner(inner, name))
    with _draft(path) as stream:
        stream.write(_head(name, key))
        for number, (piece, last) in enumerate(_pieces(given)):
            stream.write(seal.seal(piece, number, last, name))
    return name


class _draft:  # noqa: N801 - used as a with-statement
    """A file under another name until it is whole and on the disk."""

    def __init__(self, path: Path) -> None:
        self.path, self.part = path, path.with_name(f"{path.name}.part")

    def __enter__(self) -> BinaryIO:
        handle = os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self.stream: BinaryIO = os.fdopen(handle, "wb")
        return self.stream

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None:
                self.stream.flush()
                os.fsync(self.stream.fileno())
                os.replace(self.part, self.path)
                _settle(self.path.parent)
        finally:
            self.stream.close()
            self.part.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _open_head(name: str, stream: BinaryIO) -> bytes:
    head = stream.read(HEAD)
    if len(head) != HEAD or not head.startswith(MAGIC):
        raise FileDamaged("no file of ours")
    try:
        return ring().open(head[len(MAGIC) :], f"file:{name}")
    except (InvalidTag, RingError) as error:
        raise FileDamaged("another file's head, or another ring") from error


def read(name: str, bound_to: str, inner: bytes | None = None) -> Iterator[bytes]:
    """Give the pieces of a file one by one; the last is given only when nothing was cut off behind it."""
    try:
        stream = _path(name).open("rb")
    except FileNotFoundError as error:
        raise FileDamaged("gone") from error
    with stream:
        seal = _Seal(_open_head(name, stream), bound_to, _inner(inner, name))
        sealed, number = stream.read(seal.size), 0
        while True:
            following = stream.read(seal.size)
            try:
                plain = seal.open(sealed, number, not following, name)
            except InvalidTag as error:
                raise FileDamaged(f"piece {number} does not fit") from error
            yield plain
            if not following:
                return
            sealed, number = following, number + 1


def erase(name: str) -> None:
    """Erase a file: its key is overwritten first, so that what a disk still holds opens nowhere."""
    path = _path(name)
    with suppress(FileNotFoundError):
        with path.open("r+b") as stream:
            stream.write(secrets.token_bytes(HEAD))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()


def names() -> Iterator[str]:
    """Name every file that is kept, in a fixed order."""
    for path in sorted(directory().glob("??/*")):
        if len(path.name) == 32:
            yield path.name


def key_number(name: str) -> int:
    """Return the number of the key under which a file's own key is sealed."""
    with _path(name).open("rb") as stream:
        return stream.read(HEAD)[len(MAGIC) + 1]


def reseal(name: str) -> None:
    """Put the file's own key under the ring's active key; the pieces stay as they are."""
    path = _path(name)
    with path.open("rb") as old, _draft(path) as new:
        new.write(_head(name, _open_head(name, old)))
        while some := old.read(PIECE):
            new.write(some)


def sweep(older_than: float) -> int:
    """Take away what a power cut left half written before this moment; nobody can read it."""
    left = [path for path in directory().glob("??/*.part") if path.stat().st_mtime < older_than]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
