"""Who holds which role, from-until, for which part of the school."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from omzien.ground.vault.models import Row

from .groups import CoreTeam, HomeGroup
from .people import Pupil, Staff
from .schools import School


class Role(models.TextChoices):
    """The protocol's people (chapters 5 and 7); roles never add up, one hat at a time."""

    MENTOR = "mentor", _("mentor")
    TEACHER = "teacher", _("docent of medewerker")
    PUPIL_COORDINATOR = "pupil_coordinator", _("leerlingencoördinator")
    ANTI_BULLYING_COORDINATOR = "anti_bullying_coordinator", _("antipestcoördinator")
    SUPPORT_COORDINATOR = "support_coordinator", _("ondersteuningscoördinator")
    CONFIDENTIAL_ADVISER_INTERNAL = "confidential_adviser_internal", _("interne vertrouwenspersoon")
    CONFIDENTIAL_ADVISER_EXTERNAL = "confidential_adviser_external", _("externe vertrouwenspersoon")
    DIRECTOR = "director", _("directeur")
    ICT_COORDINATOR = "ict_coordinator", _("ICT-coördinator")
    ADMINISTRATOR = "administrator", _("beheerder")
    PRIVACY_OFFICER = "privacy_officer", _("functionaris gegevensbescherming")
    BOARD = "board", _("bestuurder")
    BOARD_ICT = "board_ict", _("ICT-beheerder van het bestuur")


# Whoever may be told in confidence (7).
ADVISERS = (Role.CONFIDENTIAL_ADVISER_INTERNAL, Role.CONFIDENTIAL_ADVISER_EXTERNAL)


class Holdings(models.QuerySet["RoleHolding"]):
    """Role holdings by date."""

    def on(self, day: date) -> "Holdings":
        """Keep what holds on this day."""
        return self.filter(models.Q(until_on__isnull=True) | models.Q(until_on__gte=day), from_on__lte=day)


class RoleHolding(Row):
    """One person holds one role; empty scope columns mean the whole school. A mentor has a home group or a pupil."""

    school = models.ForeignKey(School, models.PROTECT, related_name="role_holdings")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="role_holdings")
    role = models.CharField(max_length=40, choices=Role.choices)
    department = models.CharField(max_length=60, blank=True)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    core_team = models.ForeignKey(CoreTeam, models.CASCADE, null=True, blank=True, related_name="role_holdings")
    home_group = models.ForeignKey(HomeGroup, models.CASCADE, null=True, blank=True, related_name="role_holdings")
    pupil = models.ForeignKey(Pupil, models.CASCADE, null=True, blank=True, related_name="role_holdings")
    # The school's own name for the role, for example "zorgcoach".
    own_title = models.CharField(max_length=60, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    # Whose work this person takes over in their absence: who may not see something, nor may whoever stands in for them.
    stands_in_for = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="deputies")
    # Given by a person, not by a roster: loading a roster does not end it.
    by_hand = models.BooleanField(default=False)

    objects = Holdings.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["school", "role", "until_on"], name="holding_role"),
            models.Index(fields=["school", "staff", "until_on"], name="holding_staff"),
            models.Index(fields=["school", "home_group"], name="holding_group"),
        ]

    @property
    def title(self) -> str:
        """Return the school's own name for the role, or the protocol's."""
        return self.own_title or str(Role(self.role).label)
