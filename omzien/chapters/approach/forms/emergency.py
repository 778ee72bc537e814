"""The forms of an emergency: about whom and why, and afterwards whether it was right."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.actions.emergency import LEAST_REASON
from omzien.ground.access.models import Emergency
from omzien.ground.formkit import Form, LongText, PersonRadios, TileRadios
from omzien.ground.school.models import Pupil

from .offering import offer

ICONS = {"danger": "triangle-alert", "unreachable": "user-minus", "authority": "file-text"}
YES, NO = "yes", "no"


class BreakGlassForm(Form):
    """About which pupil, what makes waiting impossible, and why in one's own words."""

    pupil = forms.ChoiceField(label=_("Om welke leerling gaat het?"))
    category = forms.ChoiceField(label=_("Waarom kan het niet wachten?"))
    reason = LongText(
        label=_("Schrijf op wat er aan de hand is"),
        help_text=_("Een of twee zinnen. Wie dit nakijkt, leest dit."),
        rows=3,
        min_length=LEAST_REASON,
    )

    def __init__(self, *args: Any, pupils: Sequence[Pupil], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pupils = {str(pupil.pk): pupil for pupil in pupils}
        offer(self, "pupil", [(key, pupil.full_name) for key, pupil in self.pupils.items()], PersonRadios())
        reasons = [(one.value, str(one.label).capitalize()) for one in Emergency.Category]
        offer(self, "category", reasons, TileRadios(icons=ICONS))

    @property
    def chosen(self) -> Pupil:
        """Return the pupil; only of a valid form."""
        return self.pupils[self.cleaned_data["pupil"]]


class LookBackForm(Form):
    """Whether it was right to read along, with a word."""

    was_right = forms.ChoiceField(label=_("Was dit terecht?"))
    words = LongText(label=_("Wat zeg je erover?"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = TileRadios(look="two", icons={YES: "check", NO: "x"})
        offer(self, "was_right", [(YES, _("Ja")), (NO, _("Nee"))], widget)
