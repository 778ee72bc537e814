"""What a pupil fills in: nothing is required, everything may be skipped."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as marked

from omzien.ground.formkit import Form, LongText, ShortText, TileChecks, TileRadios
from omzien.protocol.load import packaged
from omzien.protocol.schema import Choice

from .intake import Telling
from .models import Report
from .readers import MENTOR, NOBODY, Readership

# What a door says, how it is meant, and its picture: in the pupil's words.
DOORS: dict[Report.Door, tuple[str, str, str]] = {
    Report.Door.SELF: (marked("Het gaat over mij"), marked("Ik word gepest. Of ik denk het."), "heart-handshake"),
    Report.Door.OTHER: (marked("Het gaat over iemand anders"), marked("Ik zie het of hoor het."), "users"),
    Report.Door.ONLINE: (marked("Het gebeurt online"), marked("Appjes, foto’s, filmpjes, groepschat."), "smartphone"),
    Report.Door.TAKING_PART: (marked("Ik doe zelf mee"), marked("En ik wil dat het stopt."), "hand-helping"),
    Report.Door.UNSURE: (marked("Ik weet het niet zeker"), marked("Dat is ook goed."), "circle-question-mark"),
}
_LONGEST_NAME = 120


class GroupChips(TileRadios):
    """The home groups, each with its mentors: a script shows whom the choice leads to, without a request."""

    def __init__(self, readership: Readership) -> None:
        super().__init__(look="chips")
        self.readership = readership

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the mentors' names, as far as they show them."""
        option = super().create_option(name, value, *args, **kwargs)
        group = self.readership.group(str(value))
        option["attrs"]["data-mentor"] = group.called if group else ""
        return option


def _choices(*of: Choice) -> list[tuple[str, str]]:
    return [(choice.id, choice.label) for choice in of]


def _icons(*of: Choice) -> dict[str, str]:
    return {choice.id: choice.icon for choice in of}


def _hints(*of: Choice) -> dict[str, str]:
    return {choice.id: choice.hint for choice in of}


class TellForm(Form):
    """The whole page of the pupil as one form."""

    marks_optional = False

    door = forms.ChoiceField(required=False, widget=TileRadios(look="bright"))
    forms_seen = forms.MultipleChoiceField(label=gettext_lazy("Kies wat er past"), required=False)
    told = LongText(
        label=gettext_lazy("Wil je er iets bij vertellen?"),
        help_text=gettext_lazy("Het hoeft niet mooi te zijn. Zet hier geen naaktfoto’s of wachtwoorden in."),
        required=False,
        rows=4,
    )
    places = forms.MultipleChoiceField(label=gettext_lazy("Waar?"), required=False)
    moments = forms.MultipleChoiceField(label=gettext_lazy("Wanneer?"), required=False)
    home_group = forms.ChoiceField(
        label=gettext_lazy("Om welke klas gaat het?"),
        help_text=gettext_lazy("Dan weten we wie de mentor is."),
        required=False,
    )
    readers = forms.MultipleChoiceField(
        label=gettext_lazy("Wie mag het nog meer lezen?"), required=False, widget=TileChecks
    )
    about_name = ShortText(
        label=gettext_lazy("Over wie gaat het?"),
        help_text=gettext_lazy("Alleen als het over iemand anders gaat."),
        max_length=_LONGEST_NAME,
        required=False,
    )
    reporter_name = ShortText(
        label=gettext_lazy("Hoe heet jij?"),
        help_text=gettext_lazy("Met je naam kunnen we je beter helpen. Zonder naam is ook goed."),
        max_length=_LONGEST_NAME,
        required=False,
    )
    reach_me = ShortText(
        label=gettext_lazy("Hoe bereiken we je zonder dat anderen het merken?"),
        help_text=gettext_lazy("Bijvoorbeeld: na de gymles, of een appje aan mijn zus."),
        required=False,
    )

    def __init__(self, readership: Readership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readership = readership
        self._offer_doors()
        edition = packaged()
        self._offer("forms_seen", TileChecks(look="bright"), tuple(edition.forms.values()))
        self._offer("places", TileChecks(look="picture"), tuple(edition.places.values()))
        self._offer("moments", TileChecks(look="chips"), tuple(edition.moments.values()))
        self._offer_groups()
        self._offer_readers()
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def _choice_field(self, name: str) -> forms.ChoiceField:
        return cast("forms.ChoiceField", self.fields[name])

    def _offer(self, name: str, widget: TileChecks, of: tuple[Choice, ...]) -> None:
        widget.icons, widget.hints = _icons(*of), _hints(*of)
        # The protocol's words stay Dutch on an English page.
        widget.dutch = True
        field = self._choice_field(name)
        field.widget = widget
        field.choices = _choices(*of)

    def _offer_doors(self) -> None:
        field = self._choice_field("door")
        field.widget.icons = {door.value: icon for door, (_label, _hint, icon) in DOORS.items()}
        field.widget.hints = {door.value: _(hint) for door, (_label, hint, _icon) in DOORS.items()}
        field.choices = [(door.value, _(label)) for door, (label, _hint, _icon) in DOORS.items()]

    def _offer_groups(self) -> None:
        field = self._choice_field("home_group")
        field.widget = GroupChips(self.readership)
        field.choices = lambda: [(group.key, group.name) for group in self.readership.groups]

    def _offer_readers(self) -> None:
        offers = self._reader_choices()
        if not offers:
            del self.fields["readers"]
            return
        field = self._choice_field("readers")
        field.widget.hints = {key: hint for key, _label, hint, _icon in offers}
        field.widget.icons = {key: icon for key, _label, _hint, icon in offers}
        field.choices = [(key, label) for key, label, _hint, _icon in offers]

    def _reader_choices(self) -> list[tuple[str, str, str, str]]:
        """Return key, label, hint and icon of everyone who can be chosen: the mentor first (4.6c)."""
        offers = []
        if self.readership.mentors:
            offers.append((MENTOR, _("De mentor van die klas"), packaged().role("mentor").does, "user"))
        offers += [
            (offer.key, capfirst(offer.person.called), offer.person.does, "users") for offer in self.readership.offers
        ]
        if offers and self.readership.along:
            offers.append((NOBODY, _("Verder niemand"), "", "lock"))
        return offers

    @property
    def key(self) -> UUID:
        """Return the key of this form; only of a valid form."""
        key: UUID = self.cleaned_data["form_key"]
        return key

    def telling(self) -> Telling:
        """Return what was told; only of a valid form."""
        said = self.cleaned_data
        return Telling(
            door=said["door"],
            forms=tuple(dict.fromkeys(said["forms_seen"])),
            told=said["told"],
            places=tuple(dict.fromkeys(said["places"])),
            moments=tuple(dict.fromkeys(said["moments"])),
            home_group=said["home_group"],
            readers=tuple(said.get("readers", ())),
            about_name=said["about_name"],
            reporter_name=said["reporter_name"],
            reach_me=said["reach_me"],
        )


class CodeForm(Form):
    """The code with which a pupil comes back."""

    marks_optional = False

    code = ShortText(
        label=gettext_lazy("Je code"),
        help_text=gettext_lazy("16 letters en cijfers. Hoofdletters en spaties maken niet uit."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"class": "input--code", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Looking changes nothing: sent twice, it looks twice.
        del self.fields["form_key"]

    def add_error(self, field: str | None, error: Any) -> None:
        """Put the reader back in the field: with one field, a list of mistakes above it would only frighten."""
        super().add_error(field, error)
        self.fields["code"].widget.attrs["data-focus"] = True
