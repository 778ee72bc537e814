"""The outbox: what someone is told, in the app and by mail that says nothing."""

from django.db import models

from omzien.ground.school.models import School, Staff
from omzien.ground.vault.models import Row


class Notice(Row):
    """One thing to tell one person; its text comes from `kind`, never from a pupil's story."""

    school = models.ForeignKey(School, models.CASCADE)
    recipient = models.ForeignKey(Staff, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    path = models.CharField(max_length=120)
    dedupe = models.CharField(max_length=120, unique=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    # Mail: not before this moment, leased while one worker sends it, tried again with growing pauses.
    mail_after = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True)
    # The line broke after the mail was on its way: once more under the same id, and then never again.
    in_doubt = models.BooleanField(default=False)
    # The mail server said no, for good, for the first time at this moment.
    refused_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["school", "recipient", "seen_at"], name="notice_unseen"),
            models.Index(fields=["mailed_at", "mail_after"], name="notice_to_mail"),
        ]
