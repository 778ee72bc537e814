"""The form that keeps a colleague out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from omzien.ground.access.models import Conflict
from omzien.ground.formkit import Form, PersonRadios, TileRadios
from omzien.ground.school.models import Staff

from .offering import offer, staff_choices


class KeepOutForm(Form):
    """Which colleague stays outside, why, and who carries the case when that colleague carried it."""

    staff = forms.ChoiceField(label=_("Welke collega mag dit niet zien?"))
    why = forms.ChoiceField(label=_("Waarom?"))
    new_owner = forms.ChoiceField(
        label=_("Wie wordt de nieuwe eigenaar?"),
        help_text=_("Alleen nodig als deze collega de situatie nu draagt."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[Staff, str]],
        owners: Sequence[tuple[Staff, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(staff.pk): staff for staff, _role in [*people, *owners]}
        choices, roles = staff_choices(people)
        offer(self, "staff", choices, PersonRadios(hints=roles))
        icons = {"named": "user", "family": "house", "close": "heart-handshake"}
        reasons = [(why.value, str(why.label).capitalize()) for why in Conflict.Why]
        offer(self, "why", reasons, TileRadios(icons=icons))
        names = [(str(staff.pk), f"{staff.full_name}, {role}") for staff, role in owners]
        offer(self, "new_owner", [("", now_("Niet nodig")), *names], forms.Select())
        if not owners:
            del self.fields["new_owner"]

    def clean(self) -> dict[str, Any]:
        """Refuse an owner who is the very colleague who stays outside."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("new_owner") and data.get("new_owner") == data.get("staff"):
            self.add_error("new_owner", ValidationError(now_("Deze collega houd je er juist buiten. Kies een ander.")))
        return data

    @property
    def colleague(self) -> Staff:
        """Return who stays outside; only of a valid form."""
        return self.people[self.cleaned_data["staff"]]

    @property
    def owner(self) -> Staff | None:
        """Return who carries the case from now on, when somebody was chosen; only of a valid form."""
        return self.people.get(self.cleaned_data.get("new_owner", ""))
