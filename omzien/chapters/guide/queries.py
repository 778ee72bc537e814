"""Whom one can turn to (4.6c, 7): generated from roles, the same wherever someone asks "who"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Literal
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from omzien.ground.clock import today
from omzien.ground.school.elsewhere import organisation_of
from omzien.ground.school.holders import holdings
from omzien.ground.school.models import ADVISERS, HomeGroup, Role, RoleHolding, School
from omzien.protocol.duties import fulfils
from omzien.protocol.load import packaged
from omzien.protocol.schema import Edition, Helpline

Audience = Literal["pupil", "parent", "staff"]
_FEW = 6
# Who is there for a home group without a mentor, in this order.
STEPS_IN = (Role.PUPIL_COORDINATOR, Role.ANTI_BULLYING_COORDINATOR)


@dataclass(frozen=True)
class Person:
    """Someone in one role as anyone may see them: the role always, the name by own choice (7)."""

    # Empty when this person does not show it.
    name: str
    role: str
    # For which home group, team or year, as the school calls it; empty for the whole school.
    where: str = ""
    does: str = ""
    # Only of a confidential adviser who shows a name: who seeks one must be able to reach one.
    email: str = ""
    # Someone else steps in, since the home group has no mentor.
    steps_in: bool = False

    @property
    def called(self) -> str:
        """Return how to speak of this person within a sentence: the name, or "de mentor"."""
        if self.name:
            return self.name
        role = _("de %(role)s") % {"role": self.role}
        return f"{role} ({self.where})" if self.where else role


@dataclass(frozen=True)
class ContactPoint:
    """One of the protocol's contact points, with the people behind it today."""

    id: str
    title: str
    when: str
    icon: str
    confidential: bool
    people: tuple[Person, ...]

    @property
    def by_group(self) -> bool:
        """Tell whether people differ by home group: then one looks up a group, not a name."""
        return len(self.people) > _FEW and all(person.where for person in self.people)

    @property
    def by_place(self) -> list[tuple[str, list[Person]]]:
        """Return the people of each home group together."""
        return [(place, list(people)) for place, people in groupby(self.people, key=attrgetter("where"))]

    @property
    def one_role(self) -> bool:
        """Tell whether all have one role: what they do is then said once, by the point itself."""
        return len({person.does for person in self.people}) == 1

    @property
    def reachable(self) -> bool:
        """Tell whether everyone here can be written to."""
        return all(person.email for person in self.people)


@dataclass(frozen=True)
class HelpLine:
    """Help outside school, ready to tap."""

    label: str
    # What a tap does: call, or open the site of who has no number.
    url: str
    site: str
    icon: str
    number: str
    purpose: str
    note: str
    checked_on: date | None

    @property
    def site_name(self) -> str:
        """Return the site as people say it."""
        return urlsplit(self.site).netloc.removeprefix("www.")


def listed(words: Iterable[str]) -> str:
    """Return "a, b en c"."""
    return get_text_list(list(words), _("en"))


def where(holding: RoleHolding) -> str:
    """Return the part of the school that a role is held for, in words."""
    if holding.home_group:
        return holding.home_group.name
    if holding.core_team:
        return _("team %(name)s") % {"name": holding.core_team.name}
    if holding.grade:
        return _("leerjaar %(grade)d") % {"grade": holding.grade}
    return holding.department


def person(holding: RoleHolding, edition: Edition | None = None) -> Person:
    """Return the holder of a role as anyone may see them."""
    staff, role = holding.staff, Role(holding.role)
    known = (edition or packaged()).roles.get(role.value)
    return Person(
        name=staff.full_name if staff.shows_name else "",
        role=holding.title,
        where=where(holding) or organisation_of(staff, holding.school_id),
        does=known.does if known else "",
        email=staff.email if staff.shows_name and role in ADVISERS else "",
    )


def _order(grade: int | None, name: str) -> tuple[int, str]:
    return grade or 0, name


