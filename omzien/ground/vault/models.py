"""The base of every sensitive row, and what the vault itself keeps."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from omzien.ground.clock import today

from .fields import EncryptedBytesField

# The roles that have a vault of their own; the role names are the school's, which stands above this room.
ADVISER_HATS = ("confidential_adviser_internal", "confidential_adviser_external")


class Row(models.Model):
    """A row whose key is made before it is inserted: its envelopes are bound to it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class KeyCheck(models.Model):
    """A known sentence under each key, so that a wrong ring is refused before it writes anything."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    sealed = models.BinaryField()


class AdviserKeys(models.QuerySet["AdviserKey"]):
    """The vaults of confidential advisers."""

    def serving(self, school: models.Model) -> "AdviserKeys":
        """Keep the vaults of whoever is a confidential adviser of this school today."""
        day = today()
        until = Q(staff__role_holdings__until_on__isnull=True) | Q(staff__role_holdings__until_on__gte=day)
        return self.filter(
            until,
            school=school.pk,
            staff__left_on__isnull=True,
            staff__role_holdings__school=school.pk,
            staff__role_holdings__role__in=ADVISER_HATS,
            staff__role_holdings__from_on__lte=day,
        ).distinct()


class AdviserKey(Row):
    """The vault of one confidential adviser: what is sealed for `public` is opened by a key that only they unlock.

    The public key stands under the ring too, so that whoever holds the database alone cannot put their own in its place.
    """

    school = models.ForeignKey("school.School", models.PROTECT, related_name="+")
    staff = models.ForeignKey("school.Staff", models.PROTECT, related_name="adviser_keys")
    public = EncryptedBytesField()
    by_passphrase = EncryptedBytesField()
    by_recovery = EncryptedBytesField()
    made_at = models.DateTimeField()

    objects = AdviserKeys.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "staff"], name="one_vault_each")]


class Wraps(models.QuerySet["Wrap"]):
    """Data keys, each sealed for one adviser."""

    def of(self, obj: models.Model) -> "Wraps":
        """Keep the wraps of one object's data key."""
        return self.filter(about=obj._meta.label, about_id=obj.pk)


class Wrap(Row):
    """The data key of one object, sealed for one adviser."""

    school = models.ForeignKey("school.School", models.PROTECT, related_name="+")
    adviser = models.ForeignKey(AdviserKey, models.CASCADE, related_name="wraps")
    about = models.CharField(max_length=60)
    about_id = models.UUIDField()
    sealed = EncryptedBytesField()

    objects = Wraps.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "about_id", "adviser"], name="one_wrap_each")]
