"""Colleagues who come back, leave, and choose how they are shown."""

from datetime import timedelta

from django.utils.translation import gettext as _

from omzien.ground.clock import now, today
from omzien.ground.journal import once
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write
from omzien.ground.school import leaving
from omzien.ground.school.factors import drop_all
from omzien.ground.school.invitations import invite as send_invitation
from omzien.ground.school.models import Account, Invitation, RoleHolding, Staff

from .refusal import NotDone
from .roles import refuse_last_administrator


def deactivate(staff: Staff, actor: Actor, form_key: str, heir: Staff | None = None) -> None:
    """Close someone's account and end their roles, at once; open work goes to the heir, what they wrote stays."""
    with one_write():
        if not once.first_time(form_key):
            return
        if actor.actor_id == staff.pk:
            raise NotDone(_("Je kunt je eigen account niet uitzetten. Vraag het een andere beheerder."))
        refuse_last_administrator(staff)
        if not leaving.hand_over(staff, heir, actor):
            raise NotDone(_("Niemand kan het werk overnemen. Geef eerst iemand anders de rol van antipestcoördinator."))
        day = today()
        account = Account.objects.filter(staff=staff).first()
        if account is not None:
            shut(account)
        for holding in RoleHolding.objects.filter(staff=staff).exclude(until_on__lt=day):
            if holding.from_on >= day:
                holding.delete()
            else:
                holding.until_on = day - timedelta(days=1)
                holding.save(update_fields=["until_on"])
        staff.left_on = day
        staff.save(update_fields=["left_on"])
        record(actor, "staff.deactivated", staff)


def shut(account: Account) -> None:
    """End every way in, inside the caller's transaction: sessions, links, password, passkeys and codes."""
    account.is_active = False
    account.epoch += 1
    account.set_unusable_password()
    account.save(update_fields=["is_active", "epoch", "password"])
    drop_all(account)
    Invitation.objects.filter(account=account, used_at__isnull=True).update(used_at=now())


def reactivate(staff: Staff, actor: Actor, form_key: str) -> None:
    """Open someone's account again; they come in by a new link, and who had left gets roles anew."""
    with one_write():
        if not once.first_time(form_key):
            return
        # A new beginning: the clock of not being used starts anew, and a link must be asked for.
        Account.objects.filter(staff=staff).update(is_active=True, last_login=None, warned_on=None)
        staff.left_on = None
        staff.save(update_fields=["left_on"])
        record(actor, "staff.reactivated", staff)


def invite(staff: Staff, actor: Actor, form_key: str) -> dict[str, int]:
    """Invite one colleague, or once more."""
    with one_write():
        if not once.first_time(form_key):
            return {}
        refuse_off(staff)
        return send_invitation([staff], actor)


def refuse_off(staff: Staff) -> None:
    """Raise NotDone when the account is off: a link would open nothing."""
    if staff.left_on is not None:
        raise NotDone(_("Deze collega is niet meer op school. Zet het account eerst weer aan."))
    if Account.objects.filter(staff=staff, is_active=False).exists():
        raise NotDone(_("Dit account staat uit. Zet het eerst weer aan."))


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
