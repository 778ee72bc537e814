"""Writing the journal: who did what, and who saw what, chained so that a change shows."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import connection, models, transaction

from omzien.ground.clock import now

from .chain import chain_of, move_head, seal_of
from .models import Chain, Entry

Fact = str | int | bool | None
_CHAIN_LOCK = 0x4F6D7A69  # one number for the whole installation; PostgreSQL orders the chains by it


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


def record(
    actor: Actor | None,
    verb: str,
    obj: models.Model | None = None,
    *,
    at: datetime | None = None,
    chain: Chain | None = None,
    **facts: Fact,
) -> Entry:
    """Add one entry inside the caller's transaction; facts are codes and counts, never content or names.

    `at` is for what must not show its minute, such as a report of who gave no name. What happens to a confidential
    adviser's objects (see `chain.confide`) goes into a chain of its own, and so does what names that `chain`.
    """
    label = obj._meta.label if obj is not None else ""
    school = actor.school_id if actor else getattr(obj, "school_id", None)
    return append(
        Entry(
            chain=chain or chain_of(label),
            at=at or now(),
            actor=actor.actor_id if actor else None,
            hat=actor.hat if actor else "",
            school=school,
            verb=verb,
            about=label,
            about_id=obj.pk if obj is not None else None,
            facts=facts,
        )
    )


def append(entry: Entry) -> Entry:
    """Put an entry at the end of its chain."""
    with transaction.atomic(savepoint=False):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        last = Entry.objects.filter(chain=entry.chain).order_by("-place").values_list("place", "seal").first()
        entry.place, entry.before = (last[0] + 1, last[1]) if last else (1, "")
        entry.seal = seal_of(entry)
        entry.save(force_insert=True)
        move_head(entry)
    return entry
