"""What bends the policy for one person and one object: a conflict of interest closes, an emergency opens."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from omzien.ground.school.models import Pupil, Role, School, Staff
from omzien.ground.vault.fields import EncryptedTextField
from omzien.ground.vault.models import Row


class Conflict(Row):
    """Someone who may not see a report or a case, nor may whoever stands in for them: deny beats allow."""

    class Why(models.TextChoices):
        """Why somebody stays outside."""

        NAMED = "named", _("het gaat over deze collega")
        FAMILY = "family", _("het gaat over familie van deze collega")
        CLOSE = "close", _("deze collega staat te dichtbij")

    school = models.ForeignKey(School, models.PROTECT)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="conflicts")
    # The object it is about: its label, for example "approach.Case", and its key.
    about = models.CharField(max_length=40)
    about_id = models.UUIDField()
    why = models.CharField(max_length=8, choices=Why.choices)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    from_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "about", "about_id"], condition=models.Q(ended_on=None), name="one_running_conflict"
            )
        ]
        indexes = [models.Index(fields=["school", "about", "staff"], name="conflict_of_staff")]


class Emergency(Row):
    """Break-glass: for an hour somebody reads what is known of one pupil, and everyone concerned hears of it."""

    class Category(models.TextChoices):
        """What makes waiting impossible."""

        DANGER = "danger", _("er is gevaar voor een leerling")
        UNREACHABLE = "unreachable", _("wie dit draagt is niet te bereiken en het kan niet wachten")
        AUTHORITY = "authority", _("een instantie vraagt dit nu, met recht")

    school = models.ForeignKey(School, models.PROTECT)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="emergencies")
    role = models.CharField(max_length=40, choices=Role.choices)
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+")
    category = models.CharField(max_length=12, choices=Category.choices)
    reason = EncryptedTextField()
    began_at = models.DateTimeField()
    until_at = models.DateTimeField()
    # Somebody else looks back at it within five school days.
    review_by = models.DateField()
    reviewed_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    was_right = models.BooleanField(null=True, blank=True)
    review = EncryptedTextField()

    class Meta:
        indexes = [
            models.Index(fields=["school", "staff", "until_at"], name="emergency_running"),
            models.Index(fields=["school", "reviewed_at", "review_by"], name="emergency_to_review"),
        ]
