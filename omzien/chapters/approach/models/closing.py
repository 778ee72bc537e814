"""The end of a case: who gets a last word, and the later checks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from omzien.chapters.reports.models import Report
from omzien.ground.school.models import Pupil, School, Staff
from omzien.ground.vault.fields import EncryptedTextField
from omzien.ground.vault.guard import Guarded
from omzien.ground.vault.models import Row

from .cases import Answer, Case


class Told(Row):
    """Someone who knows of the case and so gets a fitting last word when it ends."""

    class Audience(models.TextChoices):
        """Who it is to the case."""

        REPORTER = "reporter", _("wie het vertelde")
        PARENTS = "parents", _("ouders of verzorgers")
        GROUP = "group", _("de steungroep")
        COLLEAGUE = "colleague", _("een collega die meekijkt")

    school = models.ForeignKey(School, models.PROTECT)
    case = models.ForeignKey(Case, models.CASCADE, related_name="told")
    audience = models.CharField(max_length=12, choices=Audience.choices)
    who = EncryptedTextField()
    report = models.ForeignKey(Report, models.SET_NULL, null=True, blank=True, related_name="+")
    # Whose parents, or which colleague.
    pupil = models.ForeignKey(Pupil, models.SET_NULL, null=True, blank=True, related_name="+")
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    told_on = models.DateField()
    # Set when the case ends.
    last_word_due = models.DateField(null=True, blank=True)
    last_word = EncryptedTextField()
    last_word_on = models.DateField(null=True, blank=True)
    last_word_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = Guarded()

    class Meta:
        indexes = [
            models.Index(fields=["school", "last_word_on", "last_word_due"], name="last_word_due"),
            models.Index(fields=["school", "case"], name="told_case"),
        ]


class LaterCheck(Row):
    """A question to the target some weeks after the end: a short-lived success is not a success."""

    school = models.ForeignKey(School, models.PROTECT)
    case = models.ForeignKey(Case, models.CASCADE, related_name="later_checks")
    # How often the case had ended by then: a case that was reopened is asked about again.
    ending = models.PositiveSmallIntegerField(default=1)
    weeks = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    note = EncryptedTextField()

    objects = Guarded()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "ending", "weeks"], name="one_check_per_term")]
        indexes = [models.Index(fields=["school", "done_on", "due_on"], name="later_check_due")]
