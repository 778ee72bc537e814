"""A list in pages by key: the next page begins where this one ended, however long the list is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.http import QueryDict

R = TypeVar("R")
M = TypeVar("M", bound=models.Model)
SIZE = 20
ON, BACK = "na", "voor"


@dataclass(frozen=True)
class Page(Generic[R]):
    """The rows of one page, and the addresses (queries) of its neighbours; empty where there is none."""

    rows: list[R]
    previous: str = ""
    next: str = ""


def page_of(rows: models.QuerySet[M], keys: tuple[str, ...], asked: QueryDict, size: int = SIZE) -> Page[M]:
    """Return the asked page of rows sorted by these keys; the last key is unique, all run in one direction."""
    back = BACK in asked
    values = _read(rows.model, keys, asked.get(BACK if back else ON, ""))
    ordered = rows.order_by(*(_turned(key) if back else key for key in keys))
    if values is not None:
        ordered = ordered.filter(_beyond(keys, values, back=back))
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    return Page(
        found,
        previous=_token(BACK, keys, found[0], asked) if found and (more if back else values is not None) else "",
        next=_token(ON, keys, found[-1], asked) if found and (more or back) else "",
    )


def _turned(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _beyond(keys: tuple[str, ...], values: tuple[Any, ...], *, back: bool) -> Q:
    """Return the condition for rows after these values: a >= x and (a > x or the rest lies beyond)."""
    key, value = keys[0].lstrip("-"), values[0]
    down = keys[0].startswith("-") is not back
    strictly = Q(**{f"{key}__{'lt' if down else 'gt'}": value})
    if len(keys) == 1:
        return strictly
    return Q(**{f"{key}__{'lte' if down else 'gte'}": value}) & (strictly | _beyond(keys[1:], values[1:], back=back))


def _token(name: str, keys: tuple[str, ...], row: models.Model, asked: QueryDict) -> str:
    query = asked.copy()
    for old in (ON, BACK):
        query.pop(old, None)
    values = (getattr(row, key.lstrip("-")) for key in keys)
    query[name] = "_".join(value.isoformat() if isinstance(value, date) else str(value) for value in values)
    return f"?{query.urlencode()}"


def _read(model: type[models.Model], keys: tuple[str, ...], token: str) -> tuple[Any, ...] | None:
    """Return the values in a token; None, so the first page, for whatever is not one of ours."""
    parts = token.split("_")
    if len(parts) != len(keys):
        return None
    try:
        return tuple(_value(model, key.lstrip("-"), part) for key, part in zip(keys, parts, strict=True))
    except (ValueError, OverflowError, FieldDoesNotExist):
        return None


def _value(model: type[models.Model], key: str, part: str) -> Any:
    field = model._meta.get_field(key)
    if isinstance(field, models.DateTimeField):
        moment = datetime.fromisoformat(part)
        if moment.tzinfo is None:
            raise ValueError("a moment without a zone")
        return moment.astimezone(UTC)
    if isinstance(field, models.DateField):
        return date.fromisoformat(part)
    return UUID(part) if isinstance(field, models.UUIDField) else part
