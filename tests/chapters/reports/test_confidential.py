"""What is told to a confidential adviser: only their own vault opens it, and for everyone else it is not there."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.http import Http404
from django.test import Client
from django.urls import reverse

from omzien.chapters.reports.confidential import actions, disclosing
from omzien.chapters.reports.confidential.keys import Opener, unseal
from omzien.chapters.reports.confidential.queries import notes_page, title_of, todo, who_came
from omzien.chapters.reports.models import ConfidentialFile, ConfidentialNote, ConfidentialSource, Disclosure
from omzien.ground.access.engine import scope
from omzien.ground.clock import now, today
from omzien.ground.journal.models import Chain, Entry
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import Role, RoleHolding
from omzien.ground.vault import boxes
from omzien.ground.vault.fields import bound_to
from omzien.ground.vault.models import Wrap
from tests.cast import SINCE, Cast, make_school
from tests.chapters.desk import WEDNESDAY, key, log_in
from tests.chapters.reports.adviser import NAME, TEXT, TITLE, fatima, opened, selma, sit_down, unlock, with_vault

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def mine(cast: Cast) -> Opener:
    return with_vault(selma(cast))


@pytest.fixture
def other(cast: Cast) -> Opener:
    return with_vault(fatima(cast))


def page(client: Client, address: str, *args: Any) -> str:
    answer = client.get(reverse(address, args=args))
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


# --- what stands in the database -------------------------------------------------------------------------------------


def test_who_has_the_key_ring_and_the_database_opens_nothing(mine: Opener, other: Opener) -> None:
    file = opened(mine)
    pieces: list[tuple[models.Model, str]] = [
        (file, "content"), (file.source, "content"), (file.notes.get(), "content"),
    ]  # fmt: skip
    stolen = [bytes(wrap.sealed) for wrap in Wrap.objects.all()]
    assert len(stolen) == 2
    for row, field in pieces:
        # The ring opens its own lock, and finds another one.
        sealed = getattr(type(row)._base_manager.get(pk=row.pk), field)
        for word in (TITLE, NAME, TEXT):
            assert word.encode() not in sealed
        for guess in (other.private, boxes.new_pair().private, boxes.new_data_key()):
            with pytest.raises(boxes.BoxError):
                boxes.open(guess, sealed, bound_to(type(row), field, row.pk))
    for wrap in stolen:
        with pytest.raises(boxes.BoxError):
            boxes.open_data_key(other.private, wrap)


def test_no_word_of_a_file_stands_in_any_table(mine: Opener) -> None:
    file = opened(mine, look_again_on=today() + timedelta(days=3))
    actions.add_note(mine, file, "Nog eens gesproken met Quinten.", today())
    actions.close_file(mine, file)
    with connection.cursor() as cursor:
        found = ""
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += str(cursor.fetchall())
    assert len(found) > 10_000
    for word in (TITLE, NAME, "Zwanenburg", "kleedkamer", "Quinten"):
        assert word not in found


def test_a_piece_moved_to_another_file_is_unreadable(mine: Opener) -> None:
    first, second = opened(mine), opened(mine, title="Anders")
    second.content = first.content
    second.save()
    assert title_of(mine, ConfidentialFile.objects.get(pk=second.pk)) == "(onleesbaar)"
    note = first.notes.get()
    note.content = boxes.seal(boxes.new_data_key(), b"{}", "elsewhere")
    note.save()
    assert notes_page(mine, first, None)[0][0].text == "(onleesbaar)"


def test_the_name_has_a_key_of_its_own(mine: Opener, other: Opener) -> None:
    file = opened(mine)
    actions.share_file(mine, file, other.adviser)
    assert title_of(other, file) == TITLE
    assert notes_page(other, file, None)[0][0].text == TEXT
    assert who_came(other, file) is None
    with pytest.raises(boxes.BoxError):
        boxes.open(other.key_of(file), file.source.content, bound_to(ConfidentialSource, "content", file.source.pk))
    seen = who_came(mine, file)
    assert seen is not None
    assert seen.name == NAME


def test_who_does_not_know_a_name_keeps_none(mine: Opener) -> None:
    file = opened(mine, way=actions.UNKNOWN, name=NAME)
    assert unseal(mine.key_of(file.source), file.source) == {"way": "unknown", "name": ""}


# --- notes -----------------------------------------------------------------------------------------------------------


def test_a_note_stays_and_a_new_one_corrects_it(mine: Opener) -> None:
    file = opened(mine)
    actions.add_note(mine, file, "Het was dinsdag.", today() - timedelta(days=1), corrects=1)
    latest, first = notes_page(mine, file, None)[0]
    assert (first.number, first.text, first.corrects) == (1, TEXT, None)
    assert (latest.number, latest.text, latest.corrects) == (2, "Het was dinsdag.", 1)
    assert (latest.on, latest.written, latest.by) == (today() - timedelta(days=1), today(), "Selma Aydin")
    with pytest.raises(actions.Refused):
        actions.add_note(mine, file, "Welke?", today(), corrects=9)


def test_a_closed_file_is_read_only(cast: Cast, mine: Opener, other: Opener) -> None:
    file, client = opened(mine), sit_down(mine)
    client.post(reverse("confidential_close", args=[file.pk]), {"form_key": key()})
    seen = page(client, "confidential_file", file.pk)
    assert TEXT in seen
    assert "Notitie toevoegen" not in seen
    for address in ("note", "look_again", "share", "close"):
        url = reverse(f"confidential_{address}", args=[file.pk])
        assert client.get(url).status_code == 403
        said = {"form_key": key(), "text": "x", "talked_on": "2026-11-18", "adviser": str(other.adviser.pk)}
        assert client.post(url, said).status_code == 403
    assert client.get(reverse("disclosure_ask", args=[file.pk])).status_code == 403
    assert file.notes.count() == 1
    held = ConfidentialFile.objects.get(pk=file.pk)
    with pytest.raises(PermissionDenied):
        actions.add_note(mine, held, "Toch nog.", today())
    assert held.notes.count() == 1


def test_a_form_that_is_sent_twice_is_carried_out_once(mine: Opener) -> None:
    client, said = sit_down(mine), {"form_key": key(), "title": TITLE, "way": "only_me", "name": NAME, "text": TEXT}
    said["talked_on"] = "2026-11-18"
    first, second = (client.post(reverse("confidential_new"), said) for _time in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    file = ConfidentialFile.objects.get()
    again = {"form_key": key(), "text": "Nog een gesprek.", "talked_on": "2026-11-17"}
    for _time in range(2):
        assert client.post(reverse("confidential_note", args=[file.pk]), again).status_code == 302
    assert file.notes.count() == 2
    assert NAME in page(client, "confidential_file", file.pk)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"way": "only_me"}, "Schrijf op wie er kwam"),
        ({"way": "unknown", "name": NAME}, "Haal de naam weg"),
        ({"way": "only_me", "name": NAME, "title": ""}, "Vul hier iets in"),
    ],
)
def test_a_mistake_is_said_beside_the_field_and_what_was_typed_stays(
    mine: Opener, said: dict[str, str], word: str
) -> None:
    sent = {"form_key": key(), "title": TITLE, "talked_on": "2026-11-18", "text": TEXT, **said}
    answer = sit_down(mine).post(reverse("confidential_new"), sent)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert TEXT in answer.content.decode()
    assert not ConfidentialFile.objects.exists()


# --- the door --------------------------------------------------------------------------------------------------------


def test_a_shut_vault_shows_nothing_and_comes_back_after_opening(mine: Opener) -> None:
    file = opened(mine)
    client = log_in(Client(), mine.viewer)
    for address in ("confidential", "confidential_new"):
        answer = client.get(reverse(address))
        assert answer["Location"] == f"/kluis/openen/?next={reverse(address).replace('/', '%2F')}"
    for name in ("file", "note", "look_again", "share", "close"):
        answer = client.get(reverse(f"confidential_{name}", args=[file.pk]))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/kluis/openen/?next=")
    open_one = sit_down(mine)
    assert TITLE in page(open_one, "confidential")
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        assert open_one.get(reverse("confidential")).status_code == 302


def test_what_was_typed_while_the_vault_shut_is_not_lost(mine: Opener) -> None:
    file, client = opened(mine), sit_down(mine)
    url, said = reverse("confidential_note", args=[file.pk]), {"form_key": key(), "text": "Een lang verhaal."}
    said["talked_on"] = "2026-11-18"
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        assert client.get(url).status_code == 200
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        answer = client.post(url, said)
        assert answer.status_code == 409
        page_then = answer.content.decode()
        assert 'name="text" value="Een lang verhaal."' in page_then
        assert f'name="form_key" value="{said["form_key"]}"' in page_then
        assert TITLE not in page_then
        assert file.notes.count() == 1
        assert unlock(client, mine).post(url, said).status_code == 302
    assert file.notes.count() == 2


def test_another_adviser_gets_the_same_answer_as_for_what_does_not_exist(mine: Opener, other: Opener) -> None:
    file, client = opened(mine), sit_down(other)
    for name in ("file", "note", "look_again", "share", "close"):
        there, nowhere = (
            client.get(reverse(f"confidential_{name}", args=[pk]))
            for pk in (file.pk, "6c2b2f7e-0000-4000-8000-000000000000")
        )
        assert there.status_code == nowhere.status_code == 404
        assert there.content == nowhere.content
    assert TITLE not in page(client, "confidential")
    with pytest.raises(Http404):
        other.key_of(file)


def test_sharing_is_done_on_purpose_and_shows(mine: Opener, other: Opener) -> None:
    file, client = opened(mine), sit_down(mine)
    assert "Fatima Kaya" not in page(client, "confidential_file", file.pk).split("Wie leest dit?")[1]
    said = {"form_key": key(), "adviser": str(other.adviser.pk)}
    client.post(reverse("confidential_share", args=[file.pk]), said)
    assert "Fatima Kaya" in page(client, "confidential_file", file.pk).split("Wie leest dit?")[1]
    theirs = page(sit_down(other), "confidential_file", file.pk)
    assert TEXT in theirs
    assert NAME not in theirs
    assert "Dat weet alleen Selma Aydin." in theirs


def test_a_page_of_notes_leads_to_the_older_ones(mine: Opener) -> None:
    file, client = opened(mine), sit_down(mine)
    for number in range(2, 33):
        actions.add_note(mine, file, f"Gesprek {number}.", today())
    newest = page(client, "confidential_file", file.pk)
    assert "Gesprek 32." in newest
    assert TEXT not in newest
    older = client.get(reverse("confidential_file", args=[file.pk]) + "?voor=3").content.decode()
    assert TEXT in older


# --- everyone else ---------------------------------------------------------------------------------------------------

EVERYWHERE = (
    "today", "overview", "inbox", "cases", "own_reports", "people", "calendar", "contacts", "tell", "hat",
    "emergency_reviews", "setup", "confidential", "vault",
)  # fmt: skip


def others(cast: Cast) -> list[Any]:
    more = (Role.PRIVACY_OFFICER, Role.SUPPORT_COORDINATOR, Role.ICT_COORDINATOR, Role.BOARD, Role.BOARD_ICT)
    for role in more:
        holding = {"school": cast.school, "staff": cast.staff["Wil"], "role": role}
        RoleHolding.objects.get_or_create(**holding, defaults={"from_on": SINCE})
    return [
        cast.director,
        cast.coordinator,
        cast.pupil_coordinator,
        cast.mentor,
        cast.teacher,
        cast.administrator,
        *(cast.viewer("Wil", role) for role in more),
    ]


def seen_by(viewer: Any) -> dict[str, tuple[int, bytes]]:
    client = log_in(Client(), viewer)
    client.get(reverse("today"))
    return {name: _plain(client.get(reverse(name))) for name in EVERYWHERE}


def _plain(answer: Any) -> tuple[int, bytes]:
    body = answer.content
    for mark in (b'name="csrfmiddlewaretoken" value="', b'name="form_key" value="', b'"X-CSRFToken": "'):
        parts = body.split(mark)
        body = mark.join([parts[0], *(part.partition(b'"')[2] for part in parts[1:])])
    return answer.status_code, body


def test_nobody_else_sees_that_there_is_a_file(cast: Cast, mine: Opener, other: Opener) -> None:
    before = {viewer.role: seen_by(viewer) for viewer in others(cast)}
    file = opened(mine, look_again_on=today())
    actions.add_note(mine, file, "Nog een gesprek.", today())
    actions.share_file(mine, file, other.adviser)
    disclosing.ask(mine, file, "director", "Zonder de naam kan niemand hier iets aan doen.")
    for viewer in others(cast):
        assert seen_by(viewer) == before[viewer.role], viewer.role
        assert before[viewer.role]["confidential"][0] == 403
        assert "Vertrouwelijk</" not in before[viewer.role]["today"][1].decode()
        assert not scope(viewer, ConfidentialFile).exists()
        answer = log_in(Client(), viewer).get(reverse("confidential_file", args=[file.pk]))
        assert answer.status_code == 403
        assert todo(viewer) == []


def test_what_happens_stands_in_the_advisers_chain_only_and_nobody_is_told(mine: Opener, other: Opener) -> None:
    file = opened(mine)
    page(sit_down(mine), "confidential_file", file.pk)
    actions.share_file(mine, file, other.adviser)
    actions.look_again(mine, file, today())
    actions.close_file(mine, file)
    rows = Entry.objects.filter(about__startswith="reports.")
    assert set(rows.values_list("chain", flat=True)) == {Chain.ADVISERS}
    assert list(rows.order_by("place").values_list("verb", flat=True)) == [
        "confidential.open", "confidential.note", "looked", "confidential.share", "confidential.look_again",
        "confidential.close",
    ]  # fmt: skip
    assert NAME not in json.dumps(list(rows.values_list("facts", flat=True)))
    assert not Notice.objects.exists()


def test_today_says_to_look_and_not_at_what(mine: Opener) -> None:
    file = opened(mine, look_again_on=today() + timedelta(days=5))
    (row,) = todo(mine.viewer)
    assert (row.title, row.due_from) == ("Kijk in je vertrouwelijke dossier", today() + timedelta(days=5))
    assert TITLE not in f"{row}"
    with time_machine.travel(now() + timedelta(days=5), tick=False):
        seen = page(log_in(Client(), mine.viewer), "today")
    assert "Kijk in je vertrouwelijke dossier" in seen
    assert TITLE not in seen
    actions.look_again(mine, file, None)
    assert todo(mine.viewer) == []


def test_the_models_hold_no_pupil(cast: Cast) -> None:
    for model in (ConfidentialFile, ConfidentialNote, ConfidentialSource, Disclosure):
        pointed = {
            field.related_model._meta.label
            for field in model._meta.fields
            if isinstance(field, models.ForeignKey) and not isinstance(field.related_model, str)
        }
        assert pointed <= {"school.School", "school.Staff", "reports.ConfidentialFile"}
