"""Who holds which role today: contact points and readers come from here, never from a typed list (7)."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Q, QuerySet

from omzien.ground.clock import today
from omzien.ground.vault.unchanged import Unchanged

from .models import HomeGroup, Placement, Pupil, Role, RoleHolding, School, Staff


def _holdings(school_id: UUID, day: date, roles: tuple[Role, ...]) -> QuerySet[RoleHolding]:
    return (
        RoleHolding.objects.on(day)
        .filter(school=school_id, role__in=roles, staff__left_on__isnull=True)
        .select_related("staff__school", "home_group", "core_team")
    )


def _by_name(rows: Iterable[RoleHolding]) -> list[RoleHolding]:
    return sorted(rows, key=lambda row: row.staff.sort_key)


def holdings(school: School, *roles: Role) -> list[RoleHolding]:
    """Return today's holdings of these roles in one query, sorted by the holder's name."""
    return _by_name(_holdings(school.pk, today(), roles))


@lru_cache(maxsize=256)
def _shared(school_id: UUID, day: date, roles: tuple[Role, ...]) -> Unchanged[RoleHolding]:
    return Unchanged(_holdings(school_id, day, roles))


def shared_holdings(school: School, *roles: Role) -> list[RoleHolding]:
    """Return the same for pages that everyone opens: the rows are shared, so nobody may change them."""
    return _by_name(_shared(school.pk, today(), roles).rows())


def holders(school: School, *roles: Role) -> list[Staff]:
    """Return the people behind these roles, each once."""
    return list({row.staff_id: row.staff for row in holdings(school, *roles)}.values())


def home_group_of(pupil: Pupil) -> HomeGroup | None:
    """Return the home group in which the pupil is today."""
    day = today()
    placement = (
        Placement.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), pupil=pupil, from_on__lte=day)
        .select_related("home_group__core_team")
        .order_by("-from_on")
        .first()
    )
    return placement.home_group if placement else None


def mentors_of_group(home_group: HomeGroup) -> list[Staff]:
    """Return the mentors of a home group today."""
    rows = (
        RoleHolding.objects.on(today())
        .filter(role=Role.MENTOR, home_group=home_group, staff__left_on__isnull=True)
        .select_related("staff")
    )
    return sorted((row.staff for row in rows), key=lambda staff: staff.sort_key)


def mentors_of(pupil: Pupil) -> list[Staff]:
    """Return the pupil's own mentors: named for this pupil, else of the home group."""
    rows = (
        RoleHolding.objects.on(today())
        .filter(role=Role.MENTOR, pupil=pupil, staff__left_on__isnull=True)
        .select_related("staff")
    )
    own = sorted((row.staff for row in rows), key=lambda staff: staff.sort_key)
    if own:
        return own
    group = home_group_of(pupil)
    return mentors_of_group(group) if group else []


def pupils_in(home_groups: QuerySet[HomeGroup]) -> Q:
    """Return the condition for pupils who are in one of these home groups today."""
    day = today()
    placed = Placement.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day, home_group__in=home_groups
    )
    return Q(pk__in=placed.values("pupil_id"))
