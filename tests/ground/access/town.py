"""A school in which every persona stands in every relation to an object of its own; nobody in it exists."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import count
from typing import Any

from django.db import models

from omzien.chapters.approach.models import Case, CaseReport, Part, TeamMember
from omzien.chapters.reports.models import Mention, Reader, Report
from omzien.ground.access.models import Conflict, Emergency
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now, today
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import (
    Board,
    CoreTeam,
    DayOff,
    Guardian,
    Guardianship,
    HomeGroup,
    Load,
    Placement,
    Pupil,
    Role,
    RoleHolding,
    School,
    SchoolYear,
    Staff,
)

LONG_AGO = date(2025, 8, 1)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
# The personas with an account, by their code on paper.
ROLES: dict[str, Role] = {
    "VD": Role.TEACHER,
    "ME": Role.MENTOR,
    "LC": Role.PUPIL_COORDINATOR,
    "AC": Role.ANTI_BULLYING_COORDINATOR,
    "OC": Role.SUPPORT_COORDINATOR,
    "IV": Role.CONFIDENTIAL_ADVISER_INTERNAL,
    "EV": Role.CONFIDENTIAL_ADVISER_EXTERNAL,
    "DI": Role.DIRECTOR,
    "IC": Role.ICT_COORDINATOR,
    "BE": Role.ADMINISTRATOR,
    "FG": Role.PRIVACY_OFFICER,
    "BO": Role.BOARD,
    "BI": Role.BOARD_ICT,
}
# Who wears no hat: with a code, with a link, former, and the machine.
HATLESS = ("LL", "RE", "EX", "SY")
_numbers = count(1)


@dataclass(frozen=True)
class Thing:
    """An object, and the relation in which one persona stands to it."""

    obj: models.Model
    code: str
    relation: str

    @property
    def label(self) -> str:
        """Return the object's label in the policy."""
        return self.obj._meta.label


