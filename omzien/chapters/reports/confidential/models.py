"""What a confidential adviser keeps: files that only who was given their key opens, and requests to pass a name on.

Every piece is sealed under a data key of its object (`ground/vault/boxes.py`), and the envelope stands under the ring:
both are needed. Nothing points at a pupil; what can be read without a key is a day, a number and who works on it.
"""

from django.db import models

from omzien.ground.school.models import School, Staff
from omzien.ground.vault.fields import EncryptedBytesField
from omzien.ground.vault.guard import Guarded
from omzien.ground.vault.models import Row


class ConfidentialFile(Row):
    """The file of one person who came to an adviser (5.ca.1); its notes are added, never changed."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    opened_on = models.DateField()
    # The adviser's own reminder: a day, and not a word of what it is about.
    look_again_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    content = EncryptedBytesField()

    objects = Guarded()

    class Meta:
        indexes = [models.Index(fields=["school", "-opened_on", "id"], name="confidential_newest")]


class ConfidentialSource(Row):
    """Who came: sealed under a key of its own, so that who shares the file does not share the name."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    file = models.OneToOneField(ConfidentialFile, models.CASCADE, related_name="source")
    content = EncryptedBytesField()

    objects = Guarded()


class ConfidentialNote(Row):
    """What was said on one day, sealed under the file's key; a correction is a new note."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    file = models.ForeignKey(ConfidentialFile, models.CASCADE, related_name="notes")
    number = models.PositiveIntegerField()
    content = EncryptedBytesField()

    objects = Guarded()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="confidential_note_number")]


class Disclosure(Row):
    """A request to pass on who came: a second adviser answers it, never the one who asks."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    file = models.ForeignKey(ConfidentialFile, models.CASCADE, related_name="disclosures")
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    # The last day on which it can be answered, and once allowed, on which the name can be passed on.
    until_on = models.DateField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    allowed = models.BooleanField(null=True, blank=True)
    told_on = models.DateField(null=True, blank=True)
    # Sealed for who asks and for who may answer: why and for whom, the answer, and to whom it was told.
    asked = EncryptedBytesField()
    answer = EncryptedBytesField()
    told = EncryptedBytesField()

    objects = Guarded()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
                name="disclosure_by_two",
            ),
            models.CheckConstraint(
                condition=models.Q(told_on=None) | models.Q(allowed=True), name="disclosure_allowed"
            ),
        ]
        indexes = [models.Index(fields=["school", "asked_by", "-asked_on"], name="disclosure_asked")]
