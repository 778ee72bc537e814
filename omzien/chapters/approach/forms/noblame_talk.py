"""The forms of A1.1: the talk, consent that is asked again or taken back."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.actions.talk import LATER, NO, YES, Talk
from omzien.chapters.approach.queries.course import REVIEW, TALK, Course
from omzien.chapters.approach.queries.group import Reachable
from omzien.chapters.approach.terms import Days, span_of
from omzien.ground.clock import today
from omzien.ground.clock.windows import Span
from omzien.ground.formkit import DateField, Form, LongText, TileChecks, TileRadios

from .noblame import Section, StepForm

LONG_AGO = timedelta(days=366)
# What the group may hear, when nothing else is agreed: it tells nothing of anyone.
GROUP_HEARS = _("Iemand in de klas voelt zich niet fijn. Ik denk dat jullie kunnen helpen.")


def typed_day(data: Any, name: str) -> date:
    """Return the day that was typed, when it can be read and may be right; else today."""
    try:
        day = date.fromisoformat((data or {}).get(name) or "")
    except ValueError:
        return today()
    return day if today() - LONG_AGO <= day <= today() else today()


class TalkForm(StepForm):
    """The talk with the target, on one screen that both look at; parts of pupils are no business of this page."""

    clause = TALK
    special = frozenset({"members", "not_members", "review_on"})

    def __init__(self, data: Any = None, *, reachable: Sequence[Reachable], **kwargs: Any) -> None:
        self.reachable = reachable
        self.typed = data
        super().__init__(data, **kwargs)
        self.fields["on"].label = now_("Wanneer spraken jullie elkaar?")
        if "group_hears" in self.fields:
            self.fields["group_hears"].initial = GROUP_HEARS

    @property
    def span(self) -> Span | None:
        """Return the days on which we look back, counted from the day of the talk."""
        days = Days(typed_day(self.typed, "on"))
        return span_of(REVIEW, days, self.course.calendar, self.course.edition)

    def besides(self) -> dict[str, forms.Field]:
        """Ask for people, for what else belongs to the letter and to home, and for the day to look back."""
        choice = self.step.question("members").choices
        return {
            "members": self.people_for("members", self.reachable),
            "you_choose": forms.MultipleChoiceField(
                label="",
                required=False,
                choices=[(one.id, one.label) for one in choice],
                widget=TileChecks(look="chips", icons={one.id: one.icon for one in choice}),
            ),
            "not_members": self.people_for("not_members", self.reachable),
            "letter_text": LongText(
                label=_("De brief"),
                help_text=_("Typ de brief over. Bij een tekening op papier: schrijf op waar die ligt."),
                required=False,
                rows=3,
            ),
            "home_told": forms.MultipleChoiceField(
                label="",
                required=False,
                choices=[("yes", _("Thuis weet het al"))],
                widget=TileChecks(look="chips", icons={"yes": "check"}),
            ),
            "review_on": self.days_for("review_on", self.span),
        }

    def clean(self) -> dict[str, Any]:
        """Let nobody be wanted and not wanted; without a group there is nothing for it to hear."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        both = set(data.get("members", [])) & set(data.get("not_members", []))
        if both:
            names = ", ".join(self.people[key].full_name for key in sorted(both))
            said = _("%(names)s staat in beide lijsten. Haal de naam uit een van de twee.")
            self.add_error("not_members", ValidationError(said, params={"names": names}))
        if data.get("consent") == YES and "group_hears" in data and not data["group_hears"].strip():
            self.add_error("group_hears", ValidationError(_("Spreek eerst af wat de groep mag horen.")))
        return data

    def talk(self) -> Talk:
        """Return what was said."""
        data = self.cleaned_data
        answers = {**self.answers(), "letter_text": data["letter_text"]}
        if data["consent"] == NO:
            answers["group_hears"] = ""
        return Talk(
            on=data["on"],
            at=data["at"],
            consent=data["consent"],
            members=self.chosen("members"),
            not_members=self.chosen("not_members"),
            you_choose=bool(data["you_choose"]),
            review_on=self.day("review_on"),
            home_told=data["on"] if data["home_told"] else None,
            answers=answers,
        )

    def sections(self) -> list[Section]:
        """Return the talk in its own order: the wish, consent, the group, what it hears, home and looking back."""
        group = Section(
            now_("Wie kan helpen?"),
            "users",
            self.bound("members", "you_choose"),
            folded=self.bound("not_members"),
            fold_title=self.step.question("not_members").label,
        )
        hears = Section(
            now_("Dit mag de groep horen"),
            "message-square-text",
            self.bound("named", "group_hears", "letter"),
            folded=self.bound("letter_text"),
            fold_title=now_("De brief of tekening"),
        )
        home = Section(now_("Thuis, en terugkijken"), "house", self.bound("home", "home_told", "review_on"))
        made = [Section("", "", self.bound("on", "at")), Section("", "", self.bound("consent")), group, hears, home]
        first = Section(now_("Het gesprek"), "message-circle", self.bound("on", "at", "wish"))
        agree = Section(now_("Akkoord"), "handshake", self.bound("consent"))
        first.fields.extend(one for one in self.rest(first, *made))
        return [first, agree, group, hears, home]


class ConsentForm(Form):
    """The target is asked again, before the group meets."""

    answer = forms.ChoiceField(
        label=_("Vindt de leerling het goed dat de groep bij elkaar komt?"),
        choices=[(YES, _("Ja, akkoord")), (LATER, _("Nog niet")), (NO, _("Nee, liever geen groep"))],
        widget=TileRadios(
            look="picture",
            icons={YES: "check", LATER: "clock", NO: "hand"},
            hints={NO: _("We helpen dan op een andere manier.")},
        ),
    )
    on = DateField(label=_("Wanneer zei de leerling dat?"), initial=today, latest=today)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = self.fields["on"]
        if isinstance(on, DateField):
            on.earliest = course.talk_on
            on.bind_limits()


class WithdrawForm(Form):
    """The target takes its consent back."""

    stop = forms.ChoiceField(
        label=_("Wat wil de leerling?"),
        choices=[("yes", _("Geen steungroep meer")), ("no", _("Er nog even over nadenken"))],
        initial="yes",
        widget=TileRadios(look="two", icons={"yes": "hand", "no": "clock"}),
    )
    note = LongText(label=_("Wil je er iets bij schrijven?"), required=False, rows=3)
