"""The forms of A1.2 and A1.3: the meeting with its ideas, and who takes each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.actions.group import Meeting, Said
from omzien.chapters.approach.queries.course import AT_WORK, MEETING, MEMBERS, REVIEW, Course
from omzien.chapters.approach.queries.group import Reachable
from omzien.chapters.approach.terms import Days, span_of
from omzien.ground.clock.windows import Span
from omzien.ground.formkit import ShortText, TileChecks

from .noblame import Section, StepForm, day_words, days_field
from .noblame_talk import typed_day

# As many lines as there are members, and some more; never fewer than this.
LINES = 8
SPARE = 2
MORE = 4
MOST = 60


def more_lines(text: str) -> str:
    """Return how many lines to show to who asks for more than these; empty when what was sent is no number."""
    try:
        return str(min(max(int(text), 0) + MORE, MOST))
    except ValueError:
        return ""


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
                help_text=_("Tik aan wat je besprak."),
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
