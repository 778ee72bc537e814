"""Writing the journal: who did what, and who saw what, chained so that a change shows."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from django.db import connection, models, transaction

from omzien.ground.clock import now

from .models import Entry

Fact = str | int | bool | None
_CHAIN_LOCK = 0x4F6D7A69  # one number for the whole installation; PostgreSQL orders the chain by it


class Actor(Protocol):
    """Whoever acts: a person with the hat they wear."""

    @property
    def actor_id(self) -> UUID | None:
        """Return the person's key, or None for the clock and for someone unknown."""

    @property
    def hat(self) -> str:
        """Return the role in which the person acts."""

    @property
    def school_id(self) -> UUID | None:
        """Return the school in which the person acts."""


def _seal(before: str, entry: Entry) -> str:
    told = [
        before,
        # In one zone: the database gives the moment back in another than it was given.
        entry.at.astimezone(UTC).isoformat(),
        str(entry.actor),
        entry.hat,
        str(entry.school),
        entry.verb,
        entry.about,
        str(entry.about_id),
        json.dumps(entry.facts, sort_keys=True),
    ]
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()


def record(
    actor: Actor | None, verb: str, obj: models.Model | None = None, *, at: datetime | None = None, **facts: Fact
) -> Entry:
    """Add one entry inside the caller's transaction; facts are codes and counts, never content or names.

    `at` is for what must not show its minute, such as a report of who gave no name.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        before = Entry.objects.order_by("-id").values_list("seal", flat=True).first() or ""
        entry = Entry(
            at=at or now(),
            actor=actor.actor_id if actor else None,
            hat=actor.hat if actor else "",
            school=actor.school_id if actor else getattr(obj, "school_id", None),
            verb=verb,
            about=obj._meta.label if obj is not None else "",
            about_id=obj.pk if obj is not None else None,
            facts=facts,
            before=before,
        )
        entry.seal = _seal(before, entry)
        entry.save(force_insert=True)
    return entry


def broken_at() -> int | None:
    """Return the place of the first entry that does not fit the chain, or None when all fit."""
    before = ""
    for place, entry in enumerate(Entry.objects.order_by("id").iterator(), start=1):
        if entry.before != before or entry.seal != _seal(before, entry):
            return place
        before = entry.seal
    return None
