"""A confidential adviser at the screen: makes a vault, keeps the sheet, opens, shuts, recovers, and lets a colleague in."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from omzien.ground.access.viewer import Viewer
from omzien.ground.journal.models import Chain, Entry
from omzien.ground.school.models import Role
from omzien.ground.vault import boxes
from omzien.ground.vault.models import AdviserKey
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in

pytestmark = pytest.mark.django_db
PASSPHRASE = "drie rode fietsen in de regen"
OTHER = "vier groene boten op het water"


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def selma(cast: Cast) -> Viewer:
    return cast.viewer("Selma", Role.CONFIDENTIAL_ADVISER_EXTERNAL)


@pytest.fixture
def desk(client: Client, selma: Viewer) -> Client:
    return log_in(client, selma)


def send(client: Client, path: str, **said: str) -> str:
    return client.post(path, {"form_key": str(uuid4()), **said}, follow=True).content.decode()


def make(client: Client, passphrase: str = PASSPHRASE) -> str:
    """Make a vault; return the code of the sheet."""
    page = send(client, "/kluis/maken/", passphrase=passphrase, again=passphrase)
    return "-".join(re.findall(r"<span>([0-9A-Z]{4})</span>", page))


def is_open(client: Client) -> bool:
    return "Je kluis is open" in client.get("/kluis/").content.decode()


def test_the_whole_life_of_a_vault(desk: Client) -> None:
    assert "nog geen kluis" in desk.get("/kluis/").content.decode()
    code = make(desk)
    assert len(code) == 39
    assert "niet het laatste groepje" in send(desk, "/kluis/blad/klopt/", group="XXXX")
    assert "herstelblad klopt" in send(desk, "/kluis/blad/klopt/", group=code[-4:].lower())
    assert is_open(desk)
    assert "Je kluis is dicht" in send(desk, "/kluis/sluiten/")
    assert not is_open(desk)
    assert "gaat je kluis niet open" in send(desk, "/kluis/openen/", passphrase=OTHER)
    send(desk, "/kluis/openen/", passphrase=PASSPHRASE)
    assert is_open(desk)
    assert "nieuwe wachtzin is bewaard" in send(desk, "/kluis/wachtzin/", passphrase=OTHER, again=OTHER)
    send(desk, "/kluis/sluiten/")
    assert "past niet op je kluis" in send(
        desk, "/kluis/herstel/", code=boxes.new_recovery_code(), passphrase=PASSPHRASE, again=PASSPHRASE
    )
    assert "je kluis is open" in send(
        desk, "/kluis/herstel/", code=code.lower(), passphrase=PASSPHRASE, again=PASSPHRASE
    )
    assert is_open(desk)


@pytest.mark.parametrize(
    ("passphrase", "again", "told"),
    [
        ("te kort", "te kort", "Deze zin is te kort"),
        (PASSPHRASE, OTHER, "Dit is niet dezelfde zin"),
        ("", "", "Vul je wachtzin in"),
    ],
)
def test_a_passphrase_that_will_not_do_is_told_and_never_shown_back(
    desk: Client, passphrase: str, again: str, told: str
) -> None:
    page = send(desk, "/kluis/maken/", passphrase=passphrase, again=again)
    assert told in page
    assert not passphrase or f'value="{passphrase}"' not in page
    assert not AdviserKey.objects.exists()


def test_neither_passphrase_nor_code_nor_key_is_in_the_database(desk: Client) -> None:
    code = make(desk)
    private = boxes.unlock(
        AdviserKey.objects.get().by_recovery, code, f"vault.AdviserKey:by_recovery:{AdviserKey.objects.get().pk}"
    )
    with connection.cursor() as cursor:
        held = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            held += [bytes(v) if isinstance(v, memoryview) else str(v).encode() for row in cursor for v in row]
    whole = b"\n".join(held)
    for secret in (code.encode(), code.replace("-", "").encode(), PASSPHRASE.encode(), private, private.hex().encode()):
        assert secret not in whole


def test_a_new_sheet_takes_the_place_of_the_old_one(desk: Client) -> None:
    old = make(desk)
    page = send(desk, "/kluis/blad/")
    new = "-".join(re.findall(r"<span>([0-9A-Z]{4})</span>", page))
    assert len(new) == 39
    said = {"passphrase": OTHER, "again": OTHER}
    assert "past niet op je kluis" in send(desk, "/kluis/herstel/", code=old, **said)
    assert "je kluis is open" in send(desk, "/kluis/herstel/", code=new, **said)


def test_a_colleague_is_let_in_by_who_has_access(cast: Cast, desk: Client, selma: Viewer) -> None:
    make(desk)
    boxes.keep(cast.school, cast.pupils["Noor"], boxes.wrap_for_school(cast.school, boxes.new_data_key()))
    fatima = cast.viewer("Fatima", Role.CONFIDENTIAL_ADVISER_INTERNAL)
    make(log_in(Client(), fatima), OTHER)
    theirs = AdviserKey.objects.get(staff=fatima.staff)
    assert "Kan 1 dossier nog niet lezen" in desk.get("/kluis/").content.decode()
    assert "nu 1 dossier erbij" in send(desk, f"/kluis/toegang/{theirs.pk}/")
    assert theirs.wraps.count() == 1
    assert "nog vertrouwenspersoon" in send(desk, f"/kluis/weg/{theirs.pk}/")


def test_guessing_has_an_end(desk: Client) -> None:
    make(desk)
    send(desk, "/kluis/sluiten/")
    pages = [send(desk, "/kluis/openen/", passphrase=OTHER) for _guess in range(12)]
    assert "te vaak geprobeerd" in pages[-1]


@pytest.mark.parametrize("who", ["mentor", "coordinator", "director", "administrator", "pupil_coordinator"])
def test_nobody_else_has_a_vault_or_sees_that_there_is_one(cast: Cast, client: Client, who: str) -> None:
    log_in(client, getattr(cast, who))
    for path in ("", "maken/", "openen/", "wachtzin/", "herstel/"):
        assert client.get(f"/kluis/{path}").status_code == 403
    assert "kluis" not in client.get("/vandaag/").content.decode().lower()


def test_the_schools_journal_does_not_show_it(desk: Client) -> None:
    make(desk)
    assert not Entry.objects.filter(chain=Chain.SCHOOL, about="vault.AdviserKey").exists()
    assert Entry.objects.filter(chain=Chain.ADVISERS, verb="vault.made").exists()
