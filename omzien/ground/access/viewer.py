"""Whoever looks: a person with one hat. Roles never add up."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest

from omzien.ground.clock import today
from omzien.ground.school.models import ADVISERS, Account, Guardianship, Role, RoleHolding, School, Staff

from .models import Conflict

HAT = "hat"
# What someone wears after log-in when they hold several roles: the one with the most daily work first.
ORDER = (
    Role.MENTOR,
    Role.PUPIL_COORDINATOR,
    Role.ANTI_BULLYING_COORDINATOR,
    Role.SUPPORT_COORDINATOR,
    Role.DIRECTOR,
    Role.ICT_COORDINATOR,
    Role.TEACHER,
    Role.ADMINISTRATOR,
    Role.PRIVACY_OFFICER,
    Role.BOARD,
    Role.BOARD_ICT,
    *ADVISERS,
)


@dataclass(frozen=True)
class Hat:
    """A role at a school: someone of a sister school or of the board may help out in a second-person role."""

    role: Role
    school: School
    at_home: bool

    @property
    def key(self) -> str:
        """Return how the session and the form know this hat."""
        return self.role.value if self.at_home else f"{self.role.value}@{self.school.pk}"


@dataclass(frozen=True)
class Viewer:
    """A member of staff in one role at one school; also the actor in the journal."""

    staff: Staff
    role: Role
    school: School
    account: Account | None = None

    @property
    def actor_id(self) -> UUID | None:
        """Return the person's key for the journal."""
        return self.staff.pk

    @property
    def hat(self) -> str:
        """Return the role's code for the journal."""
        return str(self.role.value)

    @property
    def school_id(self) -> UUID | None:
        """Return the school's key."""
        return self.school.pk

    @cached_property
    def holdings(self) -> list[RoleHolding]:
        """Return today's holdings of this person in this role."""
        rows = RoleHolding.objects.on(today()).filter(school=self.school, staff=self.staff, role=self.role)
        return list(rows.select_related("home_group", "core_team"))

    @cached_property
    def home_group_ids(self) -> list[UUID]:
        """Return the home groups that this hat is the mentor of."""
        return [row.home_group_id for row in self.holdings if row.home_group_id]

    @cached_property
    def core_team_ids(self) -> list[UUID]:
        """Return the core teams of this hat: its own, and those of its home groups."""
        own = {row.core_team_id for row in self.holdings}
        around = {row.home_group.core_team_id for row in self.holdings if row.home_group}
        return [key for key in own | around if key]

    # The two that follow are asked once for each question to the policy; most people have none, and it costs them nothing.

    def look_again(self) -> None:
        """Forget what was closed a moment ago: a conflict that is recorded now holds from the next question on."""
        for name in ("barred", "children"):
            self.__dict__.pop(name, None)

    @cached_property
    def barred(self) -> dict[str, frozenset[UUID]]:
        """Return the keys of what is closed to this person, or to somebody they stand in for, by the object's label."""
        replaced = RoleHolding.objects.on(today()).filter(staff=self.staff, stands_in_for__isnull=False)
        running = Conflict.objects.filter(
            Q(staff=self.staff) | Q(staff__in=replaced.values("stands_in_for")),
            school=self.school,
            ended_on__isnull=True,
        )
        found: dict[str, set[UUID]] = {}
        for label, key in running.values_list("about", "about_id"):
            found.setdefault(label, set()).add(key)
        return {label: frozenset(keys) for label, keys in found.items()}

    @cached_property
    def children(self) -> frozenset[UUID]:
        """Return the keys of the pupils of whom this person is a parent."""
        rows = Guardianship.objects.filter(guardian__colleague=self.staff)
        return frozenset(rows.values_list("pupil_id", flat=True))

    @property
    def title(self) -> str:
        """Return the role as the school calls it."""
        return self.holdings[0].title if self.holdings else str(self.role.label)


def hats_of(staff: Staff) -> list[Hat]:
    """Return the hats that someone can wear today, at their own school first, in the order in which they are offered."""
    rows = RoleHolding.objects.on(today()).filter(staff=staff).select_related("school__board")
    found = {Hat(Role(row.role), row.school, row.school_id == staff.school_id) for row in rows}
    return sorted(found, key=lambda hat: (not hat.at_home, hat.school.name, ORDER.index(hat.role)))


def roles_of(staff: Staff) -> list[Role]:
    """Return the roles that someone holds today, each once, in the order in which they are offered."""
    return list(dict.fromkeys(hat.role for hat in hats_of(staff)))


def viewer_of(request: HttpRequest) -> Viewer | None:
    """Return who looks, or None when nobody is logged in, the person has left, or holds no role any more."""
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return None
    staff = Staff.objects.select_related("school__board").get(pk=account.staff_id)
    hats = hats_of(staff) if staff.left_on is None else []
    if not hats:
        return None
    worn = request.session.get(HAT)
    hat = next((hat for hat in hats if hat.key == worn), hats[0])
    if worn and hat.key != worn and hat.role in ADVISERS:
        # The worn role has ended; an adviser's hat is put on with a step-up, never fallen into.
        return None
    return Viewer(staff=staff, role=hat.role, school=hat.school, account=account)
