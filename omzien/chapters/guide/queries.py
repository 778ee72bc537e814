"""Whom one can turn to (4.6c, 7): generated from roles, the same wherever someone asks "who"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from omzien.ground.school.holders import holdings
from omzien.ground.school.models import Role, RoleHolding, School
from omzien.protocol.duties import fulfils
from omzien.protocol.load import packaged
from omzien.protocol.schema import Edition, Helpline

Audience = Literal["pupil", "parent", "staff"]
_FEW = 6
ADVISERS = frozenset({Role.CONFIDENTIAL_ADVISER_INTERNAL, Role.CONFIDENTIAL_ADVISER_EXTERNAL})


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
        where=where(holding),
        does=known.does if known else "",
        email=staff.email if staff.shows_name and role in ADVISERS else "",
    )


def _by_place(holding: RoleHolding) -> tuple[int, str]:
    group = holding.home_group
    return (group.grade or 0, group.name) if group else (0, "")


def _once(people: Iterable[Person]) -> tuple[Person, ...]:
    """Return each person once: two nameless holders of one role look alike."""
    return tuple(dict.fromkeys(people))


@fulfils("7")
def contact_points(school: School) -> list[ContactPoint]:
    """Return the contact points in the protocol's order, in one query; a point without people is left out."""
    edition = packaged()
    wanted = {Role(role) for point in edition.contacts for role in point.roles}
    held = sorted(holdings(school, *sorted(wanted)), key=_by_place)
    points = []
    for point in edition.contacts:
        # A mentor of a single pupil is not a contact point: it would say something of that pupil.
        here = [row for role in point.roles for row in held if row.role == role and row.pupil_id is None]
        people = _once(person(row, edition) for row in here)
        if people:
            confidential = bool(ADVISERS & {Role(role) for role in point.roles})
            points.append(ContactPoint(point.id, point.title, point.when, point.icon, confidential, people))
    return points


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
