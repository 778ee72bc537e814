"""The first judgement in under a minute, the follow-up when it is not bullying, and how that went."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.chapters.approach.actions.triage import Judgement
from omzien.chapters.approach.models import Assessment
from omzien.chapters.approach.queries.cases import CaseRow
from omzien.chapters.approach.queries.triage import CRITERIA
from omzien.chapters.approach.terms import edition_in_force
from omzien.chapters.reports.models import Report
from omzien.chapters.reports.staff_forms import choices, tiles
from omzien.ground.clock import Calendar, from_today, today
from omzien.ground.formkit import DateField, Form, LongText, PersonRadios, ShortText, TileRadios
from omzien.ground.school.models import Staff
from omzien.protocol.schema import Criterion

from .offering import offer, staff_choices

_ICONS = {"yes": "check", "no": "x", "unknown": "circle-question-mark"}


class Keyed(Form):
    """A form whose key the action needs."""

    @property
    def key(self) -> str:
        """Return the key of this form; only of a valid form."""
        return str(self.cleaned_data["form_key"])


class AssessForm(Keyed):
    """Three criteria and a person's own conclusion: the form draws none (2.definition)."""

    # Only the conclusion has to be there; every question says by itself that not knowing is an answer.
    marks_optional = False

    on_purpose = forms.ChoiceField(required=False)
    on_purpose_why = ShortText(label=gettext_lazy("Waarom denk je dat?"), required=False)
    lasting = forms.ChoiceField(required=False)
    lasting_why = ShortText(label=gettext_lazy("Waarom denk je dat?"), required=False)
    unequal_power = forms.ChoiceField(required=False)
    unequal_power_why = ShortText(label=gettext_lazy("Waarom denk je dat?"), required=False)
    conclusion = forms.ChoiceField(label=gettext_lazy("Wat denk jij dat het is?"))
    note = LongText(label=gettext_lazy("Wil je er iets bij onthouden?"), required=False, rows=2)
    forms_seen = forms.MultipleChoiceField(label=gettext_lazy("Wat gebeurt er?"), required=False)
    places = forms.MultipleChoiceField(label=gettext_lazy("Waar?"), required=False)
    moments = forms.MultipleChoiceField(label=gettext_lazy("Wanneer op de dag?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition = edition_in_force()
        for id_ in CRITERIA:
            offer_criterion(self, edition.criteria[id_])
        conclusions = edition.conclusions
        offer(
            self,
            "conclusion",
            [(id_, one.label) for id_, one in conclusions.items()],
            TileRadios(
                look="two",
                icons={id_: one.icon for id_, one in conclusions.items()},
                hints={id_: one.hint for id_, one in conclusions.items()},
            ),
        )
        offer(self, "forms_seen", choices(edition.forms), tiles(edition.forms, "chips", hints=False))
        offer(self, "places", choices(edition.places), tiles(edition.places, "chips", hints=False))
        offer(self, "moments", choices(edition.moments), tiles(edition.moments, "chips", hints=False))

    @property
    def criteria(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return each criterion with its reason."""
        return [(self[id_], self[f"{id_}_why"]) for id_ in CRITERIA]

    def judgement(self) -> Judgement:
        """Return the judgement; only of a valid form."""
        said = self.cleaned_data
        return Judgement(
            conclusion=said["conclusion"],
            on_purpose=said["on_purpose"] or Assessment.Answer.UNKNOWN,
            lasting=said["lasting"] or Assessment.Answer.UNKNOWN,
            unequal_power=said["unequal_power"] or Assessment.Answer.UNKNOWN,
            reasons={id_: said[f"{id_}_why"] for id_ in CRITERIA if said[f"{id_}_why"]},
            forms=tuple(said["forms_seen"]),
            places=tuple(said["places"]),
            moments=tuple(said["moments"]),
            note=said["note"],
        )


def offer_criterion(form: forms.Form, criterion: Criterion) -> None:
    """Give a criterion three tiles; beside each answer stands how the protocol reads it."""
    answer = Assessment.Answer
    readings = {answer.YES.value: criterion.yes, answer.NO.value: criterion.no, answer.UNKNOWN.value: criterion.unknown}
    form.fields[criterion.id].label = criterion.question
    answers = [(one.value, str(one.label).capitalize()) for one in answer]
    offer(form, criterion.id, answers, TileRadios(hints=readings))


def first_answers(report: Report, earlier: Assessment | None) -> dict[str, Any]:
    """Return what the form begins with: the judgement that is revised, else what the report itself says."""
    source = earlier or report
    begin: dict[str, Any] = {"forms_seen": source.forms, "places": source.places, "moments": source.moments}
    for id_ in CRITERIA:
        begin[id_] = getattr(earlier, id_) if earlier else Assessment.Answer.UNKNOWN
        begin[f"{id_}_why"] = earlier.reasons.get(id_, "") if earlier else ""
    if earlier:
        begin |= {"conclusion": earlier.conclusion, "note": earlier.note}
    return begin


def school_day(calendar: Calendar, day: date) -> None:
    """Refuse a day without school, and say which day comes after it."""
    why = calendar.why_free(day)
    if why is not None:
        after = calendar.school_day_on_or_after(day)
        raise ValidationError(
            _("Op die dag is er geen school (%(why)s). Kies bijvoorbeeld %(after)s.")
            % {"why": why, "after": f"{after:%d-%m-%Y}"},
            code="free",
        )


class FollowUpForm(Keyed):
    """What is done now that it is not bullying: by whom, and when it comes back on Vandaag."""

    what = forms.ChoiceField(label=gettext_lazy("Wat past hier?"))
    owner = forms.ChoiceField(label=gettext_lazy("Wie doet het?"))
    due_until = DateField(
        label=gettext_lazy("Wanneer kijk je ernaar?"),
        help_text=gettext_lazy("Dan staat het op Vandaag."),
        earliest=today,
        latest=from_today(366),
    )
    note = LongText(label=gettext_lazy("Wil je er iets bij onthouden?"), required=False, rows=2)

    def __init__(
        self, conclusion: str, people: Sequence[tuple[Staff, str]], calendar: Calendar, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(staff.pk): staff for staff, _role in people}
        self.calendar = calendar
        ups = edition_in_force().conclusions[conclusion].follow_ups
        offer(
            self,
            "what",
            [(one.id, one.label) for one in ups],
            TileRadios(look="two", icons={one.id: one.icon for one in ups}, hints={one.id: one.hint for one in ups}),
        )
        carriers, roles = staff_choices(people)
        offer(self, "owner", carriers, PersonRadios(hints=roles))

    def clean_due_until(self) -> date:
        """Return the day; it is a school day."""
        day: date = self.cleaned_data["due_until"]
        school_day(self.calendar, day)
        return day

    @property
    def carrier(self) -> Staff:
        """Return who does it; only of a valid form."""
        return self.people[self.cleaned_data["owner"]]


class FollowUpDoneForm(Keyed):
    """How a follow-up went."""

    outcome = LongText(
        label=gettext_lazy("Hoe ging het?"),
        help_text=gettext_lazy("Een zin is genoeg. Wat zei de leerling er zelf van?"),
        rows=3,
    )


class JoinForm(Keyed):
    """Which case a report belongs to."""

    case = forms.ChoiceField(label=gettext_lazy("Bij welke situatie hoort het?"))

    def __init__(self, rows: Sequence[CaseRow], same: Sequence[CaseRow], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alike = {row.pk for row in same}
        hints = {
            str(row.pk): f"{_('zelfde leerling')}. {row.step}, {row.owner}"
            if row.pk in alike
            else f"{row.step}, {row.owner}"
            for row in rows
        }
        icons = {str(row.pk): "folder-open" for row in rows}
        cases = [(str(row.pk), row.title) for row in rows]
        offer(self, "case", cases, TileRadios(hints=hints, icons=icons))
        self.fields["case"].error_messages["required"] = _("Kies een situatie.")

    @property
    def case_key(self) -> UUID:
        """Return the key of the case; only of a valid form."""
        return UUID(self.cleaned_data["case"])
