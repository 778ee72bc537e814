"""School years, core teams, home groups, and the school's own days off."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from omzien.ground.vault.models import Row

from .schools import School


class SchoolYear(Row):
    """1 August to 31 July, both included."""

    school = models.ForeignKey(School, models.PROTECT, related_name="years")
    first = models.DateField()
    last = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "first"], name="one_year_per_start")]

    @property
    def name(self) -> str:
        """Return the year as schools say it, for example 2026-2027."""
        return f"{self.first.year}-{self.last.year}"


class CoreTeam(Row):
    """The teachers around several home groups (onderwijskernteam)."""

    school = models.ForeignKey(School, models.PROTECT, related_name="core_teams")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="one_core_team_per_name")]

    def __str__(self) -> str:
        return self.name


class HomeGroup(Row):
    """A home group (stamgroep) in one school year."""

    school = models.ForeignKey(School, models.PROTECT, related_name="home_groups")
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="home_groups")
    core_team = models.ForeignKey(CoreTeam, models.SET_NULL, null=True, blank=True, related_name="home_groups")
    name = models.CharField(max_length=40)
    grade = models.PositiveSmallIntegerField(null=True)
    # The id by which the roster knows the group; names may change within a year.
    external_id = models.CharField(max_length=80, blank=True)
    # A group that disappeared within its year; its rows stay, its pupils and mentors are elsewhere.
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "year", "name"], name="one_home_group_per_name")]
        indexes = [models.Index(fields=["school", "year", "external_id"], name="home_group_external")]

    def __str__(self) -> str:
        return self.name


class DayOff(Row):
    """A stretch of days, both ends included, on which this school deviates from its region."""

    class Kind(models.TextChoices):
        """What kind of stretch it is; exam weeks and lesson days count as school days."""

        VACATION = "vacation", _("Vakantie")
        DAY_OFF = "day_off", _("Vrije dag")
        STUDY_DAY = "study_day", _("Studiedag")
        EXAM_WEEK = "exam_week", _("Toetsweek")
        LESSONS = "lessons", _("Toch school")

    school = models.ForeignKey(School, models.CASCADE, related_name="days_off")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.DAY_OFF)
    first = models.DateField()
    last = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["school", "first"], name="day_off_first")]
