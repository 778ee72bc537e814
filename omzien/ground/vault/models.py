"""The base of every sensitive row, and what the vault itself keeps."""

from uuid import uuid4

from django.db import models


class Row(models.Model):
    """A row whose key is made before it is inserted: its envelopes are bound to it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class KeyCheck(models.Model):
    """A known sentence under each key, so that a wrong ring is refused before it writes anything."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    sealed = models.BinaryField()
