"""The form of a contact with the target."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.chapters.approach.models import Case, Contact
from omzien.chapters.approach.terms import edition_of
from omzien.ground.clock import today
from omzien.ground.formkit import DateField, Form, LongText, TileRadios
from omzien.protocol.schema import Edition

from .offering import offer

HOW_ICONS = {"talk": "message-circle", "call": "phone", "message": "smartphone"}
TONES = {"stopped": "", "better": "sky", "same": "sun", "worse": "coral"}


def answer_choices(edition: Edition) -> list[tuple[str, str]]:
    """Return the target's own answers, in the edition's words."""
    return [(id_, answer.label) for id_, answer in edition.answers.items()]


def answer_widget(edition: Edition) -> TileRadios:
    """Return tiles for the target's own answers."""
    return TileRadios(look="two", icons={id_: one.icon for id_, one in edition.answers.items()}, tones=TONES)


class ContactForm(Form):
    """When, how, and what the target says of it."""

    answer = forms.ChoiceField(required=False)
    how = forms.ChoiceField(
        label=gettext_lazy("Hoe spraken jullie elkaar?"),
        choices=Contact.How.choices,
        initial=Contact.How.TALK,
        widget=TileRadios(look="chips", icons=HOW_ICONS),
    )
    on = DateField(label=gettext_lazy("Wanneer?"), initial=today, latest=today)
    note = LongText(
        label=gettext_lazy("Iets om te onthouden?"),
        help_text=gettext_lazy("Een paar woorden, liefst die van de leerling zelf."),
        required=False,
        rows=3,
    )

    def __init__(self, *args: Any, case: Case, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition = edition_of(case)
        offer(self, "answer", answer_choices(edition), answer_widget(edition))
        self.fields["answer"].label = _("Hoe gaat het, volgens %(name)s?") % {"name": name}
        self.fields["answer"].help_text = _("Niet gevraagd? Laat het dan leeg.")
        on = cast(DateField, self.fields["on"])
        # A first talk may have been some days before the case was opened.
        on.earliest = case.opened_on - timedelta(days=31)
        on.bind_limits()
