"""The board and its schools."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from omzien.ground.vault.models import Row


class Board(Row):
    """The board that one installation belongs to."""

    name = models.CharField(max_length=120)


class Region(models.TextChoices):
    """The three regions of the Dutch school holidays."""

    NOORD = "noord", _("Noord")
    MIDDEN = "midden", _("Midden")
    ZUID = "zuid", _("Zuid")


class School(Row):
    """One school (vestiging); every row that belongs to a school carries it."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="schools")
    name = models.CharField(max_length=120)
    region = models.CharField(max_length=10, choices=Region.choices, default=Region.NOORD)
    # The demo mark: log-in without a password exists only in a database that was made as a demo.
    is_demo = models.BooleanField(default=False)
    # Where "Snel weg" goes: a page that says nothing about this school.
    exit_url = models.URLField(default="https://www.buienradar.nl/")
    counts_from_talk = models.BooleanField(default=False)
    later_check_weeks = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name