@dataclass
class Town:
    """One school, its personas, and the things that they stand in a relation to."""

    name: str
    people: dict[str, Staff] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.school = School.objects.create(
            board=Board.objects.create(name="Stichting"), name=self.name, region="noord", later_check_weeks=[6]
        )
        self.year = SchoolYear.objects.create(school=self.school, first=date(2026, 8, 1), last=date(2027, 7, 31))
        self.blue = CoreTeam.objects.create(school=self.school, name="Blauw")
        self.red = CoreTeam.objects.create(school=self.school, name="Rood")
        self.own, self.around = (self._group(name, self.blue) for name in ("2A", "2B"))
        self.other = self._group("3A", self.red)
        self.someone, self.absent = self.colleague(Role.MENTOR), self.colleague(None)
        for code, role in ROLES.items():
            self.people[code] = self.colleague(role, stands_in_for=self.absent)
        self.former = self.colleague(Role.MENTOR, until_on=today() - DAY)
        self.former.left_on = today() - DAY
        self.former.save()

    def _group(self, name: str, team: CoreTeam) -> HomeGroup:
        return HomeGroup.objects.create(school=self.school, year=self.year, name=name, grade=2, core_team=team)

    def colleague(self, role: Role | None, **holding: Any) -> Staff:
        """Add a colleague, with a role or without."""
        key = f"{self.name}{next(_numbers)}"
        staff = Staff.objects.create(school=self.school, given_name="Een", family_name=key, external_key=key)
        if role is not None:
            self.hold(staff, role, **holding)
        return staff

    def hold(self, staff: Staff, role: Role, **holding: Any) -> None:
        """Give a role."""
        if role is Role.MENTOR:
            holding = {"home_group": self.own} | holding
        if role is Role.TEACHER:
            holding = {"core_team": self.blue} | holding
        RoleHolding.objects.create(
            **({"school": self.school, "staff": staff, "role": role, "from_on": LONG_AGO} | holding)
        )

    def viewer(self, code: str) -> Viewer:
        """Return a persona with its one hat."""
        return Viewer(staff=self.people[code], role=ROLES[code], school=self.school)

    @cached_property
    def viewers(self) -> dict[str, Viewer]:
        """Return every persona with its one hat."""
        return {code: self.viewer(code) for code in ROLES}

    # The pieces from which relations are made.

    def pupil(self, group: HomeGroup | None = None, until_on: date | None = None, **values: Any) -> Pupil:
        """Add a pupil."""
        key = f"{self.name}{next(_numbers)}"
        pupil = Pupil.objects.create(school=self.school, given_name="Kind", family_name=key, external_key=key, **values)
        if group is not None:
            Placement.objects.create(
                school=self.school, pupil=pupil, home_group=group, from_on=LONG_AGO, until_on=until_on
            )
        return pupil

    def child_of(self, staff: Staff) -> Pupil:
        """Add a pupil of whom this colleague is a parent."""
        pupil = self.pupil(self.other)
        parent = Guardian.objects.create(school=self.school, external_key=f"p{next(_numbers)}", colleague=staff)
        Guardianship.objects.create(school=self.school, pupil=pupil, guardian=parent)
        return pupil

    def report(self, *to: tuple[Staff, Role], author: Staff | None = None, about: Pupil | None = None) -> Report:
        """Add a report to these people."""
        source = "staff" if author else "pupil"
        report = Report.objects.create(school=self.school, source=source, author=author, made_at=now())
        for staff, role in to:
            Reader.objects.create(school=self.school, report=report, staff=staff, role=role)
        if about is not None:
            Mention.objects.create(school=self.school, report=report, state="confirmed", pupil=about)
        return report

    def case(self, *team: Staff, pupil: Pupil | None = None, state: str = "open", owner: Staff | None = None) -> Case:
        """Add a case with a team and one pupil; somebody else owns it."""
        owner = owner or self.someone
        case = Case.objects.create(
            school=self.school,
            edition="kiim/1",
            state=state,
            owner=owner,
            opened_on=today(),
            next_until=None if state == "closed" else today(),
        )
        for staff in {owner, *team}:
            self.join(case, staff)
        Part.objects.create(
            school=self.school,
            case=case,
            pupil=pupil or self.pupil(),
            plays="targeted",
            by=owner,
            from_on=today(),
        )
        return case

    def join(self, case: Case, staff: Staff, from_on: date = LONG_AGO, until_on: date | None = None) -> None:
        """Put somebody in the team."""
        TeamMember.objects.create(school=self.school, case=case, staff=staff, from_on=from_on, until_on=until_on)

    def began(self, case: Case, report: Report) -> None:
        """Let a case have begun with a report."""
        CaseReport.objects.create(school=self.school, case=case, report=report, by=case.owner, joined_at=now())

    def bar(self, obj: models.Model, staff: Staff, ended_on: date | None = None) -> None:
        """Record a conflict."""
        Conflict.objects.create(
            school=self.school,
            staff=staff,
            about=obj._meta.label,
            about_id=obj.pk,
            why="close",
            from_on=LONG_AGO,
            ended_on=ended_on,
        )

    def emergency(self, staff: Staff, role: Role, pupil: Pupil, began: float = -0.5, hours: float = 1) -> Emergency:
        """Break the glass: from so many hours ago."""
        start = now() + began * HOUR
        return Emergency.objects.create(
            school=self.school,
            staff=staff,
            role=role,
            pupil=pupil,
            category="danger",
            began_at=start,
            until_at=start + hours * HOUR,
            review_by=today() + 5 * DAY,
        )

    def notice(self, staff: Staff) -> Notice:
        """Tell somebody something."""
        return Notice.objects.create(
            school=self.school,
            recipient=staff,
            kind="case.due",
            path="/",
            dedupe=str(next(_numbers)),
            made_at=now(),
            mail_after=now(),
        )

    def settings(self) -> list[Thing]:
        """Add one of each thing that is of the whole school."""
        day_off = DayOff.objects.create(school=self.school, first=today(), last=today(), name="vrij")
        load = Load.objects.create(school=self.school, made_at=now(), state=Load.State.DROPPED)
        holding = RoleHolding.objects.filter(school=self.school).order_by("pk").first()
        assert holding is not None
        return [Thing(obj, "", "of the school") for obj in (day_off, load, holding, self.own, self.someone)]


Relation = Callable[[Town, Staff, Role], models.Model]
OTHER_HAT = {role: Role.TEACHER if role is not Role.TEACHER else Role.MENTOR for role in Role}
