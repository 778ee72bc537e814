"""Rounds of sending: leased rows, growing pauses, one line to the mail server, and a failure that stops no other mail."""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from ssl import SSLError
from time import monotonic
from typing import Generic, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q, QuerySet

from omzien.ground.clock import now
from omzien.ground.school.models import Invitation

from .models import Notice
from .smtp import HandedOver, NoLine

LEASE = timedelta(minutes=5)
PAUSES = (1, 5, 15, 60, 180, 360)  # minutes
# A server that is away comes back for everyone at once, so nobody waits long after it did.
PAUSES_AWAY = PAUSES[:3]
BATCH = 100
# A round ends well within the lease, however slowly the server answers: nobody else sends what we still may send.
ROUND_SECONDS = 120
LOST_IN_A_ROW = 3
# From this answer on, the mail server says no for good.
FOR_GOOD = 500
# Who has a wrong address, or may not send: tried for some days more, since somebody may put it right.
REFUSED_FOR = timedelta(days=3)

R = TypeVar("R", Notice, Invitation)


class NotAccepted(ExceptionGroup[Exception]):
    """What the keeper of the installation must know: a mail server that says no, or a mail that cannot be made."""


class Tray(ABC, Generic[R]):
    """One kind of mail: what waits, how it reads, and how it is marked when it left."""

    @abstractmethod
    def waiting(self) -> QuerySet[R]:
        """Return what has to be mailed, now or later, with what the mail needs."""

    @abstractmethod
    def message(self, row: R) -> EmailMessage | None:
        """Return the mail; None when there is nothing to send after all."""

    @abstractmethod
    def mark_left(self, row: R) -> None:
        """Note that the mail left, or that there was nothing to send."""

    def claim(self) -> list[R]:
        """Take what is due; a dead sender's lease runs out by itself."""
        moment = now()
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=moment)
        due = self.waiting().filter(
            free, Q(refused_at__isnull=True) | Q(refused_at__gt=moment - REFUSED_FOR), mail_after__lte=moment
        )
        keys = list(due.order_by("mail_after", "pk").values_list("pk", flat=True)[:BATCH])
        mine = [pk for pk in keys if self.waiting().filter(free, pk=pk).update(leased_until=moment + LEASE)]
        return list(self.waiting().filter(pk__in=mine).order_by("mail_after", "pk"))


def mail(pk: UUID, to: str, subject: str, body: str) -> EmailMessage:
    """Return a mail of the outbox."""
    return EmailMessage(
        subject=subject,
        body=body,
        to=[to],
        headers={
            # The same id on every try: a mail that was sent twice shows once.
            "Message-ID": f"<{pk}@{urlsplit(settings.SITE_URL).hostname}>",
            # No "I am on holiday" comes back.
            "Auto-Submitted": "auto-generated",
        },
    )


def send(tray: Tray[R]) -> int:
    """Send what is due; returns how many mails went out, and raises NotAccepted when somebody must look at it."""
    due = tray.claim()
    if not due:
        return 0
    tour = _Round(tray)
    tour.run(due)
    if tour.told:
        trouble = NotAccepted("mails that could not be sent", tour.told)
        for reason in sorted({_in_short(failure) for failure in tour.told}):
            trouble.add_note(reason)
        raise trouble
    return tour.sent


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


def _in_short(failure: Exception) -> str:
    """Say what went wrong without an address or a word of the mail."""
    reason = failure.__cause__ or failure
    return f"{type(reason).__name__} {_code(reason) or ''}".strip()


class _Round(Generic[R]):
    """One round of sending, over one line to the mail server."""

    def __init__(self, tray: Tray[R]) -> None:
        self.tray: Tray[R] = tray
        self.line = get_connection()
        self.latest = monotonic() + ROUND_SECONDS
        self.lost = 0
        self.sent = 0
        self.told: list[Exception] = []

    def run(self, due: list[R]) -> None:
        """Send until all is sent, or the server or the time gives out; what is left is free for the next round."""
        left: deque[R] = deque(due)
        try:
            while left and self.lost < LOST_IN_A_ROW and monotonic() < self.latest:
                row = left.popleft()
                try:
                    self._send(row)
                except (NoLine, SMTPSenderRefused) as failure:
                    # The same for everyone: no line, or a sender (MAIL_FROM) that the server does not take.
                    self._note(failure)
                    left.appendleft(row)
                    for other in left:
                        self._later(other, PAUSES_AWAY)
                    return
                except Exception as failure:  # noqa: BLE001 - one mail that fails must not stop the others; raised later
                    self._failed(row, failure)
        finally:
            self._hang_up()
        self.tray.waiting().filter(pk__in=[row.pk for row in left]).update(leased_until=None)

    def _send(self, row: R) -> None:
        message = self.tray.message(row)
        if message is not None:
            self.line.open()
            message.connection = self.line
            message.send()
            self.sent += 1
        self.lost = 0
        self.tray.mark_left(row)

    def _failed(self, row: R, failure: Exception) -> None:
        self._note(failure)
        # A new line for the next mail: this one may be broken, or hang.
        self._hang_up()
        if _code(failure) >= FOR_GOOD:
            self.tray.waiting().filter(pk=row.pk, refused_at__isnull=True).update(refused_at=now())
            self._later(row, PAUSES[-1:])
            return
        if isinstance(failure, OSError) and not _code(failure):
            self.lost += 1
        if isinstance(failure, HandedOver) and row.in_doubt:
            # It was on its way twice: a third could only be one too many.
            self.tray.mark_left(row)
            return
        self._later(row, PAUSES, in_doubt=isinstance(failure, HandedOver) or row.in_doubt)

    def _note(self, failure: Exception) -> None:
        if _must_be_told(failure):
            self.told.append(failure)

    def _hang_up(self) -> None:
        with suppress(OSError):
            self.line.close()

    def _later(self, row: R, pauses: Sequence[int], **facts: bool) -> None:
        pause = timedelta(minutes=pauses[min(row.tries, len(pauses) - 1)])
        self.tray.waiting().filter(pk=row.pk).update(
            tries=F("tries") + 1, leased_until=None, mail_after=now() + pause, **facts
        )
