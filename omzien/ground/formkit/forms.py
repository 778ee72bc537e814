"""The form that every form of the house begins with."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from omzien.ground.formkit.fields import DateField
from omzien.ground.formkit.text import LONG, no_strange_characters

# Per kind of field, what we say instead of Django's words. The first kind that fits decides, word by word.
_WORDS: tuple[tuple[type[forms.Field], dict[str, Any]], ...] = (
    (
        forms.EmailField,
        {
            "required": _("Vul een e-mailadres in."),
            "invalid": _("Dit is geen e-mailadres. Schrijf bijvoorbeeld naam@school.nl."),
        },
    ),
    (
        forms.CharField,
        {
            "required": _("Vul hier iets in."),
            "max_length": _("Dit zijn %(show_value)d tekens. Er passen er %(limit_value)d. Maak de tekst iets korter."),
            "min_length": _("Dit zijn %(show_value)d tekens. Het moeten er minstens %(limit_value)d zijn."),
        },
    ),
    (
        forms.MultipleChoiceField,
        {
            "required": _("Kies er een of meer."),
            "invalid_choice": _("Een van de keuzes is er niet meer. Kies opnieuw."),
            "invalid_list": _("We konden de keuzes niet lezen. Kies opnieuw."),
        },
    ),
    (
        forms.ChoiceField,
        {"required": _("Kies een antwoord."), "invalid_choice": _("Deze keuze is er niet meer. Kies opnieuw.")},
    ),
    (
        forms.DateField,
        {
            "required": _("Vul een datum in."),
            "invalid": _("Dit is geen datum. Schrijf bijvoorbeeld 18-11-2026."),
        },
    ),
    (
        forms.TimeField,
        {"required": _("Vul een tijd in."), "invalid": _("Dit is geen tijd. Schrijf bijvoorbeeld 10:45.")},
    ),
    (
        forms.IntegerField,
        {
            "required": _("Vul een getal in."),
            "invalid": _("Vul een heel getal in, zonder letters."),
            "min_value": _("Vul %(limit_value)s in, of meer."),
            "max_value": _("Vul %(limit_value)s in, of minder."),
        },
    ),
    (forms.BooleanField, {"required": _("Zet hier een vinkje.")}),
    (
        forms.FileField,
        {
            "required": _("Kies een bestand."),
            "missing": _("Er kwam geen bestand mee. Kies het opnieuw."),
            "invalid": _("Er kwam geen bestand mee. Kies het opnieuw."),
            "empty": _("Dit bestand is leeg. Kies een ander bestand."),
        },
    ),
    (
        forms.Field,
        {"required": _("Vul hier iets in."), "invalid": _("We konden dit niet lezen. Vul het opnieuw in.")},
    ),
)


def _own_words(field: forms.Field) -> None:
    """Replaces Django's words; words that were written for this one field stay."""
    standard: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        standard.update(getattr(kind, "default_error_messages", {}))
    done: set[str] = set()
    for kind, words in _WORDS:
        if not isinstance(field, kind):
            continue
        for code, text in words.items():
            if code not in done and field.error_messages.get(code) is standard.get(code):
                field.error_messages[code] = text
            done.add(code)


def _guard_text(field: forms.CharField) -> None:
    """Refuses strange characters and endless text, and never lets a browser cut a text off in silence."""
    field.validators = [check for check in field.validators if not isinstance(check, ProhibitNullCharactersValidator)]
    field.validators.append(no_strange_characters)
    longest = field.max_length
    if longest is None:
        longest = LONG
        field.validators.append(MaxLengthValidator(LONG))
    field.widget.attrs.pop("maxlength", None)
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs.setdefault("data-max", str(longest))


class KeyInput(forms.HiddenInput):
    """Carries the form key; what is not a key is replaced by a new one, so that nobody gets stuck."""

    def format_value(self, value: Any) -> str:
        """Returns the key that goes into the page."""
        try:
            return str(UUID(str(value)))
        except ValueError:
            return str(uuid4())


class Form(forms.Form):
    """A form that can safely be sent twice: `form_key` stays the same from page to second click."""

    # The server answers beside the field, in our words; a browser's own bubbles differ and vanish.
    use_required_attribute = False
    # False on a page where nothing has to be filled in: there the mark on every field would be noise.
    marks_optional = True

    form_key = forms.UUIDField(
        widget=KeyInput,
        initial=uuid4,
        error_messages={
            "required": _("Deze pagina was niet compleet. Kijk alles na en verstuur opnieuw."),
            "invalid": _("Deze pagina was niet compleet. Kijk alles na en verstuur opnieuw."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _own_words(field)
            if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField):
                _guard_text(field)
            if isinstance(field, DateField):
                field.bind_limits()
