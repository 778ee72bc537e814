"""A form is carried out once: sent twice, it shows what the first time did."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from omzien.ground.clock import now

from .models import FormUse

KEPT = timedelta(hours=24)


def earlier(key: str) -> dict[str, Any] | None:
    """Return what the form with this key did before, or None when it is new."""
    use = FormUse.objects.filter(pk=key).first()
    return None if use is None else dict(use.result)


def first_time(key: str, at: datetime | None = None) -> bool:
    """Claim the key inside the caller's transaction; False when another submit was first.

    `at` is for what must not show its minute.
    """
    try:
        with transaction.atomic():
            FormUse.objects.create(key=key, at=at or now())
    except IntegrityError:
        return False
    return True


def remember(key: str, **result: str | int | bool | None) -> None:
    """Keep what the form did, for whoever sends it again."""
    FormUse.objects.filter(pk=key).update(result=result)


def forget_old() -> int:
    """Erase the keys of more than a day ago."""
    return FormUse.objects.filter(at__lt=now() - KEPT).delete()[0]
