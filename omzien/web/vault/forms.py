"""Forms of a vault: passphrases and the recovery code; none of them is ever shown back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.ground.formkit import Form, ShortText
from omzien.ground.vault.vaults import is_long_enough


def _secret(label: Any, help_text: Any = "", autocomplete: str = "new-password") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": gettext_lazy("Vul je wachtzin in.")},
    )


class PassphraseForm(Form):
    """A new passphrase, twice."""

    marks_optional = False
    passphrase = _secret(
        gettext_lazy("Wachtzin"),
        gettext_lazy("Minstens 15 tekens, of vijf woorden. Neem een andere zin dan je wachtwoord."),
    )
    again = _secret(gettext_lazy("Dezelfde wachtzin nog een keer"))

    def clean_passphrase(self) -> str:
        """Refuse what is soon guessed."""
        passphrase: str = self.cleaned_data["passphrase"]
        if not is_long_enough(passphrase):
            raise forms.ValidationError(_("Deze zin is te kort. Neem minstens 15 tekens, of vijf woorden."))
        return passphrase

    def clean(self) -> dict[str, Any]:
        """Check that both are the same: a mistake of the fingers would shut the vault for good."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "passphrase" in data and "again" in data and data["passphrase"] != data["again"]:
            self.add_error("again", _("Dit is niet dezelfde zin. Typ hem nog een keer."))
        return data


class UnlockForm(Form):
    """The passphrase."""

    marks_optional = False
    passphrase = _secret(gettext_lazy("Wachtzin van je kluis"), autocomplete="current-password")


class RecoverForm(PassphraseForm):
    """The code of the sheet, and a new passphrase."""

    code = ShortText(
        label=gettext_lazy("Code van je herstelblad"),
        help_text=gettext_lazy("Acht groepjes van vier. Streepjes en hoofdletters maken niet uit."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    field_order = ["form_key", "code", "passphrase", "again"]


class ConfirmForm(Form):
    """The last group of the sheet, typed back from paper."""

    marks_optional = False
    group = ShortText(
        label=gettext_lazy("Het laatste groepje van je herstelblad"),
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
