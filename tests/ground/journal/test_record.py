"""The journal is a chain: whatever is changed, removed, added or moved afterwards shows."""

from collections.abc import Callable

import pytest
from django.db.models import F

from omzien.ground.journal.models import Entry
from omzien.ground.journal.record import broken_at, record
from tests.cast import Cast, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def five(cast: Cast) -> list[Entry]:
    return [record(cast.mentor, "pupil.read", cast.pupils["Noor"], page=number) for number in range(5)]


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
    assert broken_at() is None
    assert five[0].before == ""
    assert [entry.before for entry in five[1:]] == [entry.seal for entry in five[:-1]]


def _edit(entries: list[Entry]) -> None:
    Entry.objects.filter(pk=entries[2].pk).update(facts={"page": 99})


def _edit_verb(entries: list[Entry]) -> None:
    Entry.objects.filter(pk=entries[2].pk).update(verb="pupil.told")


def _edit_actor(entries: list[Entry]) -> None:
    Entry.objects.filter(pk=entries[2].pk).update(actor=None)


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
    copy.pk, copy.seal = entries[2].pk, "0" * 64
    copy.save(force_insert=True)


@pytest.mark.parametrize("harm", [_edit, _edit_verb, _edit_actor, _delete, _reorder, _insert])
def test_whatever_was_done_to_the_chain_shows_where(five: list[Entry], harm: Callable[[list[Entry]], None]) -> None:
    harm(five)
    assert broken_at() == 3
