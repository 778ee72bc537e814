"""The line to the mail server, which tells apart what went wrong before, during and after a mail was handed over."""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend as DjangoBackend


class NoLine(OSError):
    """The mail server could not be reached, or did not let us in; nothing was handed over."""


class HandedOver(OSError):
    """The line broke after the whole mail was on its way: nobody can tell whether it arrived."""


def _in_doubt(failure: OSError) -> bool:
    """An answer with a number is no doubt; silence and a broken line are."""
    return not isinstance(failure, smtplib.SMTPResponseException)


class _Hands:
    """Marks what breaks while the mail itself is handed over."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the text of the mail."""
        try:
            return super().data(msg)  # type: ignore[misc,no-any-return]  # smtplib's, in both lines below
        except OSError as failure:
            if _in_doubt(failure):
                raise HandedOver from failure
            raise


class _Plain(_Hands, smtplib.SMTP):
    """A line that may become TLS with STARTTLS."""


class _Tls(_Hands, smtplib.SMTP_SSL):
    """A line that is TLS from its first byte, as on port 465."""


class EmailBackend(DjangoBackend):
    """Django's sender by SMTP over such a line."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The kind of line that the settings ask for."""
        return _Tls if self.use_ssl else _Plain

    def open(self) -> bool | None:
        """Connect, start TLS and log in; anything that fails here is no line."""
        try:
            return super().open()
        except OSError as failure:
            raise NoLine from failure
