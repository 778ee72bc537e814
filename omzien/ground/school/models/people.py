"""Pupils, guardians and staff; every name is encrypted, every roster number is found by its keyed hash."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from omzien.ground.vault.fields import EncryptedTextField
from omzien.ground.vault.guard import Guarded
from omzien.ground.vault.models import Row

from .groups import HomeGroup
from .schools import School


class Person(Row):
    """A name in its Dutch parts: the tussenvoegsel (`infix`) is kept apart, so that people sort the Dutch way."""

    given_name = EncryptedTextField()
    infix = EncryptedTextField()
    family_name = EncryptedTextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Never a name: this text ends up in logs and error pages."""
        return f"{type(self).__name__} {self.pk}"

    @property
    def full_name(self) -> str:
        """Return for example "Sofie van der Meer"."""
        return " ".join(part for part in (self.given_name, self.infix, self.family_name) if part)

    @property
    def sort_key(self) -> tuple[str, str, str]:
        """Return the key of the Dutch order: family name first, tussenvoegsel last."""
        return (self.family_name.casefold(), self.given_name.casefold(), self.infix.casefold())

    @property
    def initials(self) -> str:
        """Return two letters for a circle."""
        return f"{self.given_name[:1]}{self.family_name[:1]}".upper()


class Pupil(Person):
    """A pupil; what part someone plays in a case is never written here (2.roles)."""

    school = models.ForeignKey(School, models.PROTECT, related_name="pupils")
    external_id = EncryptedTextField()
    external_key = models.CharField(max_length=64)
    birth_date = EncryptedTextField()
    email = EncryptedTextField()
    left_on = models.DateField(null=True, blank=True)

    objects = Guarded()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "external_key"], name="one_pupil_per_number")]
        indexes = [models.Index(fields=["school", "left_on"], name="pupil_left")]


class Placement(Row):
    """In which home group a pupil is, from-until (both included)."""

    school = models.ForeignKey(School, models.PROTECT)
    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="placements")
    home_group = models.ForeignKey(HomeGroup, models.PROTECT, related_name="placements")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["school", "home_group", "until_on"], name="placement_group"),
            models.Index(fields=["school", "pupil", "until_on"], name="placement_pupil"),
        ]


class Guardian(Person):
    """A parent or other carer."""

    school = models.ForeignKey(School, models.PROTECT, related_name="guardians")
    external_id = EncryptedTextField()
    external_key = models.CharField(max_length=64)
    email = EncryptedTextField()
    phone = EncryptedTextField()
    # A parent who also works here: of their own child's situation they see nothing as a colleague.
    colleague = models.ForeignKey("Staff", models.SET_NULL, null=True, blank=True, related_name="as_guardian")

    objects = Guarded()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "external_key"], name="one_guardian_per_number")]


class Guardianship(Row):
    """Which guardian belongs to which pupil, and what the school may do with them."""

    class Contact(models.TextChoices):
        """Only a recorded ban stops the school from phoning a registered guardian (5.parents)."""

        UNKNOWN = "unknown", _("niets vastgelegd")
        BANNED = "banned", _("contactverbod vastgelegd")

    class Information(models.TextChoices):
        """Papers leave the school only for a guardian of whom it is known that they may have them."""

        UNKNOWN = "unknown", _("nog niet nagegaan")
        YES = "yes", _("mag informatie krijgen")
        NO = "no", _("mag geen informatie krijgen")

    school = models.ForeignKey(School, models.PROTECT)
    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="guardianships")
    guardian = models.ForeignKey(Guardian, models.CASCADE, related_name="guardianships")
    relation = models.CharField(max_length=40, blank=True)
    contact = models.CharField(max_length=8, choices=Contact.choices, default=Contact.UNKNOWN)
    information = models.CharField(max_length=8, choices=Information.choices, default=Information.UNKNOWN)
    # What the school saw of it, for example "beschikking rechtbank van 3 mei", and since when it holds.
    evidence = EncryptedTextField()
    flagged_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pupil", "guardian"], name="one_guardianship_per_pair")]


class Staff(Person):
    """Someone who works for the school."""

    school = models.ForeignKey(School, models.PROTECT, related_name="staff")
    external_id = EncryptedTextField()
    external_key = models.CharField(max_length=64)
    # The short code (afkorting) in timetables, by which a roster names a mentor.
    code = EncryptedTextField()
    email = EncryptedTextField()
    # A name is public only by each person's own choice, the role always (7).
    shows_name = models.BooleanField(default=False)
    # Where someone from outside works, for example the board: they hold a role that a small school cannot fill itself.
    outside = models.CharField(max_length=80, blank=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "external_key"], name="one_staff_per_number")]
        indexes = [models.Index(fields=["school", "left_on"], name="staff_left")]
