"""The journal is a chain: whatever is changed, removed, added or moved afterwards shows, with its place and kind."""

import json
import random
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from omzien.ground.clock import now
from omzien.ground.journal import chain, looks, verify
from omzien.ground.journal.chain import seal_of
from omzien.ground.journal.models import Chain, Entry, Head
from omzien.ground.journal.record import record
from omzien.ground.journal.verify import Break, Harm, check, first_break, keep_heads
from omzien.ground.school.models import Role
from omzien.ground.vault.models import AdviserKey
from tests.cast import Cast, make_school

pytestmark = pytest.mark.django_db
SCHOOL = Chain.SCHOOL


@pytest.fixture(autouse=True)
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "heads.json"
    monkeypatch.setattr(verify, "_path", lambda: path)
    return path


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def five(cast: Cast) -> list[Entry]:
    return [record(cast.mentor, "pupil.read", cast.pupils["Noor"], page=number) for number in range(5)]


@pytest.fixture
def hoster(five: list[Entry]) -> list[Entry]:
    """Somebody who can do anything with the database, and does not have the key ring."""
    table = " ON journal_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for trigger in ("journal_entry_stays", "journal_entry_is_kept"):
            cursor.execute(f"DROP TRIGGER {trigger}{table}")
    return five


def test_an_entry_says_who_did_what_with_which_hat(cast: Cast) -> None:
    entry = record(cast.mentor, "pupil.read", cast.pupils["Noor"], rows=1)
    entry.refresh_from_db()
    assert (entry.actor, entry.hat, entry.school) == (cast.staff["Sanne"].pk, "mentor", cast.school.pk)
    assert (entry.verb, entry.about, entry.about_id) == ("pupil.read", "school.Pupil", cast.pupils["Noor"].pk)
    assert entry.facts == {"rows": 1}


def test_the_clock_acts_without_a_person(cast: Cast) -> None:
    entry = record(None, "load.done", cast.pupils["Noor"])
    assert (entry.actor, entry.hat, entry.school) == (None, "", cast.school.pk)


def test_an_untouched_chain_fits(five: list[Entry]) -> None:
    assert first_break(SCHOOL) is None
    assert five[0].before == ""
    assert [entry.before for entry in five[1:]] == [entry.seal for entry in five[:-1]]
    assert [entry.place for entry in five] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_or_remove_an_entry(five: list[Entry], act: str) -> None:
    rows = Entry.objects.filter(pk=five[2].pk)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        rows.update(facts={}) if act == "update" else rows.delete()
    assert first_break(SCHOOL) is None


def _edit(entries: list[Entry]) -> None:
    Entry.objects.filter(pk=entries[2].pk).update(facts={"page": 99})


def _edit_verb(entries: list[Entry]) -> None:
    Entry.objects.filter(pk=entries[2].pk).update(verb="pupil.told")


def _edit_actor(entries: list[Entry]) -> None:
    Entry.objects.filter(pk=entries[2].pk).update(actor=None)


def _edit_moment(entries: list[Entry]) -> None:
    Entry.objects.filter(pk=entries[2].pk).update(at=entries[2].at - timedelta(minutes=1))


def _delete(entries: list[Entry]) -> None:
    Entry.objects.filter(pk=entries[2].pk).delete()


def _reorder(entries: list[Entry]) -> None:
    Entry.objects.filter(pk=entries[2].pk).update(id=1_000_000)
    Entry.objects.filter(pk=entries[3].pk).update(id=entries[2].pk)
    Entry.objects.filter(pk=1_000_000).update(id=entries[3].pk)


def _insert(entries: list[Entry]) -> None:
    for entry in reversed(entries[2:]):
        Entry.objects.filter(pk=entry.pk).update(id=F("id") + 1)
    copy = Entry.objects.get(pk=entries[1].pk)
    copy.pk, copy.seal, copy.before, copy.place = entries[2].pk, "0" * 64, entries[1].seal, 77
    copy.save(force_insert=True)


@pytest.mark.parametrize(
    ("act", "harm"),
    [
        (_edit, Harm.EDIT),
        (_edit_verb, Harm.EDIT),
        (_edit_actor, Harm.EDIT),
        (_edit_moment, Harm.EDIT),
        (_delete, Harm.DELETION),
        (_reorder, Harm.REORDERING),
        (_insert, Harm.INSERTION),
    ],
)
def test_whatever_was_done_to_the_chain_shows_where(
    hoster: list[Entry], act: Callable[[list[Entry]], None], harm: Harm
) -> None:
    act(hoster)
    assert first_break(SCHOOL) == Break(SCHOOL, 3, harm)


def test_what_is_cut_off_the_end_shows(hoster: list[Entry]) -> None:
    Entry.objects.filter(place__gt=3).delete()
    assert first_break(SCHOOL) == Break(SCHOOL, 4, Harm.TRUNCATION)


