"""Invitations to choose one's own password: by mail, or by a printed letter."""

from django.db import models

from omzien.ground.vault.models import Row

from .account import Account
from .schools import School


class Invitation(Row):
    """One invitation of one colleague; the link itself is made when it is sent and kept nowhere."""

    class Way(models.TextChoices):
        """How it reaches the colleague."""

        MAIL = "mail"
        LETTER = "letter"

    school = models.ForeignKey(School, models.CASCADE)
    account = models.ForeignKey(Account, models.CASCADE, related_name="invitations")
    way = models.CharField(max_length=6, choices=Way.choices)
    made_at = models.DateTimeField()
    # Mail: leased while one worker sends it, tried again with growing pauses.
    mail_after = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # The line broke after the mail was on its way: once more under the same id, and then never again.
    in_doubt = models.BooleanField(default=False)
    # The mail server said no, for good, for the first time at this moment.
    refused_at = models.DateTimeField(null=True)
    # When it left: mailed, or shown for printing.
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["way", "sent_at", "mail_after"], name="invitation_to_mail"),
            models.Index(fields=["school", "account", "made_at"], name="invitation_account"),
        ]
