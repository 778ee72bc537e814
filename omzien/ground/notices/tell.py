"""Putting a notice in the outbox, inside the transaction of the verb that gives rise to it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from omzien.ground.clock import now
from omzien.ground.school.models import Staff

from .models import Notice
from .subjects import is_barred


def _notice(
    recipient: Staff, kind: str, dedupe: str, path: str, made_at: datetime | None, mail_after: datetime | None
) -> Notice:
    moment = now()
    return Notice(
        school_id=recipient.school_id,
        recipient=recipient,
        kind=kind,
        path=path,
        dedupe=f"{dedupe}:{recipient.pk}",
        made_at=made_at or moment,
        mail_after=mail_after or moment,
    )


def tell(
    recipient: Staff,
    kind: str,
    dedupe: str,
    path: str,
    *,
    made_at: datetime | None = None,
    mail_after: datetime | None = None,
) -> bool:
    """Tell someone once per `dedupe`; True when it is new. `path` is opaque: it holds a key, never a name.

    Who may not know of what it leads to is told nothing: deny beats allow.
    `made_at` and `mail_after` are for what must not show its minute: see `next_post`.
    """
    if is_barred(recipient, path):
        return False
    try:
        with transaction.atomic():
            _notice(recipient, kind, dedupe, path, made_at, mail_after).save(force_insert=True)
    except IntegrityError:
        return False
    return True


def tell_each(
    recipients: Iterable[Staff],
    kind: str,
    dedupe: str,
    path: str,
    *,
    made_at: datetime | None = None,
    mail_after: datetime | None = None,
) -> None:
    """Tell several people the same, each once per `dedupe`, in one statement; whoever is barred the caller leaves out."""
    notices = [_notice(recipient, kind, dedupe, path, made_at, mail_after) for recipient in recipients]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
