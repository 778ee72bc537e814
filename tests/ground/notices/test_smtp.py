"""The outbox and a real mail server: with and without TLS, away, refusing, hanging, and breaking the line."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from pytest_django.fixtures import Settings

from omzien.ground.clock import now
from omzien.ground.notices.models import Notice
from omzien.ground.notices.outbox import send_mail
from omzien.ground.notices.rounds import NotAccepted
from omzien.ground.notices.tell import tell
from tests.cast import Cast, make_school
from tests.workshop.mailserver import HOST, PASSWORD, USER, MailServer, Post, certificate, point

pytestmark = pytest.mark.django_db
PATH = "/situaties/11111111-1111-4111-8111-111111111111/"
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-18T09:00:00+01:00", tick=False) as moved:
        yield moved


@pytest.fixture
def cast(clock: time_machine.Traveller) -> Cast:
    return make_school()


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    running = MailServer()
    point(settings, running.port)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def post(server: MailServer) -> Post:
    return server.post


def _tell(cast: Cast, *names: str) -> None:
    for name in names:
        tell(cast.staff[name], "case.late", "late:1", PATH)


def _address(cast: Cast, name: str) -> str:
    address: str = cast.staff[name].account.email
    return address


def test_each_person_gets_a_mail_of_their_own_that_says_nothing(cast: Cast, post: Post) -> None:
    _tell(cast, "Sanne", "Jelle", "Petra")
    assert send_mail() == 3
    assert sorted(post.sent_to) == sorted([[_address(cast, name)] for name in ("Sanne", "Jelle", "Petra")])
    assert set(post.sent_from) == {"omzien@lindehof.example"}
    assert post.lines == 1  # one line for the whole round
    for mail, to in zip(post.arrived, post.sent_to, strict=True):
        assert (mail["From"], [mail["To"]], mail["Cc"]) == ("omzien@lindehof.example", to, None)
        assert mail["Subject"] == "Er is iets nieuws"
        assert mail["Auto-Submitted"] == "auto-generated"
        whole = mail.as_string().replace(to[0], "")
        for word in ("situatie", "Noor", "Dekkers", "Sanne", "Vos", "Lindehof", "pest", "1111", "late"):
            assert word not in whole
    assert len({mail["Message-ID"] for mail in post.arrived}) == 3
    assert send_mail() == 0


def test_a_server_with_a_certificate_of_the_schools_own_authority(
    cast: Cast,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    clock: time_machine.Traveller,
) -> None:
    """Trust comes from the system, or from SSL_CERT_FILE; until then nothing is sent, and it is told why."""
    trusted, context = certificate(tmp_path)
    running = MailServer(tls=context)
    point(
        settings,
        running.port,
        EMAIL_USE_TLS=True,
        EMAIL_HOST_USER=USER,
        EMAIL_HOST_PASSWORD=PASSWORD,
        EMAIL_TIMEOUT=5,
    )
    running.start()
    try:
        _tell(cast, "Sanne")
        with pytest.raises(NotAccepted) as told:
            send_mail()
        assert told.value.__notes__ == ["SSLCertVerificationError"]
        assert running.post.logins == 0
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        clock.shift(timedelta(minutes=1))
        assert send_mail() == 1
        assert (running.post.logins, running.post.tls) == (1, [True])
    finally:
        running.stop()


# The test server counts only STARTTLS as TLS, and says so.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_tls_from_the_first_byte(
    cast: Cast, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    running = MailServer(tls=context, from_the_first_byte=True)
    point(
        settings,
        running.port,
        EMAIL_USE_SSL=True,
        EMAIL_HOST_USER=USER,
        EMAIL_HOST_PASSWORD=PASSWORD,
        EMAIL_TIMEOUT=5,
    )
    running.start()
    try:
        _tell(cast, "Sanne")
        assert send_mail() == 1
        assert running.post.logins == 1
    finally:
        running.stop()


def test_a_wrong_password_is_told_and_nobody_is_lost(
    cast: Cast,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    clock: time_machine.Traveller,
) -> None:
    trusted, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    running = MailServer(tls=context)
    point(settings, running.port, EMAIL_USE_TLS=True, EMAIL_HOST_USER=USER, EMAIL_TIMEOUT=5)
    settings.EMAIL_HOST_PASSWORD = "niet dit wachtwoord"
    running.start()
    try:
        _tell(cast, "Sanne", "Jelle")
        with pytest.raises(NotAccepted) as told:
            send_mail()
        assert told.value.__notes__ == ["SMTPAuthenticationError 535"]
        assert running.post.lines <= 2  # knocked once (a line says EHLO again under TLS), not once for everyone
        settings.EMAIL_HOST_PASSWORD = PASSWORD
        clock.shift(timedelta(minutes=1))
        assert send_mail() == 2
    finally:
        running.stop()


def test_a_server_that_promises_tls_and_has_none_gets_no_mail(cast: Cast, settings: Settings, post: Post) -> None:
    settings.EMAIL_USE_TLS = True
    _tell(cast, "Sanne")
    with pytest.raises(NotAccepted):
        send_mail()
    assert post.arrived == []


def test_a_server_that_was_away_a_day_gets_everything_once(
    cast: Cast, server: MailServer, clock: time_machine.Traveller
) -> None:
    server.stop()
    _tell(cast, "Sanne", "Jelle", "Petra")
    for _minute in range(24 * 60):
        if Notice.objects.filter(mail_after__lte=now()).exists():
            assert send_mail() == 0
        clock.shift(timedelta(minutes=1))
    assert max(Notice.objects.values_list("tries", flat=True)) < 120  # some tries an hour, not one a minute
    server.start()
    clock.shift(timedelta(minutes=15))  # never longer than a quarter after it is back
    assert send_mail() == 3
    assert send_mail() == 0
    assert len(server.post.arrived) == 3


def test_a_busy_server_is_tried_again(cast: Cast, post: Post, clock: time_machine.Traveller) -> None:
    post.rcpt[_address(cast, "Sanne")] = "451 4.7.1 Come back later"
    _tell(cast, "Sanne", "Jelle")
    assert send_mail() == 1  # Jelle's
    clock.shift(timedelta(seconds=59))
    assert send_mail() == 0
    post.rcpt.clear()
    clock.shift(timedelta(seconds=1))
    assert send_mail() == 1
    assert sorted(post.sent_to) == sorted([[_address(cast, "Sanne")], [_address(cast, "Jelle")]])


@pytest.mark.parametrize("where", ["rcpt", "data"])
def test_a_refused_mail_holds_up_no_other_and_is_told(
    cast: Cast, post: Post, clock: time_machine.Traveller, where: str
) -> None:
    sanne = _address(cast, "Sanne")
    if where == "rcpt":
        post.rcpt[sanne] = "550 5.1.1 No such person here"
        _tell(cast, "Sanne", "Jelle", "Petra")
    else:
        post.data = "554 5.7.1 Not in this house"
        _tell(cast, "Sanne")
    with pytest.raises(NotAccepted) as told:
        send_mail()
    (note,) = told.value.__notes__
    assert note in {"SMTPRecipientsRefused 550", "SMTPDataError 554"}  # no address in what a log keeps
    assert len(post.arrived) == (2 if where == "rcpt" else 0)
    waiting = Notice.objects.get(mailed_at=None)
    assert (waiting.recipient, waiting.refused_at) == (cast.staff["Sanne"], now())
    # Somebody puts it right within three days: it arrives, and the refusal is forgotten.
    post.rcpt.clear()
    post.data = "take"
    clock.shift(timedelta(hours=6))
    assert send_mail() == 1
    assert Notice.objects.filter(refused_at__isnull=False).count() == 0


def test_an_address_that_stays_wrong_is_left_after_three_days(
    cast: Cast, post: Post, clock: time_machine.Traveller
) -> None:
    post.rcpt[_address(cast, "Sanne")] = "550 5.1.1 No such person here"
    _tell(cast, "Sanne")
    tried = 0
    for _hour in range(5 * 24):
        try:
            send_mail()
        except NotAccepted:
            tried += 1
        clock.shift(timedelta(hours=1))
    assert tried == 12  # each six hours, for three days
    assert Notice.objects.get().refused_at is not None  # and it is still to be seen that it never arrived


def test_a_sender_that_the_server_does_not_take_costs_no_mail(
    cast: Cast, post: Post, clock: time_machine.Traveller
) -> None:
    """A wrong MAIL_FROM is a mistake in the settings: everything waits until it is put right."""
    post.sender = "550 5.7.1 You are not omzien@lindehof.example"
    _tell(cast, "Sanne", "Jelle")
    for _day in range(7):
        with pytest.raises(NotAccepted) as told:
            send_mail()
        assert told.value.__notes__ == ["SMTPSenderRefused 550"]
        clock.shift(DAY)
    post.sender = ""
    assert send_mail() == 2


def test_a_line_that_breaks_after_the_mail_gives_it_twice_at_most_under_one_id(
    cast: Cast, post: Post, clock: time_machine.Traveller
) -> None:
    post.data = "drop"
    _tell(cast, "Sanne")
    for _day in range(7):
        assert send_mail() == 0
        clock.shift(DAY)
    assert len(post.arrived) == 2
    assert len({mail["Message-ID"] for mail in post.arrived}) == 1


def test_a_line_that_breaks_once_gives_the_mail_a_second_time_and_the_others_once(
    cast: Cast, post: Post, clock: time_machine.Traveller
) -> None:
    post.data = "drop"
    _tell(cast, "Sanne")
    assert send_mail() == 0
    post.data = "take"
    _tell(cast, "Jelle")
    assert send_mail() == 1
    clock.shift(timedelta(minutes=1))
    assert send_mail() == 1
    arrived = [to for (to,) in post.sent_to]
    assert sorted(arrived) == sorted([_address(cast, "Sanne")] * 2 + [_address(cast, "Jelle")])


def test_a_server_that_falls_silent_after_the_mail(cast: Cast, post: Post, clock: time_machine.Traveller) -> None:
    post.data = "hang"
    _tell(cast, "Sanne", "Jelle")
    assert send_mail() == 0
    post.data = "take"
    clock.shift(timedelta(minutes=1))
    assert send_mail() == 2
    assert len({mail["Message-ID"] for mail in post.arrived}) == 2
    assert len(post.arrived) == 4


def test_a_server_that_never_greets_costs_one_wait_and_not_one_for_everyone(
    cast: Cast, settings: Settings, clock: time_machine.Traveller
) -> None:
    with socket.create_server((HOST, 0)) as silent:
        point(settings, silent.getsockname()[1])
        _tell(cast, "Sanne", "Jelle", "Petra")
        assert send_mail() == 0
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()
    assert set(Notice.objects.values_list("tries", "leased_until")) == {(1, None)}


@pytest.mark.parametrize(
    ("port", "tls", "expected"),
    [("587", "1", "True False"), ("465", "1", "False True"), ("25", "0", "False False"), ("465", "0", "False False")],
)
def test_the_port_says_how_tls_begins(port: str, tls: str, expected: str) -> None:
    asks = "from omzien.config import settings as s; print(s.EMAIL_USE_TLS, s.EMAIL_USE_SSL, s.EMAIL_BACKEND)"
    told = {"SMTP_HOST": HOST, "SMTP_PORT": port, "SMTP_TLS": tls, "SECRET_KEY": "x", "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", asks], env=told, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{expected} omzien.ground.notices.smtp.EmailBackend"
