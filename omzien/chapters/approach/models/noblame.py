"""Appendix 1: rounds, the six steps, the support group, its ideas, and the reviews."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from omzien.ground.school.models import Pupil, School, Staff
from omzien.ground.vault.fields import EncryptedJSONField, EncryptedTextField
from omzien.ground.vault.guard import Guarded
from omzien.ground.vault.models import Row

from .cases import Case


class Round(Row):
    """One time through steps 2 to 5 (step 1 stands before the first, step 6 closes each)."""

    school = models.ForeignKey(School, models.PROTECT)
    case = models.ForeignKey(Case, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = Guarded()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_round_per_number")]


class Consent(Row):
    """The target's "akkoord" with a support group (A1.1): who recorded it and when; it can be withdrawn at any time."""

    school = models.ForeignKey(School, models.PROTECT)
    round = models.ForeignKey(Round, models.CASCADE, related_name="consents")
    given_on = models.DateField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(withdrawn_on__isnull=True), name="one_consent_per_round"
            )
        ]


class Step(Row):
    """One of the six steps in one round, with its window; its answers are to the protocol's own questions."""

    class State(models.TextChoices):
        """A step that is not needed is left out with a reason, never silently (5.guide)."""

        WAITING = "waiting", _("nog niet")
        OPEN = "open", _("nu aan de beurt")
        DONE = "done", _("klaar")
        LEFT_OUT = "left_out", _("overgeslagen")

    school = models.ForeignKey(School, models.PROTECT)
    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    round = models.ForeignKey(Round, models.CASCADE, related_name="steps")
    # The protocol's own number: A1.1 to A1.6.
    clause = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_from = models.DateField(null=True, blank=True)
    due_until = models.DateField(null=True, blank=True)
    # The day that was agreed with the pupil, inside the window or chosen from what the planner offered.
    planned_on = models.DateField(null=True, blank=True)
    planned_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    # Counted from the talk, as long as the group has not met.
    provisional = models.BooleanField(default=False)
    # The window holds no school day: a person chooses on which side of it, until then it is amber.
    needs_choice = models.BooleanField(default=False)
    # "Worse" brought it forward (A1.4).
    urgent = models.BooleanField(default=False)
    done_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    answers = EncryptedJSONField()
    reason = models.CharField(max_length=40, blank=True)
    reason_note = EncryptedTextField()
    version = models.PositiveIntegerField(default=0)

    objects = Guarded()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "clause"], name="one_step_per_round")]
        indexes = [models.Index(fields=["school", "state", "due_until"], name="step_due")]


class Member(Row):
    """A pupil in the support group of a round; nobody ever learns who chose them."""

    school = models.ForeignKey(School, models.PROTECT)
    round = models.ForeignKey(Round, models.CASCADE, related_name="members")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="memberships")
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    left_reason = models.CharField(max_length=40, blank=True)

    objects = Guarded()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "pupil"], name="one_membership_per_round")]


class Idea(Row):
    """An idea of the group and the member who takes it (A1.3)."""

    school = models.ForeignKey(School, models.PROTECT)
    round = models.ForeignKey(Round, models.CASCADE, related_name="ideas")
    member = models.ForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="ideas")
    number = models.PositiveSmallIntegerField(default=0)
    text = EncryptedTextField()

    objects = Guarded()

    class Meta:
        ordering = ["number"]


class MemberReview(Row):
    """The review with one member apart (A1.5); nothing in it is shown to another member."""

    school = models.ForeignKey(School, models.PROTECT)
    step = models.ForeignKey(Step, models.CASCADE, related_name="member_reviews")
    member = models.ForeignKey(Member, models.CASCADE, related_name="reviews")
    planned_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    answers = EncryptedJSONField()
    # Why a member was not spoken to, when that is so.
    reason = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = Guarded()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "member"], name="one_review_per_member")]
