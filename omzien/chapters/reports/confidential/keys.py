"""An adviser with the vault open: seals and opens the pieces of a file."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest

from omzien.ground.access.viewer import Viewer
from omzien.ground.school.models import School
from omzien.ground.vault import boxes, unlocked
from omzien.ground.vault.fields import bound_to
from omzien.ground.vault.models import AdviserKey, Wrap

Piece = dict[str, Any]


@dataclass(frozen=True)
class Opener:
    """Who looks, with the key of their vault in hand for as long as this request lasts."""

    viewer: Viewer
    adviser: AdviserKey
    private: bytes = field(repr=False)

    def key_of(self, obj: models.Model) -> bytes:
        """Return the data key of an object; 404 when it was not given to this adviser."""
        key = boxes.data_key_of(obj, self.adviser, self.private)
        if key is None:
            raise Http404
        return key

    def keys_of(self, rows: list[Any]) -> dict[Any, bytes]:
        """Return the data keys of several objects of one kind, in one query."""
        if not rows:
            return {}
        found = Wrap.objects.filter(
            adviser=self.adviser, about=rows[0]._meta.label, about_id__in=[row.pk for row in rows]
        )
        return {wrap.about_id: boxes.open_data_key(self.private, wrap.sealed) for wrap in found}

    def holds(self, obj: models.Model) -> bool:
        """Tell whether this adviser was given the object's key."""
        return Wrap.objects.of(obj).filter(adviser=self.adviser).exists()


def vault_of(viewer: Viewer) -> AdviserKey | None:
    """Return the vault of who looks, or None when they have none at this school."""
    return AdviserKey.objects.serving(viewer.school).filter(staff=viewer.staff).first()


def opener_of(request: HttpRequest, viewer: Viewer) -> Opener | None:
    """Return who looks with the key in hand; None when the vault is shut, or not there."""
    private = unlocked.private_key(request)
    adviser = vault_of(viewer) if private is not None else None
    return None if private is None or adviser is None else Opener(viewer, adviser, private)


def others_with_vault(viewer: Viewer) -> list[AdviserKey]:
    """Return the vaults of the school's other advisers: of this school, a sister school or the board."""
    rows = AdviserKey.objects.serving(viewer.school).exclude(staff=viewer.staff).select_related("staff")
    return sorted((row for row in rows if row.public), key=lambda row: row.staff.sort_key)


def disclosure_is_possible(school: School) -> bool:
    """Tell whether a name can ever be passed on here: that takes two advisers, each with a vault."""
    return AdviserKey.objects.serving(school).values("staff").distinct().count() > 1


def seal(key: bytes, obj: models.Model, field: str, piece: Piece) -> None:
    """Put a piece into a field of an object, sealed and bound to its place."""
    plain = json.dumps(piece, ensure_ascii=False, sort_keys=True).encode()
    setattr(obj, field, boxes.seal(key, plain, bound_to(type(obj), field, obj.pk)))


def unseal(key: bytes, obj: models.Model, field: str = "content") -> Piece | None:
    """Return the piece in a field; None when it is empty, or was changed by whoever had no key."""
    sealed = getattr(obj, field)
    if not sealed:
        return None
    try:
        found: Piece = json.loads(boxes.open(key, sealed, bound_to(type(obj), field, obj.pk)))
    except boxes.BoxError:
        return None
    return found


def day_in(piece: Piece, name: str) -> date | None:
    """Return a day that stands in a piece."""
    said = piece.get(name)
    return date.fromisoformat(said) if said else None


def give_key(obj: Any, key: bytes, *advisers: AdviserKey) -> None:
    """Seal an object's data key for these advisers, inside the caller's write."""
    boxes.keep(obj.school, obj, boxes.seal_for({one.pk: one.public for one in advisers}, key))
