"""Another key for everything that is sealed, also after a stop half-way; an old key goes when nothing needs it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from omzien.ground.journal.models import Chain, Entry
from omzien.ground.journal.verify import first_break
from omzien.ground.school.models import Account, Guardian, Pupil, Staff
from omzien.ground.vault import check, files, ring, rotation
from omzien.ground.vault.models import KeyCheck
from tests.cast import Cast, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(tmp_path: Path, settings: Settings) -> Path:
    """A copy of the ring, so that no other test has to live with the new keys."""
    path = tmp_path / "keys.json"
    shutil.copy(settings.KEY_RING, path)
    settings.KEY_RING, settings.DATA = path, tmp_path
    return path


@pytest.fixture
def cast(keys: Path) -> Cast:
    check.fits()
    return make_school()


def rotate() -> tuple[int, int]:
    rotation.begin()
    told = list(rotation.renew_all())
    done, bad = sum(one for _name, one, _bad in told), sum(bad for _name, _one, bad in told)
    rotation.finish(done, bad)
    return done, bad


def everything() -> list[tuple[str, ...]]:
    """Read what is sealed of everyone."""
    return sorted(
        [(row.given_name, row.family_name, row.external_id) for row in Pupil.objects.all()]
        + [(row.given_name, row.family_name, row.email) for row in Staff.objects.all()]
        + [(row.login_name, row.email) for row in Account.objects.all()]
        + [(row.given_name, row.phone) for row in Guardian.objects.all()]
    )


def test_everything_gets_the_new_key_and_says_the_same(cast: Cast, keys: Path) -> None:
    before, old = everything(), ring.ring().active
    name = files.write([b"een brief"], "x")
    done, bad = rotate()
    assert (ring.ring().active, bad) == (old + 1, 0)
    counted = rotation.numbers()
    assert done == sum(sum(numbers.values()) for numbers in counted.values())
    assert {number for numbers in counted.values() for number in numbers} == {old + 1}
    assert everything() == before
    assert list(files.read(name, "x")) == [b"een brief"]
    assert KeyCheck.objects.filter(pk=old + 1).exists()
    assert keys.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in keys.parent.glob("keys.json*")] == ["keys.json"]
    assert Entry.objects.get(verb="keys.rotated").facts == {"active": old + 1, "envelopes": done, "unreadable": 0}
    assert first_break(Chain.SCHOOL) is None


@pytest.mark.parametrize("batches", [0, 1, 3])
def test_a_rotation_that_was_stopped_goes_on_where_it_was(
    cast: Cast, keys: Path, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 5)
    before, old = everything(), ring.ring().active
    rotation.begin()
    for _batch, _told in zip(range(batches), rotation.renew_all(), strict=False):
        pass
    kept = list(keys.parent.glob("keys.json.before-*"))
    assert [path.stat().st_mode & 0o777 for path in kept] == [0o600]
    assert everything() == before
    assert rotate()[1] == 0
    assert ring.ring().active == old + 1, "no third key"
    assert {number for numbers in rotation.numbers().values() for number in numbers} == {old + 1}
    assert everything() == before
    assert not list(keys.parent.glob("keys.json.before-*"))


def test_stopped_before_the_ring_was_replaced_it_begins_again(cast: Cast, keys: Path) -> None:
    old = ring.ring().active
    ring.copy(keys, keys.with_name("keys.json.before-2026-11-20"))
    rotate()
    assert ring.ring().active == old + 1


def test_what_is_written_during_a_rotation_has_the_new_key(cast: Cast) -> None:
    rotation.begin()
    Pupil.objects.create(school=cast.school, given_name="Nieuw", external_key="n" * 64)
    for _told in rotation.renew_all():
        pass
    assert "Nieuw" in {row.given_name for row in Pupil.objects.all()}


def test_an_old_key_is_retired_only_when_nothing_needs_it(cast: Cast) -> None:
    old = ring.ring().active
    rotation.begin()
    with pytest.raises(rotation.StillUsed, match=r"\d+ values are still sealed with key"):
        rotation.retire(old)
    with pytest.raises(rotation.StillUsed, match="in use"):
        rotation.retire(old + 1)
    rotate()
    before = everything()
    rotation.retire(old)
    assert set(ring.ring().keys) == {old + 1}
    assert not KeyCheck.objects.filter(pk=old).exists()
    check.fits()
    assert everything() == before
    with pytest.raises(rotation.StillUsed, match="no key"):
        rotation.retire(old)


def test_a_file_keeps_its_key_from_being_retired(cast: Cast) -> None:
    old = ring.ring().active
    rotate()
    name = files.write([b"x"], "x")
    path = files.directory() / name[:2] / name
    sealed = bytearray(path.read_bytes())
    sealed[len(files.MAGIC) + 1] = old
    path.write_bytes(bytes(sealed))
    with pytest.raises(rotation.StillUsed, match="files 1"):
        rotation.retire(old)


def test_what_does_not_open_stays_and_keeps_its_key(cast: Cast) -> None:
    old = ring.ring().active
    noor, tim = cast.pupils["Noor"], cast.pupils["Tim"]
    strange = Pupil.objects.filter(pk=tim.pk).values_list("given_name", flat=True).get()
    Pupil.objects.filter(pk=noor.pk).update(given_name=strange)
    assert rotate()[1] == 1
    assert Pupil.objects.filter(pk=noor.pk).values_list("given_name", flat=True).get() == strange
    with pytest.raises(rotation.StillUsed, match="1 values"):
        rotation.retire(old)


def test_a_process_takes_up_a_ring_that_was_replaced(keys: Path) -> None:
    first = ring.ring()
    other = ring.Ring(keys={**first.keys, 9: ring.new_key()}, active=9, index=first.index)
    ring.replace(keys, other)
    assert ring.ring().active == 9


def test_a_process_refuses_another_ring_and_keeps_the_one_that_went_away(keys: Path) -> None:
    first = ring.ring()
    text = keys.read_bytes()
    keys.unlink()
    assert ring.ring() == first
    ring.make(keys)
    with pytest.raises(ring.RingError, match="another key ring"):
        ring.ring()
    keys.write_bytes(text)
    assert ring.ring() == first


@pytest.mark.parametrize("harm", [lambda path: path.write_text("{"), lambda path: path.write_text("")])
def test_a_ring_that_was_damaged_while_serving_writes_nothing(keys: Path, harm: Callable[[Path], None]) -> None:
    ring.ring()
    harm(keys)
    with pytest.raises(ring.RingError, match="damaged"):
        ring.ring()
