"""Inviting colleagues: a mail that names nobody, or a letter on paper; the link is made when it leaves."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from omzien.ground.clock import now
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write

from .accounts import link, make_account, new_link
from .models import Account, Invitation, School, Staff

VALID = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def uninvited(school: School) -> list[Staff]:
    """Return the colleagues who were never invited and never came in."""
    people = Staff.objects.filter(school=school, left_on__isnull=True).select_related("account")
    asked = set(Invitation.objects.filter(school=school).values_list("account_id", flat=True))
    found = [
        person
        for person in people
        if not hasattr(person, "account") or not (person.account.pk in asked or _came_in(person.account))
    ]
    return sorted(found, key=lambda person: person.sort_key)


def _came_in(account: Account) -> bool:
    return account.has_usable_password() or account.last_login is not None


def invite(people: Iterable[Staff], actor: Actor | None) -> dict[str, int]:
    """Invite colleagues inside the caller's transaction: by mail, or by letter who has no address."""
    made = {"mail": 0, "letter": 0}
    for person in people:
        account = Account.objects.filter(staff=person).first() or make_account(person)
        new_link(account)
        way = Invitation.Way.MAIL if account.email else Invitation.Way.LETTER
        moment = now()
        # An earlier mail that did not leave has nothing to add to this one.
        waiting().filter(account=account).update(used_at=moment)
        Invitation.objects.create(
            school_id=person.school_id, account=account, way=way, made_at=moment, mail_after=moment
        )
        record(actor, "account.invited", person, way=way.value)
        made[way.value] += 1
    return made


def invite_all(school: School, actor: Actor | None) -> dict[str, int]:
    """Invite everyone who was not invited yet."""
    with one_write():
        return invite(uninvited(school), actor)


def letters(school: School) -> list[tuple[Account, str]]:
    """Return account and fresh link of everyone whose letter was not used yet, by name."""
    unused = Invitation.objects.filter(
        school=school, way=Invitation.Way.LETTER, used_at__isnull=True, account__staff__left_on__isnull=True
    )
    accounts = Account.objects.filter(pk__in=unused.values("account_id"), is_active=True).select_related("staff")
    ordered = sorted(accounts, key=lambda account: account.staff.sort_key)
    return [(account, link(account)) for account in ordered]


def letters_left(school: School, actor: Actor | None) -> None:
    """Note that letters were shown for printing: whoever sees them could use the links."""
    with one_write():
        unused = Invitation.objects.filter(school=school, way=Invitation.Way.LETTER, used_at__isnull=True)
        unused.filter(sent_at__isnull=True).update(sent_at=now())
        record(actor, "account.letters_shown", school, letters=unused.values("account_id").distinct().count())


def waiting() -> QuerySet[Invitation]:
    """Return the invitations whose mail did not leave yet."""
    return Invitation.objects.filter(
        way=Invitation.Way.MAIL, sent_at__isnull=True, used_at__isnull=True
    ).select_related("account__staff")


def may_leave(invitation: Invitation) -> bool:
    """Tell whether the link could still be used, by somebody who has an address."""
    account = invitation.account
    return bool(account.email) and account.is_active and account.staff.left_on is None


def words(invitation: Invitation) -> tuple[str, str]:
    """Return subject and text of the mail; it names nobody, so that it says nothing to who reads along."""
    with override(invitation.account.language):
        lines = [
            _("Je school gebruikt Omzien."),
            _("Met deze link kies je zelf een wachtwoord. De link werkt één keer, en veertien dagen lang:"),
            link(invitation.account),
            _("Werkt de link niet meer? Vraag de beheerder van je school om een nieuwe."),
        ]
        return _("Kies je wachtwoord voor Omzien"), "\n\n".join(lines) + "\n"


def mark_left(invitation: Invitation) -> None:
    """Note that the mail left; an invitation that nobody can use any more is over without one."""
    over = {"sent_at": now()} if may_leave(invitation) else {"used_at": now()}
    Invitation.objects.filter(pk=invitation.pk).update(leased_until=None, refused_at=None, **over)
