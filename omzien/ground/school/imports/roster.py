"""The people in a set of lists, whatever shape the lists had; None means that a list does not tell."""

from dataclasses import dataclass, field
from datetime import date

from omzien.ground.school.models import Role

from .table import Problem


@dataclass(frozen=True)
class Place:
    """Where something stands: file and row, with the column and the value when it is about one cell."""

    file: str
    row: int
    column: str = ""
    value: str = ""

    def wrong(self, message: str) -> Problem:
        """Return what is wrong here."""
        return Problem(self.file, self.row, self.column, self.value, message)


@dataclass
class PersonLine:
    """What one row tells about a person."""

    place: Place
    number: str
    given_name: str | None = None
    infix: str | None = None
    family_name: str | None = None
    email: str | None = None
    # The cells in which something may turn out wrong only beside what is known already.
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """Return the name in one piece."""
        return " ".join(part for part in (self.given_name, self.infix, self.family_name) if part)


@dataclass
class GuardianLine(PersonLine):
    """A parent or carer, in a row of their own or in that of the pupil."""

    pupil: str = ""
    phone: str | None = None
    relation: str | None = None


@dataclass
class PupilLine(PersonLine):
    """A pupil."""

    birth_date: str | None = None
    group: str | None = None
    grade: int | None = None
    core_team: str | None = None
    # Each a code or a name, with the cell it came from; None when the list has no such column.
    mentors: list[tuple[str, Place]] | None = None
    start: date | None = None
    end: date | None = None
    guardians: list[GuardianLine] | None = None


@dataclass
class StaffLine(PersonLine):
    """A colleague."""

    code: str | None = None
    roles: list[Role] | None = None
    groups: list[str] = field(default_factory=list)
    core_teams: list[str] = field(default_factory=list)
    start: date | None = None
    end: date | None = None


@dataclass
class GroupLine:
    """A home group."""

    place: Place
    name: str
    grade: int | None = None
    core_team: str | None = None
    mentors: list[tuple[str, Place]] | None = None
    external_id: str = ""
    # By their number in the same set of lists (School Data Sync).
    mentor_numbers: list[str] | None = None


@dataclass
class Roster:
    """Everything that was read, and everything that was wrong with it."""

    pupils: dict[str, PupilLine] = field(default_factory=dict)
    staff: dict[str, StaffLine] = field(default_factory=dict)
    groups: dict[str, GroupLine] = field(default_factory=dict)
    guardians: list[GuardianLine] = field(default_factory=list)
    # Which lists were given: only what a list is about can disappear from it.
    kinds: set[str] = field(default_factory=set)
    # Numbers of whoever stands in a list in a row that could not be loaded: they are not gone.
    seen_pupils: set[str] = field(default_factory=set)
    seen_staff: set[str] = field(default_factory=set)
    # Names in rows without a number: only used to keep somebody, never to match.
    seen_names: set[tuple[str, ...]] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
