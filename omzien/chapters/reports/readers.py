"""Who reads what a pupil tells: what may be chosen, and who reads along whatever the choice (4.6c, 7).

Both are taken from the policy table, so that the page can promise nothing that the policy does not hold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from omzien.chapters.guide.queries import Person, listed, person
from omzien.ground.access import table
from omzien.ground.access.engine import readers as engine_readers
from omzien.ground.clock import today
from omzien.ground.school.elsewhere import organisation_of
from omzien.ground.school.holders import shared_holdings
from omzien.ground.school.models import ADVISERS, HomeGroup, Role, RoleHolding, School, Staff
from omzien.protocol.load import packaged

from .models import Report

# What the form sends for "the mentor of the group I named" and for "nobody but who reads along anyway".
MENTOR, NOBODY = "mentor", "nobody"


def roles_within(scope: str) -> tuple[Role, ...]:
    """Return the roles that the policy lets work on reports within this scope, in the order of the table."""
    return tuple(role for role, name in table.roles_for("reports.Report", "handle") if name == scope)


def teams_read() -> bool:
    """Tell whether the policy lets others read what was told without who told it: the team of the case, later on."""
    told, known = (table.roles_for("reports.Report", "read", part) for part in ("told", "identity"))
    return not set(told) <= set(known)


def seen(rows: Iterable[RoleHolding]) -> list[Person]:
    """Return people as anyone may see them; two nameless holders of one role look alike and stand there once."""
    return list(dict.fromkeys(person(row) for row in rows))


@dataclass(frozen=True)
class Group:
    """A home group that can be named, with its mentors."""

    key: str
    name: str
    mentors: tuple[RoleHolding, ...]

    @property
    def people(self) -> list[Person]:
        """Return the mentors as anyone may see them."""
        return seen(self.mentors)

    @property
    def called(self) -> str:
        """Return the mentors as the page speaks of them: "Sanne Vos, mentor van 2B"; empty when there are none."""
        words = {"role": self.mentors[0].title if self.mentors else "", "group": self.name}
        names = [one.name for one in self.people if one.name]
        if names:
            return _("%(who)s, %(role)s van %(group)s") % {**words, "who": listed(names)}
        return _("de %(role)s van %(group)s") % words if self.mentors else ""


@dataclass(frozen=True)
class Offer:
    """Someone who can be chosen: one person, or several who look alike since they show no name."""

    key: str
    person: Person
    rows: tuple[RoleHolding, ...]


@dataclass(frozen=True)
class Readership:
    """Everyone in a school who can read a report; costs two queries, however large the school."""

    school: School
    rows: Sequence[RoleHolding]

    def held(self, *roles: Role) -> list[RoleHolding]:
        """Return the holdings of these roles."""
        return [row for row in self.rows if row.role in roles]

    @cached_property
    def along(self) -> list[RoleHolding]:
        """Return who reads every report of the school channel."""
        return self.held(*roles_within("school"))

    @cached_property
    def mentors(self) -> list[RoleHolding]:
        """Return the mentors of home groups, as far as the policy lets mentors be chosen."""
        mentors = self.held(Role.MENTOR) if Role.MENTOR in roles_within("addressed") else []
        return [row for row in mentors if row.home_group_id]

    @cached_property
    def home_groups(self) -> list[HomeGroup]:
        """Return the home groups of this school year; asked for only when a page shows them or a form names one."""
        day = today()
        groups = HomeGroup.objects.filter(
            school=self.school, ended_on__isnull=True, year__first__lte=day, year__last__gte=day
        )
        return list(groups.order_by(F("grade").asc(nulls_last=True), "name"))

    @cached_property
    def groups(self) -> list[Group]:
        """Return the home groups of this school year with their mentors."""
        return [
            Group(str(group.pk), group.name, tuple(row for row in self.mentors if row.home_group_id == group.pk))
            for group in self.home_groups
        ]

    @cached_property
    def offers(self) -> list[Offer]:
        """Return who can be chosen beside the mentor; who looks alike is one choice."""
        alike: dict[Person, list[RoleHolding]] = {}
        for row in self.held(*(role for role in roles_within("addressed") if role is not Role.MENTOR)):
            alike.setdefault(person(row), []).append(row)
        return [Offer(str(rows[0].pk), who, tuple(rows)) for who, rows in alike.items()]

    @cached_property
    def advisers(self) -> list[Person]:
        """Return the confidential advisers: contacts, not readers, until their own channel exists."""
        return seen(self.held(*ADVISERS))

    @property
    def along_people(self) -> list[Person]:
        """Return who reads along, as anyone may see them, each once."""
        return seen(self.along)

    @property
    def offered_people(self) -> list[Person]:
        """Return who can be chosen, for the page that says so beforehand: mentors as one role, since there are many."""
        does = packaged().role(Role.MENTOR.value).does
        own = [Person(name="", role=_("De mentor van je klas"), does=does)] if self.mentors else []
        return own + [offer.person for offer in self.offers]

    @property
    def default_called(self) -> str:
        """Return in words who gets what is addressed to nobody."""
        return listed(one.called for one in seen(self.default))

    def group(self, key: str) -> Group | None:
        """Return one home group by its key."""
        return next((group for group in self.groups if group.key == key), None) if key else None

    @property
    def default(self) -> list[RoleHolding]:
        """Return who gets what is addressed to nobody: never no one while the school has a reader at all."""
        if self.along:
            return self.along
        others = [row for offer in self.offers for row in offer.rows]
        return others or self.mentors

    @property
    def teams_read(self) -> bool:
        """Tell whether a team may read it later on, without who told it."""
        return teams_read()

    @property
    def is_open(self) -> bool:
        """Tell whether anybody can read a report: without a reader nothing is taken in."""
        return bool(self.default)

    def addressed(self, chosen: Iterable[str], group_key: str) -> list[RoleHolding]:
        """Return whom the report goes to: the choice, else the own mentor, else the default."""
        rows = self._chosen(set(chosen), self.group(group_key)) or self.default
        return list({(row.staff_id, row.role): row for row in rows}.values())

    def _chosen(self, keys: set[str], group: Group | None) -> list[RoleHolding]:
        if NOBODY in keys and self.along:
            # Ticked beside someone else it contradicts itself; the fewest eyes are the safest reading.
            return list(self.along)
        mentors = group.mentors if group and (MENTOR in keys or not keys) else ()
        return [*mentors, *(row for offer in self.offers if offer.key in keys for row in offer.rows)]

    def misses_mentor(self, chosen: Iterable[str], group_key: str) -> bool:
        """Tell whether the mentor was asked for but is not known, so that the page can say who reads instead."""
        group = self.group(group_key)
        return MENTOR in set(chosen) and not (group and group.mentors)

    def everyone(self, addressed: Iterable[RoleHolding]) -> list[RoleHolding]:
        """Return who will read it, each person once: the addressed and who reads along."""
        return list({row.staff_id: row for row in [*self.along, *addressed]}.values())


def readership(school: School) -> Readership:
    """Return who can read a report in this school today."""
    roles = {*roles_within("school"), *roles_within("addressed"), *ADVISERS}
    return Readership(school, shared_holdings(school, *sorted(roles)))


def as_seen(staff: Staff, role: Role, school_id: UUID) -> Person:
    """Return a reader as anyone may see them, with where they work when that is not this school."""
    place = organisation_of(staff, school_id)
    return Person(
        name=staff.full_name if staff.shows_name else "",
        role=f"{role.label} ({place})" if place else str(role.label),
        does=packaged().role(role.value).does,
    )


def readers_of(report: Report) -> list[Person]:
    """Return who can work on this report now, from the policy itself; who made it is no reader."""
    seen: dict[UUID, Person] = {}
    for staff, role in engine_readers(report, "handle"):
        seen.setdefault(staff.pk, as_seen(staff, role, report.school_id))
    return list(dict.fromkeys(seen.values()))
