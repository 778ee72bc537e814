"""Laden on screen: choose, explain columns, look, confirm, watch, undo."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from omzien.ground.school import keeps
from omzien.ground.school.imports.apply import carry_out, next_batch
from omzien.ground.school.models import Load, LoadMap, Pupil
from omzien.web.people import loading
from tests.cast import Cast, make_school
from tests.ground.school.imports.loading import FILES

pytestmark = pytest.mark.django_db
HEAD = "leerlingnummer;roepnaam;achternaam;klas\n"


@pytest.fixture(autouse=True)
def a_monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23 12:00:00+01:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def wil(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The administrator; what runs beside a request runs within it."""
    monkeypatch.setattr(loading, "in_background", carry_out)
    client = Client()
    client.force_login(cast.staff["Wil"].account)
    return client


def choose(client: Client, *texts: str, whole: str = "ja", key: str = "") -> str:
    """Send lists and return the address of the preview."""
    files = [SimpleUploadedFile(f"lijst{number}.csv", text.encode()) for number, text in enumerate(texts, start=1)]
    answer = client.post("/mensen/laden/", {"form_key": key or str(uuid4()), "whole": whole, "lists": files})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def send(client: Client, path: str, **told: Any) -> str:
    answer: Any = client.post(path, {"form_key": str(uuid4()), **told}, follow=True)
    return str(answer.content.decode())


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_first_a_preview_then_a_load_then_undo(cast: Cast, wil: Client) -> None:
    path = choose(wil, HEAD + "30001;Ana;Ek;2B\n30002;Ben;;2B\n", whole="nee")
    seen = page(wil, path)
    assert "Dit gaat er gebeuren" in seen
    assert "Ana Ek" in seen
    assert not Pupil.objects.filter(external_id__isnull=False, school=cast.school).count() > 16
    wrong = page(wil, f"{path}?deel=fout")
    assert "lijst1.csv, rij 3" in wrong
    assert "De achternaam ontbreekt" in wrong
    done = send(wil, f"{path}bevestigen/")
    assert "De lijsten zijn geladen" in done
    assert Pupil.objects.count() == 17
    assert "Alles staat weer zoals voor het laden" in send(wil, f"{path}terugdraaien/")
    assert Pupil.objects.count() == 16


