"""A loaded roster: its preview, what it changed, and how to undo it for a day."""

from django.db import models

from omzien.ground.vault.fields import EncryptedJSONField
from omzien.ground.vault.models import Row

from .people import Staff
from .schools import School


class Load(Row):
    """One load of people: read, previewed, confirmed, perhaps undone."""

    class State(models.TextChoices):
        """Where the load stands."""

        PREVIEW = "preview"
        RUNNING = "running"
        DONE = "done"
        UNDONE = "undone"
        DROPPED = "dropped"

    school = models.ForeignKey(School, models.CASCADE, related_name="loads")
    by = models.ForeignKey(Staff, models.SET_NULL, null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    # What was read (rows), what it would do (plan), what it did with the values before (for undo).
    source = EncryptedJSONField()
    plan = EncryptedJSONField()
    before = EncryptedJSONField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # When the last batch was carried out: a load that stands still is taken up again.
    moved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school", "made_at"], name="load_made")]


class LoadMap(Row):
    """Which column of this school's own lists is which of ours, said once on the mapping screen."""

    school = models.ForeignKey(School, models.CASCADE, related_name="load_maps")
    header = models.CharField(max_length=120)
    field = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "header"], name="one_meaning_per_header")]
