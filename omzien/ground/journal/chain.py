"""How entries are chained: each carries a keyed seal over itself and over the entry before it.

The key stands in the key ring, outside the database: whoever can write in the database alone cannot make a chain that
fits. The ring stands in a higher room and gives its seal by registration.
"""

import json
from collections.abc import Callable
from datetime import UTC

from .models import Chain, Entry, Head

Sealer = Callable[[str, str], str]

_sealers: list[Sealer] = []
_confided: set[str] = set()


def sealed_by(sealer: Sealer) -> None:
    """Give the keyed hash (purpose, text) -> 64 hex by which entries are sealed."""
    _sealers[:] = [sealer]


def confide(*labels: str) -> None:
    """Say which objects belong to confidential advisers: what happens to these never stands in the school's journal."""
    _confided.update(labels)


def chain_of(label: str) -> Chain:
    """Return the chain in which an object's events stand."""
    return Chain.ADVISERS if label in _confided else Chain.SCHOOL


def seal_of(entry: Entry) -> str:
    """Return the seal that fits this entry."""
    told = [
        entry.chain,
        entry.place,
        entry.before,
        # In one zone: the database gives the moment back in another than it was given.
        entry.at.astimezone(UTC).isoformat(),
        str(entry.actor),
        entry.hat,
        str(entry.school),
        entry.verb,
        entry.about,
        str(entry.about_id),
        entry.facts,
    ]
    return _sealers[0]("journal.entry", json.dumps(told, sort_keys=True))


def seal_of_head(chain: str, place: int, seal: str) -> str:
    """Return what proves how far a chain reached."""
    return _sealers[0]("journal.head", json.dumps([chain, place, seal]))


def move_head(entry: Entry) -> None:
    """Keep, in the same transaction, how far the chain reaches now."""
    head = Head(chain=entry.chain, place=entry.place, seal=entry.seal)
    head.sealed = seal_of_head(head.chain, head.place, head.seal)
    Head.objects.bulk_create(
        [head], update_conflicts=True, unique_fields=["chain"], update_fields=["place", "seal", "sealed"]
    )
