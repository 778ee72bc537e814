"""What colleagues fill in: telling in half a minute, and saying who a name means."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.ground.clock import from_today, today
from omzien.ground.formkit import DateField, Form, LongText, PersonRadios, ShortText, TileChecks, TileRadios
from omzien.ground.school.models import HomeGroup, Staff
from omzien.protocol.load import packaged
from omzien.protocol.schema import Choice

from .matching import Placed
from .models import Report
from .staff_actions import StaffTelling

_LONGEST_NAME = 120


def tiles(of: Mapping[str, Choice], look: str = "two", *, hints: bool = True) -> TileChecks:
    """Return the edition's choices as tiles of which several may be tapped."""
    return TileChecks(
        look=look,
        choices=choices(of),
        icons={choice.id: choice.icon for choice in of.values()},
        hints={choice.id: choice.hint for choice in of.values()} if hints else {},
    )


def choices(of: Mapping[str, Choice]) -> list[tuple[str, str]]:
    """Return the edition's choices as a form takes them."""
    return [(choice.id, choice.label) for choice in of.values()]


def people(
    rows: Iterable[Placed], notes: Mapping[str, str], *, groups: bool = True
) -> tuple[list[tuple[str, str]], PersonRadios]:
    """Return pupils as choices, with their home group and perhaps a note beside the name."""
    rows = list(rows)
    hints = {row.key: ", ".join(filter(None, (row.group if groups else "", notes.get(row.key)))) for row in rows}
    return [(row.key, row.name) for row in rows], PersonRadios(hints=hints)


