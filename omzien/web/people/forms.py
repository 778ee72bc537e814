"""Forms of Mensen and Kalender."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.ground.clock import from_today, today
from omzien.ground.formkit import DateField, Form, ShortText, TileRadios
from omzien.ground.school import leaving
from omzien.ground.school.actions.days import Days, refuse_impossible
from omzien.ground.school.actions.refusal import NotDone
from omzien.ground.school.actions.roles import Scope, Term
from omzien.ground.school.models import CoreTeam, DayOff, HomeGroup, Pupil, Role, School, Staff
from omzien.ground.vault.ring import index_key

NOTHING = ("", "—")
# A calendar holds ten years to either side: beyond that a year is mistyped.
FAR = 3652


class SearchForm(Form):
    """A name to look for; sent as a form, since a name never stands in an address."""

    marks_optional = False
    query = ShortText(
        label=gettext_lazy("Zoek een collega"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


def groups_to_choose(school: School) -> list[HomeGroup]:
    """Return the home groups of now, in the order in which a school says them."""
    rows = HomeGroup.objects.filter(school=school, ended_on__isnull=True).select_related("year", "core_team")
    return sorted(rows, key=lambda group: (-group.year.first.toordinal(), group.name))


class RoleForm(Form):
    """A role, for which part of the school, from-until, and what the school calls it."""

    role = forms.ChoiceField(label=gettext_lazy("Rol"))
    home_group = forms.ChoiceField(
        label=gettext_lazy("Voor welke klas"),
        required=False,
        help_text=gettext_lazy("Kies altijd een klas voor een mentor."),
    )
    core_team = forms.ChoiceField(label=gettext_lazy("Voor welk kernteam"), required=False)
    grade = forms.ChoiceField(label=gettext_lazy("Voor welk leerjaar"), required=False)
    department = ShortText(
        label=gettext_lazy("Voor welke afdeling"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Bijvoorbeeld: mavo. Leeg betekent de hele school."),
    )
    own_title = ShortText(
        label=gettext_lazy("Hoe noemt de school deze rol?"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Bijvoorbeeld: zorgcoach. Leerlingen zien deze naam."),
    )
    from_on = DateField(label=gettext_lazy("Vanaf"), initial=today)
    until_on = DateField(label=gettext_lazy("Tot en met"), required=False)
    stands_in_for = forms.ChoiceField(
        label=gettext_lazy("Vervangt een collega?"),
        required=False,
        help_text=gettext_lazy("Wie vervangt, mag niet zien wat die collega niet mag zien."),
    )

    def __init__(self, school: School, data: Any = None) -> None:
        super().__init__(data)
        people = Staff.objects.filter(school=school, left_on__isnull=True)
        self.people = {str(person.pk): person for person in sorted(people, key=lambda person: person.sort_key)}
        self._choose("stands_in_for", [NOTHING, *((key, person.full_name) for key, person in self.people.items())])
        self.groups = {str(group.pk): group for group in groups_to_choose(school)}
        self.teams = {str(team.pk): team for team in CoreTeam.objects.filter(school=school).order_by("name")}
        self._choose("role", [("", _("Kies een rol")), *((role.value, str(role.label).capitalize()) for role in Role)])
        self._choose("home_group", [NOTHING, *((key, group.name) for key, group in self.groups.items())])
        self._choose("core_team", [NOTHING, *((key, team.name) for key, team in self.teams.items())])
        self._choose("grade", [NOTHING, *((str(grade), str(grade)) for grade in range(1, 7))])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type only
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """See that a mentor has a group, and that the days run forward."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("role") == Role.MENTOR and not told.get("home_group"):
            self.add_error("home_group", _("Kies de klas waarvan deze collega mentor is."))
        if told.get("from_on") and told.get("until_on") and told["until_on"] < told["from_on"]:
            self.add_error("until_on", _("Deze dag ligt voor de eerste dag."))
        return told

    @property
    def scope(self) -> Scope:
        """Return for which part of the school."""
        told = self.cleaned_data
        return Scope(
            home_group=self.groups.get(told["home_group"]),
            core_team=self.teams.get(told["core_team"]),
            grade=int(told["grade"]) if told["grade"] else None,
            department=told["department"],
        )

    @property
    def term(self) -> Term:
        """Return from when, until when, and the school's own name."""
        told = self.cleaned_data
        replaced = self.people.get(told["stands_in_for"])
        return Term(told["from_on"], told["until_on"], told["own_title"], replaced)


