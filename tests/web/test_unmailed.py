"""Vandaag says that mail does not arrive, to who can do something about it, until it does."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now
from omzien.ground.notices.models import Notice
from omzien.ground.notices.outbox import send_invitations, send_mail
from omzien.ground.notices.rounds import NotAccepted
from omzien.ground.notices.tell import tell
from omzien.ground.notices.todo import Todo
from omzien.ground.school.invitations import invite
from omzien.ground.school.models import Account, Staff
from omzien.web.unmailed import todo
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in
from tests.workshop.mailserver import MailServer, point

pytestmark = pytest.mark.django_db
PATH = "/situaties/11111111-1111-4111-8111-111111111111/"


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
    point(settings, running.port, EMAIL_TIMEOUT=5)
    running.start()
    yield running
    running.stop()


def _tick(clock: time_machine.Traveller, minutes: int) -> None:
    """Let so many minutes pass, and send when something is due."""
    for _minute in range(minutes):
        for job in (send_invitations, send_mail):
            try:
                job()
            except NotAccepted:
                continue
        clock.shift(timedelta(minutes=1))


def _said(viewer: Viewer) -> list[tuple[str, str]]:
    return [(row.title, row.note) for row in todo(viewer)]


def _row(viewer: Viewer) -> Todo:
    (row,) = todo(viewer)
    return row


def test_a_server_that_is_away_an_hour_is_said_until_it_is_back(
    cast: Cast, server: MailServer, clock: time_machine.Traveller
) -> None:
    server.stop()
    tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
    invite([cast.staff["Petra"]], cast.administrator)
    _tick(clock, 59)
    assert todo(cast.administrator) == todo(cast.coordinator) == []
    _tick(clock, 2)
    assert _said(cast.administrator) == [
        (
            "E-mail komt niet aan",
            "Er wachten 2 mails. Kijk of de mailserver aanstaat en of de instellingen voor mail kloppen.",
        )
    ]
    assert _said(cast.coordinator) == [
        (
            "E-mail komt niet aan",
            "Er wachten 2 mails. Vraag de beheerder om ernaar te kijken, en kijk zelf elke dag in Omzien.",
        )
    ]
    server.start()
    _tick(clock, 16)
    assert todo(cast.administrator) == todo(cast.coordinator) == []


def test_who_is_refused_is_named_to_the_administrator_and_counted_for_the_coordinator(
    cast: Cast, server: MailServer, clock: time_machine.Traveller
) -> None:
    sanne = cast.staff["Sanne"]
    server.post.rcpt[sanne.account.email] = "550 5.1.1 No such person here"
    tell(sanne, "case.late", "late:1", PATH)
    invite([sanne], cast.administrator)
    _tick(clock, 1)
    row = _row(cast.administrator)
    assert row.title == "E-mail komt niet aan bij 1 collega"
    assert row.note == "Sanne Vos. Verbeter het e-mailadres in je lijst en laad die opnieuw."
    assert row.url == f"/mensen/{sanne.pk}/"
    assert _said(cast.coordinator) == [
        ("E-mail komt niet aan bij 1 collega", "Vraag de beheerder om te kijken welk e-mailadres niet klopt.")
    ]
    server.post.rcpt.clear()
    clock.shift(timedelta(hours=6))
    _tick(clock, 1)
    assert todo(cast.administrator) == todo(cast.coordinator) == []


def test_a_refusal_is_over_when_it_was_seen_or_a_later_mail_arrived(
    cast: Cast, server: MailServer, clock: time_machine.Traveller
) -> None:
    for name in ("Sanne", "Petra"):
        server.post.rcpt[cast.staff[name].account.email] = "550 5.1.1 No such person here"
        tell(cast.staff[name], "case.late", "late:1", PATH)
    _tick(clock, 1)
    assert _row(cast.coordinator).title == "E-mail komt niet aan bij 2 collega's"
    Notice.objects.filter(recipient=cast.staff["Petra"]).update(seen_at=now())
    assert _row(cast.coordinator).title == "E-mail komt niet aan bij 1 collega"
    # Four days later nobody tries the first mail any more; a new one to the address that was put right arrives.
    clock.shift(timedelta(days=4))
    server.post.rcpt.clear()
    tell(cast.staff["Sanne"], "case.late", "late:2", PATH)
    _tick(clock, 1)
    assert todo(cast.administrator) == todo(cast.coordinator) == []


def test_a_refused_invitation_is_over_when_a_new_one_arrives(
    cast: Cast, server: MailServer, clock: time_machine.Traveller
) -> None:
    account = cast.staff["Sanne"].account
    server.post.rcpt[account.email] = "550 5.1.1 No such person here"
    invite([cast.staff["Sanne"]], cast.administrator)
    _tick(clock, 1)
    assert _row(cast.administrator).note.startswith("Sanne Vos.")
    account.refresh_from_db()
    account.email = "sanne.vos@lindehof.example"
    account.save()
    invite([Staff.objects.get(pk=cast.staff["Sanne"].pk)], cast.administrator)
    _tick(clock, 1)
    assert server.post.sent_to == [["sanne.vos@lindehof.example"]]
    assert todo(cast.administrator) == []


def test_who_left_has_no_address_to_put_right(cast: Cast, server: MailServer, clock: time_machine.Traveller) -> None:
    for name in ("Sanne", "Petra"):
        server.post.rcpt[cast.staff[name].account.email] = "550 5.1.1 No such person here"
        tell(cast.staff[name], "case.late", "late:1", PATH)
    _tick(clock, 1)
    Staff.objects.filter(pk=cast.staff["Sanne"].pk).update(left_on=now().date())
    Account.objects.filter(staff=cast.staff["Petra"]).update(is_active=False)
    assert todo(cast.administrator) == []


def test_nobody_else_hears_of_it(cast: Cast, server: MailServer, clock: time_machine.Traveller) -> None:
    server.post.rcpt[cast.staff["Sanne"].account.email] = "550 5.1.1 No such person here"
    tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
    _tick(clock, 1)
    for viewer in (cast.mentor, cast.teacher, cast.pupil_coordinator, cast.director):
        assert todo(viewer) == [], viewer.role


def _texts(page: Any) -> str:
    return " ".join(f"{row['title']} {row['text']}" for row in page.context["day"].due)


def test_it_stands_on_vandaag(cast: Cast, server: MailServer, clock: time_machine.Traveller) -> None:
    server.post.rcpt[cast.staff["Sanne"].account.email] = "550 5.1.1 No such person here"
    tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
    _tick(clock, 1)
    assert "Sanne Vos. Verbeter het e-mailadres" in _texts(log_in(Client(), cast.administrator).get("/vandaag/"))
    coordinator = _texts(log_in(Client(), cast.coordinator).get("/vandaag/"))
    assert "E-mail komt niet aan bij 1 collega" in coordinator
    assert "Sanne" not in coordinator


def test_it_costs_as_much_for_eight_as_for_two(cast: Cast, server: MailServer, clock: time_machine.Traveller) -> None:
    counted = []
    for names in (["Sanne", "Petra"], list(cast.staff)):
        for name in names:
            server.post.rcpt[cast.staff[name].account.email] = "550 5.1.1 No such person here"
            tell(cast.staff[name], "case.late", "late:1", PATH)
        _tick(clock, 1)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(todo(cast.administrator)) == 1
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 8
