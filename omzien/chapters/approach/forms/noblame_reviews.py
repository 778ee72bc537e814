"""The forms of A1.4 to A1.6: looking back with the target, with each member apart, the choice; and leaving out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.actions.reviews import LookBack, MemberSaid
from omzien.chapters.approach.actions.rounds import NEW_ROUND, Choice
from omzien.chapters.approach.models import MemberReview, Step
from omzien.chapters.approach.queries.course import CHOICE, MEMBERS, OVER, REVIEW
from omzien.chapters.approach.queries.group import Reachable
from omzien.chapters.approach.terms import REVIEWS
from omzien.ground.formkit import Form, LongText, TileChecks, TileRadios
from omzien.protocol.schema import Reason

from .contacts import answer_choices, answer_widget
from .noblame import Section, StepForm, people_field


class ReviewForm(StepForm):
    """Looking back with the target: its own answer first, then the protocol's three questions."""

    clause = REVIEW
    special = frozenset({"change"})

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["on"].label = now_("Wanneer keken jullie terug?")

    def besides(self) -> dict[str, forms.Field]:
        """Ask for the target's own answer, for new agreements, and for what the group did (A1.3)."""
        question = self.step.question("change")
        return {
            "change": forms.ChoiceField(
                label=question.label,
                help_text=question.help,
                choices=answer_choices(self.course.edition),
                widget=answer_widget(self.course.edition),
            ),
            "new_agreements": LongText(
                label=_("Nog niet goed genoeg? Schrijf op wat je met de groep gaat afspreken."),
                required=False,
                rows=2,
            ),
            "done": LongText(
                label=_("Wat is er gedaan?"),
                help_text=_("Wat je weet van wat de groep deed. Dit blijft bij jou en het team."),
                required=False,
                rows=2,
            ),
        }

    def said(self) -> LookBack:
        """Return what the target said."""
        data = self.cleaned_data
        answers = {**self.answers(), "new_agreements": data["new_agreements"]}
        return LookBack(on=data["on"], at=data["at"], answer=data["change"], done=data["done"], answers=answers)

    def sections(self) -> list[Section]:
        """Return the target's answer, then its words, then what the team itself knows."""
        how = Section(now_("Hoe gaat het?"), "smile", self.bound("change", *self.asked()))
        group = Section(now_("De groep"), "users", self.bound("new_agreements", "done"))
        when = Section(now_("Wanneer"), "calendar-days", self.bound("on", "at"))
        return [how, group, when]


class MemberForm(StepForm):
    """What one member says, alone."""

    clause = MEMBERS

    def __init__(self, data: Any = None, *, review: MemberReview, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["version"].initial = review.version
        self.fields["on"].label = now_("Wanneer spraken jullie elkaar?")
        self.fields.pop("at")

    def said(self) -> MemberSaid:
        """Return what the member said."""
        return MemberSaid(self.cleaned_data["on"], self.answers())

    def sections(self) -> list[Section]:
        """Return the three questions and the day."""
        return [Section(now_("Het gesprek"), "message-circle", self.bound(*self.asked(), "on"))]


class ReasonForm(Form):
    """Why is this left out? A tile is enough; success is a reason (5.guide)."""

    reason = forms.ChoiceField(label=_("Waarom?"), error_messages={"required": _("Kies een reden.")})
    note = LongText(label=_("Wil je er iets bij schrijven?"), required=False, rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, data: Any = None, *, reasons: Sequence[Reason], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offer_reasons(self, "reason", reasons)


def offer_reasons(form: forms.Form, name: str, reasons: Sequence[Reason]) -> None:
    """Let a field offer reasons of the edition as tiles."""
    tiles = form.fields[name]
    icons, hints = ({one.id: getattr(one, word) for one in reasons} for word in ("icon", "hint"))
    tiles.widget = TileRadios(look="two", icons=icons, hints=hints, tones={one.id: "" for one in reasons})
    if isinstance(tiles, forms.ChoiceField):
        tiles.choices = [(one.id, one.label) for one in reasons]


class ChoiceForm(StepForm):
    """Done, or a new round with members kept, added or changed; the target and the mentor choose together."""

    clause = CHOICE
    special = frozenset({"group"})

    def __init__(self, data: Any = None, *, reachable: Sequence[Reachable], **kwargs: Any) -> None:
        self.reachable = reachable
        super().__init__(data, **kwargs)
        self.fields["on"].label = now_("Wanneer kozen jullie dit?")
        self.fields.pop("at")
        if not self.unheard:
            self.fields.pop("reason")
        else:
            offer_reasons(self, "reason", self.course.edition.reasons_for("leave_out"))

    @property
    def unheard(self) -> list[Step]:
        """Return the reviews that are still open."""
        return [self.course.steps[clause] for clause in REVIEWS if self.course.steps[clause].state not in OVER]

    def besides(self) -> dict[str, forms.Field]:
        """Ask who is in the next round, whether the target agrees, and why what is open is left out."""
        group = self.step.question("group")
        members = people_field({"label": group.label, "required": False}, self._free())
        members.initial = [str(row.pupil_id) for row in self.course.members]
        self.people |= {row.key: row.pupil for row in self.reachable}
        return {
            "members": members,
            "agreed": forms.MultipleChoiceField(
                label="",
                required=False,
                choices=[("yes", _("De leerling is akkoord met deze groep"))],
                widget=TileChecks(look="chips", icons={"yes": "handshake"}),
            ),
            "reason": forms.ChoiceField(
                label=_("Nog niet iedereen is gehoord. Waarom slaan jullie dat over?"),
                error_messages={"required": _("Kies een reden.")},
            ),
        }

    def _free(self) -> list[Reachable]:
        return [row for row in self.reachable if row.key not in self.course.not_members]

    def clean(self) -> dict[str, Any]:
        """Ask for a group when there is to be a new round."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("next") == NEW_ROUND and not data.get("members") and "members" not in self.errors:
            self.add_error("members", ValidationError(_("Kies wie er in de volgende ronde meedoen.")))
        return data

    def choice(self) -> Choice:
        """Return what was chosen."""
        data = self.cleaned_data
        return Choice(
            next=data["next"],
            on=data["on"],
            synthesis=data.get("synthesis", ""),
            members=self.chosen("members"),
            agreed=bool(data["agreed"]),
            reason=data.get("reason", ""),
        )

    def sections(self) -> list[Section]:
        """Return what was heard and chosen, and the group of a next round in a fold."""
        together = Section(now_("Samen kiezen"), "split", self.bound(*self.asked(), "reason", "on"))
        group = Section(
            now_("Als er nog een ronde komt"),
            "users",
            self.bound("agreed"),
            folded=self.bound("members"),
            fold_title=now_("Er komt iemand bij, of er wisselt iemand"),
        )
        return [together, group]


class WorseForm(Form):
    """One tap is enough; a few words may be added."""

    note = LongText(
        label=_("Wat zegt de leerling?"),
        help_text=_("Een paar woorden is genoeg."),
        required=False,
        rows=3,
    )
