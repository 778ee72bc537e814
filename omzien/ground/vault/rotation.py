"""Another key for everything that is sealed: in short batches, so that the school goes on, and again after a stop."""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.db import models

from omzien.ground.clock import today
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write

from . import check, files
from .fields import Encrypted, Envelope, bound_to
from .models import KeyCheck
from .ring import Ring, RingError, copy, new_key, read, replace, ring

BATCH = 200
LAST_NUMBER = 255


class StillUsed(Exception):
    """A key that something is still sealed with, or the one in use."""


class Store(Protocol):
    """Something that holds envelopes."""

    name: str

    def numbers(self) -> Counter[int]:
        """Count the envelopes by the number of their key."""

    def renew(self) -> Iterator[tuple[int, int]]:
        """Seal with the active key what has another; gives, batch by batch, how many and how many do not open."""


def renewed(envelope: bytes, bound: str) -> bytes | None:
    """Return the envelope under the active key, or None when it is that already."""
    keys = ring()
    return None if envelope[1] == keys.active else keys.seal(keys.open(envelope, bound), bound)


class Table:
    """The encrypted fields of one model."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.name = model._meta.label
        self.fields = [field.attname for field in model._meta.concrete_fields if isinstance(field, Encrypted)]

    def numbers(self) -> Counter[int]:
        """Count the envelopes of every row."""
        rows = self.model._base_manager.values_list(*self.fields)
        return Counter(envelope[1] for row in rows.iterator(2000) for envelope in row if envelope)

    def renew(self) -> Iterator[tuple[int, int]]:
        """Renew the rows by their keys, one write for each batch."""
        last: Any = UUID(int=0)
        while True:
            with one_write():
                rows = list(
                    self.model._base_manager.filter(pk__gt=last)
                    .order_by("pk")
                    .select_for_update()
                    .values_list("pk", *self.fields)[:BATCH]
                )
                done = [self._renew(row[0], dict(zip(self.fields, row[1:], strict=True))) for row in rows]
            if not rows:
                return
            yield sum(one for one, _bad in done), sum(bad for _one, bad in done)
            last = rows[-1][0]

    def _renew(self, pk: object, envelopes: dict[str, bytes | None]) -> tuple[int, int]:
        new, bad = {}, 0
        for field, envelope in envelopes.items():
            try:
                other = renewed(envelope, bound_to(self.model, field, pk)) if envelope else None
            except (InvalidTag, RingError):
                bad += 1  # what does not open stays as it is, and keeps its key from being retired
                continue
            if other is not None:
                new[field] = Envelope(other)
        if new:
            self.model._base_manager.filter(pk=pk).update(**new)
        return len(new), bad


class Kept:
    """The files outside the database."""

    name = "files"

    def numbers(self) -> Counter[int]:
        """Count the files."""
        return Counter(files.key_number(name) for name in files.names())

    def renew(self) -> Iterator[tuple[int, int]]:
        """Renew the heads of files one by one."""
        for name in files.names():
            if files.key_number(name) == ring().active:
                continue
            try:
                files.reseal(name)
            except FileNotFoundError:
                continue  # erased meanwhile
            except files.FileDamaged:
                yield 0, 1
            else:
                yield 1, 0


_others: list[Store] = []


def also(store: Store) -> None:
    """Add envelopes that stand elsewhere than in an encrypted field: everything that is sealed is counted and renewed."""
    _others.append(store)


def stores() -> list[Store]:
    """Return everything that holds envelopes of this ring."""
    tables = [Table(model) for model in apps.get_models()]
    return [*(table for table in tables if table.fields), *_others, Kept()]


def numbers() -> dict[str, Counter[int]]:
    """Count, for each store, the envelopes by the number of their key."""
    return {store.name: counted for store in stores() if (counted := store.numbers())}


def _before() -> Path | None:
    """Return the copy of the ring that a rotation made and did not take away yet."""
    path = Path(settings.KEY_RING)
    return next(iter(sorted(path.parent.glob(f"{path.name}.before-*"))), None)


def begin(day: date | None = None) -> Ring:
    """Put a new key in use, or go on with a rotation that was stopped; writes its key check."""
    path = Path(settings.KEY_RING)
    old, kept = read(path), _before()
    if kept is None:
        kept = path.with_name(f"{path.name}.before-{day or today():%Y-%m-%d}")
        copy(path, kept)
    if old.active == read(kept).active:
        number = max(old.keys) + 1
        if number > LAST_NUMBER:
            raise RingError("a ring has room for 255 keys in all: every number has been used")
        replace(path, dataclasses.replace(old, keys={**old.keys, number: new_key()}, active=number))
    check.fits()
    return ring()


def renew_all() -> Iterator[tuple[str, int, int]]:
    """Renew store by store; gives after each batch the store, how many were renewed and how many do not open."""
    for store in stores():
        for done, bad in store.renew():
            yield store.name, done, bad


def finish(done: int, bad: int) -> None:
    """Say in the journal that it is done, and take the copy of the ring away: the ring itself holds the old key too."""
    with one_write():
        record(None, "keys.rotated", active=ring().active, envelopes=done, unreadable=bad)
    kept = _before()
    if kept is not None:
        kept.unlink()


def retire(number: int) -> None:
    """Take an old key out of the ring; raises StillUsed while anything is sealed with it."""
    path = Path(settings.KEY_RING)
    with one_write():
        keys = ring()
        if number not in keys.keys:
            raise StillUsed(f"There is no key {number} in this ring.")
        if number == keys.active:
            raise StillUsed(f"Key {number} is in use. First: omzien keys rotate")
        used = {name: counted[number] for name, counted in numbers().items() if counted[number]}
        if used:
            where = ", ".join(f"{name} {count}" for name, count in sorted(used.items()))
            raise StillUsed(f"{sum(used.values())} values are still sealed with key {number} ({where}).")
        KeyCheck.objects.filter(pk=number).delete()
        record(None, "keys.retired", number=number)
    # Stopped between the two, the ring has a key too many, which fits; the other way round nothing would start.
    replace(path, dataclasses.replace(keys, keys={one: key for one, key in keys.keys.items() if one != number}))
