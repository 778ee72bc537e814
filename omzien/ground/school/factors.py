"""The second factors of an account, kept and checked by allauth: an app that shows codes, passkeys, recovery codes."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db.models import QuerySet

from omzien.ground.clock import now
from omzien.ground.journal.writing import one_write
from omzien.ground.vault.ring import index_key

from .adapters import FactorAdapter, secrets_of
from .models import Account

Kind = Authenticator.Type
LAST = "last_counter"


def factors(account: Account) -> QuerySet[Authenticator]:
    """Return the app and the passkeys; recovery codes are only ever beside one of these."""
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(
        user=account, type__in=(Kind.TOTP, Kind.WEBAUTHN)
    ).order_by("created_at")
    return rows


def has_second_factor(account: Account) -> bool:
    """Tell whether there is anything that logs in besides a password."""
    return factors(account).exists()


def has(account: Account, kind: Authenticator.Type) -> bool:
    """Tell whether there is a factor of this kind."""
    return bool(Authenticator.objects.filter(user=account, type=kind).exists())


def new_secret() -> str:
    """Return a secret for an app that shows codes."""
    return str(generate_totp_secret())


def app_address(account: Account, secret: str) -> str:
    """Return what an app that shows codes reads from the picture."""
    return str(FactorAdapter().build_totp_url(account, secret))


def counter_of(secret: str, code: str) -> int | None:
    """Return at which count the code is shown, or None when it is wrong."""
    for counter in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return int(counter)
    return None


def add_app(account: Account, secret: str, counter: int) -> Authenticator:
    """Keep the app, inside the caller's transaction; the code by which it was tried is used up."""
    Authenticator.objects.filter(user=account, type=Kind.TOTP).delete()
    with secrets_of(account, Kind.TOTP):
        row = TOTP.activate(account, secret).instance
    row.data[LAST] = counter
    row.save(update_fields=["data"])
    return row


def guess_key(account: Account) -> str:
    """Return under which key wrong codes are counted."""
    return index_key("guess", f"code:{account.pk}")


def check_code(account: Account, code: str) -> str:
    """Return the kind of the factor that the code fits, and use the code up; "" when it fits none."""
    with one_write():
        rows = Authenticator.objects.select_for_update().filter(user=account)
        for row in rows.filter(type__in=(Kind.TOTP, Kind.RECOVERY_CODES)).order_by("-type"):
            with secrets_of(account, row.type):
                fits = _fits_app(row, code) if row.type == Kind.TOTP else row.wrap().validate_code(code)
            if fits:
                Authenticator.objects.filter(pk=row.pk).update(last_used_at=now())
                return str(row.type)
    return ""


def _fits_app(row: Authenticator, code: str) -> bool:
    """Compare with the app's code; one that was used, or is older than one that was used, never works again."""
    counter = counter_of(FactorAdapter().decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data.get(LAST, 0):
        return False
    row.data[LAST] = counter
    row.save(update_fields=["data"])
    return True


def new_recovery_codes(account: Account) -> None:
    """Make recovery codes that replace all earlier ones, inside the caller's transaction."""
    Authenticator.objects.filter(user=account, type=Kind.RECOVERY_CODES).delete()
    with secrets_of(account, Kind.RECOVERY_CODES):
        RecoveryCodes.activate(account)


def recovery_codes(account: Account) -> list[str]:
    """Return the codes that were not used; empty when there are none."""
    row = Authenticator.objects.filter(user=account, type=Kind.RECOVERY_CODES).first()
    if row is None:
        return []
    with secrets_of(account, Kind.RECOVERY_CODES):
        return list(row.wrap().get_unused_codes())


def drop_all(account: Account) -> int:
    """Take every factor away, inside the caller's transaction; returns how many."""
    return int(Authenticator.objects.filter(user=account).delete()[0])


def reseal() -> int:
    """Seal every secret anew under the key in use; for the rotation of keys."""
    done = 0
    for row in Authenticator.objects.filter(type__in=(Kind.TOTP, Kind.RECOVERY_CODES)).select_related("user"):
        field = "secret" if row.type == Kind.TOTP else "seed"
        with secrets_of(row.user, row.type):
            row.data[field] = FactorAdapter().encrypt(FactorAdapter().decrypt(row.data[field]))
        row.save(update_fields=["data"])
        done += 1
    return done