def test_a_head_that_was_put_back_or_taken_away_shows(hoster: list[Entry]) -> None:
    Entry.objects.filter(place__gt=3).delete()
    Head.objects.update(place=3, seal=hoster[2].seal)
    assert first_break(SCHOOL) == Break(SCHOOL, 3, Harm.HEAD)
    Head.objects.all().delete()
    assert first_break(SCHOOL) == Break(SCHOOL, 3, Harm.HEAD)


def test_an_older_copy_of_the_whole_journal_shows_by_what_stands_beside_the_database(
    cast: Cast, hoster: list[Entry], beside: Path
) -> None:
    older = Head.objects.get()
    record(cast.mentor, "pupil.read")
    assert keep_heads() == 1
    assert keep_heads() == 0
    assert check(SCHOOL) is None
    Entry.objects.filter(place=6).delete()
    older.save()
    assert check(SCHOOL) == Break(SCHOOL, 6, Harm.ROLLBACK)
    assert keep_heads() == 0, "the furthest that was known is not forgotten"
    told = json.loads(beside.read_text())
    told["school"]["place"] = 5
    beside.write_text(json.dumps(told))
    assert check(SCHOOL) == Break(SCHOOL, 5, Harm.HEAD)


def test_the_whole_journal_taken_away_shows(hoster: list[Entry]) -> None:
    keep_heads()
    Entry.objects.all().delete()
    assert check(SCHOOL) == Break(SCHOOL, 1, Harm.TRUNCATION)
    Head.objects.all().delete()
    assert check(SCHOOL) == Break(SCHOOL, 1, Harm.ROLLBACK)


def test_a_chain_made_anew_without_the_ring_does_not_fit(hoster: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    """The hoster edits an entry and seals the rest and the head again, with a key of their own."""
    with monkeypatch.context() as other:
        other.setattr(chain, "_sealers", [lambda purpose, text: sha256(f"{purpose} {text}".encode()).hexdigest()])
        before = hoster[1].seal
        for entry in hoster[2:]:
            entry.before, entry.facts = before, {"page": 99}
            entry.seal = before = seal_of(entry)
            entry.save()
        chain.move_head(entry)
        assert first_break(SCHOOL) == Break(SCHOOL, 1, Harm.EDIT), "their key does not fit what stood there"
    assert first_break(SCHOOL) == Break(SCHOOL, 3, Harm.EDIT)


@pytest.mark.parametrize("seed", range(40))
def test_any_change_of_any_column_shows(hoster: list[Entry], seed: int) -> None:
    dice = random.Random(seed)
    entry = Entry.objects.get(pk=dice.choice(hoster).pk)
    column = dice.choice(
        ["at", "actor", "hat", "school", "verb", "about", "about_id", "facts", "before", "seal", "chain"]
    )
    value = {"at": entry.at + timedelta(microseconds=1), "facts": {"page": 7}, "chain": Chain.ADVISERS}
    other = value.get(column, None if column in {"actor", "school", "about_id"} else f"{seed:064d}"[:40][-10:])
    Entry.objects.filter(pk=entry.pk).update(**{column: other})
    assert first_break(SCHOOL) is not None
    assert Entry.objects.get(pk=entry.pk).seal != seal_of(Entry.objects.get(pk=entry.pk)) or column == "seal"


def test_what_advisers_do_stands_in_a_chain_of_its_own(cast: Cast) -> None:
    selma = cast.viewer("Selma", Role.CONFIDENTIAL_ADVISER_EXTERNAL)
    record(selma, "vault.unlocked", AdviserKey(school=cast.school))
    record(selma, "advice.told", chain=Chain.ADVISERS)
    assert not Entry.objects.filter(chain=SCHOOL).exists()
    assert first_break(Chain.ADVISERS) is None
    assert [entry.place for entry in Entry.objects.order_by("id")] == [1, 2]


def test_going_to_and_fro_is_one_look(cast: Cast) -> None:
    noor = cast.pupils["Noor"]
    for _again in range(3):
        looks.saw(cast.mentor, noor)
    looks.saw(cast.coordinator, noor)
    looks.saw(cast.mentor, cast.pupils["Tim"])
    assert [entry.actor for entry in looks.at(noor)] == [cast.staff["Jelle"].pk, cast.staff["Sanne"].pk]
    with time_machine.travel(now() + timedelta(minutes=31), tick=False):
        looks.saw(cast.mentor, noor)
        assert looks.at(noor).count() == 3


def test_the_same_person_with_another_hat_looks_again(cast: Cast) -> None:
    for role in (Role.PUPIL_COORDINATOR, Role.TEACHER):
        looks.saw(cast.viewer("Fatima", role), cast.pupils["Noor"])
    assert looks.at(cast.pupils["Noor"]).count() == 2


def test_what_was_refused_is_kept_without_content(cast: Cast) -> None:
    noor = cast.pupils["Noor"]
    for _again in range(2):
        looks.refused(cast.teacher, "handle", "school.Pupil", noor.pk, 403)
    entry = Entry.objects.get()
    assert (entry.verb, entry.about, entry.about_id) == ("refused", "school.Pupil", noor.pk)
    assert entry.facts == {"act": "handle", "status": 403}
    assert not looks.at(noor).exists()
