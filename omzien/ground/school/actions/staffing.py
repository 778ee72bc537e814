"""Colleagues who come back, leave, and choose how they are shown."""

from datetime import timedelta

from django.utils.translation import gettext as _

from omzien.ground.clock import today
from omzien.ground.journal import once
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.invitations import invite as send_invitation
from omzien.ground.school.models import Account, RoleHolding, Staff

from .refusal import NotDone
from .roles import refuse_last_administrator


def deactivate(staff: Staff, actor: Actor, form_key: str) -> None:
    """Close someone's account and end their roles, at once; the person and what they wrote stay."""
    with one_write():
        if not once.first_time(form_key):
            return
        if actor.actor_id == staff.pk:
            raise NotDone(_("Je kunt je eigen account niet uitzetten. Vraag het een andere beheerder."))
        refuse_last_administrator(staff)
        day = today()
        Account.objects.filter(staff=staff).update(is_active=False)
        for holding in RoleHolding.objects.filter(staff=staff).exclude(until_on__lt=day):
            if holding.from_on >= day:
                holding.delete()
            else:
                holding.until_on = day - timedelta(days=1)
                holding.save(update_fields=["until_on"])
        staff.left_on = day
        staff.save(update_fields=["left_on"])
        record(actor, "staff.deactivated", staff)


def reactivate(staff: Staff, actor: Actor, form_key: str) -> None:
    """Open someone's account again; roles are given anew."""
    with one_write():
        if not once.first_time(form_key):
            return
        Account.objects.filter(staff=staff).update(is_active=True)
        staff.left_on = None
        staff.save(update_fields=["left_on"])
        record(actor, "staff.reactivated", staff)


def invite(staff: Staff, actor: Actor, form_key: str) -> dict[str, int]:
    """Invite one colleague, or once more."""
    with one_write():
        if not once.first_time(form_key):
            return {}
        if staff.left_on is not None:
            raise NotDone(_("Deze collega is niet meer op school. Zet het account eerst weer aan."))
        return send_invitation([staff], actor)


def keep_profile(account: Account, *, language: str, theme: str, shows_name: bool, actor: Actor, form_key: str) -> None:
    """Keep someone's own choices; whether a name is public is only ever the person's own choice (7)."""
    with one_write():
        if not once.first_time(form_key):
            return
        account.language, account.theme = language, theme
        account.save(update_fields=["language", "theme"])
        staff = account.staff
        staff.shows_name = shows_name
        staff.save(update_fields=["shows_name"])
        record(actor, "profile.kept", staff, shows_name=shows_name)