class TellForm(Form):
    """A suspicion or an incident (5.staff): two taps are enough, words are welcome."""

    nature = forms.ChoiceField(
        label=gettext_lazy("Wat wil je melden?"),
        choices=[
            (Report.Nature.SUSPICION.value, gettext_lazy("Een vermoeden")),
            (Report.Nature.INCIDENT.value, gettext_lazy("Een voorval")),
        ],
        widget=TileRadios(
            look="two",
            icons={"suspicion": "eye", "incident": "flag"},
            hints={
                "suspicion": gettext_lazy("Je denkt dat er iets speelt."),
                "incident": gettext_lazy("Je zag of hoorde iets gebeuren."),
            },
        ),
    )
    pupil = forms.ChoiceField(label=gettext_lazy("Om wie gaat het?"), required=False, widget=PersonRadios)
    name = ShortText(
        label=gettext_lazy("Typ een naam"),
        help_text=gettext_lazy("Weet je het niet zeker? Schrijf wat je weet. Wie het leest, gaat het na."),
        max_length=_LONGEST_NAME,
        required=False,
    )
    forms_seen = forms.MultipleChoiceField(label=gettext_lazy("Wat gebeurt er?"), required=False)
    told = LongText(
        label=gettext_lazy("Vertel het in een paar woorden"),
        help_text=gettext_lazy("Schrijf op wat je zag of hoorde. Wat je ervan denkt, mag er als vraag bij."),
        required=False,
        rows=4,
    )
    places = forms.MultipleChoiceField(label=gettext_lazy("Waar?"), required=False)
    moments = forms.MultipleChoiceField(label=gettext_lazy("Wanneer op de dag?"), required=False)
    happened_on = DateField(
        label=gettext_lazy("Op welke dag?"), required=False, earliest=from_today(-731), latest=today, initial=today
    )
    others = ShortText(
        label=gettext_lazy("Wie nog meer?"),
        help_text=gettext_lazy("Namen met een komma ertussen. Een naam komt nergens in tot iemand die heeft nagegaan."),
        required=False,
    )
    on_behalf = forms.BooleanField(label=gettext_lazy("Iemand kwam het mij vertellen"), required=False)
    came_name = ShortText(
        label=gettext_lazy("Wie kwam er?"),
        help_text=gettext_lazy("Alleen met een naam als die persoon dat goed vindt."),
        max_length=_LONGEST_NAME,
        required=False,
    )

    colleague = forms.ChoiceField(
        label=gettext_lazy("Gaat het over een collega?"),
        help_text=gettext_lazy("Die collega leest dit dan niet, en wie die collega vervangt ook niet."),
        required=False,
    )

    def __init__(
        self,
        pupils: Iterable[Placed],
        notes: Mapping[str, str],
        *args: Any,
        colleagues: Iterable[Staff] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(staff.pk): staff for staff in colleagues}
        about = cast("forms.ChoiceField", self.fields["colleague"])
        about.choices = [("", _("Nee")), *((key, staff.full_name) for key, staff in self.colleagues.items())]
        self.pupils = {row.key: row for row in pupils}
        edition = packaged()
        self._offer("forms_seen", edition.forms, tiles(edition.forms, "chips", hints=False))
        self._offer("places", edition.places, tiles(edition.places, "chips", hints=False))
        self._offer("moments", edition.moments, tiles(edition.moments, "chips", hints=False))
        field = cast("forms.ChoiceField", self.fields["pupil"])
        options, field.widget = people(self.pupils.values(), notes, groups=False)
        field.choices = options
        if not self.pupils:
            del self.fields["pupil"]
            self.fields["name"].label = _("Om wie gaat het?")
        for one in self.fields.values():
            one.widget.attrs.setdefault("autocomplete", "off")

    def _offer(self, name: str, of: Mapping[str, Choice], widget: TileChecks) -> None:
        field = cast("forms.ChoiceField", self.fields[name])
        field.widget = widget
        field.choices = choices(of)

    def clean(self) -> dict[str, Any]:
        """Ask for one thing to go by, and for one answer to "who"."""
        said = super().clean() or {}
        if said.get("pupil") and said.get("name"):
            self.add_error("name", _("Je koos al een leerling. Haal de naam hier weg, of zet die bij “Wie nog meer?”."))
        if not (said.get("forms_seen") or said.get("told") or "told" in self.errors):
            self.add_error("told", _("Tik aan wat er gebeurt, of schrijf er een paar woorden bij."))
        return said

    @property
    def key(self) -> str:
        """Return the key of this form; only of a valid form."""
        return str(self.cleaned_data["form_key"])

    def telling(self, home_group: HomeGroup | None) -> StaffTelling:
        """Return what was told; only of a valid form."""
        said = self.cleaned_data
        row = self.pupils.get(said.get("pupil", ""))
        return StaffTelling(
            nature=said["nature"],
            told=said["told"],
            forms=tuple(said["forms_seen"]),
            places=tuple(said["places"]),
            moments=tuple(said["moments"]),
            happened_on=said["happened_on"],
            home_group=home_group,
            pupil=row.pupil if row else None,
            name=said["name"],
            others=said["others"],
            on_behalf=said["on_behalf"] or bool(said["came_name"]),
            came_name=said["came_name"],
            colleague=self.colleagues.get(said["colleague"]),
        )


class WhoForm(Form):
    """Which pupil a name means."""

    pupil = forms.ChoiceField(label=gettext_lazy("Wie is dit?"), widget=PersonRadios)

    def __init__(self, rows: Iterable[Placed], notes: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.key: row for row in rows}
        field = cast("forms.ChoiceField", self.fields["pupil"])
        options, field.widget = people(self.rows.values(), notes)
        field.choices = options
        field.error_messages["required"] = _("Kies een leerling.")

    @property
    def chosen(self) -> Placed:
        """Return the pupil who was chosen; only of a valid form."""
        return self.rows[self.cleaned_data["pupil"]]

    @property
    def key(self) -> str:
        """Return the key of this form; only of a valid form."""
        return str(self.cleaned_data["form_key"])


def posted_id(said: QueryDict, name: str) -> UUID:
    """Return a key from a form of one button; Http404 when it is none."""
    try:
        return UUID(said.get(name, ""))
    except ValueError:
        raise Http404 from None


def posted_key(said: QueryDict) -> str:
    """Return the form key of a form of one button; BadRequest when it is none."""
    try:
        return str(UUID(said.get("form_key", "")))
    except ValueError:
        raise BadRequest from None


def chosen_group(text: str, among: Iterable[HomeGroup]) -> HomeGroup | None:
    """Return the home group that stands in the address; None when there is none, or a strange one."""
    try:
        key = UUID(text)
    except ValueError:
        return None
    return next((group for group in among if group.pk == key), None)
