"""What somebody sends along never lies readable on a disk, and too much is refused before it is read."""

from typing import Any

import pytest
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from omzien.web import uploads
from tests.cast import make_school
from tests.chapters.desk import key, log_in

pytestmark = pytest.mark.django_db
MEBI = 1024 * 1024


@pytest.fixture(autouse=True)
def nothing_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail when anything is written to a temporary file on its way."""

    def refuse(*_asked: object, **_named: object) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", refuse)


@pytest.mark.parametrize("path", ["/hulp/", "/hulp/code/", "/inloggen/", "/demo/in/", "/vertellen/"])
def test_nobody_fills_the_disk_or_the_memory_from_outside(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make_school()
    read: list[int] = []
    monkeypatch.setattr(
        uploads.InMemory, "receive_data_chunk", lambda _self, data, _start: read.append(len(data)), raising=False
    )
    for client in (Client(), Client(enforce_csrf_checks=True)):
        told = {"form_key": key(), "told": "Ze lachen.", "a": SimpleUploadedFile("a.bin", b"x" * (11 * MEBI))}
        answer: Any = client.post(path, told)
        # Whatever asks for what was sent refuses it; a door that asks for nothing sends to the log-in.
        assert answer.status_code in {302, 400, 403, 404, 413}, answer.status_code
    assert read == []


def test_a_list_of_a_few_million_letters_is_taken_in_memory() -> None:
    cast = make_school()
    client = log_in(Client(), cast.administrator)
    rows = "".join(f"{number};Proef;Konijn{number}\n" for number in range(150_000, 150_200))
    text = "leerlingnummer;roepnaam;achternaam\n" + rows + "\n" * (3 * MEBI)
    told = {"form_key": key(), "whole": "nee", "lists": [SimpleUploadedFile("lijst.csv", text.encode())]}
    answer: Any = client.post("/mensen/laden/", told)
    assert answer.status_code == 302, answer.content.decode()[:500]
