"""Forms for people who work elsewhere, and for whose work somebody takes over."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from omzien.ground.clock import from_today, today
from omzien.ground.formkit import DateField, Form, ShortText, TileChecks
from omzien.ground.school.actions.outsiders import ROLES, Outsider
from omzien.ground.school.elsewhere import sister_schools
from omzien.ground.school.models import Role, School

FAR = 3652


class HelpForm(Form):
    """In which roles somebody helps out, and until when."""

    roles = forms.MultipleChoiceField(
        label=_("Welke rol krijgt deze persoon hier?"),
        help_text=_("Kies alleen wat nodig is. Rollen tellen nooit bij elkaar op."),
    )
    until_on = DateField(
        label=_("Tot en met"),
        required=False,
        help_text=_("Leeg als het geen einde heeft."),
        earliest=today,
        latest=from_today(FAR),
    )

    def __init__(self, data: Any = None, *, roles: tuple[str, ...] = ()) -> None:
        super().__init__(data, initial={"roles": roles})
        field = self.fields["roles"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type only
        field.choices = [(role.value, capfirst(str(role.label))) for role in ROLES]
        field.widget = TileChecks(look="two", choices=field.choices)

    @property
    def chosen(self) -> list[Role]:
        """Return the roles."""
        return [Role(value) for value in self.cleaned_data["roles"]]


class OutsiderForm(HelpForm):
    """Someone who works at no school of this installation."""

    given_name = ShortText(label=_("Voornaam"), max_length=60)
    infix = ShortText(label=_("Tussenvoegsel"), required=False, max_length=20)
    family_name = ShortText(label=_("Achternaam"), max_length=80)
    email = forms.EmailField(
        label=_("E-mailadres"),
        max_length=200,
        help_text=_("Naar dit adres gaat de uitnodiging. Er staat nooit iets over leerlingen in een mail."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    organisation = ShortText(
        label=_("Waar werkt deze persoon?"),
        max_length=80,
        help_text=_("Bijvoorbeeld: het bestuur, of een andere school. Dit staat overal achter de naam."),
    )
    field_order = ("given_name", "infix", "family_name", "email", "organisation", "roles", "until_on")

    @property
    def who(self) -> Outsider:
        """Return who it is."""
        told = self.cleaned_data
        return Outsider(told["given_name"], told["infix"], told["family_name"], told["email"], told["organisation"])


class SisterForm(HelpForm):
    """A colleague of another school of the board; nobody's list can be looked through."""

    school = forms.ChoiceField(label=_("Van welke school?"))
    typed = ShortText(
        label=_("Code of e-mailadres"),
        max_length=200,
        help_text=_("Typ precies de code of het e-mailadres van deze collega. Zoeken op naam kan hier niet."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("school", "typed", "roles", "until_on")

    def __init__(self, here: School, data: Any = None, *, roles: tuple[str, ...] = ()) -> None:
        super().__init__(data, roles=roles)
        self.schools = {str(one.pk): one for one in sister_schools(here)}
        field = self.fields["school"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type only
        field.choices = [("", now_("Kies een school")), *((key, one.name) for key, one in self.schools.items())]

    @property
    def sister(self) -> School:
        """Return the school."""
        return self.schools[self.cleaned_data["school"]]


class ParentForm(Form):
    """Which parent a colleague is: exactly the number or the address, since parents cannot be looked through."""

    marks_optional = False
    typed = ShortText(
        label=_("Nummer of e-mailadres van de ouder"),
        max_length=200,
        help_text=_("Precies zoals het in de lijst van ouders staat. Zoeken op naam kan hier niet."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
