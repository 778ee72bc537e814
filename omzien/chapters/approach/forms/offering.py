"""Filling in the choices of a form when it is made: people, reasons and answers are not known before."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from omzien.ground.school.models import Staff


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]], widget: forms.Widget) -> None:
    """Let a field offer these choices, drawn in this way."""
    field = cast(forms.ChoiceField, form.fields[name])
    field.widget = widget
    field.choices = list(choices)


def staff_choices(people: Sequence[tuple[Staff, str]]) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Return people as choices, and their roles as hints."""
    choices = [(str(staff.pk), staff.full_name) for staff, _role in people]
    return choices, {str(staff.pk): role for staff, role in people}
