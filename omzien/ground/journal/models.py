"""What happened, in order, by whom: never what was said."""

from django.db import models


class Chain(models.TextChoices):
    """Two journals: what confidential advisers do is no part of what the school's own journal shows."""

    SCHOOL = "school"
    ADVISERS = "advisers"


class Entry(models.Model):
    """One act or one look, chained to the entry before it; the database itself refuses a change or a removal."""

    chain = models.CharField(max_length=10, choices=Chain.choices, default=Chain.SCHOOL)
    place = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    hat = models.CharField(max_length=40, blank=True)
    school = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    about = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    before = models.CharField(max_length=64)
    seal = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "place"], name="journal_place")]
        indexes = [
            models.Index(fields=["school", "about", "about_id"], name="journal_about"),
            models.Index(fields=["school", "actor", "at"], name="journal_actor"),
        ]


class Head(models.Model):
    """How far a chain reached, sealed: what is cut off its end shows."""

    chain = models.CharField(max_length=10, primary_key=True, choices=Chain.choices)
    place = models.PositiveBigIntegerField()
    seal = models.CharField(max_length=64)
    sealed = models.CharField(max_length=64)


class FormUse(models.Model):
    """A form that was sent once, kept so that a second submit shows the first result."""

    key = models.CharField(max_length=64, primary_key=True)
    result = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="journal_form_at")]
