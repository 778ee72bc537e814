"""The workshop keeps its word: private, offline, repeatable."""

import os
import socket
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.workshop.network import OutsideCall, is_local


def test_the_tests_run_in_an_installation_of_their_own() -> None:
    assert Path(os.environ["OMZIEN_DATA"]).name.startswith("omzien-test-")
    assert Path(os.environ["OMZIEN_DATA"]) == settings.DATA
    assert settings.KEY_RING.parent == settings.DATA


@pytest.mark.parametrize("host", ["example.org", "192.0.2.1", "10.0.0.1", "2001:db8::1"])
def test_a_call_to_the_outside_fails_at_once(host: str) -> None:
    assert not is_local(host)
    with pytest.raises(OutsideCall):
        urllib.request.urlopen(f"http://{f'[{host}]' if ':' in host else host}/", timeout=1)


def test_no_look_up_of_a_name_and_no_loose_packet_leaves_either() -> None:
    for look_up in (socket.gethostbyname, lambda name: socket.getaddrinfo(name, 443)):
        with pytest.raises(OutsideCall):
            look_up("example.org")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as loose, pytest.raises(OutsideCall):
        loose.sendto(b"x", ("192.0.2.1", 53))
    with socket.socket() as line, pytest.raises(OutsideCall):
        line.connect_ex(("192.0.2.1", 443))


def test_this_machine_may_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for() -> None:
    wanted = "postgresql" if os.environ.get("OMZIEN_TEST_DATABASE") == "postgres" else "sqlite"
    assert connection.vendor == wanted
    if wanted == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            assert cursor.fetchone()[0].startswith("15")
