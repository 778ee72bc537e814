"""What a school has not filled yet: for each role of the protocol, and for each rule that asks for a second person.

Pure: it looks at who holds which role and at nothing else, so that a school of twelve people counts as one of 150.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from omzien.ground.school.models import ADVISERS, Role

from .conflicts import NEXT
from .escalation import LADDER
from .school import LOOK_BACK
from .table import roles_for

# Each has a place in the protocol or in need to know; teachers and mentors are told by class.
POSTS = (
    Role.PUPIL_COORDINATOR,
    Role.ANTI_BULLYING_COORDINATOR,
    Role.SUPPORT_COORDINATOR,
    *ADVISERS,
    Role.DIRECTOR,
    Role.BOARD,
    Role.ICT_COORDINATOR,
    Role.ADMINISTRATOR,
    Role.PRIVACY_OFFICER,
)


class Rule(StrEnum):
    """What asks for somebody else than who does it already."""

    MENTOR = "mentor"
    SECOND_ADVISER = "second_adviser"
    SECOND_ADMINISTRATOR = "second_administrator"
    LOOK_BACK = "look_back"
    ABOUT_A_MENTOR = "about_a_mentor"
    ABOUT_THE_COORDINATOR = "about_the_coordinator"
    ABOVE = "above"


@dataclass(frozen=True)
class Held:
    """One role of one person, as far as gaps are concerned; `group` is the class of a mentor."""

    person: Any
    role: Role
    group: Any = None


@dataclass(frozen=True)
class Post:
    """A role, with who fills it; nobody is a gap."""

    role: Role
    people: tuple[Any, ...]

    @property
    def open(self) -> bool:
        """Tell whether nobody fills it."""
        return not self.people


@dataclass(frozen=True)
class Check:
    """A rule for a second person: who makes it work, and for whom (or which class) there is nobody."""

    rule: Rule
    people: tuple[Any, ...] = ()
    without: tuple[Any, ...] = ()
    # Who can do it best when somebody must be found.
    fill: Role | None = None

    @property
    def open(self) -> bool:
        """Tell whether it does not work for somebody."""
        return bool(self.without)


class Book:
    """Who holds what, by role."""

    def __init__(self, held: Iterable[Held]) -> None:
        self.held = list(held)

    def of(self, *roles: Role) -> tuple[Any, ...]:
        """Return the people in these roles, each once, the first role first."""
        return tuple(dict.fromkeys(one.person for role in roles for one in self.held if one.role == role))

    def first_other(self, roles: Sequence[Role], *than: Any) -> tuple[Any, ...]:
        """Return who holds the first of these roles that has somebody else than these people."""
        for role in roles:
            others = tuple(one for one in self.of(role) if one not in than)
            if others:
                return others
        return ()


def posts(held: Iterable[Held]) -> list[Post]:
    """Return every role of the protocol with who fills it."""
    book = Book(held)
    return [Post(role, book.of(role)) for role in POSTS]


def checks(held: Iterable[Held], groups: Mapping[Any, str]) -> list[Check]:
    """Return every rule that asks for a second person, in the order in which a school must care."""
    book = Book(held)
    return [
        _mentors(book, groups),
        _about_a_mentor(book),
        _about_the_coordinator(book),
        _above(book),
        _second(book, Rule.SECOND_ADVISER, *ADVISERS),
        _look_back(book),
        _second(book, Rule.SECOND_ADMINISTRATOR, Role.ADMINISTRATOR),
    ]


def gaps(held: Iterable[Held], groups: Mapping[Any, str]) -> int:
    """Return how many roles and rules are open."""
    rows = list(held)
    return sum(one.open for one in posts(rows)) + sum(one.open for one in checks(rows, groups))


def _mentors(book: Book, groups: Mapping[Any, str]) -> Check:
    with_one = {one.group for one in book.held if one.role == Role.MENTOR and one.group is not None}
    alone = sorted(name for key, name in groups.items() if key not in with_one)
    return Check(Rule.MENTOR, book.of(Role.MENTOR), tuple(alone), Role.MENTOR)


def _about_a_mentor(book: Book) -> Check:
    """A report about a mentor goes to the next role, to somebody else than that mentor."""
    mentors = book.of(Role.MENTOR)
    readers = {one: book.first_other(NEXT[Role.MENTOR], one) for one in mentors}
    return Check(Rule.ABOUT_A_MENTOR, _all(readers.values()), _nobody(readers), Role.PUPIL_COORDINATOR)


def _about_the_coordinator(book: Book) -> Check:
    """A report about the anti-bullying coordinator: another one, else a pupil coordinator who is somebody else."""
    own = Role.ANTI_BULLYING_COORDINATOR
    readers = {one: book.first_other((own, *NEXT[own]), one) for one in book.of(own)}
    return Check(Rule.ABOUT_THE_COORDINATOR, _all(readers.values()), _nobody(readers), Role.PUPIL_COORDINATOR)


def _above(book: Book) -> Check:
    """Who carries a case and coordinates as well has somebody else above them, else nobody asks after it."""
    both = [
        one for one in book.of(Role.ANTI_BULLYING_COORDINATOR) if one in book.of(Role.MENTOR, Role.PUPIL_COORDINATOR)
    ]
    higher = LADDER[LADDER.index(Role.ANTI_BULLYING_COORDINATOR) :]
    above = {one: book.first_other(higher, one) for one in both}
    return Check(Rule.ABOVE, _all(above.values()), _nobody(above), Role.DIRECTOR)


def _second(book: Book, rule: Rule, *roles: Role) -> Check:
    """One person alone cannot do it; nobody at all is a gap of the role itself."""
    people = book.of(*roles)
    fill = Role.CONFIDENTIAL_ADVISER_EXTERNAL if rule is Rule.SECOND_ADVISER else roles[0]
    return Check(rule, people if len(people) > 1 else (), people if len(people) == 1 else (), fill)


def _look_back(book: Book) -> Check:
    """Whoever may break the glass is looked back at by somebody else."""
    breakers = book.of(*dict.fromkeys(role for role, _scope in roles_for("access.Emergency", "add")))
    lookers = {one: book.first_other(LOOK_BACK, one) for one in breakers}
    return Check(Rule.LOOK_BACK, _all(lookers.values()), _nobody(lookers), Role.PRIVACY_OFFICER)


def _all(found: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(one for people in found for one in people))


def _nobody(found: Mapping[Any, tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(_without(found))


def _without(found: Mapping[Any, tuple[Any, ...]]) -> Iterator[Any]:
    yield from (one for one, people in found.items() if not people)
