"""The first judgement (2.definition) and what follows when it is not bullying."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from omzien.chapters.reports.models import Report
from omzien.ground.school.models import School, Staff
from omzien.ground.vault.fields import EncryptedJSONField, EncryptedTextField
from omzien.ground.vault.guard import Guarded
from omzien.ground.vault.models import Row


class Assessment(Row):
    """An "eerste inschatting" of a report; a revision is a new row, and the newest holds."""

    class Answer(models.TextChoices):
        """Unknown never blocks help."""

        YES = "yes", _("ja")
        NO = "no", _("nee")
        UNKNOWN = "unknown", _("weet ik nog niet")

    class Conclusion(models.TextChoices):
        """A person's own conclusion; the software draws none."""

        BULLYING = "bullying", _("pesten")
        TEASING = "teasing", _("plagen")
        INCIDENT = "incident", _("een voorval")
        OTHER = "other", _("iets anders")

    school = models.ForeignKey(School, models.PROTECT)
    report = models.ForeignKey(Report, models.CASCADE, related_name="assessments")
    by = models.ForeignKey(Staff, models.PROTECT)
    at = models.DateTimeField()
    on_purpose = models.CharField(max_length=8, choices=Answer.choices, default=Answer.UNKNOWN)
    lasting = models.CharField(max_length=8, choices=Answer.choices, default=Answer.UNKNOWN)
    unequal_power = models.CharField(max_length=8, choices=Answer.choices, default=Answer.UNKNOWN)
    # The reason of each criterion by its id, in the judge's own words.
    reasons = EncryptedJSONField()
    forms = models.JSONField(default=list)
    places = models.JSONField(default=list)
    moments = models.JSONField(default=list)
    conclusion = models.CharField(max_length=10, choices=Conclusion.choices)
    note = EncryptedTextField()

    objects = Guarded()

    class Meta:
        indexes = [models.Index(fields=["school", "report", "-at"], name="assessment_newest")]


class FollowUp(Row):
    """What is done when it is not bullying: that too gets a fitting answer, an owner and a date."""

    school = models.ForeignKey(School, models.PROTECT)
    report = models.ForeignKey(Report, models.CASCADE, related_name="follow_ups")
    # Id of a follow-up of the edition, for example a talk with both pupils.
    what = models.CharField(max_length=60)
    note = EncryptedTextField()
    owner = models.ForeignKey(Staff, models.PROTECT)
    due_until = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    outcome = EncryptedTextField()

    objects = Guarded()

    class Meta:
        indexes = [models.Index(fields=["school", "owner", "done_on", "due_until"], name="follow_up_due")]
