"""Giving and ending roles, from-until, with a scope and the school's own name for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from omzien.ground.clock import today
from omzien.ground.journal import once
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.models import CoreTeam, HomeGroup, Pupil, Role, RoleHolding, School, Staff
from omzien.ground.school.models.roles import Holdings

from .refusal import NotDone


@dataclass(frozen=True)
class Scope:
    """For which part of the school; nothing means the whole school."""

    home_group: HomeGroup | None = None
    pupil: Pupil | None = None
    core_team: CoreTeam | None = None
    grade: int | None = None
    department: str = ""

    @property
    def is_whole_school(self) -> bool:
        """Tell whether nothing narrows it."""
        return not (self.home_group or self.pupil or self.core_team or self.grade or self.department)


@dataclass(frozen=True)
class Term:
    """From when, until when (included), what the school calls it, and whose work it takes over."""

    from_on: date
    until_on: date | None = None
    own_title: str = ""
    stands_in_for: Staff | None = None


def give(staff: Staff, role: Role, scope: Scope, term: Term, actor: Actor, form_key: str) -> None:
    """Give someone a role; roles are given by a person and never end by a list."""
    with one_write():
        if once.first_time(form_key):
            hold(staff, role, scope, term, actor)


def hold(staff: Staff, role: Role, scope: Scope, term: Term, actor: Actor, school: School | None = None) -> RoleHolding:
    """Give a role inside the caller's transaction; at another school than their own somebody helps out."""
    where = school or staff.school
    if actor.actor_id == staff.pk:
        raise NotDone(
            _(
                "Jezelf een rol geven kan niet: zo kan een beheerder niet ongezien gaan meelezen. Vraag het een"
                " andere beheerder. Is die er niet, dan doet wie de server beheert het, met het commando giverole."
            )
        )
    if staff.left_on is not None:
        raise NotDone(_("Deze collega is niet meer op school. Zet het account eerst weer aan."))
    if role is Role.MENTOR and scope.home_group is None and scope.pupil is None:
        raise NotDone(_("Een mentor hoort bij een klas of bij één leerling. Kies een klas."))
    if term.stands_in_for is not None and term.stands_in_for.pk == staff.pk:
        raise NotDone(_("Niemand vervangt zichzelf. Kies de collega die er niet is."))
    if _held(staff, role, scope, term, where).exists():
        raise NotDone(_("Deze collega heeft deze rol al. Stop die eerst, of kies een andere begindatum."))
    holding = RoleHolding.objects.create(
        school=where,
        staff=staff,
        role=role,
        home_group=scope.home_group,
        pupil=scope.pupil,
        core_team=scope.core_team,
        grade=scope.grade,
        department=scope.department,
        own_title=term.own_title,
        from_on=term.from_on,
        until_on=term.until_on,
        stands_in_for=term.stands_in_for,
        by_hand=True,
    )
    record(actor, "role.given", holding, role=role.value)
    return holding


def _held(staff: Staff, role: Role, scope: Scope, term: Term, school: School) -> Holdings:
    """Return the same role in the same scope that overlaps."""
    overlapping = Q(until_on__isnull=True) | Q(until_on__gte=term.from_on)
    if term.until_on is not None:
        overlapping &= Q(from_on__lte=term.until_on)
    return RoleHolding.objects.filter(
        overlapping,
        school=school,
        staff=staff,
        role=role,
        home_group=scope.home_group,
        pupil=scope.pupil,
        core_team=scope.core_team,
        grade=scope.grade,
        department=scope.department,
    )


def end(holding: RoleHolding, actor: Actor, form_key: str) -> None:
    """End a role: from now on it is not there any more; what has not begun yet never begins."""
    with one_write():
        if not once.first_time(form_key):
            return
        if holding.role == Role.ADMINISTRATOR:
            refuse_last_administrator(holding.staff, holding.school_id)
        day = today()
        record(actor, "role.ended", holding, role=holding.role)
        if holding.from_on >= day:
            holding.delete()
            return
        holding.until_on = day - timedelta(days=1)
        holding.save(update_fields=["until_on"])


def refuse_last_administrator(staff: Staff, school_id: UUID | None = None) -> None:
    """Raise NotDone when nobody else could give roles any more: at this school, or at any that they administer."""
    administrators = RoleHolding.objects.on(today()).filter(
        role=Role.ADMINISTRATOR, staff__left_on__isnull=True, staff__account__is_active=True
    )
    mine = administrators.filter(staff=staff).values_list("school_id", flat=True)
    schools = {school_id} if school_id else {staff.school_id, *mine}
    others = set(administrators.exclude(staff=staff).values_list("school_id", flat=True))
    if not schools <= others:
        raise NotDone(_("Dit is de enige beheerder. Maak eerst iemand anders beheerder."))
