"""What an adviser fills in."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.ground.clock import from_today, today
from omzien.ground.formkit import DateField, Form, LongText, ShortText, TileRadios
from omzien.ground.vault.models import AdviserKey

from .actions import UNKNOWN, Opening
from .queries import TO, WAYS

YES, NO = "yes", "no"
_NAME = 120
_LEAST = 20
_HINTS = {
    "only_me": gettext_lazy("Je deelt de naam niet, ook niet met de directeur."),
    "unknown": gettext_lazy("Je weet niet wie het is, of je schrijft het niet op."),
    "may_be_known": gettext_lazy("De leerling vindt het goed dat je de naam noemt."),
}


def _quiet(form: Form) -> None:
    """Keep the browser from remembering what is typed here."""
    for field in form.fields.values():
        field.widget.attrs.setdefault("autocomplete", "off")


class NoteForm(Form):
    """What was said on one day."""

    talked_on = DateField(
        label=gettext_lazy("Op welke dag sprak je iemand?"), earliest=from_today(-731), latest=today, initial=today
    )
    text = LongText(
        label=gettext_lazy("Wat wil je onthouden?"),
        help_text=gettext_lazy(
            "Een notitie verander je niet meer. Klopt er iets niet? Dan schrijf je er een nieuwe bij."
        ),
        rows=6,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _quiet(self)


class OpenForm(Form):
    """A new file: a word to find it back by, who came, and perhaps a first note."""

    title = ShortText(
        label=gettext_lazy("Met welk woord vind je dit terug?"),
        help_text=gettext_lazy("Kies een woord dat alleen jij herkent. Het staat net zo goed op slot als de rest."),
        max_length=80,
    )
    way = forms.ChoiceField(
        label=gettext_lazy("Wat mag er bekend zijn over wie er kwam?"),
        choices=list(WAYS.items()),
        widget=TileRadios(
            look="two", icons={"only_me": "lock", "unknown": "circle-help", "may_be_known": "eye"}, hints=_HINTS
        ),
    )
    name = ShortText(label=gettext_lazy("Wie kwam er?"), max_length=_NAME, required=False)
    talked_on = DateField(
        label=gettext_lazy("Op welke dag sprak je iemand?"), earliest=from_today(-731), latest=today, initial=today
    )
    text = LongText(label=gettext_lazy("Wat wil je onthouden?"), required=False, rows=6)
    look_again_on = DateField(
        label=gettext_lazy("Wanneer kijk je er weer naar?"),
        help_text=gettext_lazy("Op Vandaag staat dan dat je moet kijken, niet waarom."),
        earliest=today,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _quiet(self)

    def clean(self) -> dict[str, Any]:
        """Ask for a name where one is known, and keep none where it is not."""
        said = super().clean() or {}
        way, name = said.get("way"), said.get("name")
        if way and way != UNKNOWN and not name and "name" not in self.errors:
            self.add_error("name", _("Schrijf op wie er kwam, of kies “Niet bekend”."))
        if way == UNKNOWN and name:
            self.add_error("name", _("Je koos “Niet bekend”. Haal de naam weg, of kies iets anders."))
        return said

    def opening(self) -> Opening:
        """Return what was written; only of a valid form."""
        said = self.cleaned_data
        names = ("title", "way", "name", "text", "talked_on", "look_again_on")
        return Opening(**{name: said[name] for name in names})


class LookAgainForm(Form):
    """The day on which Vandaag says to look; empty takes it away."""

    look_again_on = DateField(
        label=gettext_lazy("Wanneer kijk je er weer naar?"),
        help_text=gettext_lazy("Laat dit leeg als je geen herinnering wilt."),
        earliest=today,
        required=False,
    )


class ShareForm(Form):
    """With which other adviser a file is shared."""

    adviser = forms.ChoiceField(label=gettext_lazy("Met wie deel je dit dossier?"), widget=forms.RadioSelect)

    def __init__(self, others: Iterable[AdviserKey], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(one.pk): one for one in others}
        field = cast("forms.ChoiceField", self.fields["adviser"])
        field.choices = [(key, one.staff.full_name) for key, one in self.others.items()]

    @property
    def chosen(self) -> AdviserKey:
        """Return the adviser who was chosen; only of a valid form."""
        return self.others[self.cleaned_data["adviser"]]


def _why(label: Any, help_text: Any = "") -> LongText:
    return LongText(label=label, help_text=help_text, rows=4, min_length=_LEAST)


class AskForm(Form):
    """Why a name has to be known, and by whom."""

    to = forms.ChoiceField(
        label=gettext_lazy("Wie moet de naam weten?"), choices=list(TO.items()), widget=forms.RadioSelect
    )
    why = _why(
        gettext_lazy("Waarom moet de naam bekend worden?"),
        gettext_lazy("Noem de naam hier niet. De andere vertrouwenspersoon leest alleen dit, niet je dossier."),
    )


class AnswerForm(Form):
    """What the second adviser says."""

    allowed = forms.ChoiceField(
        label=gettext_lazy("Mag de naam worden gedeeld?"),
        choices=[(YES, gettext_lazy("Ja, dit is nodig")), (NO, gettext_lazy("Nee, dit is niet nodig"))],
        widget=forms.RadioSelect,
    )
    why = _why(gettext_lazy("Waarom vind je dat?"))


class TellForm(Form):
    """To whom the name was told, and whether who came knew it first (P14: we tell you first)."""

    talked = forms.ChoiceField(
        label=gettext_lazy("Heb je dit vooraf met de leerling besproken?"),
        choices=[(YES, gettext_lazy("Ja")), (NO, gettext_lazy("Nee, wachten was gevaarlijk"))],
        widget=forms.RadioSelect,
    )
    why_not = LongText(
        label=gettext_lazy("Waarom kon je niet wachten?"),
        help_text=gettext_lazy("Alleen als je het niet eerst besprak. Vertel het de leerling daarna zo snel mogelijk."),
        rows=3,
        required=False,
    )
    to = ShortText(label=gettext_lazy("Aan wie vertel je de naam?"), max_length=_NAME)

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where nobody told who came."""
        said = super().clean() or {}
        if said.get("talked") == NO and not said.get("why_not") and "why_not" not in self.errors:
            self.add_error("why_not", _("Schrijf op waarom je het niet eerst met de leerling besprak."))
        return said
