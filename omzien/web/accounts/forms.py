"""Forms of one's own account."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.ground.formkit import Form, ShortText, TileRadios
from omzien.ground.school.models import Account
from omzien.ground.school.passwords import ALONE, is_guessable, shortest

_COMMON = gettext_lazy("Dit wachtwoord gebruiken veel mensen. Kies een eigen zin.")


class LoginForm(Form):
    """Address and password."""

    marks_optional = False
    name = ShortText(
        label=gettext_lazy("E-mailadres"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none"}),
        error_messages={"required": gettext_lazy("Vul je e-mailadres in.")},
    )
    password = forms.CharField(
        label=gettext_lazy("Wachtwoord"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Vul je wachtwoord in.")},
    )


class CodeForm(Form):
    """A code of the app, or one of the recovery codes."""

    marks_optional = False
    code = ShortText(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("De zes cijfers uit je app. Of een van je herstelcodes."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none"}
        ),
        error_messages={"required": gettext_lazy("Vul de code in.")},
    )


class AppForm(CodeForm):
    """The first code of an app that was just set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("De zes cijfers die je app nu laat zien.")


class CurrentPassword(Form):
    """The password as it is."""

    marks_optional = False
    current = forms.CharField(
        label=gettext_lazy("Wachtwoord van nu"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(Form):
    """A password of one's own, twice."""

    marks_optional = False
    password = forms.CharField(
        label=gettext_lazy("Nieuw wachtwoord"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Nog een keer hetzelfde"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, account: Account, data: Any = None) -> None:
        super().__init__(data)
        self.account = account
        least = shortest(account)
        words = (
            _("Minstens %(n)d tekens. Een zin van vier gewone woorden is sterk en goed te onthouden. Spaties mogen.")
            if least == ALONE
            else _("Minstens %(n)d tekens. Langer is sterker: neem een zin van een paar woorden. Spaties mogen.")
        )
        self.fields["password"].help_text = words % {"n": least}

    def clean_password(self) -> str:
        """Refuse what is easily guessed, in plain words."""
        password: str = self.cleaned_data["password"]
        try:
            validate_password(password, self.account)
        except ValidationError as error:
            said = [_COMMON if one.code == "password_too_common" else one.message for one in error.error_list]
            raise ValidationError([str(one) for one in said]) from error
        if is_guessable(password, self.account):
            raise ValidationError(
                _("Dit wachtwoord kan een ander raden. Kies een zin zonder je naam of de naam van de school.")
            )
        return password

    def clean_again(self) -> str:
        """See that both are the same."""
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError(_("Dit is niet hetzelfde als hierboven. Typ allebei nog een keer."))
        return again


class ProfileForm(Form):
    """How someone wants to see Omzien, and to be seen in it."""

    marks_optional = False
    language = forms.ChoiceField(
        label=gettext_lazy("Taal"), choices=settings.LANGUAGES, widget=TileRadios(look="chips")
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Licht of donker"),
        choices=[
            ("auto", gettext_lazy("Zoals je apparaat")),
            ("light", gettext_lazy("Licht")),
            ("dark", gettext_lazy("Donker")),
        ],
        widget=TileRadios(look="chips", icons={"auto": "smartphone", "light": "sun", "dark": "moon"}),
    )
    shows_name = forms.BooleanField(
        label=gettext_lazy("Mijn naam mag op de openbare pagina van school staan"),
        help_text=gettext_lazy(
            "Leerlingen en ouders zien dan je naam bij je rol. Zonder vinkje zien ze alleen je rol."
        ),
        required=False,
    )


class HatForm(Form):
    """Which hat to wear: one at a time."""

    role = forms.CharField(max_length=100)
