"""The forms of A1.2 and A1.3: planning, the group itself, the meeting with its ideas, and who takes each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.actions.group import FAR, Meeting, Said
from omzien.chapters.approach.models import Part
from omzien.chapters.approach.queries.course import AT_WORK, MEETING, MEMBERS, REVIEW, Course
from omzien.chapters.approach.queries.group import Reachable
from omzien.chapters.approach.terms import Days, Outlook, span_of
from omzien.ground.clock import today
from omzien.ground.clock.windows import Span
from omzien.ground.formkit import DateField, Form, ShortText, TileChecks, TileRadios
from omzien.ground.school.models import Pupil

from .noblame import Section, StepForm, day_words, days_field, people_field
from .noblame_talk import typed_day

# As many lines as there are members, and some more; never fewer than this.
LINES = 8
SPARE = 2
MORE = 4
MOST = 60
PLAYS_ICONS = {"involved": "circle-dot", "supportive": "hand-heart", "neutral": "circle"}


@dataclass(frozen=True)
class IdeaLine:
    """One line of the form: who takes it, and the idea."""

    by: forms.BoundField
    text: forms.BoundField


class IdeaLines:
    """Lines for ideas: one for each member, filled in with the name, and some more for whoever has two."""

    def __init__(self, course: Course, data: Any, begun: Sequence[tuple[str, str]] = ()) -> None:
        self.members = {str(row.pupil_id): row.pupil for row in course.members}
        self.begun = list(begun) or [(key, "") for key in self.members]
        least = max(LINES, len(self.begun) + SPARE)
        try:
            self.count = min(max(int((data or {}).get("lines") or least), least), MOST)
        except ValueError:
            self.count = least

    def fields(self, label: Any) -> dict[str, forms.Field]:
        """Return the fields of all lines."""
        choices = [("", now_("wie?")), *((key, pupil.full_name) for key, pupil in self.members.items())]
        made: dict[str, forms.Field] = {}
        for place in range(self.count):
            key, text = self.begun[place] if place < len(self.begun) else ("", "")
            number = {"number": place + 1}
            made[f"by_{place}"] = forms.ChoiceField(
                label=now_("Wie doet idee %(number)d?") % number, choices=choices, required=False, initial=key
            )
            made[f"idea_{place}"] = ShortText(
                label=now_("Idee %(number)d") % number, required=False, initial=text, max_length=300
            )
        made["lines"] = forms.IntegerField(widget=forms.HiddenInput, initial=self.count, required=False)
        return made

    def said(self, data: dict[str, Any]) -> list[Said]:
        """Return the lines that hold an idea."""
        lines = ((data.get(f"idea_{place}") or "", data.get(f"by_{place}") or "") for place in range(self.count))
        return [Said(text, self.members.get(key)) for text, key in lines if text.strip()]

    def bound(self, form: forms.Form) -> Iterator[IdeaLine]:
        """Return the lines as the page draws them."""
        return (IdeaLine(form[f"by_{place}"], form[f"idea_{place}"]) for place in range(self.count))


class MeetingForm(StepForm):
    """The meeting of the group; the day is day 0 of both reviews."""

    clause = MEETING
    special = frozenset({"held_on", "present", "ideas", "review_on"})

    def __init__(self, data: Any = None, *, course: Course, **kwargs: Any) -> None:
        self.typed = data
        self.lines = IdeaLines(course, data)
        super().__init__(data, course=course, **kwargs)
        self.fields["on"].label = self.step.question("held_on").label

    def span(self, clause: str) -> Span | None:
        """Return the days of a review, counted from the day that was typed."""
        days = Days(self.course.talk_on, typed_day(self.typed, "on"), from_talk=self.course.days.from_talk)
        return span_of(clause, days, self.course.calendar, self.course.edition)

    def besides(self) -> dict[str, forms.Field]:
        """Ask who were there, what they thought of, and when we look back."""
        here = [Reachable(row.pupil, "", own=True) for row in self.course.members]
        present = self.people_for("present", here)
        present.initial = [row.key for row in here]
        track = self.course.edition.track("no_blame")
        target = track.step(REVIEW)
        return {
            "agenda": forms.MultipleChoiceField(
                label=_("Wat kwam aan bod?"),
                help_text=_("Aanvinken mag, het hoeft niet."),
                required=False,
                choices=[(str(place), line) for place, line in enumerate(self.step.agenda)],
                widget=TileChecks(look=""),
            ),
            "present": present,
            **self.lines.fields(self.step.question("ideas").label),
            "review_target": days_field(target.title, "", self.span(REVIEW)),
            "review_members": self.days_for("review_on", self.span(MEMBERS)),
        }

    @property
    def idea_lines(self) -> Iterator[IdeaLine]:
        """Return the lines for ideas."""
        return self.lines.bound(self)

    def clean(self) -> dict[str, Any]:
        """Refuse a meeting before the talk."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        on, talk = data.get("on"), self.course.talk_on
        if on is not None and talk is not None and on < talk:
            said = _("Het gesprek was op %(day)s. De groep kwam daarna bij elkaar.")
            self.add_error("on", ValidationError(said, params={"day": day_words(talk)}))
        return data

    def meeting(self) -> Meeting:
        """Return what happened in the meeting."""
        data = self.cleaned_data
        return Meeting(
            on=data["on"],
            at=data["at"],
            present=self.chosen("present"),
            ideas=self.lines.said(data),
            reviews={REVIEW: self.day("review_target"), MEMBERS: self.day("review_members")},
            answers={**self.answers(), "agenda": data["agenda"]},
        )

    def sections(self) -> list[Section]:
        """Return the meeting: when and who, and what else the edition asks; the ideas have a card of their own."""
        first = Section(
            now_("Is de groep bij elkaar geweest?"),
            "users",
            self.bound("on", "at", "present"),
            folded=self.bound("agenda", *self.asked_names),
            fold_title=now_("Meer over de bijeenkomst"),
        )
        return [first]

    @property
    def asked_names(self) -> list[str]:
        """Return the questions without a field of their own, such as the mood."""
        return [question.id for question in self.step.questions if question.id not in self.special]

    @property
    def review_section(self) -> Section:
        """Return the card about looking back."""
        return Section(
            now_("Wanneer kijken jullie terug?"), "calendar-days", self.bound("review_target", "review_members")
        )


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


