"""The forms of a protection agreement: making it, and asking whether it holds."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from omzien.ground.clock import from_today, today
from omzien.ground.formkit import DateField, Form, LongText, PersonRadios, ShortText, TileRadios
from omzien.ground.school.models import Staff
from omzien.protocol.schema import Edition

from .offering import offer, staff_choices

# Two years, in days: an agreement for longer is a mistyped year.
LONGEST = 731
GOES_ON, CHANGED, NOT_NEEDED = "goes_on", "changed", "not_needed"
HOLDS = (
    (GOES_ON, _("Het werkt, we gaan door")),
    (CHANGED, _("Het werkt niet goed, we spreken iets anders af")),
    (NOT_NEEDED, _("Het is niet meer nodig")),
)


class AgreementForm(Form):
    """Where, what, who looks after it, until when."""

    kind = forms.ChoiceField(label=_("Waar gaat het om?"))
    text = LongText(
        label=_("Wat spreken jullie af?"),
        help_text=_("Zo precies dat ieder weet wat hij doet. In de woorden van de leerling mag ook."),
        rows=3,
    )
    owner = forms.ChoiceField(label=_("Wie van het team let erop?"))
    who = ShortText(
        label=_("Wie doet er nog meer mee?"), help_text=_("Bijvoorbeeld de conciërge of een maatje."), required=False
    )
    until_on = DateField(
        label=_("Tot en met wanneer?"),
        help_text=_("De schooldag ervoor komt de afspraak terug op Vandaag."),
        earliest=today,
        latest=from_today(LONGEST),
    )

    def __init__(self, *args: Any, edition: Edition, team: Sequence[tuple[Staff, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = edition.protections
        choices, roles = staff_choices(team)
        icons, hints = ({id_: getattr(kind, name) for id_, kind in kinds.items()} for name in ("icon", "hint"))
        places = [(id_, kind.label) for id_, kind in kinds.items()]
        offer(self, "kind", places, TileRadios(look="two", icons=icons, hints=hints))
        offer(self, "owner", choices, PersonRadios(hints=roles))

    def clean_owner(self) -> UUID:
        """Return the key of the colleague."""
        return UUID(self.cleaned_data["owner"])


class AgreementCheckForm(Form):
    """Does it hold? It goes on until a new day, another takes its place, or it is no longer needed."""

    holds = forms.ChoiceField(
        label=_("Hoe gaan jullie verder?"),
        choices=HOLDS,
        widget=TileRadios(icons={GOES_ON: "shield-check", CHANGED: "repeat", NOT_NEEDED: "sun"}),
    )
    until_on = DateField(label=_("Ga door tot en met"), required=False, earliest=today, latest=from_today(LONGEST))
    note = LongText(label=_("Iets om te onthouden?"), required=False, rows=3)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean(self) -> dict[str, Any]:
        """Ask for a new day when the agreement goes on."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        until: date | None = data.get("until_on")
        if data.get("holds") == GOES_ON and until is None and "until_on" not in self.errors:
            self.add_error("until_on", ValidationError(_("Kies tot en met welke dag jullie doorgaan.")))
        return data
