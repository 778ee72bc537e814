"""The forms of the end: why, the last words, the later checks, closing and reopening."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.actions.closing import SAID_WORSE, end_reason, fits
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.queries.asking import long_day
from omzien.chapters.approach.queries.next import worse_stands
from omzien.chapters.approach.terms import edition_of
from omzien.ground.clock import from_today, today
from omzien.ground.formkit import DateField, Form, LongText, TileChecks, TileRadios
from omzien.protocol.schema import Edition

from .contacts import answer_choices, answer_widget
from .offering import offer

NOT_ASKED = "not_asked"


def _offer_answers(form: forms.Form, edition: Edition, not_asked: Any) -> None:
    widget = answer_widget(edition)
    widget.icons[NOT_ASKED] = "circle-dashed"
    offer(form, "answer", [*answer_choices(edition), (NOT_ASKED, not_asked)], widget)


class EndForm(Form):
    """The target's own answer comes first: it decides which reasons there are."""

    answer = forms.ChoiceField()
    reason = forms.ChoiceField(label=_("Waarom rond je het af?"))
    note = LongText(label=_("Wil je er iets bij schrijven?"), required=False, rows=3)
    goes_on = forms.MultipleChoiceField(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, edition = case, edition_of(case)
        _offer_answers(self, edition, _("Niet gevraagd"))
        self.fields["answer"].label = now_("Wat zegt %(name)s zelf?") % {"name": name}
        reasons = edition.reasons_for("end")
        icons, hints = ({one.id: getattr(one, word) for one in reasons} for word in ("icon", "hint"))
        labels = [(one.id, one.label) for one in reasons]
        offer(self, "reason", labels, TileRadios(look="two", icons=icons, hints=hints))
        self._ask_agreements(edition)

    def _ask_agreements(self, edition: Edition) -> None:
        agreements = list(self.case.agreements.filter(ended_on__isnull=True).order_by("until_on"))
        if not agreements:
            del self.fields["goes_on"]
            return
        kinds = edition.protections
        widget = TileChecks(
            icons={str(one.pk): kinds[one.kind].icon for one in agreements if one.kind in kinds},
            hints={str(one.pk): now_("tot en met %(day)s") % {"day": long_day(one.until_on)} for one in agreements},
        )
        offer(self, "goes_on", [(str(one.pk), one.text or kinds[one.kind].label) for one in agreements], widget)
        # A tick that is forgotten must not end somebody's protection.
        self.fields["goes_on"].initial = [str(one.pk) for one in agreements]
        self.fields["goes_on"].label = now_("Welke afspraken gaan nog door?")
        self.fields["goes_on"].help_text = now_("Wat je niet aanvinkt, stopt vandaag.")

    def clean_answer(self) -> str:
        """Return the answer; not asked is no answer."""
        answer: str = self.cleaned_data["answer"]
        return "" if answer == NOT_ASKED else answer

    def clean_goes_on(self) -> list[UUID]:
        """Return the keys of the agreements that stay."""
        return [UUID(key) for key in self.cleaned_data["goes_on"]]

    def clean(self) -> dict[str, Any]:
        """Refuse a reason that the target's own answer does not allow."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "reason" not in data or "answer" not in data:
            return data
        reason = end_reason(self.case, data["reason"])
        if reason.success and worse_stands(self.case):
            self.add_error("reason", ValidationError(SAID_WORSE))
        elif not fits(reason, data["answer"]):
            self.add_error(
                "reason",
                ValidationError(
                    _("Dit past niet bij wat de leerling zelf zegt. Kies een andere reden, of ga door met helpen.")
                ),
            )
        return data


class LastWordForm(Form):
    """What someone hears at the end, and when it was said."""

    text = LongText(label=_("Wat zeg je?"), rows=4)
    on = DateField(label=_("Wanneer zei je het?"), initial=today, earliest=from_today(-731), latest=today)
    said = forms.ChoiceField(
        label=_("Is het gelukt?"),
        choices=(("yes", _("Gezegd")), ("no", _("Het lukte niet"))),
        initial="yes",
        widget=TileRadios(look="chips", icons={"yes": "check", "no": "x"}),
    )


class LaterCheckForm(Form):
    """What the target says some weeks later."""

    answer = forms.ChoiceField()
    note = LongText(label=_("Iets om te onthouden?"), required=False, rows=3)

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_answers(self, edition_of(case), _("Vragen lukte niet"))
        self.fields["answer"].label = now_("Hoe gaat het nu, volgens %(name)s?") % {"name": name}

    def clean_answer(self) -> str:
        """Return the answer; not asked is no answer."""
        answer: str = self.cleaned_data["answer"]
        return "" if answer == NOT_ASKED else answer

    def clean(self) -> dict[str, Any]:
        """Ask why when nobody asked."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("answer") == "" and not data.get("note"):
            self.add_error("note", ValidationError(_("Schrijf op waarom vragen niet lukte.")))
        return data


class CloseForm(Form):
    """Only the version: the page says what closing means."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ReopenForm(Form):
    """Why the case opens again."""

    why = LongText(label=_("Waarom open je deze situatie weer?"), rows=3)
