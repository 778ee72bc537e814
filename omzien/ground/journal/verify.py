"""Reading the journal back: whatever was changed, removed, moved or put in from outside shows, with its place."""

import json
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from .chain import seal_of, seal_of_head
from .models import Chain, Entry, Head

FILE = "journal.heads.json"


class Harm(StrEnum):
    """What was done to a chain."""

    EDIT = "edit"
    DELETION = "deletion"
    INSERTION = "insertion"
    REORDERING = "reordering"
    TRUNCATION = "truncation"
    HEAD = "head"
    ROLLBACK = "rollback"


@dataclass(frozen=True)
class Break:
    """The first place of a chain that does not fit, and what was done there."""

    chain: Chain
    place: int
    harm: Harm


def check(chain: Chain) -> Break | None:
    """Return where a chain fits neither itself nor what was kept beside the database, or None when all is well."""
    return first_break(chain) or beside_the_database(chain)


def first_break(chain: Chain) -> Break | None:
    """Return where a chain does not fit itself, or None when all of it fits."""
    expected, before = 1, ""
    for entry in Entry.objects.filter(chain=chain).order_by("id").iterator():
        if (entry.place, entry.before) != (expected, before) or not _is_good(entry):
            return Break(chain, expected, _harm(entry, expected, before))
        expected, before = expected + 1, entry.seal
    return _at_the_end(chain, expected - 1, before)


def _is_good(entry: Entry) -> bool:
    return entry.seal == seal_of(entry)


def _harm(entry: Entry, expected: int, before: str) -> Harm:
    """Name what was done: only the key makes a good seal, so a good entry in a wrong place was moved there."""
    others = Entry.objects.filter(chain=entry.chain).exclude(pk=entry.pk)
    if not _is_good(entry):
        real = any(_is_good(other) for other in others.filter(before=before))
        return Harm.INSERTION if real else Harm.EDIT
    missing = others.filter(place__gte=expected, place__lt=entry.place)
    if entry.place > expected and not any(_is_good(other) for other in missing.iterator()):
        return Harm.DELETION
    return Harm.REORDERING


def _at_the_end(chain: Chain, last: int, seal: str) -> Break | None:
    head = Head.objects.filter(pk=chain).first()
    if head is None:
        if last:
            return Break(chain, last, Harm.HEAD)
    elif head.sealed != seal_of_head(head.chain, head.place, head.seal) or head.place < last:
        return Break(chain, head.place, Harm.HEAD)
    elif (head.place, head.seal) != (last, seal):
        return Break(chain, last + 1, Harm.TRUNCATION)
    return None


def beside_the_database(chain: Chain) -> Break | None:
    """Compare with what was written outside the database: an older copy of the whole database fits itself."""
    told = read_heads().get(chain.value)
    if told is None:
        return None
    place, seal = int(told["place"]), str(told["seal"])
    if told["sealed"] != seal_of_head(chain, place, seal):
        return Break(chain, place, Harm.HEAD)
    entries = Entry.objects.filter(chain=chain)
    if entries.filter(place=place).values_list("seal", flat=True).first() == seal:
        return None
    last = entries.aggregate(last=Max("place"))["last"] or 0
    return Break(chain, min(place, last + 1), Harm.ROLLBACK)


def _path() -> Path:
    return Path(settings.DATA) / FILE


def read_heads() -> dict[str, dict[str, str | int]]:
    """Return what stands beside the database; nothing when it was never written or cannot be read."""
    try:
        found: dict[str, dict[str, str | int]] = json.loads(_path().read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return found


def keep_heads() -> int:
    """Write beside the database how far each chain reaches, when it got further."""
    heads = {row["chain"]: row for row in Head.objects.values("chain", "place", "seal", "sealed")}
    kept = read_heads()
    further = {
        chain: row for chain, row in heads.items() if int(row["place"]) > int(kept.get(chain, {"place": 0})["place"])
    }
    if further:
        # Never back: after a rollback the furthest that was known stays, so that it shows.
        draft = _path().with_suffix(".part")
        draft.write_text(json.dumps({**kept, **further}))
        os.replace(draft, _path())
    return len(further)