class AtWorkForm(StepForm):
    """Who takes each idea, and how it goes; nobody is checked upon."""

    clause = AT_WORK

    def __init__(self, data: Any = None, *, course: Course, **kwargs: Any) -> None:
        begun = [(str(idea.member.pupil_id) if idea.member else "", idea.text) for idea in course.ideas]
        self.lines = IdeaLines(course, data, begun)
        super().__init__(data, course=course, **kwargs)
        for name in ("on", "at"):
            self.fields.pop(name)
        going = course.steps[AT_WORK].answers.get("going", "")
        if "going" in self.fields:
            self.fields["going"].initial = going

    def besides(self) -> dict[str, forms.Field]:
        """Ask for the ideas with their members."""
        return self.lines.fields("")

    @property
    def idea_lines(self) -> Iterator[IdeaLine]:
        """Return the lines for ideas."""
        return self.lines.bound(self)

    def ideas(self) -> list[Said]:
        """Return the ideas; those that were kept before stay the same rows."""
        data, kept = self.cleaned_data, self.course.ideas
        made = []
        for place in range(self.lines.count):
            text, key = data.get(f"idea_{place}") or "", data.get(f"by_{place}") or ""
            old = kept[place] if place < len(kept) else None
            if text.strip() or old is not None:
                said = text if text.strip() or old is None else old.text
                made.append(Said(said, self.lines.members.get(key), old.pk if old else None))
        return made

    def sections(self) -> list[Section]:
        """Return how it goes; the ideas have a card of their own."""
        return [Section("", "", self.bound(*self.asked()))]
