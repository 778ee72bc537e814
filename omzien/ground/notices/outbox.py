"""Sending the outbox: leased rows, growing pauses, and a mail that says only that there is something new."""

from datetime import timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from omzien.ground.clock import now
from omzien.ground.clock.tick import job

from .models import Notice

LEASE = timedelta(minutes=5)
PAUSES = (1, 5, 15, 60, 180, 360)  # minutes
BATCH = 100


def _claim() -> list[Notice]:
    """Take the notices whose mail is due; a dead sender's lease runs out by itself."""
    moment = now()
    due = Notice.objects.filter(
        Q(leased_until__isnull=True) | Q(leased_until__lt=moment),
        mailed_at__isnull=True,
        seen_at__isnull=True,
        mail_after__lte=moment,
    ).values_list("pk", flat=True)[:BATCH]
    mine = []
    for pk in list(due):
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=moment)
        if Notice.objects.filter(free, pk=pk, mailed_at__isnull=True).update(leased_until=moment + LEASE):
            mine.append(pk)
    return list(Notice.objects.filter(pk__in=mine).select_related("recipient__account"))


def message(notice: Notice) -> EmailMessage | None:
    """Return the mail, without any name, number or content; None for who has no address."""
    account = getattr(notice.recipient, "account", None)
    address = account.email if account else notice.recipient.email
    if not address:
        return None
    with override(account.language if account else settings.LANGUAGE_CODE):
        return EmailMessage(
            subject=_("Er is iets nieuws"),
            body=_("Er is iets nieuws voor je in Omzien. Open het hier:")
            + "\n\n"
            + urljoin(settings.SITE_URL, "/")
            + "\n",
            to=[address],
            # The same id on every try: a mail that was sent twice shows once.
            headers={"Message-ID": f"<{notice.pk}@omzien>"},
        )


@job
def send_mail() -> int:
    """Send what is due; returns how many mails went out."""
    sent = 0
    failures: list[Exception] = []
    for notice in _claim():
        try:
            mail = message(notice)
            if mail is not None:
                mail.send()
        except Exception as failure:  # noqa: BLE001 - one mail that fails must not stop the others; raised below
            pause = timedelta(minutes=PAUSES[min(notice.tries, len(PAUSES) - 1)])
            Notice.objects.filter(pk=notice.pk).update(
                tries=F("tries") + 1, leased_until=None, mail_after=now() + pause
            )
            # A mail server that is away is nothing strange; anything else is told.
            failures += [] if isinstance(failure, OSError) else [failure]
            continue
        Notice.objects.filter(pk=notice.pk).update(mailed_at=now(), leased_until=None)
        sent += mail is not None
    if failures:
        raise ExceptionGroup("mails that could not be sent", failures)
    return sent
