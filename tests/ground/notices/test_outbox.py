"""The outbox: told once, mailed without a word of what it is about, and tried again when the mail server is away."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction

from omzien.ground.notices import outbox
from omzien.ground.notices.models import Notice
from omzien.ground.notices.outbox import send_mail
from omzien.ground.notices.tell import tell
from tests.cast import Cast, make_school

pytestmark = pytest.mark.django_db
PATH = "/situaties/11111111-1111-4111-8111-111111111111/"
BEGIN = "2026-11-18T09:00:00+01:00"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(BEGIN, tick=False) as moved:
        yield moved


@pytest.fixture
def cast(clock: time_machine.Traveller) -> Cast:
    return make_school()


def test_the_mail_says_only_that_there_is_something_new(cast: Cast) -> None:
    tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
    assert send_mail() == 1
    (sent,) = mail.outbox
    assert sent.to == ["vos@lindehof.example"]
    text = f"{sent.subject} {sent.body}"
    assert sent.subject == "Er is iets nieuws"
    for word in ("situatie", "Noor", "Dekkers", "Sanne", "pest", "laat", "11111111"):
        assert word not in str(text)


def test_the_mail_goes_out_once(cast: Cast) -> None:
    tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
    assert (send_mail(), send_mail()) == (1, 0)
    assert len(mail.outbox) == 1


def test_the_same_thing_is_told_once_to_each_person(cast: Cast) -> None:
    assert tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
    assert not tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
    assert tell(cast.staff["Jelle"], "case.late", "late:1", PATH)
    assert Notice.objects.count() == 2


def test_what_was_rolled_back_is_not_told(cast: Cast) -> None:
    with transaction.atomic():
        tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
        transaction.set_rollback(True)
    assert send_mail() == 0


def test_who_saw_it_in_the_app_gets_no_mail(cast: Cast, clock: time_machine.Traveller) -> None:
    tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
    notice = Notice.objects.get()
    notice.seen_at = notice.made_at
    notice.save()
    assert send_mail() == 0


def test_a_mail_server_that_is_away_is_tried_again_with_growing_pauses(
    cast: Cast, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: EmailMessage, fail_silently: bool = False) -> int:
        raise ConnectionRefusedError

    tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", away)
        assert send_mail() == 0
        clock.shift(timedelta(seconds=59))
        assert send_mail() == 0
        assert Notice.objects.get().tries == 1  # the first pause is a minute
        clock.shift(timedelta(seconds=2))
        assert send_mail() == 0
        assert Notice.objects.get().tries == 2
    clock.shift(timedelta(minutes=5))
    assert send_mail() == 1
    assert len(mail.outbox) == 1


def test_a_sender_that_died_is_replaced_when_its_lease_runs_out(cast: Cast, clock: time_machine.Traveller) -> None:
    tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
    assert len(outbox.Notices().claim()) == 1  # and then the process is killed
    assert send_mail() == 0
    clock.shift(timedelta(minutes=5, seconds=1))
    assert send_mail() == 1


def test_every_try_of_one_mail_carries_the_same_id(cast: Cast) -> None:
    tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
    notice = Notice.objects.select_related("recipient__account").get()
    first, second = outbox.message(notice), outbox.message(notice)
    assert first is not None
    assert second is not None
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_colleague_who_reads_english_gets_english(cast: Cast) -> None:
    account = cast.staff["Sanne"].account
    account.language = "en"
    account.save()
    tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
    notice = Notice.objects.select_related("recipient__account").get()
    sent = outbox.message(notice)
    assert sent is not None
    assert str(sent.subject) == "There is something new"


def test_who_has_no_address_is_not_tried_for_ever(cast: Cast) -> None:
    account = cast.staff["Sanne"].account
    account.email = ""
    account.save()
    tell(cast.staff["Sanne"], "case.late", "late:1", PATH)
    assert send_mail() == 0
    assert mail.outbox == []
    assert Notice.objects.get().mailed_at is not None


def test_one_mail_that_cannot_be_made_stops_no_other_and_is_told(
    cast: Cast, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = EmailMessage.send

    def strange(mail: EmailMessage, fail_silently: bool = False) -> int:
        if mail.to == ["vos@lindehof.example"]:
            raise ValueError("an address that no server knows")
        return send(mail, fail_silently)

    for name in ("Sanne", "Jelle", "Petra"):
        tell(cast.staff[name], "case.late", "late:1", PATH)
    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", strange)
        with pytest.raises(ExceptionGroup) as told:
            send_mail()
    assert [type(failure) for failure in told.value.exceptions] == [ValueError]
    assert len(mail.outbox) == 2
    waiting = Notice.objects.get(mailed_at=None)
    assert (waiting.recipient, waiting.tries, waiting.leased_until) == (cast.staff["Sanne"], 1, None)
    clock.shift(timedelta(minutes=1, seconds=1))
    assert send_mail() == 1
