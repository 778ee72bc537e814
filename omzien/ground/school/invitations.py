"""Inviting colleagues: a mail that names nobody, or a letter on paper; the link is made when it leaves."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from omzien.ground.clock import now
from omzien.ground.clock.tick import job
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write

from .accounts import link, make_account, new_link
from .models import Account, Invitation, School, Staff

LEASE = timedelta(minutes=5)
PAUSES = (1, 5, 15, 60, 180, 360)  # minutes
BATCH = 50
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
    waiting = Invitation.objects.filter(
        school=school, way=Invitation.Way.LETTER, used_at__isnull=True, account__staff__left_on__isnull=True
    )
    accounts = Account.objects.filter(pk__in=waiting.values("account_id"), is_active=True).select_related("staff")
    ordered = sorted(accounts, key=lambda account: account.staff.sort_key)
    return [(account, link(account)) for account in ordered]


def letters_left(school: School, actor: Actor | None) -> None:
    """Note that letters were shown for printing: whoever sees them could use the links."""
    with one_write():
        waiting = Invitation.objects.filter(school=school, way=Invitation.Way.LETTER, used_at__isnull=True)
        waiting.filter(sent_at__isnull=True).update(sent_at=now())
        record(actor, "account.letters_shown", school, letters=waiting.values("account_id").distinct().count())


def message(account: Account) -> EmailMessage:
    """Return the mail; it names nobody, so that it says nothing to who reads along."""
    with override(account.language):
        lines = [
            _("Je school gebruikt Omzien."),
            _("Met deze link kies je zelf een wachtwoord. De link werkt één keer, en veertien dagen lang:"),
            link(account),
            _("Werkt de link niet meer? Vraag de beheerder van je school om een nieuwe."),
        ]
        return EmailMessage(
            subject=_("Kies je wachtwoord voor Omzien"), body="\n\n".join(lines) + "\n", to=[account.email]
        )


def _claim() -> list[Invitation]:
    """Take the mails that are due; a dead sender's lease runs out by itself."""
    moment = now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=moment)
    due = Invitation.objects.filter(
        free, way=Invitation.Way.MAIL, sent_at__isnull=True, used_at__isnull=True, mail_after__lte=moment
    )
    mine = [
        pk
        for pk in list(due.values_list("pk", flat=True)[:BATCH])
        if Invitation.objects.filter(free, pk=pk, sent_at__isnull=True).update(leased_until=moment + LEASE)
    ]
    return list(Invitation.objects.filter(pk__in=mine).select_related("account__staff"))


@job
def send_invitations() -> int:
    """Mail the invitations that are due; returns how many left."""
    sent = 0
    failures: list[Exception] = []
    for invitation in _claim():
        row = Invitation.objects.filter(pk=invitation.pk)
        account = invitation.account
        if not account.is_active or not account.email:
            row.update(used_at=now())
            continue
        try:
            message(account).send()
        except Exception as failure:  # noqa: BLE001 - one mail that fails must not stop the others; raised below
            pause = timedelta(minutes=PAUSES[min(invitation.tries, len(PAUSES) - 1)])
            row.update(tries=F("tries") + 1, leased_until=None, mail_after=now() + pause)
            # A mail server that is away is nothing strange; anything else is told.
            failures += [] if isinstance(failure, OSError) else [failure]
            continue
        row.update(sent_at=now(), leased_until=None)
        sent += 1
    if failures:
        raise ExceptionGroup("invitations that could not be sent", failures)
    return sent
