"""Fields whose value in the database is an envelope bound to model, field and row."""

import base64
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from django.core.exceptions import FieldError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .ring import RingError, ring

UNREADABLE = _("(onleesbaar)")


class Envelope(bytes):
    """Ciphertext as it stands in the database."""


def bound_to(model: type[models.Model], field: str, pk: object) -> str:
    """Return what the envelope of this field of this row is bound to."""
    return f"{model._meta.label}:{field}:{pk}"


class _Opened:
    """Opens the envelope when the attribute is first read, so that a list pays only for what it shows."""

    def __init__(self, field: "Encrypted") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        if not isinstance(value, Envelope):
            return value
        try:
            opened = row.__dict__[name] = self.field.opened(value, row)
        except (InvalidTag, RingError, UnicodeDecodeError):
            # The envelope stays in place: saving the row must not replace what a good key can still open.
            return self.field.unreadable()
        return opened

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    _Binary = models.BinaryField[Any, Any]
else:
    _Binary = models.BinaryField


class Encrypted(_Binary):
    """Common part of the encrypted fields; cannot be filtered, ordered or updated in bulk."""

    descriptor_class = _Opened
    to_text: Callable[[Any], str]
    from_text: Callable[[str], Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)

    def _check_str_default_value(self) -> list[Any]:
        """Allow a default of text: it is sealed like any other value."""
        return []

    def deconstruct(self) -> Any:
        """Describe the field for migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: object, connection: object) -> Envelope | None:
        """Keep the envelope closed until it is read."""
        return None if value is None else Envelope(value)

    def opened(self, envelope: Envelope, row: models.Model) -> Any:
        """Return the value inside; raises InvalidTag or RingError when the row was tampered with."""
        text = ring().open(envelope, bound_to(type(row), self.attname, row.pk)).decode()
        return type(self).from_text(text)

    def unreadable(self) -> Any:
        """Return what stands in for a value that cannot be opened: one bad field never breaks a page."""
        return str(UNREADABLE)

    def pre_save(self, row: models.Model, add: bool) -> Envelope | None:
        """Seal the value for this row; an envelope that was never opened goes back as it came."""
        value = row.__dict__.get(self.attname)
        if value is None or isinstance(value, Envelope):
            return value
        text = type(self).to_text(value)
        return Envelope(ring().seal(text.encode(), bound_to(type(row), self.attname, row.pk)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Refuse a plain value: it would be bound to no row."""
        if value is not None and not isinstance(value, Envelope):
            raise FieldError(f"{self.name} is encrypted: save its row, it cannot be filtered or updated in bulk")
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        """Refuse to write the plain value into a fixture."""
        raise FieldError(f"{self.name} is encrypted and is not dumped")


class EncryptedTextField(Encrypted):
    """Text that is encrypted in the database; a plain str in Python."""

    to_text = staticmethod(str)
    from_text = staticmethod(str)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def get_default(self) -> Any:
        """Return the plain default."""
        return "" if self.default == "" else super().get_default()


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


class EncryptedJSONField(Encrypted):
    """A JSON value that is encrypted in the database."""

    to_text = staticmethod(_dump)
    from_text = staticmethod(json.loads)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def unreadable(self) -> Any:
        """Return an empty value of the field's own kind."""
        return self.get_default()


def _bytes_as_text(value: bytes) -> str:
    return base64.b64encode(value).decode()


class EncryptedBytesField(Encrypted):
    """Bytes under the key ring: for what was sealed under another key already, so that both are needed to open it."""

    to_text = staticmethod(_bytes_as_text)
    from_text = staticmethod(base64.b64decode)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", b"")
        super().__init__(*args, **kwargs)

    def unreadable(self) -> Any:
        """Return nothing: bytes that cannot be opened are no text."""
        return b""
