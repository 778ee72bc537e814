"""The log of a case (5.mentor.4): appended, corrected, never deleted."""

from django.db import models

from omzien.ground.school.models import School, Staff
from omzien.ground.vault.fields import EncryptedJSONField, EncryptedTextField
from omzien.ground.vault.guard import Guarded
from omzien.ground.vault.models import Row

from .cases import Case


class LogEntry(Row):
    """One note, with the time of the event and the time of entry; a correction is a new entry that points back."""

    school = models.ForeignKey(School, models.PROTECT)
    case = models.ForeignKey(Case, models.CASCADE, related_name="log")
    # What kind of event: a step's clause ("A1.2"), or a word such as "contact", "note", "opened".
    kind = models.CharField(max_length=30)
    happened_on = models.DateField()
    # Hour and minute, when known.
    happened_at = models.TimeField(null=True, blank=True)
    entered_at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, null=True)
    text = EncryptedTextField()
    # Codes and keys that say what happened, such as the answer or the pupil: words are made of them on screen.
    facts = EncryptedJSONField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")

    objects = Guarded()

    class Meta:
        indexes = [models.Index(fields=["school", "case", "-happened_on", "-entered_at"], name="log_timeline")]
