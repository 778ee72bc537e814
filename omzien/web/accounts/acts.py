"""What people change about how they come in, and what an administrator may do for them: each told and recorded."""

from django.utils.translation import gettext as _

from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now
from omzien.ground.journal import once
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.tell import tell
from omzien.ground.school import guessing
from omzien.ground.school.actions.refusal import NotDone
from omzien.ground.school.actions.staffing import refuse_off
from omzien.ground.school.factors import (
    Kind,
    add_app,
    drop_all,
    factors,
    guess_key,
    has,
    has_second_factor,
    new_recovery_codes,
)
from omzien.ground.school.holders import holders
from omzien.ground.school.models import Account, Role, Staff

from . import passkeys

SECURITY = "/instellingen/beveiliging/"


def told(account: Account, kind: str) -> None:
    """Tell someone what changed about their account, inside the caller's transaction."""
    tell(account.staff, kind, f"{kind}:{now().isoformat()}", SECURITY)


def keep_app(account: Account, secret: str, counter: int, actor: Viewer) -> None:
    """Keep an app that shows codes; another app before it stops working."""
    with one_write():
        first = not has_second_factor(account)
        add_app(account, secret, counter)
        _added(account, actor, Kind.TOTP.value, first=first)


def keep_passkey(account: Account, answer: str, actor: Viewer, form_key: str) -> bool:
    """Keep a passkey; False when the browser's answer is not a good one."""
    with one_write():
        if once.earlier(form_key) is not None:
            return True
        first = not has_second_factor(account)
        if passkeys.keep(account, answer) is None:
            return False
        once.first_time(form_key)
        _added(account, actor, Kind.WEBAUTHN.value, first=first)
    return True


def _added(account: Account, actor: Viewer, kind: str, *, first: bool) -> None:
    """Give recovery codes to who has none, and tell."""
    if not has(account, Kind.RECOVERY_CODES):
        new_recovery_codes(account)
    record(actor, "account.factor_added", account, kind=kind)
    if not first:
        told(account, "account.factor_added")


def remove_factor(account: Account, pk: int, actor: Viewer) -> None:
    """Take one factor away; the last one stays, since nobody works without."""
    with one_write():
        rows = list(factors(account).select_for_update())
        row = next((one for one in rows if one.pk == pk), None)
        if row is None:
            return
        if len(rows) == 1:
            raise NotDone(_("Dit is je enige tweede stap. Voeg eerst een andere toe."))
        row.delete()
        record(actor, "account.factor_removed", account, kind=row.type)
        told(account, "account.factor_removed")


def renew_codes(account: Account, actor: Viewer, form_key: str) -> None:
    """Make new recovery codes; the earlier ones stop working."""
    with one_write():
        if not once.first_time(form_key):
            return
        new_recovery_codes(account)
        record(actor, "account.codes_renewed", account)
        told(account, "account.codes_renewed")


def change_password(account: Account, password: str, actor: Viewer) -> None:
    """Keep another password; every other session ends by itself."""
    with one_write():
        account.set_password(password)
        account.save(update_fields=["password"])
        guessing.right(account.login_key)
        record(actor, "account.password_changed", account)
        told(account, "account.password_changed")


def end_sessions(account: Account, actor: Viewer) -> None:
    """End every session of this account, on every device."""
    with one_write():
        account.epoch += 1
        account.save(update_fields=["epoch"])
        record(actor, "account.sessions_ended", account)


def reset_factors(staff: Staff, actor: Viewer, form_key: str) -> None:
    """Take away all factors of a colleague who lost their phone: they make new ones when they log in again.

    The password stays theirs. Whoever did this is on record, and the person and every other administrator hear of it.
    """
    with one_write():
        if not once.first_time(form_key):
            return
        if actor.actor_id == staff.pk:
            raise NotDone(_("Dit kan niet voor jezelf. Vraag het een andere beheerder."))
        refuse_off(staff)
        account = Account.objects.filter(staff=staff).first()
        if account is None or not drop_all(account):
            raise NotDone(_("Deze collega heeft nog geen tweede stap ingesteld."))
        account.epoch += 1
        account.save(update_fields=["epoch"])
        guessing.right(guess_key(account))
        record(actor, "account.factors_reset", account, staff=str(staff.pk))
        told(account, "account.factors_reset")
        for other in holders(staff.school, Role.ADMINISTRATOR):
            if other.pk not in (actor.actor_id, staff.pk):
                tell(other, "account.factors_reset_of", f"account.factors_reset_of:{form_key}", f"/mensen/{staff.pk}/")
