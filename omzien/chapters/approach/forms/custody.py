"""The form on which stands what is known of a parent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from omzien.ground.clock import from_today, today
from omzien.ground.formkit import DateField, Form, LongText, TileRadios
from omzien.ground.school.models import Guardianship

CONTACT, INFORMED = Guardianship.Contact, Guardianship.Information


class CustodyForm(Form):
    """Contact, information, what the school saw of it, and since when."""

    contact = forms.ChoiceField(
        label=_("Mag school contact hebben met deze ouder?"),
        choices=[
            (CONTACT.UNKNOWN.value, _("Niets vastgelegd: bellen mag")),
            (CONTACT.BANNED.value, _("Contactverbod: niet bellen")),
        ],
        widget=TileRadios(look="two", icons={"unknown": "phone", "banned": "ban"}, tones={"banned": "coral"}),
    )
    information = forms.ChoiceField(
        label=_("Mag deze ouder informatie over de leerling krijgen?"),
        choices=[
            (INFORMED.UNKNOWN.value, _("Nog niet nagegaan")),
            (INFORMED.YES.value, _("Mag informatie krijgen")),
            (INFORMED.NO.value, _("Mag geen informatie krijgen")),
        ],
        help_text=_("Papieren gaan alleen mee als hier vastligt dat het mag."),
        widget=TileRadios(look="three", icons={"unknown": "info", "yes": "check", "no": "ban"}),
    )
    evidence = LongText(
        label=_("Wat heeft school hiervan gezien?"),
        help_text=_("Bijvoorbeeld: de beschikking van de rechtbank van 3 mei. Niet: wat iemand erover vertelde."),
        rows=2,
        max_length=500,
    )
    since = DateField(label=_("Sinds wanneer geldt dit?"), initial=today, earliest=from_today(-3652), latest=today)

    def __init__(self, *args: Any, row: Guardianship, **kwargs: Any) -> None:
        first = {"contact": row.contact, "information": row.information, "evidence": row.evidence}
        super().__init__(*args, initial=first | ({"since": row.flagged_on} if row.flagged_on else {}), **kwargs)
