"""Sending the outbox: leased rows, growing pauses, and a mail that says only that there is something new."""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from ssl import SSLError
from time import monotonic
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from omzien.ground.clock import now
from omzien.ground.clock.tick import job

from .models import Notice
from .smtp import HandedOver, NoLine

LEASE = timedelta(minutes=5)
PAUSES = (1, 5, 15, 60, 180, 360)  # minutes
# A server that is away comes back for everyone at once, so nobody waits long after it did.
PAUSES_AWAY = PAUSES[:3]
BATCH = 100
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
# A round ends well within the lease, however slowly the server answers: nobody else sends what we still may send.
ROUND_SECONDS = 120
LOST_IN_A_ROW = 3
# From this answer on, the mail server says no for good.
FOR_GOOD = 500
# Who has a wrong address, or may not send: tried for some days more, since somebody may put it right.
REFUSED_FOR = timedelta(days=3)


class NotAccepted(ExceptionGroup[Exception]):
    """What the keeper of the installation must know: a mail server that says no, or a mail that cannot be made."""


def _claim() -> list[Notice]:
    """Take the notices whose mail is due; a dead sender's lease runs out by itself."""
    moment = now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=moment)
    due = Notice.objects.filter(
        free,
        Q(refused_at__isnull=True) | Q(refused_at__gt=moment - REFUSED_FOR),
        mailed_at__isnull=True,
        seen_at__isnull=True,
        mail_after__lte=moment,
    ).order_by("mail_after", "pk")
    mine = [
        pk
        for pk in list(due.values_list("pk", flat=True)[:BATCH])
        if Notice.objects.filter(free, pk=pk, mailed_at__isnull=True).update(leased_until=moment + LEASE)
    ]
    return list(Notice.objects.filter(pk__in=mine).select_related("recipient__account").order_by("mail_after", "pk"))


def message(notice: Notice) -> EmailMessage | None:
    """Return the mail, without any name, number or content; None for who has no address."""
    account = getattr(notice.recipient, "account", None)
    address = account.email if account else notice.recipient.email
    if not address:
        return None
    with override(account.language if account else settings.LANGUAGE_CODE):
        subject, words = _words(notice.kind)
        return EmailMessage(
            subject=subject,
            body=words + "\n\n" + urljoin(settings.SITE_URL, "/") + "\n",
            to=[address],
            headers={
                # The same id on every try: a mail that was sent twice shows once.
                "Message-ID": f"<{notice.pk}@{urlsplit(settings.SITE_URL).hostname}>",
                # No "I am on holiday" comes back.
                "Auto-Submitted": "auto-generated",
            },
        )


def _code(failure: BaseException) -> int:
    """Return the number with which the mail server said no; 0 when it said nothing."""
    if isinstance(failure, SMTPRecipientsRefused):
        return max(code for code, _text in failure.recipients.values())
    return failure.smtp_code if isinstance(failure, SMTPResponseException) else 0


def _must_be_told(failure: Exception) -> bool:
    """A mail server that is away or busy is nothing strange; a no for good, and anything of our own, is told."""
    reason = failure.__cause__ or failure
    if not isinstance(reason, OSError):
        return True
    return _code(reason) >= FOR_GOOD or isinstance(reason, (SSLError, SMTPNotSupportedError))


class _Round:
    """One round of sending, over one line to the mail server."""

    def __init__(self) -> None:
        self.line = get_connection()
        self.latest = monotonic() + ROUND_SECONDS
        self.lost = 0
        self.sent = 0
        self.told: list[Exception] = []

    def run(self, waiting: list[Notice]) -> None:
        """Send until all is sent, or the server or the time gives out; what is left is free for the next round."""
        left = deque(waiting)
        try:
            while left and self.lost < LOST_IN_A_ROW and monotonic() < self.latest:
                notice = left.popleft()
                try:
                    self._send(notice)
                except (NoLine, SMTPSenderRefused) as failure:
                    # The same for everyone: no line, or a sender (MAIL_FROM) that the server does not take.
                    self._note(failure)
                    for other in (notice, *left):
                        self._later(other, PAUSES_AWAY)
                    return
                except Exception as failure:  # noqa: BLE001 - one mail that fails must not stop the others; raised below
                    self._failed(notice, failure)
        finally:
            self._hang_up()
        Notice.objects.filter(pk__in=[notice.pk for notice in left]).update(leased_until=None)

    def _send(self, notice: Notice) -> None:
        mail = message(notice)
        if mail is not None:
            self.line.open()
            mail.connection = self.line
            mail.send()
            self.sent += 1
        self.lost = 0
        self._done(notice)

    def _failed(self, notice: Notice, failure: Exception) -> None:
        self._note(failure)
        # A new line for the next mail: this one may be broken, or hang.
        self._hang_up()
        if _code(failure) >= FOR_GOOD:
            Notice.objects.filter(pk=notice.pk, refused_at__isnull=True).update(refused_at=now())
            self._later(notice, PAUSES[-1:])
            return
        if isinstance(failure, OSError) and not _code(failure):
            self.lost += 1
        if isinstance(failure, HandedOver) and notice.in_doubt:
            # It was on its way twice: a third could only be one too many.
            self._done(notice)
            return
        self._later(notice, PAUSES, in_doubt=isinstance(failure, HandedOver) or notice.in_doubt)

    def _note(self, failure: Exception) -> None:
        if _must_be_told(failure):
            self.told.append(failure)

    def _hang_up(self) -> None:
        with suppress(OSError):
            self.line.close()

    @staticmethod
    def _done(notice: Notice) -> None:
        Notice.objects.filter(pk=notice.pk).update(mailed_at=now(), leased_until=None, refused_at=None)

    @staticmethod
    def _later(notice: Notice, pauses: Sequence[int], **facts: bool) -> None:
        pause = timedelta(minutes=pauses[min(notice.tries, len(pauses) - 1)])
        Notice.objects.filter(pk=notice.pk).update(
            tries=F("tries") + 1, leased_until=None, mail_after=now() + pause, **facts
        )


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


@job
def send_mail() -> int:
    """Send what is due; returns how many mails went out."""
    waiting = _claim()
    if not waiting:
        return 0
    tour = _Round()
    tour.run(waiting)
    if tour.told:
        trouble = NotAccepted("mails that could not be sent", tour.told)
        for reason in sorted({_in_short(failure) for failure in tour.told}):
            trouble.add_note(reason)
        raise trouble
    return tour.sent


def _in_short(failure: Exception) -> str:
    """Say what went wrong without an address or a word of the mail."""
    reason = failure.__cause__ or failure
    return f"{type(reason).__name__} {_code(reason) or ''}".strip()
