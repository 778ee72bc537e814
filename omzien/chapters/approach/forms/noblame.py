"""The forms of the six steps are made of the edition's own questions: change a question there, and the form changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.actions.noblame import BEFORE_OPENING
from omzien.chapters.approach.queries.asking import long_day
from omzien.chapters.approach.queries.course import Course
from omzien.chapters.approach.queries.group import Reachable
from omzien.ground.clock import today
from omzien.ground.clock.windows import Span
from omzien.ground.formkit import DateField, Form, LongText, PeopleChecks, TileRadios, TimeField
from omzien.ground.school.models import Pupil
from omzien.protocol.schema import Question, Step

_WEEKDAYS = (_("ma"), _("di"), _("wo"), _("do"), _("vr"), _("za"), _("zo"))
_LOOKS = {2: "two", 3: "picture", 4: "two"}


@dataclass(frozen=True)
class Section:
    """A card of a form: some fields, and what is folded away because it is seldom needed."""

    title: str
    icon: str
    fields: list[forms.BoundField]
    folded: list[forms.BoundField] = field(default_factory=list)
    fold_title: str = ""
    note: str = ""

    @property
    def unfolded(self) -> bool:
        """Tell whether something in the fold is filled in or wrong."""
        return any(one.errors or (one.form.is_bound and one.data) for one in self.folded)


def day_words(day: date) -> str:
    """Return for example "wo 12 november"."""
    return f"{_WEEKDAYS[day.weekday()]} {long_day(day)}"


def field_for(question: Question, *, rows: int = 2) -> forms.Field:
    """Return the field of one question of the edition; people and dates get theirs where they are known."""
    shared: dict[str, Any] = {"label": question.label, "help_text": question.help, "required": question.required}
    if question.kind == "choice":
        choices = [(choice.id, choice.label) for choice in question.choices]
        icons, hints = ({one.id: getattr(one, name) for one in question.choices} for name in ("icon", "hint"))
        look = _LOOKS.get(len(choices), "")
        return forms.ChoiceField(**shared, choices=choices, widget=TileRadios(look=look, icons=icons, hints=hints))
    if question.kind == "yes_no":
        choices = [("yes", now_("Ja")), ("no", now_("Nee"))]
        return forms.ChoiceField(**shared, choices=choices, widget=TileRadios(look="chips"))
    if question.kind == "people":
        return people_field(shared, ())
    if question.kind == "date":
        return forms.ChoiceField(**shared, widget=TileRadios(look="chips"))
    return LongText(**shared, rows=rows)


def people_field(shared: Mapping[str, Any], people: Iterable[Reachable]) -> forms.MultipleChoiceField:
    """Return a field to choose pupils: those of the own home group in sight, every other home group folded."""
    rows = list(people)
    near = [(row.key, row.pupil.full_name) for row in rows if row.own or not row.group]
    others: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        if not row.own and row.group:
            others.setdefault(row.group, []).append((row.key, row.pupil.full_name))
    choices: list[Any] = near + [(_("Klas %(name)s") % {"name": name}, found) for name, found in others.items()]
    return forms.MultipleChoiceField(
        **shared, choices=choices, widget=PeopleChecks(hints={row.key: row.group for row in rows if not row.own})
    )


def days_field(label: Any, help_text: Any, span: Span | None) -> forms.ChoiceField:
    """Return a field with the days to come of a window, or those beside it, as chips; it may stay empty."""
    days = [day for day in span.choosable if day >= today()] if span is not None else []
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        choices=[(day.isoformat(), day_words(day)) for day in days],
        widget=TileRadios(look="chips"),
        error_messages={"invalid_choice": _("Deze dag past niet bij de datum hierboven. Kies een van deze dagen.")},
    )


class StepForm(Form):
    """What every step asks: when it was; and which state of the step the page showed."""

    marks_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    on = DateField(label=_("Wanneer was het?"), initial=today, latest=today)
    at = TimeField(label=_("Hoe laat? Hoeft niet."), required=False)

    clause = ""
    # Questions that have a field of their own; all others are asked as the edition words them.
    special: frozenset[str] = frozenset()
    rows = 2

    def __init__(self, data: Any = None, *, course: Course, **kwargs: Any) -> None:
        self.course = course
        self.step: Step = course.edition.track("no_blame").step(self.clause)
        self.people: dict[str, Pupil] = {}
        # Before the form is made, so that these fields get the words and guards of every field.
        vars(self)["base_fields"] = {**type(self).base_fields, **self.asked(), **self.besides()}
        super().__init__(data, **kwargs)
        self.fields["version"].initial = course.steps[self.clause].version
        on = self.fields["on"]
        if isinstance(on, DateField):
            on.earliest = course.case.opened_on - BEFORE_OPENING
            on.bind_limits()

    def asked(self) -> dict[str, forms.Field]:
        """Return the fields of the questions that the edition asks in this step."""
        questions = (question for question in self.step.questions if question.id not in self.special)
        return {question.id: field_for(question, rows=self.rows) for question in questions}

    def besides(self) -> dict[str, forms.Field]:
        """Return the fields that this step has of its own; each step has others."""
        return {}

    def people_for(self, name: str, people: Sequence[Reachable]) -> forms.Field:
        """Return the field of a question that offers these pupils."""
        question = self.step.question(name)
        self.people |= {row.key: row.pupil for row in people}
        shared = {"label": question.label, "help_text": question.help, "required": question.required}
        return people_field(shared, people)

    def days_for(self, name: str, span: Span | None) -> forms.ChoiceField:
        """Return the field of a date question that offers the days that the planner offers."""
        question = self.step.question(name)
        return days_field(question.label, question.help, span)

    def chosen(self, name: str) -> list[Pupil]:
        """Return the pupils that were chosen."""
        return [self.people[key] for key in self.cleaned_data.get(name, []) if key in self.people]

    def answers(self) -> dict[str, Any]:
        """Return the answers to the questions that have no field of their own."""
        asked = (question.id for question in self.step.questions if question.id not in self.special)
        return {id_: self.cleaned_data.get(id_, "") for id_ in asked}

    def day(self, name: str) -> date | None:
        """Return a day that was chosen from what the planner offers."""
        text = self.cleaned_data.get(name) or ""
        return date.fromisoformat(text) if text else None

    def bound(self, *names: str) -> list[forms.BoundField]:
        """Return the fields with these names that the form has."""
        return [self[name] for name in names if name in self.fields]

    def rest(self, *sections: Section) -> list[forms.BoundField]:
        """Return the fields that no section shows: what a school added to its edition."""
        shown = {one.name for section in sections for one in (*section.fields, *section.folded)}
        return [one for one in self.visible_fields() if one.name not in shown]

    def sections(self) -> list[Section]:
        """Return the cards of the form."""
        return [Section(now_("Het gesprek"), "message-circle", self.visible_fields())]