def test_that_some_stay_is_said_always_and_of_nobody(cast: Cast, wil: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    everyone = "".join(
        f"{pupil.external_id};{pupil.given_name};{pupil.family_name};2B\n" for pupil in cast.pupils.values()
    )
    words = "Wie nog ergens bij nodig is, blijft voorlopig staan."
    assert words in page(wil, choose(wil, HEAD + everyone))
    busy = cast.pupils["Noor"]
    monkeypatch.setitem(keeps._keeps, "pupils", [lambda _school: [busy.pk]])
    lines = [line for line in everyone.splitlines(keepends=True) if busy.external_id not in line]
    seen = page(wil, choose(wil, HEAD + "".join(lines)))
    assert words in seen
    assert "niet in de lijst" not in seen


def test_a_list_that_changes_nothing_says_so(cast: Cast, wil: Client) -> None:
    path = choose(wil, HEAD + "10000;Noor;Dekkers;2B\n", whole="nee")
    assert "Er verandert niets" in page(wil, path)
    assert "Ja, laden" not in page(wil, path)


def test_many_gone_asks_for_a_tick(cast: Cast, wil: Client) -> None:
    path = choose(wil, HEAD + "10000;Noor;Dekkers;2B\n")
    assert "15 van de 16 leerlingen" in page(wil, path)
    said = send(wil, f"{path}bevestigen/")
    assert "Zet dan het vinkje" in said
    assert Pupil.objects.filter(left_on__isnull=True).count() == 16
    send(wil, f"{path}bevestigen/", weg="ja")
    assert Pupil.objects.filter(left_on__isnull=True).count() == 1


def test_unknown_columns_are_asked_once(cast: Cast, wil: Client) -> None:
    text = "leerlingnummer;roepnaam;achternaam;Sokken\n30001;Ana;Ek;2B\n"
    path = choose(wil, text, whole="nee")
    assert "Wat staat er in deze kolommen?" in page(wil, path)
    assert "Bijvoorbeeld: 2B" in page(wil, path)
    seen = send(wil, path, kolom0="group")
    assert "klas: 2B" in seen
    assert LoadMap.objects.get().field == "group"
    assert "Dit gaat er gebeuren" in page(wil, choose(wil, text, whole="nee"))


def test_columns_may_be_left_for_what_they_are(cast: Cast, wil: Client) -> None:
    path = choose(wil, "leerlingnummer;roepnaam;achternaam;klas;Sokken\n30001;Ana;Ek;2B;rood\n", whole="nee")
    assert "Dit gaat er gebeuren" in send(wil, path, kolom0="ignore")
    assert "rood" not in str(Load.objects.get().source)


def test_wrong_rows_come_back_as_a_list_without_formulas(cast: Cast, wil: Client) -> None:
    text = "leerlingnummer;roepnaam;achternaam;klas;email;BSN\n30001;=1+1;Ek;2B;@fout;123456782\n"
    path = choose(wil, text, whole="nee")
    answer = wil.get(f"{path}fout/1/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="foute-rijen-1.csv"'
    told = answer.content.decode("utf-8-sig").splitlines()
    assert told[0] == "rij;wat is er mis;leerlingnummer;roepnaam;achternaam;klas;email"
    assert told[1].startswith("2;email: Dit is geen e-mailadres.")
    assert told[1].endswith(";30001;'=1+1;Ek;2B;'@fout")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert wil.get(f"{path}fout/2/").status_code == 404


def test_a_mended_list_of_wrong_rows_can_be_loaded(cast: Cast, wil: Client) -> None:
    text = "rij;wat is er mis;leerlingnummer;roepnaam;achternaam;klas\n2;email: ...;30001;'=1+1;Ek;2B\n"
    path = choose(wil, text, whole="nee")
    assert "=1+1 Ek" in page(wil, path)


def test_a_zip_of_school_data_sync_is_loaded(cast: Cast, wil: Client) -> None:
    texts = [
        (FILES / "sds" / f"{name}.csv").read_text() for name in ("users", "roles", "classes", "enrollments", "orgs")
    ]
    seen = page(wil, choose(wil, *texts, whole="nee"))
    assert "Zoë van der Meer" in seen
    assert "geheim123" not in str(Load.objects.get().source)


def test_what_is_no_list_is_told_on_the_preview(cast: Cast, wil: Client) -> None:
    files = [SimpleUploadedFile("lijst.xlsx", b"\xd0\xcf\x11\xe0 oud")]
    answer = wil.post("/mensen/laden/", {"form_key": str(uuid4()), "whole": "ja", "lists": files}, follow=True)
    assert "Excel" in answer.content.decode()


def test_choosing_no_file_is_told_beside_the_field(cast: Cast, wil: Client) -> None:
    answer = wil.post("/mensen/laden/", {"form_key": str(uuid4()), "whole": "ja"})
    assert "Kies een bestand" in answer.content.decode()


def test_sending_twice_shows_the_first_preview(cast: Cast, wil: Client) -> None:
    key = str(uuid4())
    first = choose(wil, HEAD + "30001;Ana;Ek;2B\n", key=key)
    assert choose(wil, HEAD + "30001;Ana;Ek;2B\n", key=key) == first
    assert Load.objects.count() == 1


def test_confirming_twice_loads_once(cast: Cast, wil: Client) -> None:
    path = choose(wil, HEAD + "30001;Ana;Ek;2B\n", whole="nee")
    for _time in range(2):
        assert "De lijsten zijn geladen" in send(wil, f"{path}bevestigen/")
    assert Pupil.objects.count() == 17


def test_progress_is_shown_and_a_load_that_stands_still_goes_on(
    cast: Cast, wil: Client, monkeypatch: pytest.MonkeyPatch, a_monday: time_machine.Traveller
) -> None:
    monkeypatch.setattr(loading, "in_background", lambda _pk, _viewer: None)
    monkeypatch.setattr("omzien.ground.school.imports.apply.BATCH", 1)
    path = choose(wil, HEAD + "30001;Ana;Ek;2B\n30002;Ben;Ek;2B\n", whole="nee")
    key = UUID(path.split("/")[-2])
    send(wil, f"{path}bevestigen/")
    next_batch(key)
    assert "1 van 2" in page(wil, path)
    assert 'hx-get="' in page(wil, path)
    a_monday.shift(180)
    seen = page(wil, path)
    assert "Het laden staat stil" in seen
    assert "Ga verder" in seen
    monkeypatch.setattr(loading, "in_background", carry_out)
    assert "De lijsten zijn geladen" in send(wil, f"{path}verder/")
    assert Pupil.objects.count() == 18


def test_the_progress_sends_a_browser_on_when_it_is_done(cast: Cast, wil: Client) -> None:
    path = choose(wil, HEAD + "30001;Ana;Ek;2B\n", whole="nee")
    send(wil, f"{path}bevestigen/")
    assert wil.get(path, headers={"HX-Request": "true"})["HX-Redirect"] == path


def test_a_preview_is_thrown_away(cast: Cast, wil: Client) -> None:
    path = choose(wil, HEAD + "30001;Ana;Ek;2B\n", whole="nee")
    assert "Er is niets geladen" in send(wil, f"{path}weggooien/")
    assert "Deze lijst is niet gebruikt" in page(wil, path)
    assert Pupil.objects.count() == 16


def test_a_long_preview_is_paged(cast: Cast, wil: Client) -> None:
    rows = "".join(f"{40000 + number};Kind;Nummer{number};2B\n" for number in range(100))
    path = choose(wil, HEAD + rows, whole="nee")
    assert "1 tot en met 40 van 100" in page(wil, path)
    assert "81 tot en met 100 van 100" in page(wil, f"{path}?deel=nieuw&p=3")


def test_a_load_of_another_school_does_not_exist(cast: Cast, wil: Client) -> None:
    other = type(cast.school).objects.create(board=cast.school.board, name="De Esdoorn")
    load = Load.objects.create(school=other, made_at="2026-11-23T12:00:00Z")
    for path in ("", "bevestigen/", "weggooien/", "terugdraaien/", "verder/"):
        method = wil.post if path else wil.get
        assert method(f"/mensen/laden/{load.pk}/{path}").status_code == 404


def test_the_key_of_another_form_is_no_load(cast: Cast, wil: Client) -> None:
    key = str(uuid4())
    wil.post("/kalender/", {"form_key": key, "name": "Studiedag", "kind": "study_day", "first": "2026-12-02"})
    file = SimpleUploadedFile("lijst.csv", (HEAD + "30001;Ana;Ek;2B\n").encode())
    answer = wil.post("/mensen/laden/", {"form_key": key, "whole": "ja", "lists": [file]})
    assert answer.status_code == 400
    assert "Dat verzoek klopte niet" in answer.content.decode()
    assert not Load.objects.exists()