def _once(people: Iterable[Person]) -> tuple[Person, ...]:
    """Return each person once: two nameless holders of one role look alike."""
    return tuple(dict.fromkeys(people))


@fulfils("7")
def contact_points(school: School) -> list[ContactPoint]:
    """Return the contact points in the protocol's order, in two queries; a point without people is left out."""
    edition = packaged()
    wanted = {Role(role) for point in edition.contacts for role in point.roles}
    held = holdings(school, *sorted(wanted | {*STEPS_IN}))
    points = []
    for point in edition.contacts:
        # A mentor of a single pupil is not a contact point: it would say something of that pupil.
        here = [row for role in point.roles for row in held if row.role == role and row.pupil_id is None]
        people = _once(person(row, edition) for row in here)
        if Role.MENTOR.value in point.roles:
            people = _mentors(school, held, edition)
        if people:
            confidential = bool({*ADVISERS} & {Role(role) for role in point.roles})
            points.append(ContactPoint(point.id, point.title, point.when, point.icon, confidential, people))
    return points


def _mentors(school: School, held: Sequence[RoleHolding], edition: Edition) -> tuple[Person, ...]:
    """Return the mentors by home group; of a group without one, who steps in."""
    mentors = [row for row in held if row.role == Role.MENTOR and row.home_group_id]
    found: dict[tuple[int, str], list[Person]] = {}
    for row in mentors:
        if row.home_group:
            key = _order(row.home_group.grade, row.home_group.name)
            found.setdefault(key, []).append(person(row, edition))
    alone = groups_of_today(school).exclude(pk__in=[row.home_group_id for row in mentors])
    for group in alone:
        found[_order(group.grade, group.name)] = [
            replace(person(row, edition), where=group.name, email="", steps_in=True) for row in _steps_in(group, held)
        ]
    return _once(one for key in sorted(found) for one in found[key])


def groups_of_today(school: School) -> QuerySet[HomeGroup]:
    """Return the home groups of this school year."""
    day = today()
    return HomeGroup.objects.filter(school=school, ended_on__isnull=True, year__first__lte=day, year__last__gte=day)


def _steps_in(group: HomeGroup, held: Iterable[RoleHolding]) -> list[RoleHolding]:
    """Return who is there for a group without a mentor: its own pupil coordinator, else those of the whole school."""
    rows = list(held)
    for role in STEPS_IN:
        these = [row for row in rows if row.role == role]
        own = [row for row in these if _is_of(row, group)]
        whole = [row for row in these if not (row.core_team_id or row.grade or row.department or row.home_group_id)]
        if own or whole:
            return own or whole
    return []


def _is_of(row: RoleHolding, group: HomeGroup) -> bool:
    """Tell whether a role is held for this group's team or year in particular."""
    same_team = row.core_team_id is not None and row.core_team_id == group.core_team_id
    return same_team or row.home_group_id == group.pk or (row.grade is not None and row.grade == group.grade)


def _line(line: Helpline) -> HelpLine:
    return HelpLine(
        label=line.name,
        url=f"tel:{''.join(filter(str.isdigit, line.phone))}" if line.phone else line.url,
        site=line.url,
        icon=line.icon or "phone",
        number=line.phone,
        purpose=line.purpose,
        note=line.phone_note,
        checked_on=line.checked_on,
    )


def checked_on(lines: Iterable[HelpLine]) -> date | None:
    """Return the day on which all of these were last found right; None when one never was."""
    days = [line.checked_on for line in lines]
    return min(day for day in days if day) if days and all(days) else None


def helplines(audience: Audience, *, limit: int | None = None) -> Sequence[HelpLine]:
    """Return help outside school, the acute lines first."""
    lines = [line for line in packaged().helplines.values() if audience in line.audience]
    lines.sort(key=lambda line: not line.acute)
    return [_line(line) for line in lines[:limit]]
