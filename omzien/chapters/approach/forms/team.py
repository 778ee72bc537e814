"""The forms of the tab "Mensen": colleagues, parts, and who was told."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Part
from omzien.chapters.approach.queries.parents import Parent
from omzien.ground.clock import from_today, today
from omzien.ground.formkit import DateField, Form, LongText, PeopleChecks, PersonRadios, TileRadios
from omzien.ground.school.models import Pupil, Staff
from omzien.protocol.schema import Edition

from .offering import offer, staff_choices

NOTHING = "none"
PART_TONES = {"involved": "sun", "supportive": "", "neutral": "sky", NOTHING: "sky"}


class ColleagueForm(Form):
    """A colleague to add, or to hand over to."""

    staff = forms.ChoiceField(label=_("Welke collega?"))
    why = LongText(label=_("Waarom?"), required=False, rows=2)

    def __init__(self, *args: Any, people: Sequence[tuple[Staff, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices, roles = staff_choices(people)
        offer(self, "staff", choices, PersonRadios(hints=roles))

    def clean_staff(self) -> UUID:
        """Return the key of the colleague."""
        return UUID(self.cleaned_data["staff"])


class HandOverForm(ColleagueForm):
    """To whom the case goes, and why; refused when the case changed meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class WatchForm(ColleagueForm):
    """A colleague who watches without reading the case."""

    on = DateField(label=_("Wanneer is het verteld?"), initial=today, earliest=from_today(-731), latest=today)
    why = LongText(
        label=_("Waar let deze collega op?"),
        help_text=_("Waar, wanneer, wat te doen. Niet waarom, en niet wie wat deed."),
        required=False,
        rows=2,
    )


class ParentsForm(Form):
    """Whose parents were told, and when."""

    pupil = forms.ChoiceField(label=_("Wiens ouders?"))
    on = DateField(label=_("Wanneer is het verteld?"), initial=today, earliest=from_today(-731), latest=today)
    spoken = forms.MultipleChoiceField(label=_("Wie sprak je?"), required=False)
    note = LongText(label=_("Wat is er besproken?"), required=False, rows=3)
    field_order = ("pupil", "spoken", "on", "note")

    def __init__(self, *args: Any, pupils: Sequence[Pupil], parents: Sequence[Parent] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "pupil", [(str(pupil.pk), pupil.full_name) for pupil in pupils], PersonRadios())
        able = [one for one in parents if not one.banned]
        names = [(str(one.row.pk), one.name) for one in able]
        hints = {str(one.row.pk): _of_whom(one) for one in able}
        offer(self, "spoken", names, PeopleChecks(hints=hints))
        if not able:
            del self.fields["spoken"]

    def clean_spoken(self) -> list[UUID]:
        """Return the keys of the parents."""
        return [UUID(key) for key in self.cleaned_data["spoken"]]

    def clean_pupil(self) -> UUID:
        """Return the key of the pupil."""
        return UUID(self.cleaned_data["pupil"])


def _of_whom(parent: Parent) -> str:
    """Return for example "moeder van Noor, 06 12345678"."""
    relation = parent.relation or now_("ouder")
    said = now_("%(relation)s van %(name)s") % {"relation": relation, "name": parent.pupil.given_name}
    return f"{said}, {parent.phone}" if parent.phone else said


def _part_widget(edition: Edition, *, removable: bool) -> tuple[list[tuple[str, Any]], TileRadios]:
    known = edition.parts
    offered = (Part.As.INVOLVED, Part.As.SUPPORTIVE, Part.As.NEUTRAL)
    choices: list[tuple[str, Any]] = [(part.value, str(part.label).capitalize()) for part in offered]
    hints: dict[str, Any] = {part.value: known[part.value].hint for part in offered if part.value in known}
    icons = {part.value: known[part.value].icon for part in offered if part.value in known}
    if removable:
        choices.append((NOTHING, _("Hoort er niet bij")))
        hints[NOTHING], icons[NOTHING] = _("De naam verdwijnt van deze pagina, niet uit het logboek."), "user-minus"
    return choices, TileRadios(look="two", hints=hints, icons=icons, tones=PART_TONES)


class PartForm(Form):
    """What part a pupil plays: a working hypothesis, with its reason."""

    plays = forms.ChoiceField(label=_("Hoe zie je het nu?"))
    why = LongText(label=_("Waarom verander je dit?"), rows=2)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "plays", *_part_widget(edition, removable=True))


class NewPartForm(Form):
    """A pupil who plays a part too."""

    pupil = forms.ChoiceField(label=_("Welke leerling?"))
    plays = forms.ChoiceField(label=_("Hoe zie je het nu?"))
    why = LongText(label=_("Hoe weet je dat?"), required=False, rows=2)

    def __init__(self, *args: Any, edition: Edition, pupils: Sequence[Pupil], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "pupil", [(str(pupil.pk), pupil.full_name) for pupil in pupils], PersonRadios())
        offer(self, "plays", *_part_widget(edition, removable=False))

    def clean_pupil(self) -> UUID:
        """Return the key of the pupil."""
        return UUID(self.cleaned_data["pupil"])
