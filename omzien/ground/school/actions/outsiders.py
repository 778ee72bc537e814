"""People who work elsewhere and help out here: a named outsider, or a colleague of a sister school."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from omzien.ground.clock import today
from omzien.ground.journal import once
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.elsewhere import exactly, sister_schools
from omzien.ground.school.invitations import invite
from omzien.ground.school.models import Account, Role, School, Staff
from omzien.ground.school.models.account import login_key
from omzien.ground.vault.ring import index_key

from .refusal import NotDone
from .roles import Scope, Term, hold

# What somebody who works elsewhere can do here: each a second person where a small school has only one.
ROLES = (
    Role.PUPIL_COORDINATOR,
    Role.ANTI_BULLYING_COORDINATOR,
    Role.CONFIDENTIAL_ADVISER_INTERNAL,
    Role.CONFIDENTIAL_ADVISER_EXTERNAL,
    Role.PRIVACY_OFFICER,
    Role.DIRECTOR,
    Role.ADMINISTRATOR,
    Role.BOARD,
    Role.BOARD_ICT,
)


@dataclass(frozen=True)
class Outsider:
    """Who it is, where they work, and how they are reached."""

    given_name: str
    infix: str
    family_name: str
    email: str
    organisation: str


def add_outsider(
    school: School, who: Outsider, roles: Sequence[Role], until: date | None, actor: Actor, form_key: str
) -> Staff | None:
    """Add somebody from outside with these roles, and invite them; None when the form was sent before."""
    with one_write():
        if not once.first_time(form_key):
            return None
        _refuse_impossible(roles, until)
        if Account.objects.filter(login_key=login_key(who.email)).exists():
            raise NotDone(
                _(
                    "Met dit adres logt al iemand in. Werkt die op een andere school van het bestuur? Kies die dan"
                    " bij “Iemand van een andere school”."
                )
            )
        staff = Staff(
            school=school,
            given_name=who.given_name,
            infix=who.infix,
            family_name=who.family_name,
            email=who.email,
            outside=who.organisation,
        )
        # No list knows them: without a number a list never ends them.
        staff.external_key = index_key("staff", f"outside:{staff.pk}")
        staff.save(force_insert=True)
        record(actor, "staff.outsider_added", staff)
        for role in roles:
            hold(staff, role, Scope(), Term(today(), until), actor)
        invite([staff], actor)
    return staff


def bring_in(
    school: School, sister: School, typed: str, roles: Sequence[Role], until: date | None, actor: Actor, form_key: str
) -> Staff | None:
    """Let a colleague of a sister school help out here, found by exactly their code or address."""
    with one_write():
        if not once.first_time(form_key):
            return None
        _refuse_impossible(roles, until)
        if sister not in sister_schools(school):
            raise NotDone(_("Kies een school van hetzelfde bestuur."))
        people = Staff.objects.filter(school=sister, left_on__isnull=True, outside="").select_related("school")
        staff = exactly(people, typed)
        if staff is None:
            raise NotDone(_("Niemand op die school heeft precies deze code of dit e-mailadres."))
        for role in roles:
            hold(staff, role, Scope(), Term(today(), until), actor, school)
    return staff


def _refuse_impossible(roles: Sequence[Role], until: date | None) -> None:
    if not roles or not set(roles) <= set(ROLES):
        raise NotDone(_("Kies een rol die iemand van buiten kan hebben."))
    if until is not None and until < today():
        raise NotDone(_("Deze dag is al geweest."))
