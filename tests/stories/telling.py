"""How stories begin and how days pass in them: a report arrives, the mentor opens a case, it is another day."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

import time_machine

from omzien.chapters.approach.actions.cases import open_case
from omzien.chapters.approach.actions.group import Meeting, Said, record_meeting
from omzien.chapters.approach.actions.reviews import MemberSaid, record_member
from omzien.chapters.approach.actions.talk import Talk, record_talk
from omzien.chapters.approach.models import Case, Step
from omzien.chapters.reports.models import Reader, Report
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now
from omzien.ground.school.models import Pupil
from tests.cast import Cast

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
GROUP = ("Sofie", "Amir", "Lotte", "Jesse", "Esra", "Mila")


@contextmanager
def on(day: date, hour: int = 10) -> Iterator[None]:
    """Live on this day, at this hour at school."""
    with time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=AMSTERDAM), tick=False):
        yield


def case_about(cast: Cast, name: str = "Noor", viewer: Viewer | None = None) -> Case:
    """Return a case about a pupil, opened today by the mentor from a report."""
    viewer = viewer or cast.mentor
    report = Report.objects.create(
        school=cast.school, source=Report.Source.PUPIL, made_at=now(), told="Het is niet leuk."
    )
    Reader.objects.create(school=cast.school, report=report, staff=viewer.staff, role=viewer.role)
    return open_case(viewer, report, cast.pupils[name])


def pupils(cast: Cast, *names: str) -> list[Pupil]:
    """Return pupils by the names that tests call them."""
    return [cast.pupils[name] for name in names]


def talked(cast: Cast, case: Case, day: date, members: Sequence[str] = GROUP, **said: object) -> Case:
    """Record the talk on its own day; the target agrees and chooses the group."""
    talk = Talk(on=day, members=pupils(cast, *members), **said)  # type: ignore[arg-type]  # whatever the story says
    record_talk(cast.mentor, case, talk)
    return case


def met(cast: Cast, case: Case, day: date, present: Sequence[str] = GROUP, **agreed: date) -> Case:
    """Record the meeting on its own day; everyone who is there thinks of something."""
    ideas = [Said("Samen naar de pauze lopen", cast.pupils[name]) for name in present]
    reviews: Mapping[str, date | None] = {"A1.4": agreed.get("target"), "A1.5": agreed.get("members")}
    record_meeting(cast.mentor, case, Meeting(on=day, present=pupils(cast, *present), ideas=ideas, reviews=reviews))
    return case


def heard(cast: Cast, case: Case, day: date, members: Sequence[str] = GROUP) -> Case:
    """Record the review with each of these members, apart."""
    for name in members:
        record_member(cast.mentor, case, cast.pupils[name], MemberSaid(day, {"improved": "Het is rustiger."}))
    return case


def step(case: Case, clause: str, round_: int = 0) -> Step:
    """Return a step as it stands in the database; the latest round unless told otherwise."""
    rows = case.steps.filter(clause=clause).order_by("-round__number")
    found = rows.filter(round__number=round_).first() if round_ else rows.first()
    assert found is not None
    return found


def states(case: Case, round_: int = 1) -> dict[str, str]:
    """Return how the steps of a round stand, by clause."""
    return dict(case.steps.filter(round__number=round_).order_by("clause").values_list("clause", "state"))


def window(case: Case, clause: str, round_: int = 0) -> tuple[date | None, date | None]:
    """Return from when until when a step is due."""
    found = step(case, clause, round_)
    return found.due_from, found.due_until