class StaffChoice(Form):
    """One of the colleagues."""

    staff = forms.ChoiceField(
        label=gettext_lazy("Collega"), error_messages={"required": gettext_lazy("Kies een collega.")}
    )

    def __init__(self, school: School, data: Any = None, *, auto_id: str = "id_%s") -> None:
        super().__init__(data, auto_id=auto_id)
        people = Staff.objects.filter(school=school, left_on__isnull=True)
        self.people = {str(person.pk): person for person in sorted(people, key=lambda person: person.sort_key)}
        field = self.fields["staff"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type only
        field.choices = [("", _("Kies een collega")), *((key, person.full_name) for key, person in self.people.items())]

    @property
    def chosen(self) -> Staff:
        """Return the colleague."""
        return self.people[self.cleaned_data["staff"]]


class OwnMentorForm(StaffChoice):
    """A mentor for one pupil, whom an administrator knows by number only."""

    marks_optional = False
    number = ShortText(
        label=gettext_lazy("Leerlingnummer"),
        max_length=80,
        help_text=gettext_lazy("Zoals het in de leerlingenlijst staat."),
    )
    field_order = ("number", "staff")

    def __init__(self, school: School, data: Any = None) -> None:
        super().__init__(school, data)
        self.school = school
        self.pupil: Pupil | None = None

    def clean_number(self) -> str:
        """Find the pupil."""
        number: str = self.cleaned_data["number"].strip()
        self.pupil = (
            Pupil.objects.beyond("who manages roles knows the number, and sees no name")
            .filter(school=self.school, external_key=index_key("pupil", number), left_on__isnull=True)
            .first()
        )
        if self.pupil is None:
            raise ValidationError(_("Dit leerlingnummer kennen we niet. Kijk het na in de leerlingenlijst."))
        return number


class CoreTeamForm(Form):
    """What a core team is called."""

    marks_optional = False
    name = ShortText(label=gettext_lazy("Naam van het kernteam"), max_length=60)


class PlaceForm(Form):
    """In which core team a home group is."""

    marks_optional = False
    core_team = forms.ChoiceField(label=gettext_lazy("Kernteam"), required=False)

    def __init__(self, school: School, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="plaats_%s")
        self.teams = {str(team.pk): team for team in CoreTeam.objects.filter(school=school).order_by("name")}
        field = self.fields["core_team"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type only
        field.choices = [("", _("Geen kernteam")), *((key, team.name) for key, team in self.teams.items())]

    @property
    def chosen(self) -> CoreTeam | None:
        """Return the core team, or none."""
        return self.teams.get(self.cleaned_data["core_team"])


_KINDS = {
    DayOff.Kind.VACATION: ("sun", gettext_lazy("In plaats van die van de regio")),
    DayOff.Kind.DAY_OFF: ("house", gettext_lazy("Geen school")),
    DayOff.Kind.STUDY_DAY: ("book-open", gettext_lazy("Leerlingen zijn vrij")),
    DayOff.Kind.EXAM_WEEK: ("pencil", gettext_lazy("Telt als schooldagen")),
    DayOff.Kind.LESSONS: ("school", gettext_lazy("Terwijl anderen vrij zijn")),
}


class DaysForm(Form):
    """Days on which this school deviates from its region."""

    marks_optional = False
    name = ShortText(
        label=gettext_lazy("Wat is er dan?"),
        max_length=80,
        help_text=gettext_lazy("Bijvoorbeeld: studiedag, carnaval."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Soort"),
        choices=DayOff.Kind.choices,
        widget=TileRadios(
            icons={kind.value: icon for kind, (icon, _hint) in _KINDS.items()},
            hints={kind.value: hint for kind, (_icon, hint) in _KINDS.items()},
        ),
    )
    first = DateField(label=gettext_lazy("Eerste dag"), earliest=from_today(-FAR), latest=from_today(FAR))
    last = DateField(
        label=gettext_lazy("Laatste dag"),
        required=False,
        help_text=gettext_lazy("Leeg als het één dag is. Deze dag hoort erbij."),
        earliest=from_today(-FAR),
        latest=from_today(FAR),
    )

    def clean(self) -> dict[str, Any]:
        """See that the days run forward and are not endless."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("first"):
            told["last"] = told.get("last") or told["first"]
            try:
                refuse_impossible(Days("", "", told["first"], told["last"]))
            except NotDone as refusal:
                self.add_error("last", str(refusal))
        return told

    @property
    def days(self) -> Days:
        """Return what was told."""
        told = self.cleaned_data
        return Days(told["name"], told["kind"], told["first"], told["last"])


class LeaveForm(Form):
    """Who takes over the open work of a colleague who leaves; always asked, whether there is any or not."""

    marks_optional = False
    who = forms.ChoiceField(
        label=gettext_lazy("Wie neemt het werk over?"),
        help_text=gettext_lazy("De antipestcoördinator kan het weer aan een ander geven."),
        required=False,
    )

    def __init__(self, staff: Staff, data: Any = None) -> None:
        super().__init__(data)
        self.people = {str(person.pk): person for person in leaving.heirs(staff)}
        field: Any = self.fields["who"]
        field.choices = [
            ("", _("De antipestcoördinator")),
            *((key, person.full_name) for key, person in self.people.items()),
        ]

    @property
    def heir(self) -> Staff | None:
        """Return who was chosen; nobody means the coordinator."""
        return self.people.get(self.cleaned_data["who"])


class SeenForm(Form):
    """That an administrator saw whose account it is."""

    marks_optional = False
    seen = forms.BooleanField(
        label=gettext_lazy("Ik heb deze collega gezien of gesproken, en weet dat die het zelf vraagt."),
        error_messages={"required": gettext_lazy("Zet hier alleen een vinkje als je zeker weet wie het vraagt.")},
    )
