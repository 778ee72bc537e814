"""Accounts of colleagues: everyone chooses their own password by a one-time link; nobody can sign up."""

from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.management import CommandError
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from omzien.ground.clock import now, today
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write
from omzien.ground.vault.ring import index_key

from . import guessing
from .imports.command import find_school
from .imports.values import Unreadable, clean, email
from .models import Account, Invitation, Role, RoleHolding, School, Staff
from .models.account import login_key
from .names import split_family


def link(account: Account) -> str:
    """Return the whole address by which someone chooses a password, once."""
    uid = urlsafe_base64_encode(account.pk.bytes)
    path = reverse("welcome", kwargs={"uid": uid, "token": default_token_generator.make_token(account)})
    return urljoin(settings.SITE_URL, path)


def account_of_link(uid: str, token: str) -> Account | None:
    """Return whose link it is; None when it was used, has expired, or was never one."""
    try:
        key = UUID(bytes=urlsafe_base64_decode(uid))
    except ValueError:
        return None
    account = Account.objects.select_related("staff__school").filter(pk=key, is_active=True).first()
    if account is None or account.staff.left_on is not None:
        return None
    return account if default_token_generator.check_token(account, force_str(token)) else None


def choose_password(account: Account, password: str, actor: Actor) -> None:
    """Keep the password that someone chose; every link and every session from before ends."""
    with one_write():
        account.set_password(password)
        account.save(update_fields=["password"])
        Invitation.objects.filter(account=account, used_at__isnull=True).update(used_at=now())
        # Whoever guessed before guessed at another password.
        guessing.right(account.login_key)
        record(actor, "account.password_chosen", account)


def new_link(account: Account) -> None:
    """Make every earlier link of someone who never logged in worthless."""
    if not account.has_usable_password():
        account.set_unusable_password()
        account.save(update_fields=["password"])


def make_account(staff: Staff) -> Account:
    """Make the account of a colleague who has none, inside the caller's transaction."""
    name = (staff.code or str(staff.pk)).casefold()
    account = Account(staff=staff, email=staff.email, login_key=login_key(staff.email or name))
    account.login_name = "" if staff.email else name
    account.set_unusable_password()
    account.save(force_insert=True)
    return account


def create_admin(
    *, email: str, given_name: str = "", surname: str = "", infix: str = "", school: str | None = None
) -> str:
    """Make someone administrator and return their one-time link; raises CommandError that says what is wrong."""
    where = find_school(school)
    address = _address(email)
    with one_write():
        known = Account.objects.select_related("staff").filter(login_key=login_key(address)).first()
        if known and known.staff.school_id != where.pk:
            raise CommandError("this address belongs to someone of another school")
        account = known or _new_administrator(where, address, given_name, infix, surname)
        account.is_active = True
        account.save(update_fields=["is_active"])
        held = RoleHolding.objects.on(today()).filter(staff=account.staff, role=Role.ADMINISTRATOR)
        if not held.exists():
            RoleHolding.objects.create(
                school=where, staff=account.staff, role=Role.ADMINISTRATOR, from_on=today(), by_hand=True
            )
        new_link(account)
        record(None, "account.administrator_made", account.staff)
    return link(account)


def give_role(*, email: str, role: str, school: str | None = None) -> str:
    """Give someone a role for the whole school, from the command line: the way out for a lone administrator."""
    where = find_school(school)
    if role not in Role.values or role == Role.MENTOR:
        raise CommandError(f"'{role}' is not a role for a whole school: {', '.join(_whole_school_roles())}")
    account = Account.objects.select_related("staff").filter(login_key=login_key(_address(email))).first()
    if account is None or account.staff.school_id != where.pk or account.staff.left_on is not None:
        raise CommandError("nobody at this school logs in with this address")
    with one_write():
        held = RoleHolding.objects.on(today()).filter(staff=account.staff, role=role, home_group=None, core_team=None)
        if not held.exists():
            given = RoleHolding.objects.create(
                school=where, staff=account.staff, role=role, from_on=today(), by_hand=True
            )
            record(None, "role.given", given, role=role)
    return str(Role(role).label)


def _whole_school_roles() -> list[str]:
    return [role.value for role in Role if role is not Role.MENTOR]


def _address(text: str) -> str:
    try:
        return email(clean(text))
    except Unreadable as error:
        raise CommandError(f"'{text}' is not a mail address") from error


def _new_administrator(school: School, address: str, given_name: str, infix: str, surname: str) -> Account:
    given, family = clean(given_name), clean(surname)
    if not given or not family:
        raise CommandError("give --given-name and --surname")
    if not infix:
        infix, family = split_family(family)
    staff = Staff(school=school, given_name=given, infix=clean(infix), family_name=family, email=address)
    # No list knows them by a number yet; a later list finds them by their address.
    staff.external_key = index_key("staff", f"account:{staff.pk}")
    staff.save(force_insert=True)
    return make_account(staff)
