"""What was agreed to be safe, and the contacts with the target."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from omzien.ground.school.models import School, Staff
from omzien.ground.vault.fields import EncryptedTextField
from omzien.ground.vault.guard import Guarded
from omzien.ground.vault.models import Row

from .cases import Answer, Case


class Agreement(Row):
    """A protection agreement: breaks, route, seat, online; who looks after it, until when. It precedes group work."""

    class Outcome(models.TextChoices):
        """How it ended."""

        CHANGED = "changed", _("vervangen door een andere afspraak")
        NOT_NEEDED = "not_needed", _("niet meer nodig")
        CASE_ENDED = "case_ended", _("gestopt bij het einde")

    school = models.ForeignKey(School, models.PROTECT)
    case = models.ForeignKey(Case, models.CASCADE, related_name="agreements")
    # Id of a protection of the edition.
    kind = models.CharField(max_length=30)
    text = EncryptedTextField()
    # Who looks after it: a colleague, and in words when it is somebody else.
    owner = models.ForeignKey(Staff, models.PROTECT, related_name="agreements")
    who = EncryptedTextField()
    made_on = models.DateField()
    until_on = models.DateField()
    # The school day before `until_on`: on it "houdt het?" is asked.
    ask_on = models.DateField()
    checked_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    outcome_note = EncryptedTextField()
    version = models.PositiveIntegerField(default=0)

    objects = Guarded()

    class Meta:
        indexes = [
            models.Index(fields=["school", "ended_on", "ask_on"], name="agreement_due"),
            models.Index(fields=["school", "case", "ended_on"], name="agreement_case"),
        ]


class Contact(Row):
    """A moment of contact with the target: due after the talk and the meeting, then weekly until closure."""

    class How(models.TextChoices):
        """How the contact went."""

        TALK = "talk", _("gesprekje op school")
        CALL = "call", _("gebeld")
        MESSAGE = "message", _("bericht")

    school = models.ForeignKey(School, models.PROTECT)
    case = models.ForeignKey(Case, models.CASCADE, related_name="contacts")
    on = models.DateField()
    by = models.ForeignKey(Staff, models.PROTECT)
    how = models.CharField(max_length=10, choices=How.choices, default=How.TALK)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    note = EncryptedTextField()

    objects = Guarded()

    class Meta:
        indexes = [models.Index(fields=["school", "case", "-on"], name="contact_case")]
