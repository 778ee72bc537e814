"""A case: one situation, its pupils, its team, and where it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from omzien.chapters.reports.models import Report
from omzien.ground.school.models import Pupil, School, Staff
from omzien.ground.vault.fields import EncryptedTextField
from omzien.ground.vault.guard import Guarded
from omzien.ground.vault.models import Row


class Answer(models.TextChoices):
    """What the target says of how it goes."""

    STOPPED = "stopped", _("het is gestopt")
    BETTER = "better", _("beter")
    SAME = "same", _("hetzelfde")
    WORSE = "worse", _("slechter")


class Case(Row):
    """A bullying situation (pestsituatie); it keeps the edition it began with."""

    class State(models.TextChoices):
        """Only closed is read-only; in aftercare the later checks and corrections go on."""

        OPEN = "open", _("loopt")
        AFTERCARE = "aftercare", _("nazorg")
        CLOSED = "closed", _("afgesloten")

    school = models.ForeignKey(School, models.PROTECT, related_name="cases")
    edition = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(Staff, models.PROTECT, related_name="owned_cases")
    opened_on = models.DateField()
    # The first thing that is asked: "Wat heb je vandaag nodig om veilig te zijn?"
    safe_today = EncryptedTextField()
    # When the target was last spoken to, and when the next contact is due; empty once the case has ended.
    contacted_on = models.DateField(null=True, blank=True)
    contact_due = models.DateField(null=True, blank=True)
    # The day from which contact_due counts: a contact before that day does not meet it.
    contact_since = models.DateField(null=True, blank=True)
    # The nearest date of all that is open on this case, kept by every verb: lists and overview read only this.
    next_from = models.DateField(null=True, blank=True)
    next_until = models.DateField(null=True, blank=True)
    next_kind = models.CharField(max_length=30, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    # Id of a reason of the edition ("stopped" is one) and the target's own answer at the end.
    end_reason = models.CharField(max_length=40, blank=True)
    end_answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    end_note = EncryptedTextField()
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = Guarded()

    class Meta:
        indexes = [
            models.Index(fields=["school", "state", "next_until", "id"], name="case_next"),
            models.Index(fields=["school", "owner", "state", "next_until"], name="case_owner"),
            models.Index(fields=["school", "state", "contacted_on"], name="case_contacted"),
            models.Index(fields=["school", "state", "-closed_on", "id"], name="case_closed"),
        ]
        constraints = [
            # Nothing is forgotten: what is not closed has a next date, and the database itself sees to it.
            models.CheckConstraint(
                condition=models.Q(state="closed") | models.Q(next_until__isnull=False), name="case_has_a_next_step"
            )
        ]


class CaseReport(Row):
    """A report that belongs to a case."""

    school = models.ForeignKey(School, models.PROTECT)
    case = models.ForeignKey(Case, models.CASCADE, related_name="case_reports")
    report = models.OneToOneField(Report, models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, models.PROTECT)
    joined_at = models.DateTimeField()


class TeamMember(Row):
    """A colleague who works on the case, from-until; the owner is always one."""

    school = models.ForeignKey(School, models.PROTECT)
    case = models.ForeignKey(Case, models.CASCADE, related_name="team")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="case_memberships")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "staff", "until_on"], name="team_staff")]


class Part(Row):
    """The part a pupil plays in this one case: a working hypothesis, never a property of the pupil (2.roles)."""

    class As(models.TextChoices):
        """Parts that blame come only with persistence, a later chapter of the track."""

        TARGETED = "targeted", _("om wie het gaat")
        INVOLVED = "involved", _("betrokken")
        SUPPORTIVE = "supportive", _("steunend")
        NEUTRAL = "neutral", _("neutraal")

    school = models.ForeignKey(School, models.PROTECT)
    case = models.ForeignKey(Case, models.CASCADE, related_name="parts")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="parts")
    plays = models.CharField(max_length=12, choices=As.choices)
    by = models.ForeignKey(Staff, models.PROTECT)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = Guarded()

    class Meta:
        indexes = [
            models.Index(fields=["school", "case", "plays"], name="part_case"),
            models.Index(fields=["school", "pupil", "until_on"], name="part_pupil"),
        ]
