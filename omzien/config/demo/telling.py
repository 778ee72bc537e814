"""The words with which the fictional school's past is told: every act goes through the real verbs, on its own day."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from omzien.chapters.approach.actions.group import Meeting, Said, record_meeting
from omzien.chapters.approach.actions.opening import Opening, Protection, open_from_report
from omzien.chapters.approach.actions.talk import Talk, record_talk
from omzien.chapters.approach.actions.triage import Judgement, assess
from omzien.chapters.approach.models import Assessment, Case
from omzien.chapters.reports.intake import Telling, receive
from omzien.chapters.reports.models import Mention, Report
from omzien.chapters.reports.readers import readership
from omzien.chapters.reports.receipts import key_of
from omzien.chapters.reports.staff_actions import StaffTelling, confirm_named, mark_read, tell_report
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import AMSTERDAM, now, today
from omzien.ground.clock.moments import lived_on
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.models import Pupil, Role

from .people import MENTORS, SEED, Town

SPACE = UUID("6f6d7a69-656e-4d61-8a61-6b656c6172ff")
YES, NO, UNKNOWN = (answer.value for answer in (Assessment.Answer.YES, Assessment.Answer.NO, Assessment.Answer.UNKNOWN))
IDEAS = (
    "Samen naar de kluisjes lopen na het derde uur.",
    "In de pauze vragen of je erbij komt zitten.",
    "In de groepsapp zeggen dat het niet grappig meer is.",
    "Bij gym samen een tweetal vormen.",
    "Af en toe vragen hoe het gaat.",
)


class Teller:
    """Tells the past of one town, counted in school days before today."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.calendar = calendar_for(town.school)
        # The day on which the demo is made; inside `on`, today is another day.
        self.present = today()
        self._begun = now()
        self._random = Random(SEED)
        self._told_until: dict[date, int] = {}
        self._keys = 0

    def key(self) -> UUID:
        """Return a form key, another one each time."""
        self._keys += 1
        return uuid5(SPACE, str(self._keys))

    def ago(self, number: int) -> date:
        """Return the school day that lies so many school days back."""
        day = self.calendar.school_day_on_or_before(today())
        for _ in range(number):
            day = self.calendar.school_day_before(day)
        return day

    def near(self, days: int) -> date:
        """Return the last school day that lies at least so many calendar days back."""
        return self.calendar.school_day_on_or_before(today() - timedelta(days=days))

    @contextmanager
    def on(self, day: date) -> Iterator[None]:
        """Live on that day, at a time in the school day: later than what was told of that day before."""
        with lived_on(day, self._time(day)):
            yield

    def _time(self, day: date) -> time | None:
        """Return a time that differs from day to day and is the same every time; today nothing lies ahead."""
        before = self._told_until.get(day, 8 * 60 + 25 + self._random.randrange(7 * 60))
        minutes = self._told_until[day] = min(before + 7, 17 * 60)
        moment = time(minutes // 60, minutes % 60)
        return moment if datetime.combine(day, moment, AMSTERDAM) < self._begun else None

    def mentor(self, group: str) -> Viewer:
        """Return the mentor of a home group."""
        return self.viewer(MENTORS[group], Role.MENTOR)

    def viewer(self, name: str, role: Role) -> Viewer:
        """Return someone with one hat."""
        staff = self.town.staff[name]
        return Viewer(staff=staff, role=role, school=self.town.school, account=staff.account)

    def pupil_tells(self, group: str, told: str, **said: Any) -> Report:
        """A pupil tells something to the mentor of the group."""
        telling = Telling(told=told, home_group=str(self.town.groups[group].pk), readers=["mentor"], **said)
        done = receive(self.town.school, self.key(), telling, readership(self.town.school))
        return Report.objects.get(receipt_key=key_of(done.code))

    def colleague_tells(self, viewer: Viewer, group: str, pupil: Pupil, told: str, **said: Any) -> Report:
        """A colleague tells something about a pupil."""
        telling = StaffTelling(told=told, home_group=self.town.groups[group], pupil=pupil, **said)
        return Report.objects.get(pk=tell_report(viewer, str(self.key()), telling))

    def judged(self, viewer: Viewer, report: Report, conclusion: str, forms: Sequence[str], *answers: str) -> None:
        """Someone reads it and makes a first judgement."""
        mark_read(viewer, report)
        on_purpose, lasting, unequal_power = (*answers, UNKNOWN, UNKNOWN, UNKNOWN)[:3]
        judgement = Judgement(conclusion, on_purpose, lasting, unequal_power, forms=list(forms))
        assess(viewer, report, judgement, str(self.key()))

    def opened(self, viewer: Viewer, report: Report, target: Pupil, safe: str, *protections: Protection) -> Case:
        """The name is confirmed and a case is opened."""
        if report.mentions.filter(state=Mention.State.UNCONFIRMED).exists():
            confirm_named(viewer, report, target)
        opening = Opening(target=target, safe_today=safe, protections=list(protections))
        return Case.objects.get(pk=open_from_report(viewer, report, opening, str(self.key())))

    def talked(self, viewer: Viewer, case: Case, members: Sequence[Pupil], on: date, **said: Any) -> None:
        """The talk with the target (A1.1)."""
        answers = {
            "wish": "Dat ze stoppen met die bijnaam, en dat ik in de pauze niet alleen zit.",
            "named": "yes",
            "group_hears": "Dat ik me al weken niet fijn voel in de pauzes. Niet wie wat deed.",
            "letter": "letter",
            "home": "together",
        }
        talk = Talk(on=on, consent="yes", members=list(members), answers=answers, **said)
        record_talk(viewer, case, talk)

    def met(self, viewer: Viewer, case: Case, members: Sequence[Pupil], on: date) -> None:
        """The meeting of the group (A1.2)."""
        ideas = [Said(text, by) for text, by in zip(IDEAS, members, strict=False)]
        answers = {"mood": "Stil aan het begin, daarna veel ideeën."}
        record_meeting(viewer, case, Meeting(on=on, present=list(members), ideas=ideas, answers=answers))
