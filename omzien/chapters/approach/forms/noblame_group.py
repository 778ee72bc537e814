"""The forms round the group: planning its meeting, the days to look back, and the group itself."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.actions.group import FAR
from omzien.chapters.approach.models import Part
from omzien.chapters.approach.queries.course import MEETING, Course
from omzien.chapters.approach.queries.group import Reachable
from omzien.chapters.approach.terms import Outlook
from omzien.ground.clock import today
from omzien.ground.clock.windows import Span
from omzien.ground.formkit import DateField, Form, TileChecks, TileRadios
from omzien.ground.school.models import Pupil

from .noblame import day_words, days_field, people_field

PLAYS_ICONS = {"involved": "circle-dot", "supportive": "hand-heart", "neutral": "circle"}


class PlanMeetingForm(Form):
    """On which school day does the group meet? Every day says when we look back then."""

    marks_optional = False
    day = forms.ChoiceField(label=_("Op welke dag komt de groep bij elkaar?"), required=False)
    other_day = DateField(label=_("Een andere dag"), required=False, earliest=today, latest=lambda: today() + FAR)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, data: Any = None, *, ahead: Sequence[Outlook], hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        chips = self.fields["day"]
        chips.widget = TileRadios(
            look="two",
            hints=hints,
            icons={row.day.isoformat(): "triangle-alert" if row.needs_choice else "calendar-check" for row in ahead},
            tones={row.day.isoformat(): "sun" for row in ahead if row.needs_choice},
        )
        if isinstance(chips, forms.ChoiceField):
            chips.choices = [(row.day.isoformat(), day_words(row.day)) for row in ahead]

    def clean(self) -> dict[str, Any]:
        """Ask for one day."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not data.get("day") and not data.get("other_day"):
            self.add_error("day", ValidationError(_("Kies een dag.")))
        return data

    @property
    def chosen(self) -> date:
        """Return the day; one that was typed goes before a tile."""
        data = self.cleaned_data
        typed: date | None = data.get("other_day")
        return typed or date.fromisoformat(data["day"])


class PlanReviewForm(Form):
    """On which day do we look back? Only days that the planner offers."""

    day = forms.ChoiceField(error_messages={"required": _("Kies een dag.")})
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, data: Any = None, *, span: Span, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offered = days_field(_("Op welke dag?"), "", span)
        chips = self.fields["day"]
        chips.label, chips.widget = offered.label, offered.widget
        if isinstance(chips, forms.ChoiceField):
            chips.choices = offered.choices


class GroupForm(Form):
    """The group and, for the team alone, what part each member plays."""

    marks_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    agreed = forms.MultipleChoiceField(
        label="",
        required=False,
        choices=[("yes", _("De leerling is akkoord met deze groep"))],
        widget=TileChecks(look="chips", icons={"yes": "handshake"}),
    )

    def __init__(
        self, data: Any = None, *, course: Course, reachable: Sequence[Reachable], may_change: bool, **kwargs: Any
    ) -> None:
        self.course, self.may_change = course, may_change
        self.people = {row.key: row.pupil for row in reachable}
        vars(self)["base_fields"] = {**type(self).base_fields, **self._members(reachable), **self._parts()}
        super().__init__(data, **kwargs)
        self.fields["version"].initial = course.steps[MEETING].version
        if not may_change or course.consent is None or course.you_choose:
            self.fields.pop("agreed")

    def _members(self, reachable: Sequence[Reachable]) -> dict[str, forms.Field]:
        if not self.may_change:
            return {}
        question = self.course.edition.track("no_blame").step("A1.1").question("members")
        free = [row for row in reachable if row.key not in self.course.not_members]
        made = people_field({"label": question.label, "help_text": question.help, "required": False}, free)
        made.initial = [str(row.pupil_id) for row in self.course.members]
        return {"members": made}

    def _parts(self) -> dict[str, forms.Field]:
        labels = {part.value: part.label for part in (Part.As.INVOLVED, Part.As.SUPPORTIVE, Part.As.NEUTRAL)}
        return {
            f"plays_{row.pupil_id}": forms.ChoiceField(
                label=row.pupil.full_name,
                required=False,
                choices=list(labels.items()),
                initial=self.course.plays.get(row.pupil_id, ""),
                widget=TileRadios(look="chips", icons=PLAYS_ICONS),
            )
            for row in self.course.members
        }

    @property
    def part_fields(self) -> list[forms.BoundField]:
        """Return the parts, a line for each member."""
        return [self[name] for name in self.fields if name.startswith("plays_")]

    def clean(self) -> dict[str, Any]:
        """Ask the target about a group that changes."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.changed and "agreed" in self.fields and not data.get("agreed"):
            self.add_error("agreed", ValidationError(_("Vraag eerst of de leerling akkoord is met deze groep.")))
        return data

    @property
    def changed(self) -> bool:
        """Tell whether other pupils were chosen than those who are in the group now."""
        now = {str(row.pupil_id) for row in self.course.members}
        return "members" in self.fields and set(self.cleaned_data.get("members", [])) != now

    def members(self) -> list[Pupil] | None:
        """Return who is in the group; None when that is not asked any more."""
        return [self.people[key] for key in self.cleaned_data["members"]] if "members" in self.fields else None

    def plays(self) -> dict[UUID, str]:
        """Return the part of each member who is still chosen."""
        stay = set(self.cleaned_data.get("members", [])) or {str(row.pupil_id) for row in self.course.members}
        found = ((name.removeprefix("plays_"), part) for name, part in self.cleaned_data.items() if "plays_" in name)
        return {UUID(key): part for key, part in found if part and key in stay}
