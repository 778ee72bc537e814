"""The people of a case: the target, the others, the team, who reads it and who knows of it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omzien.chapters.approach.models import Case, Member, Part, TeamMember, Told
from omzien.chapters.guide.queries import where
from omzien.ground.access import table
from omzien.ground.access.engine import readers
from omzien.ground.access.scopes import denied_people
from omzien.ground.access.viewer import Viewer
from omzien.ground.school.elsewhere import organisation_of
from omzien.ground.school.holders import holders, holdings
from omzien.ground.school.models import Pupil, Role, RoleHolding, School, Staff

AUDIENCE_ICONS = {
    Told.Audience.REPORTER.value: "message-circle",
    Told.Audience.PARENTS.value: "house",
    Told.Audience.GROUP.value: "users",
    Told.Audience.COLLEAGUE.value: "eye",
}


@dataclass(frozen=True)
class Reader:
    """Someone who can read a case today, as the strip "Wie leest dit" shows it."""

    name: str
    role: str
    you: bool = False


@dataclass(frozen=True)
class Played:
    """A pupil in a case, with the part as the team sees it; `part` is None for a member of the group without one."""

    pupil: Pupil
    part: Part | None
    in_group: bool

    @property
    def label(self) -> str:
        """Return the part in words."""
        return str(Part.As(self.part.plays).label) if self.part else _("nog niet ingevuld")


@dataclass(frozen=True)
class Colleague:
    """Someone in the team."""

    member: TeamMember
    staff: Staff
    role: str
    owner: bool
    you: bool


@dataclass(frozen=True)
class Knower:
    """Someone who knows of the case."""

    told: Told
    audience: str
    who: str
    icon: str


def working_roles() -> list[Role]:
    """Return the roles that may work on a case, from the policy itself."""
    return list(dict.fromkeys(role for role, _scope in table.roles_for("approach.Case", "handle")))


def eligible(school: School) -> list[Staff]:
    """Return the colleagues who may be in a team or own a case today."""
    return holders(school, *working_roles())


def eligible_with_role(school: School) -> list[tuple[Staff, str]]:
    """Return the same, each with the school's own name for the role."""
    found: dict[UUID, list[RoleHolding]] = {}
    for row in holdings(school, *working_roles()):
        found.setdefault(row.staff_id, []).append(row)
    return [(rows[0].staff, ", ".join(dict.fromkeys(_role_and_place(row) for row in rows))) for rows in found.values()]


def _role_and_place(row: RoleHolding) -> str:
    """Return for example "mentor 2B": who looks for a colleague knows the class sooner than the name."""
    place = where(row)
    return f"{row.title} {place}" if place else row.title


def outside(case: Case) -> set[UUID]:
    """Return the keys of the colleagues who may know nothing of this case."""
    return denied_people(Case._meta.label, case)


def fit_for(case: Case) -> list[tuple[Staff, str]]:
    """Return who may be in the team of this case or own it, each with a role; whoever is barred is not offered."""
    barred = outside(case)
    return [pair for pair in eligible_with_role(case.school) if pair[0].pk not in barred]


def colleagues_with_role(school: School) -> list[tuple[Staff, str]]:
    """Return everyone who works here, with a role when they hold one; sorted the Dutch way."""
    roles: dict[UUID, str] = {}
    for row in holdings(school, *Role):
        roles.setdefault(row.staff_id, _role_and_place(row))
    people = Staff.objects.filter(school=school, left_on__isnull=True)
    return [(staff, roles.get(staff.pk, "")) for staff in sorted(people, key=lambda one: one.sort_key)]


def title_of(target: Pupil | None) -> str:
    """Return how a case is called on screen: a first name only, and never in an address or a title."""
    return _("Situatie rond %(name)s") % {"name": target.given_name} if target else _("Situatie")


def targets(case_ids: Collection[UUID]) -> dict[UUID, Pupil]:
    """Return the target of each case, in one query."""
    rows = Part.objects.beyond("keys of cases in hand").filter(
        case__in=case_ids, plays=Part.As.TARGETED, until_on__isnull=True
    )
    found: dict[UUID, Pupil] = {}
    for row in rows.select_related("pupil").order_by("from_on"):
        found.setdefault(row.case_id, row.pupil)
    return found


def target_of(case: Case) -> Pupil | None:
    """Return the pupil whom the case is about."""
    return targets([case.pk]).get(case.pk)


def readers_of(case: Case, viewer: Viewer) -> list[Reader]:
    """Return who can read this case today, each once; who looks comes first."""
    found: dict[UUID, Reader] = {}
    for staff, role in readers(case):
        if staff.pk not in found:
            found[staff.pk] = Reader(staff.full_name, _named(staff, role, case), you=staff.pk == viewer.staff.pk)
    return sorted(found.values(), key=lambda reader: not reader.you)


def _named(staff: Staff, role: Role, case: Case) -> str:
    """Return the role, with where somebody works when that is not this school."""
    place = organisation_of(staff, case.school_id)
    return f"{Role(role).label} ({place})" if place else str(Role(role).label)


def pupils_of(case: Case, *, group: bool = True) -> list[Played]:
    """Return the pupils in the case: the target first, then by name; members of the group without a part too.

    Without `group`, nothing tells who is in the support group.
    """
    parts = list(case.parts.filter(until_on__isnull=True).select_related("pupil"))
    members = Member.objects.filter(round__case=case, left_on__isnull=True).select_related("pupil")
    helping = {row.pupil_id: row.pupil for row in members} if group else {}
    played = [Played(part.pupil, part, part.pupil_id in helping) for part in parts]
    known = {part.pupil_id for part in parts}
    played += [Played(pupil, None, True) for pk, pupil in helping.items() if pk not in known]
    return sorted(played, key=lambda one: (not _is_target(one), one.pupil.sort_key))


def _is_target(played: Played) -> bool:
    return played.part is not None and played.part.plays == Part.As.TARGETED


def team_of(case: Case, viewer: Viewer) -> list[Colleague]:
    """Return the team, the owner first, each with a role."""
    roles = {row.staff_id: row.title for row in reversed(holdings(case.school, *working_roles()))}
    rows = {row.staff_id: row for row in case.team.filter(until_on__isnull=True).select_related("staff")}
    team = [
        Colleague(row, row.staff, _role(row.staff, roles), pk == case.owner_id, pk == viewer.staff.pk)
        for pk, row in rows.items()
    ]
    return sorted(team, key=lambda one: (not one.owner, one.staff.sort_key))


def _role(staff: Staff, roles: dict[UUID, str]) -> str:
    if staff.left_on is not None:
        return _("werkt hier niet meer")
    return roles.get(staff.pk, _("heeft nu geen rol in situaties"))


def knowers_of(case: Case) -> list[Knower]:
    """Return who knows of the case, each once, the newest row of each."""
    rows = case.told.select_related("pupil", "staff", "report").order_by("told_on", "audience")
    found: dict[Any, Knower] = {}
    for row in rows:
        key = (row.audience, row.report_id, row.pupil_id, row.staff_id, row.who)
        found[key] = Knower(
            row, str(Told.Audience(row.audience).label), whom(row), AUDIENCE_ICONS.get(row.audience, "user")
        )
    return list(found.values())


def whom(told: Told) -> str:
    """Return who it is, in words for the team; a reporter stays unnamed here."""
    if told.audience == Told.Audience.REPORTER:
        return _("Wie het vertelde")
    if told.audience == Told.Audience.GROUP:
        return _("De steungroep")
    if told.pupil is not None:
        return _("De ouders van %(name)s") % {"name": told.pupil.given_name}
    return told.staff.full_name if told.staff is not None else told.who
