"""What someone told: a report of a pupil, a parent or a colleague, its readers, and the names in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from omzien.ground.school.models import HomeGroup, Pupil, Role, School, Staff
from omzien.ground.vault.fields import EncryptedTextField
from omzien.ground.vault.guard import Guarded
from omzien.ground.vault.models import Row

from .confidential.models import ConfidentialFile, ConfidentialNote, ConfidentialSource, Disclosure

__all__ = [
    "ConfidentialFile",
    "ConfidentialNote",
    "ConfidentialSource",
    "Disclosure",
    "Mention",
    "Reader",
    "Report",
]


class Report(Row):
    """Something that was told (4.4, 4.6c, 5.staff). A report does not know its case; the case points to it."""

    class Source(models.TextChoices):
        """Who told it."""

        PUPIL = "pupil", _("leerling")
        PARENT = "parent", _("ouder of verzorger")
        STAFF = "staff", _("collega")

    class Door(models.TextChoices):
        """What a pupil says it is about; empty for a colleague."""

        SELF = "self", _("Het gaat over mij")
        OTHER = "other", _("Het gaat over iemand anders")
        ONLINE = "online", _("Het gebeurt online")
        TAKING_PART = "taking_part", _("Ik doe zelf mee")
        UNSURE = "unsure", _("Ik weet het niet zeker")

    class Nature(models.TextChoices):
        """What a colleague reports (4.10)."""

        SUSPICION = "suspicion", _("vermoeden")
        INCIDENT = "incident", _("voorval")

    class State(models.TextChoices):
        """How far it is, as the code shows it in plain words."""

        RECEIVED = "received", _("ontvangen")
        READ = "read", _("gelezen")
        TALKING = "talking", _("we praten erover")
        DONE = "done", _("klaar")

    school = models.ForeignKey(School, models.PROTECT, related_name="reports")
    source = models.CharField(max_length=10, choices=Source.choices)
    door = models.CharField(max_length=12, choices=Door.choices, blank=True)
    nature = models.CharField(max_length=10, choices=Nature.choices, blank=True)
    # A colleague wrote down what somebody came to tell.
    on_behalf = models.BooleanField(default=False)
    author = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="own_reports")
    # For who gave no name this is the start of the day part: the minute would tell who it was.
    made_at = models.DateTimeField()
    # When it happened, as told; empty when unknown.
    happened_on = models.DateField(null=True, blank=True)
    # Ids of the edition: the seven forms (2.forms), places and moments (2.supervision).
    forms = models.JSONField(default=list)
    places = models.JSONField(default=list)
    moments = models.JSONField(default=list)
    told = EncryptedTextField()
    reporter_name = EncryptedTextField()
    reach_me = EncryptedTextField()
    home_group = models.ForeignKey(HomeGroup, models.SET_NULL, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    receipt_key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = Guarded()

    class Meta:
        indexes = [
            models.Index(fields=["school", "state", "-made_at", "id"], name="report_inbox"),
            models.Index(fields=["school", "-made_at", "id"], name="report_newest"),
            models.Index(fields=["school", "author", "-made_at"], name="report_own"),
        ]


class Reader(Row):
    """Someone the report is addressed to, in the role in which they were chosen."""

    school = models.ForeignKey(School, models.PROTECT)
    report = models.ForeignKey(Report, models.CASCADE, related_name="readers")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="read_reports")
    role = models.CharField(max_length=40, choices=Role.choices)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "staff", "role"], name="one_reader_per_role")]
        indexes = [models.Index(fields=["school", "staff", "role"], name="reader_staff")]


class Mention(Row):
    """A name in a report; it enters no pupil's record until an adult has confirmed it."""

    class About(models.TextChoices):
        """What the reporter says of this name; never more than a hint."""

        TARGET = "target", _("om wie het gaat")
        INVOLVED = "involved", _("genoemd")

    class State(models.TextChoices):
        """What an adult found out about the name."""

        UNCONFIRMED = "unconfirmed", _("nog niet nagegaan")
        CONFIRMED = "confirmed", _("bevestigd")
        REFUTED = "refuted", _("klopt niet")

    school = models.ForeignKey(School, models.PROTECT)
    report = models.ForeignKey(Report, models.CASCADE, related_name="mentions")
    about = models.CharField(max_length=10, choices=About.choices)
    name = EncryptedTextField()
    # Key of the pupil whom the author tapped in a list: sealed, so that no pupil's record can be reached from it.
    picked = EncryptedTextField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, blank=True, related_name="mentions")
    checked_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = Guarded()
