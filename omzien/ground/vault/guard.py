"""While a request is served, content is reached through the policy, or from what was reached through it.

The rows of a guarded model cannot be listed or looked up by a key from an address. What may be asked: a scope of the
policy, the rows that belong to an object in hand, and, with a reason that a test lists, what lies beyond both.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import models
from django.db.models import OuterRef

M = TypeVar("M", bound=models.Model)
REACHED = "reached"

_watching: ContextVar[bool] = ContextVar("watching", default=False)


class UnscopedQuery(RuntimeError):
    """Content was asked for outside the policy; it names the model and never a value."""


@contextmanager
def watched() -> Iterator[None]:
    """Watch what is asked of guarded models: a request is being served."""
    before = _watching.set(True)
    try:
        yield
    finally:
        _watching.reset(before)


@contextmanager
def unwatched() -> Iterator[None]:
    """Let the policy itself look: it has to see everything in order to say who may see what."""
    before = _watching.set(False)
    try:
        yield
    finally:
        _watching.reset(before)


def reached(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Mark rows as reached through the policy; whatever is made of them carries the mark along."""
    rows._add_hints(**{REACHED: True})  # type: ignore[attr-defined]  # Django's own way to say where rows come from
    return rows


class Guarded(models.Manager[M]):
    """The rows of a model with content."""

    def get_queryset(self) -> models.QuerySet[M]:
        """Return all rows, or those of the object in hand; while a request is served only the latter."""
        if _watching.get() and getattr(self, "instance", None) is None:
            raise UnscopedQuery(self.model._meta.label)
        return super().get_queryset()

    def beyond(self, reason: str) -> models.QuerySet[M]:
        """Return all rows, for what has to look further than whoever asks; every reason is listed in a test."""
        return self._plain() if reason else self.get_queryset()

    def again(self, obj: M) -> models.QuerySet[M]:
        """Return the row of an object in hand, to read it anew or to hold it."""
        return reached(self._plain().filter(pk=obj.pk))

    def filter(self, *args: Any, **kwargs: Any) -> models.QuerySet[M]:
        """Return the rows that belong to what was reached before."""
        return self._of(kwargs).filter(*args, **kwargs)

    def get_or_create(self, defaults: Any = None, **kwargs: Any) -> tuple[M, bool]:
        """Find or add a row of an object in hand."""
        return self._of(kwargs).get_or_create(defaults, **kwargs)

    def create(self, **kwargs: Any) -> M:
        """Add a row: that is not looking."""
        return self._plain().create(**kwargs)

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """Add rows: that is not looking."""
        return self._plain().bulk_create(objs, *args, **kwargs)

    def _plain(self) -> models.QuerySet[M]:
        return super().get_queryset()

    def _of(self, conditions: dict[str, Any]) -> models.QuerySet[M]:
        bound = any(_in_hand(value) for value in conditions.values())
        return reached(self._plain()) if bound else self.get_queryset()


def _in_hand(value: Any) -> bool:
    """Tell whether a condition ties the rows to something that was reached: an object, objects, rows, or a query."""
    if isinstance(value, OuterRef):
        return True
    if isinstance(value, models.Model):
        return _is_guarded(value)
    if isinstance(value, models.QuerySet):
        return bool({REACHED, "instance"} & set(value._hints))  # type: ignore[attr-defined]  # see above
    return isinstance(value, list | tuple | set) and all(_is_guarded(item) for item in value)


def _is_guarded(value: Any) -> bool:
    """Tell whether this is a stored object with content: whoever has it in hand has reached it."""
    return (
        isinstance(value, models.Model)
        and not value._state.adding
        and isinstance(type(value)._default_manager, Guarded)
    )
