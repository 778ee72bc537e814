"""Invitations and a real mail server: by the same line, within the same limits, and as often as any other mail."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from pytest_django.fixtures import Settings

from omzien.ground.clock import now
from omzien.ground.notices.outbox import send_invitations, send_mail
from omzien.ground.notices.rounds import NotAccepted
from omzien.ground.notices.tell import tell
from omzien.ground.school.actions.staffing import shut
from omzien.ground.school.invitations import invite
from omzien.ground.school.models import Account, Invitation
from tests.cast import Cast, make_school
from tests.workshop.mailserver import MailServer, Post, point

pytestmark = pytest.mark.django_db
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
    point(settings, running.port, EMAIL_TIMEOUT=5)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def post(server: MailServer) -> Post:
    return server.post


def _invite(cast: Cast, *names: str) -> None:
    invite([cast.staff[name] for name in names], cast.administrator)


def _address(cast: Cast, name: str) -> str:
    address: str = cast.staff[name].account.email
    return address


def test_everyone_gets_their_own_link_over_one_line(cast: Cast, post: Post) -> None:
    _invite(cast, "Sanne", "Jelle", "Petra")
    assert send_invitations() == 3
    assert send_invitations() == 0
    assert sorted(post.sent_to) == sorted([[_address(cast, name)] for name in ("Sanne", "Jelle", "Petra")])
    assert post.lines == 1
    assert {mail["Auto-Submitted"] for mail in post.arrived} == {"auto-generated"}
    assert len({mail["Message-ID"] for mail in post.arrived}) == 3


def test_an_address_that_does_not_exist_is_told_and_kept(cast: Cast, post: Post, clock: time_machine.Traveller) -> None:
    post.rcpt[_address(cast, "Sanne")] = "550 5.1.1 No such person here"
    _invite(cast, "Sanne", "Jelle")
    with pytest.raises(NotAccepted) as told:
        send_invitations()
    assert told.value.__notes__ == ["SMTPRecipientsRefused 550"]
    assert post.sent_to == [[_address(cast, "Jelle")]]
    waiting = Invitation.objects.get(sent_at=None)
    assert (waiting.account.staff, waiting.refused_at) == (cast.staff["Sanne"], now())
    post.rcpt.clear()
    clock.shift(timedelta(hours=6))
    assert send_invitations() == 1
    assert not Invitation.objects.filter(refused_at__isnull=False).exists()


def test_an_address_that_stays_wrong_is_left_after_three_days(
    cast: Cast, post: Post, clock: time_machine.Traveller
) -> None:
    post.rcpt[_address(cast, "Sanne")] = "550 5.1.1 No such person here"
    _invite(cast, "Sanne")
    tried = 0
    for _quarter in range(5 * 4):
        try:
            send_invitations()
        except NotAccepted:
            tried += 1
        clock.shift(timedelta(hours=6))
    assert tried == 12
    assert Invitation.objects.get().refused_at is not None


def test_a_line_that_breaks_after_the_mail_gives_it_twice_at_most_under_one_id(
    cast: Cast, post: Post, clock: time_machine.Traveller
) -> None:
    post.data = "drop"
    _invite(cast, "Sanne")
    for _day in range(7):
        assert send_invitations() == 0
        clock.shift(DAY)
    assert len(post.arrived) == 2
    assert len({mail["Message-ID"] for mail in post.arrived}) == 1
    assert Invitation.objects.get().sent_at is not None


def test_a_server_that_is_away_costs_one_knock_and_nobody_is_lost(
    cast: Cast, server: MailServer, clock: time_machine.Traveller
) -> None:
    server.stop()
    _invite(cast, "Sanne", "Jelle", "Petra")
    for _quarter in range(4):
        assert send_invitations() == 0
        clock.shift(timedelta(minutes=15))
    assert set(Invitation.objects.values_list("tries", "leased_until")) == {(4, None)}
    server.start()
    assert send_invitations() == 3
    assert len(server.post.arrived) == 3


def test_who_is_invited_again_gets_one_mail(cast: Cast, post: Post) -> None:
    _invite(cast, "Sanne")
    _invite(cast, "Sanne")
    assert send_invitations() == 1
    assert len(post.arrived) == 1


def test_whose_account_went_off_meanwhile_gets_no_link(cast: Cast, post: Post) -> None:
    _invite(cast, "Sanne", "Jelle", "Petra")
    Account.objects.filter(staff=cast.staff["Jelle"]).update(is_active=False)
    shut(Account.objects.get(staff=cast.staff["Petra"]))
    assert send_invitations() == 1
    assert post.sent_to == [[_address(cast, "Sanne")]]
    assert send_invitations() == 0
    assert not Invitation.objects.filter(sent_at=None, used_at=None).exists()


def test_invitations_that_are_refused_hold_up_no_notice(cast: Cast, post: Post) -> None:
    post.rcpt[_address(cast, "Sanne")] = "550 5.1.1 No such person here"
    _invite(cast, "Sanne")
    tell(cast.staff["Jelle"], "case.late", "late:1", "/situaties/11111111-1111-4111-8111-111111111111/")
    with pytest.raises(NotAccepted):
        send_invitations()
    assert send_mail() == 1
