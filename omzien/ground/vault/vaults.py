"""What an adviser does with a vault: make, open, another passphrase, recover, and give a colleague access.

Stretching a passphrase takes a quarter of a second, so it is done before the write. Everything here stands in the
journal's chain of the advisers.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db import IntegrityError, models

from omzien.ground.clock import now
from omzien.ground.journal.models import Chain
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write

from . import boxes
from .fields import bound_to
from .models import AdviserKey, Wrap

SHORTEST, WORDS = 15, 5
BATCH = 100


class Exists(Exception):
    """The adviser has a vault already: another one would not open what the first one opens."""


class LastReader(Exception):
    """Without this vault nobody could open some files any more."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


def is_long_enough(passphrase: str) -> bool:
    """Tell whether a passphrase has fifteen characters that are not a few repeated, or five different words."""
    words = passphrase.split()
    return (len(" ".join(words)) >= SHORTEST and len(set(passphrase)) >= 6) or len(set(words)) >= WORDS


def _lock(key: AdviserKey, field: str, private: bytes, secret: str) -> None:
    setattr(key, field, boxes.lock(private, secret, bound_to(AdviserKey, field, key.pk)))


def make(actor: Actor, school: models.Model, staff: models.Model, passphrase: str) -> tuple[AdviserKey, bytes, str]:
    """Make somebody's vault; gives it, the private key, and the recovery code, which is kept nowhere."""
    pair, code = boxes.new_pair(), boxes.new_recovery_code()
    key = AdviserKey(school_id=school.pk, staff_id=staff.pk, public=pair.public, made_at=now())
    _lock(key, "by_passphrase", pair.private, passphrase)
    _lock(key, "by_recovery", pair.private, code)
    try:
        with one_write():
            key.save(force_insert=True)
            record(actor, "vault.made", key)
    except IntegrityError as error:
        raise Exists from error
    return key, pair.private, code


def unlock(actor: Actor, key: AdviserKey, passphrase: str) -> bytes:
    """Return the private key; raises BoxError when the passphrase is wrong, or when the vault is not theirs any more."""
    private = _opened(key, "by_passphrase", passphrase)
    with one_write():
        record(actor, "vault.unlocked", key)
    return private


def _opened(key: AdviserKey, field: str, secret: str) -> bytes:
    private = boxes.unlock(getattr(key, field), secret, bound_to(AdviserKey, field, key.pk))
    if boxes.public_of(private) != key.public:
        raise boxes.BoxError("somebody put another public key in its place")
    return private


def change(actor: Actor, key: AdviserKey, private: bytes, passphrase: str) -> None:
    """Give the vault another passphrase; the recovery code stays."""
    _lock(key, "by_passphrase", private, passphrase)
    with one_write():
        key.save(update_fields=["by_passphrase"])
        record(actor, "vault.passphrase", key)


def recover(actor: Actor, key: AdviserKey, typed: str, passphrase: str) -> bytes:
    """Open with the recovery code and set a new passphrase; raises BoxError when the code is not the one."""
    private = _opened(key, "by_recovery", boxes.code_as_meant(typed))
    _lock(key, "by_passphrase", private, passphrase)
    with one_write():
        key.save(update_fields=["by_passphrase"])
        record(actor, "vault.recovered", key)
    return private


def new_code(actor: Actor, key: AdviserKey, private: bytes) -> str:
    """Make another recovery code; the old sheet opens nothing any more."""
    code = boxes.new_recovery_code()
    _lock(key, "by_recovery", private, code)
    with one_write():
        key.save(update_fields=["by_recovery"])
        record(actor, "vault.sheet", key)
    return code


# What one adviser was told for themselves alone: it never goes along when a colleague is let in.
_personal: set[str] = set()


def personal(*labels: str) -> None:
    """Say which objects are never handed on with a whole vault."""
    _personal.update(labels)


def without(mine: AdviserKey, other: AdviserKey) -> models.QuerySet[Wrap]:
    """Return one's own wraps of objects that can be handed on and that a colleague cannot open yet."""
    theirs = Wrap.objects.filter(adviser=other, about=models.OuterRef("about"), about_id=models.OuterRef("about_id"))
    return Wrap.objects.filter(~models.Exists(theirs), adviser=mine).exclude(about__in=_personal)


def share_with(actor: Actor, mine: AdviserKey, private: bytes, other: AdviserKey) -> int:
    """Give a colleague access to everything that one opens oneself; in short writes, so it may be done again."""
    done = 0
    for batch in _batches(without(mine, other)):
        keys = {wrap: boxes.open_data_key(private, wrap.sealed) for wrap in batch}
        with one_write():
            for wrap, key in keys.items():
                sealed = dict(boxes.seal_for({other.pk: other.public}, key))[other.pk]
                Wrap.objects.get_or_create(
                    about=wrap.about,
                    about_id=wrap.about_id,
                    adviser=other,
                    defaults={"school_id": wrap.school_id, "sealed": sealed},
                )
            record(actor, "vault.shared", other, objects=len(keys))
        done += len(keys)
    return done


def _batches(rows: models.QuerySet[Wrap]) -> Iterator[list[Wrap]]:
    last: UUID = UUID(int=0)
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def remove(actor: Actor, key: AdviserKey) -> None:
    """Take a vault away with everything it opened: from now on. What its owner read before, they have read."""
    others = Wrap.objects.filter(about=models.OuterRef("about"), about_id=models.OuterRef("about_id")).exclude(
        adviser=key
    )
    with one_write():
        # What was for them alone goes with them; everything else first needs another reader.
        alone = Wrap.objects.filter(~models.Exists(others), adviser=key).exclude(about__in=_personal).count()
        if alone:
            raise LastReader(alone)
        record(actor, "vault.removed", key, chain=Chain.ADVISERS)
        key.delete()
