"""Who saw what, and what was refused: looking at something sensitive is history too, without its content."""

from datetime import timedelta
from uuid import UUID

from django.db import models

from omzien.ground.clock import now

from .chain import chain_of
from .models import Entry
from .record import Actor, append
from .writing import one_write

# Whoever goes to and fro between two pages has looked once.
ONE_LOOK = timedelta(minutes=30)
SAW, REFUSED = "looked", "refused"
_watched: set[str] = set()


def watch(*labels: str) -> None:
    """Say which objects' pages are journalled when they are read."""
    _watched.update(labels)


def is_watched(label: str) -> bool:
    """Tell whether looking at such an object is history."""
    return label in _watched


def saw(actor: Actor, obj: models.Model) -> None:
    """Keep that somebody looked at an object: once in half an hour with the same hat."""
    saw_one(actor, obj._meta.label, obj.pk)


def saw_one(actor: Actor, label: str, pk: UUID) -> None:
    """As `saw`, of an object that is known by its key."""
    if not _lately(actor, SAW, label, pk):
        _keep(actor, SAW, label, pk, {})


def refused(actor: Actor, act: str, label: str, pk: UUID | None, status: int) -> None:
    """Keep that an act was refused: what was asked for, never what it holds.

    Whether the object exists is not looked up: an answer must take as long for what is not there.
    """
    if not _lately(actor, REFUSED, label, pk, act=act):
        _keep(actor, REFUSED, label, pk, {"act": act, "status": status})


def at(obj: models.Model, days: int = 0) -> models.QuerySet[Entry]:
    """Return the looks at an object, the latest first; `days` keeps only the latest days."""
    found = Entry.objects.filter(verb=SAW, about=obj._meta.label, about_id=obj.pk, chain=chain_of(obj._meta.label))
    if days:
        found = found.filter(at__gte=now() - timedelta(days=days))
    return found.order_by("-at", "-id")


def _lately(actor: Actor, verb: str, label: str, pk: UUID | None, **facts: str) -> bool:
    same = Entry.objects.filter(
        school=actor.school_id, about=label, about_id=pk, actor=actor.actor_id, hat=actor.hat, verb=verb
    )
    wanted = {f"facts__{name}": value for name, value in facts.items()}
    return same.filter(at__gt=now() - ONE_LOOK, **wanted).exists()


def _keep(actor: Actor, verb: str, label: str, pk: UUID | None, facts: dict[str, str | int]) -> None:
    entry = Entry(
        chain=chain_of(label),
        at=now(),
        actor=actor.actor_id,
        hat=actor.hat,
        school=actor.school_id,
        verb=verb,
        about=label,
        about_id=pk,
        facts=facts,
    )
    with one_write():
        append(entry)
