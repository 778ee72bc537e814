"""Whoever finds a weakness learns whom to tell."""

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

# Where there is a second line, every page says to the database who asks.
pytestmark = pytest.mark.django_db


def test_without_a_contact_of_its_own_the_site_names_its_page_of_people(settings: Settings) -> None:
    settings.SITE_URL, settings.SECURITY_CONTACT = "https://omzien.voorbeeld.nl", ""
    told = Client().get("/.well-known/security.txt")
    assert told["Content-Type"] == "text/plain; charset=utf-8"
    assert "Contact: https://omzien.voorbeeld.nl/wie/" in told.text.splitlines()
    assert "Canonical: https://omzien.voorbeeld.nl/.well-known/security.txt" in told.text.splitlines()


def test_the_schools_own_contact_comes_first(settings: Settings) -> None:
    settings.SECURITY_CONTACT = "mailto:ict@voorbeeld.nl"
    assert Client().get("/.well-known/security.txt").text.startswith("Contact: mailto:ict@voorbeeld.nl\n")


def test_it_says_until_when_it_holds_and_that_is_within_a_year() -> None:
    with time_machine.travel("2026-11-18 10:00+01:00", tick=False):
        lines = Client().get("/.well-known/security.txt").text.splitlines()
    assert "Expires: 2027-05-17T00:00:00Z" in lines
