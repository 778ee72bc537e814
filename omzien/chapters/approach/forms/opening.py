"""Opening a case: first what the target needs today, then whom it is about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.chapters.approach.actions.opening import Opening, Protection
from omzien.chapters.approach.terms import edition_in_force, protected_until
from omzien.chapters.reports.matching import Placed
from omzien.ground.clock import Calendar, from_today, today
from omzien.ground.formkit import DateField, LongText, PeopleChecks, PersonRadios, ShortText
from omzien.ground.school.models import HomeGroup
from omzien.protocol.schema import Choice

from .agreements import LONGEST
from .offering import offer
from .triage import Keyed, school_day


class Protect:
    """The fields of one kind of protection, for the page."""

    def __init__(self, form: "OpenCaseForm", kind: Choice) -> None:
        self.kind = kind
        self.text, self.who, self.until = (form[f"{kind.id}_{part}"] for part in ("text", "who", "until"))

    @property
    def is_open(self) -> bool:
        """Tell whether something was filled in, or is wrong: then it stands open."""
        return bool(self.text.value() or self.who.value() or self.text.errors or self.until.errors)


class OpenCaseForm(Keyed):
    """Agreements that make the target safe precede everything else (5.noblame)."""

    safe_today = LongText(
        label=gettext_lazy("Wat heb je vandaag nodig om veilig te zijn?"),
        help_text=gettext_lazy(
            "Vraag het de leerling zelf, met deze woorden. Nog niet gesproken? Vraag het dan later."
        ),
        required=False,
        rows=3,
    )
    target = forms.ChoiceField(label=gettext_lazy("Om wie gaat het?"))
    others = forms.MultipleChoiceField(
        label=gettext_lazy("Wie zijn er nog bij betrokken?"),
        help_text=gettext_lazy("Alleen wie je zeker weet. Niemand krijgt een etiket."),
        required=False,
    )
    group = forms.ChoiceField(label=gettext_lazy("Leerlingen van klas"), required=False)

    def __init__(
        self,
        rows: Sequence[Placed],
        notes: Mapping[str, str],
        groups: Sequence[HomeGroup],
        calendar: Calendar,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        kinds = edition_in_force().protections.values()
        # Before the form copies its fields, so that these are guarded like every other.
        vars(self)["base_fields"] = {
            **self.base_fields,
            **_protections(kinds, protected_until(edition_in_force(), calendar)),
        }
        super().__init__(*args, **kwargs)
        self.rows = {row.key: row for row in rows}
        self.calendar = calendar
        people = [(row.key, row.name) for row in rows]
        hints = {row.key: f"{row.group}, {notes[row.key]}" if row.key in notes else row.group for row in rows}
        offer(self, "target", people, PersonRadios(hints=hints))
        offer(self, "others", people, PeopleChecks(hints=hints))
        offer(self, "group", [(str(group.pk), group.name) for group in groups], forms.Select())
        self.fields["target"].error_messages["required"] = _("Kies om wie het gaat.")

    @property
    def protections(self) -> list[Protect]:
        """Return the fields of each kind of protection."""
        return [Protect(self, kind) for kind in edition_in_force().protections.values()]

    def clean(self) -> dict[str, Any]:
        """Ask for the words of an agreement that was begun, and for a school day to end it on."""
        said = super().clean() or {}
        for kind in edition_in_force().protections:
            text, who, until = (said.get(f"{kind}_{part}") for part in ("text", "who", "until"))
            if who and not text:
                self.add_error(f"{kind}_text", _("Schrijf op wat jullie afspreken, of haal de naam hieronder weg."))
            if text and until:
                self._check_day(f"{kind}_until", until)
        return said

    def _check_day(self, name: str, day: date) -> None:
        try:
            school_day(self.calendar, day)
        except forms.ValidationError as wrong:
            self.add_error(name, wrong)

    def opening(self) -> Opening:
        """Return what was answered; only of a valid form."""
        said = self.cleaned_data
        return Opening(
            target=self.rows[said["target"]].pupil,
            others=[self.rows[key].pupil for key in said["others"] if key != said["target"]],
            safe_today=said["safe_today"],
            protections=[
                Protection(
                    kind=kind,
                    text=said[f"{kind}_text"],
                    who=said[f"{kind}_who"],
                    until_on=said[f"{kind}_until"] or protected_until(edition_in_force(), self.calendar),
                )
                for kind in edition_in_force().protections
                if said[f"{kind}_text"]
            ],
        )


def _protections(kinds: Iterable[Choice], until: date) -> dict[str, forms.Field]:
    """Return the fields of each kind of protection: what, who, until when."""
    fields: dict[str, forms.Field] = {}
    for kind in kinds:
        named = {"kind": kind.label}
        fields[f"{kind.id}_text"] = LongText(
            label=_("%(kind)s: wat spreken jullie af?") % named, required=False, rows=2
        )
        fields[f"{kind.id}_who"] = ShortText(
            label=_("%(kind)s: wie let erop?") % named,
            help_text=gettext_lazy("Leeg betekent: jij. Een maatje of de conciërge mag ook."),
            required=False,
        )
        fields[f"{kind.id}_until"] = DateField(
            label=_("%(kind)s: tot en met wanneer?") % named,
            required=False,
            earliest=today,
            latest=from_today(LONGEST),
            initial=until,
        )
    return fields


def as_typed(said: QueryDict) -> dict[str, Any]:
    """Return what was typed so far, to go on with when another group is shown."""
    return {name: said.getlist(name) if name == "others" else said.get(name, "") for name in said}
