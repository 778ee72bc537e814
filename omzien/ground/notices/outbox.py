"""The outbox: notices go by a mail that says only that there is something new, invitations by one with the link."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from omzien.ground.clock import now
from omzien.ground.clock.tick import job
from omzien.ground.school import invitations
from omzien.ground.school.models import Invitation

from . import rounds
from .models import Notice

OWN_UNUSED = "account.unused_yours"
OWN_ACCOUNT = frozenset(
    {
        "account.factor_added",
        "account.factor_removed",
        "account.factors_reset",
        "account.codes_renewed",
        "account.password_changed",
    }
)


def waiting() -> QuerySet[Notice]:
    """Return the notices that were not mailed yet and not seen in the app."""
    return Notice.objects.filter(mailed_at__isnull=True, seen_at__isnull=True)


def message(notice: Notice) -> EmailMessage | None:
    """Return the mail, without any name, number or content; None for who has no address."""
    account = getattr(notice.recipient, "account", None)
    address = account.email if account else notice.recipient.email
    if not address:
        return None
    with override(account.language if account else settings.LANGUAGE_CODE):
        subject, words = _words(notice.kind)
    return rounds.mail(notice.pk, address, subject, words + "\n\n" + urljoin(settings.SITE_URL, "/") + "\n")


def _words(kind: str) -> tuple[str, str]:
    """Return subject and text; only what concerns someone's own account says what it is about."""
    if kind == OWN_UNUSED:
        return (
            _("Je gebruikt Omzien lang niet"),
            _("Over twee weken gaat je account uit. Wil je het houden? Log dan één keer in:"),
        )
    if kind in OWN_ACCOUNT:
        return (
            _("Er is iets veranderd aan hoe je inlogt"),
            _("Was jij dat niet? Zeg het dan meteen tegen de beheerder van je school. Kijk hier wat er veranderde:"),
        )
    return _("Er is iets nieuws"), _("Er is iets nieuws voor je in Omzien. Open het hier:")


class Notices(rounds.Tray[Notice]):
    """What people are told."""

    def waiting(self) -> QuerySet[Notice]:
        """Return the notices to mail."""
        return waiting().select_related("recipient__account")

    def message(self, row: Notice) -> EmailMessage | None:
        """Return the mail of a notice."""
        return message(row)

    def mark_left(self, row: Notice) -> None:
        """Note that it was mailed, also when it was seen meanwhile."""
        Notice.objects.filter(pk=row.pk).update(mailed_at=now(), leased_until=None, refused_at=None)


class Invitations(rounds.Tray[Invitation]):
    """The links by which colleagues choose a password."""

    def waiting(self) -> QuerySet[Invitation]:
        """Return the invitations to mail."""
        return invitations.waiting()

    def message(self, row: Invitation) -> EmailMessage | None:
        """Return the mail with the link, for who can still use one."""
        if not invitations.may_leave(row):
            return None
        return rounds.mail(row.pk, row.account.email, *invitations.words(row))

    def mark_left(self, row: Invitation) -> None:
        """Leave it to the school."""
        invitations.mark_left(row)


@job
def send_invitations() -> int:
    """Mail the invitations that are due; returns how many left."""
    return rounds.send(Invitations())


@job
def send_mail() -> int:
    """Mail the notices that are due; returns how many left."""
    return rounds.send(Notices())
