"""Putting a notice in the outbox, inside the transaction of the verb that gives rise to it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from omzien.ground.clock import now
from omzien.ground.school.models import Staff

from .models import Notice


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

    `made_at` and `mail_after` are for what must not show its minute: see `next_post`.
    """
    moment = now()
    try:
        with transaction.atomic():
            Notice.objects.create(
                school_id=recipient.school_id,
                recipient=recipient,
                kind=kind,
                path=path,
                dedupe=f"{dedupe}:{recipient.pk}",
                made_at=made_at or moment,
                mail_after=mail_after or moment,
            )
    except IntegrityError:
        return False
    return True
