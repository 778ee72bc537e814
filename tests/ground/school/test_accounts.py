"""Accounts: one's own password by a link that works once; sign-up is closed."""

from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError
from django.test import Client
from django.urls import resolve

from omzien.ground.clock import now
from omzien.ground.notices.outbox import send_invitations
from omzien.ground.school.accounts import account_of_link, choose_password, create_admin, link, new_link
from omzien.ground.school.invitations import invite, invite_all, letters, uninvited
from omzien.ground.school.models import Account, Invitation, Role, RoleHolding, Staff
from tests.cast import PASSWORD, Cast, make_school
from tests.ground.school.imports.loading import csv, load

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23 12:00:00+01:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    return make_school()


def owner(address: str) -> Account | None:
    return account_of_link(**resolve(urlsplit(address).path).kwargs)


def test_a_link_is_of_one_person_and_works_once(cast: Cast) -> None:
    account = cast.staff["Sanne"].account
    address = link(account)
    assert address.startswith("http://testserver/welkom/")
    assert "anne" not in address.casefold()
    assert owner(address) == account
    choose_password(account, PASSWORD, cast.mentor)
    assert owner(address) is None
    assert Account.objects.get(pk=account.pk).check_password(PASSWORD)


def test_a_link_works_for_two_weeks(cast: Cast, a_monday: time_machine.Traveller) -> None:
    address = link(cast.staff["Sanne"].account)
    a_monday.shift(timedelta(days=13))
    assert owner(address) is not None
    a_monday.shift(timedelta(days=2))
    assert owner(address) is None


@pytest.mark.parametrize("path", ["/welkom/x/y/", "/welkom/AAAA/a-b/", "/welkom/%00/%00/"])
def test_nonsense_is_nobodys_link(cast: Cast, path: str) -> None:
    assert Client().get(path).status_code == 410


def test_a_new_link_makes_the_earlier_one_worthless(cast: Cast) -> None:
    account = cast.staff["Sanne"].account
    earlier = link(account)
    new_link(account)
    assert owner(earlier) is None
    assert owner(link(account)) == account


def test_an_account_that_is_off_has_no_link(cast: Cast) -> None:
    account = cast.staff["Sanne"].account
    account.is_active = False
    account.save()
    assert owner(link(account)) is None


def test_everyone_is_invited_once_by_mail_or_by_letter(cast: Cast) -> None:
    theo = Staff.objects.create(
        school=cast.school, given_name="Theo", family_name="Heuvel", code="HEU", external_key="x"
    )
    assert len(uninvited(cast.school)) == 9
    assert invite_all(cast.school, cast.administrator) == {"mail": 8, "letter": 1}
    assert invite_all(cast.school, cast.administrator) == {"mail": 0, "letter": 0}
    ((account, address),) = letters(cast.school)
    assert (account.staff, account.logs_in_with) == (theo, "heu")
    assert owner(address) == account


def test_the_mail_names_nobody_and_holds_the_link(cast: Cast) -> None:
    invite([cast.staff["Sanne"]], cast.administrator)
    assert send_invitations() == 1
    assert send_invitations() == 0
    (sent,) = mail.outbox
    assert sent.to == ["vos@lindehof.example"]
    said = f"{sent.subject} {sent.body}"
    for name in ("Sanne", "Vos", "Wil", "Lindehof"):
        assert name not in said
    address = next(line for line in sent.body.splitlines() if "/welkom/" in line)
    assert owner(address) == cast.staff["Sanne"].account


def test_a_mail_server_that_fails_is_tried_again_later(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, a_monday: time_machine.Traveller
) -> None:
    def fail(_mail: EmailMessage, **_named: object) -> int:
        raise SMTPServerDisconnected("gone")

    invite([cast.staff["Sanne"]], cast.administrator)
    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", fail)
        assert send_invitations() == 0
    assert send_invitations() == 0
    a_monday.shift(timedelta(minutes=2))
    assert send_invitations() == 1
    assert Invitation.objects.get().sent_at == now()


def test_a_first_administrator_is_made_with_a_link(cast: Cast) -> None:
    address = create_admin(email="Nieuw@School.example", given_name="Piet", surname="van der Berg")
    account = owner(address)
    assert account is not None
    assert (account.staff.infix, account.staff.family_name) == ("van der", "Berg")
    assert RoleHolding.objects.get(staff=account.staff).role == Role.ADMINISTRATOR
    assert Account.objects.get_by_natural_key("nieuw@school.example") == account


def test_making_someone_administrator_twice_makes_one_person(cast: Cast) -> None:
    first = create_admin(email="nieuw@school.example", given_name="Piet", surname="Berg")
    second = create_admin(email="nieuw@school.example")
    assert owner(first) is None
    assert owner(second) is not None
    assert Staff.objects.filter(school=cast.school).count() == 9
    create_admin(email="vos@lindehof.example")
    assert RoleHolding.objects.filter(staff=cast.staff["Sanne"], role=Role.ADMINISTRATOR).exists()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"email": "geen-adres", "given_name": "P", "surname": "B"}, "not a mail address"),
        ({"email": "p@school.example", "given_name": "", "surname": "B"}, "--given-name"),
        ({"email": "p@school.example", "given_name": "P", "surname": "B", "school": "Elders"}, "which school"),
    ],
)
def test_what_is_missing_is_told(cast: Cast, told: dict[str, str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        create_admin(**told)


def test_a_later_list_finds_the_administrator_by_address(cast: Cast) -> None:
    create_admin(email="nieuw@school.example", given_name="Piet", surname="Berg")
    key = Account.objects.get_by_natural_key("nieuw@school.example").staff_id
    load(
        cast.school, csv("afkorting;roepnaam;achternaam;email\nBER;Pieter;Berg;nieuw@school.example\n"), complete=False
    )
    found = Staff.objects.get(pk=key)
    assert (found.code, found.external_id, found.given_name) == ("BER", "BER", "Pieter")
    assert Staff.objects.filter(school=cast.school).count() == 9


def test_one_invitation_that_cannot_be_made_stops_no_other_and_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = EmailMessage.send

    def strange(made: EmailMessage, fail_silently: bool = False) -> int:
        if made.to == ["vos@lindehof.example"]:
            raise ValueError("an address that no server knows")
        return send(made, fail_silently)

    invite([cast.staff["Sanne"], cast.staff["Jelle"]], cast.administrator)
    monkeypatch.setattr(EmailMessage, "send", strange)
    with pytest.raises(ExceptionGroup):
        send_invitations()
    assert len(mail.outbox) == 1
    assert Invitation.objects.get(sent_at=None).tries == 1
