"""Sealed boxes: what only a confidential adviser opens, even for whoever holds the key ring and the database.

How a confidential object is kept (the models are the caller's; `bound_to` is `fields.bound_to(Model, "field", pk)`):

    key = boxes.new_data_key()                                  # one for each object, never stored as it is
    wraps = boxes.wrap_for_school(school, key)                  # [(adviser key's id, sealed)], raises NoAdviser
    obj.content = boxes.seal(key, b"...", bound_to)             # in an EncryptedBytesField: the ring is the second lock
    boxes.keep(school, obj, wraps)                              # rows that `vaults.share_with` hands on later

    private = unlocked.private_key(request)                     # None: send the adviser to the address `vault_unlock`
    key = boxes.data_key_of(obj, adviser_key, private)          # None: not shared with this adviser
    plain = boxes.open(key, obj.content, bound_to)
"""

import secrets
import unicodedata
from dataclasses import dataclass
from uuid import UUID

import nacl.exceptions
import nacl.public
import nacl.pwhash.argon2id
import nacl.secret
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from .models import AdviserKey, Wrap

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = 1
# A quarter of a second on the machines that schools have; one adviser at a time, so that 128 MiB is there.
OPS, MEMORY, SALT_BYTES = 3, 128 * 1024 * 1024, 16
# No I, L, O, U: what is read from paper is not mistaken.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_CHARACTERS, GROUP = 32, 4  # 160 bits


class BoxError(Exception):
    """A box does not open: another key, another place, or changed."""


class NoAdviser(Exception):
    """No confidential adviser of the school has set up a vault: nothing can be kept for them."""


@dataclass(frozen=True)
class Pair:
    """A key pair: everyone may seal with the public part, only the private part opens."""

    public: bytes
    private: bytes


def new_pair() -> Pair:
    """Make the key pair of one adviser."""
    private = nacl.public.PrivateKey.generate()
    return Pair(bytes(private.public_key), bytes(private))


def public_of(private_key: bytes) -> bytes:
    """Return the public part that belongs to a private key."""
    return bytes(nacl.public.PrivateKey(private_key).public_key)


def new_data_key() -> bytes:
    """Make the key of one object."""
    return secrets.token_bytes(KEY_BYTES)


def seal_for(public_keys: dict[UUID, bytes], data_key: bytes) -> list[tuple[UUID, bytes]]:
    """Seal a data key for each of these public keys; the one who seals cannot open it again."""
    return [
        (who, nacl.public.SealedBox(nacl.public.PublicKey(public)).encrypt(data_key))
        for who, public in public_keys.items()
    ]


def open_data_key(private_key: bytes, sealed: bytes) -> bytes:
    """Open a sealed data key."""
    try:
        return nacl.public.SealedBox(nacl.public.PrivateKey(private_key)).decrypt(sealed)
    except (nacl.exceptions.CryptoError, ValueError) as error:
        raise BoxError("sealed for another key, or changed") from error


def seal(data_key: bytes, plain: bytes, bound_to: str) -> bytes:
    """Encrypt content under its data key, bound to its place; store it in an EncryptedBytesField."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return bytes([VERSION]) + nonce + AESGCM(data_key).encrypt(nonce, plain, bound_to.encode())


def open(data_key: bytes, sealed: bytes, bound_to: str) -> bytes:  # noqa: A001 - called as boxes.open
    """Decrypt content; raises BoxError when it was changed, moved, or belongs to another key."""
    if len(sealed) <= NONCE_BYTES or sealed[0] != VERSION:
        raise BoxError("not a box")
    try:
        return AESGCM(data_key).decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], bound_to.encode())
    except InvalidTag as error:
        raise BoxError("another key, another place, or changed") from error


def _stretched(secret: str, salt: bytes) -> bytes:
    plain = " ".join(unicodedata.normalize("NFKC", secret).split()).encode()
    return nacl.pwhash.argon2id.kdf(KEY_BYTES, plain, salt, opslimit=OPS, memlimit=MEMORY)


def lock(private_key: bytes, secret: str, bound_to: str) -> bytes:
    """Seal a private key with a passphrase or a recovery code; takes a quarter of a second: never inside a write."""
    salt = secrets.token_bytes(SALT_BYTES)
    return salt + seal(_stretched(secret, salt), private_key, bound_to)


def unlock(locked: bytes, secret: str, bound_to: str) -> bytes:
    """Return the private key; raises BoxError when the passphrase or code is wrong."""
    return open(_stretched(secret, locked[:SALT_BYTES]), locked[SALT_BYTES:], bound_to)


def new_recovery_code() -> str:
    """Make the code of the printed sheet: 160 bits in groups of four."""
    characters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARACTERS))
    return "-".join(characters[at : at + GROUP] for at in range(0, CODE_CHARACTERS, GROUP))


def code_as_meant(typed: str) -> str:
    """Return a recovery code as it was printed, however it was typed over from paper."""
    bare = "".join(typed.upper().replace("O", "0").replace("I", "1").replace("L", "1").split()).replace("-", "")
    return "-".join(bare[at : at + GROUP] for at in range(0, len(bare), GROUP))


def wrap_for_school(school: models.Model, data_key: bytes) -> list[tuple[UUID, bytes]]:
    """Seal a data key for every confidential adviser of the school who has a vault today."""
    keys = {key.pk: key.public for key in AdviserKey.objects.serving(school) if key.public}
    if not keys:
        raise NoAdviser
    return seal_for(keys, data_key)


def keep(school: models.Model, obj: models.Model, wraps: list[tuple[UUID, bytes]]) -> None:
    """Store the wraps of an object's data key, inside the caller's write."""
    Wrap.objects.bulk_create(
        Wrap(school_id=school.pk, adviser_id=who, about=obj._meta.label, about_id=obj.pk, sealed=sealed)
        for who, sealed in wraps
    )


def data_key_of(obj: models.Model, adviser: AdviserKey, private_key: bytes) -> bytes | None:
    """Return the object's data key, or None when it was not shared with this adviser."""
    wrap = Wrap.objects.of(obj).filter(adviser=adviser).first()
    return None if wrap is None else open_data_key(private_key, wrap.sealed)


def erase(obj: models.Model) -> int:
    """Erase every wrap of an object's data key: from then on nobody opens its content in this database."""
    return Wrap.objects.of(obj).delete()[0]
