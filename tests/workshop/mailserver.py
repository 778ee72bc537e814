"""A real mail server on loopback that takes mail, refuses it, hangs or breaks the line, as a test asks."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_django.fixtures import Settings

HOST = "127.0.0.1"
USER, PASSWORD = "omzien@school.example", "een wachtwoord van de mailserver"


def free_port() -> int:
    """Find a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def point(settings: Settings, port: int, **more: object) -> None:
    """Point the project's mail settings at a port of this machine."""
    settings.EMAIL_BACKEND = "omzien.ground.notices.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 0.3
    settings.DEFAULT_FROM_EMAIL = "omzien@lindehof.example"
    for name, value in more.items():
        setattr(settings, name, value)


@dataclass
class Post:
    """What arrived, and how the server behaves: `rcpt` answers by address, `data` is what happens to the mail."""

    arrived: list[Message] = field(default_factory=list)
    sent_to: list[list[str]] = field(default_factory=list)
    sent_from: list[str] = field(default_factory=list)
    logins: int = 0
    lines: int = 0
    tls: list[bool] = field(default_factory=list)
    sender: str = ""
    rcpt: dict[str, str] = field(default_factory=dict)
    data: str = "take"

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count who comes in."""
        session.host_name = hostname
        self.lines += 1
        return responses

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender, or say what the test wants said."""
        if self.sender:
            return self.sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or say what the test wants said."""
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Take the mail, and answer, fall silent or break the line."""
        if self.data not in {"take", "drop", "hang"}:
            return self.data
        assert isinstance(envelope.content, bytes)
        self.arrived.append(message_from_bytes(envelope.content))
        self.sent_to.append(list(envelope.rcpt_tos))
        self.sent_from.append(str(envelope.mail_from))
        self.tls.append(session.ssl is not None)
        if self.data == "drop":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        if self.data == "hang":
            await asyncio.sleep(30)
        return "250 OK"

    def check(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        """Let in who knows the password."""
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        self.logins += right
        return AuthResult(success=right, handled=False)


class MailServer:
    """A server on a port of this machine; it can go away and come back."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, from_the_first_byte: bool = False) -> None:
        self.post = Post()
        self.port = free_port()
        self._make: Callable[[], Controller] = lambda: _controller(self.post, self.port, tls, from_the_first_byte)
        self._running: Controller | None = None

    def start(self) -> None:
        """Listen."""
        self._running = self._make()
        self._running.start()

    def stop(self) -> None:
        """Go away: who knocks is refused."""
        if self._running:
            self._running.stop()
            self._running = None


def _controller(post: Post, port: int, tls: ssl.SSLContext | None, from_the_first_byte: bool) -> Controller:
    if tls is None:
        return Controller(post, HOST, port)
    keeper = post.check
    if from_the_first_byte:
        return Controller(
            post, HOST, port, ssl_context=tls, authenticator=keeper, auth_required=True, auth_require_tls=False
        )
    return Controller(
        post, HOST, port, tls_context=tls, authenticator=keeper, auth_required=True, require_starttls=True
    )


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make the certificate of a school with an authority of its own: the file to trust, and the server's half."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.school.example")])
    # Certificates are judged by the clock of the machine, which no test moves.
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, secret = folder / "authority.pem", folder / "key.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(trusted, secret)
    return trusted, context
