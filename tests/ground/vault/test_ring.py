"""The key ring: made once, readable by its owner only, and refused when it is not the one of this database."""

import dataclasses
import json
import secrets
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from omzien.ground.vault import check, ring
from omzien.ground.vault.models import KeyCheck


def test_a_ring_is_readable_by_its_owner_only_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring.make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        ring.make(path)
    assert ring.read(path).active == 1


@pytest.mark.parametrize(
    "text", ["", "{}", '{"active": 2, "keys": {"1": "AAAA"}, "index": "AAAA"}', '{"active": 1, "keys": {"1": "?"}}']
)
def test_a_damaged_ring_says_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)
    with pytest.raises(ring.RingError, match="put a good copy back"):
        ring.read(path)


def test_a_missing_ring_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ring.RingError, match="omzien init"):
        ring.read(tmp_path / "keys.json")


def test_an_envelope_opens_only_where_it_was_sealed(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring.make(path)
    keys = ring.read(path)
    envelope = keys.seal(b"geheim", "school.Pupil:given_name:1")
    assert keys.open(envelope, "school.Pupil:given_name:1") == b"geheim"
    for elsewhere in ("school.Pupil:given_name:2", "school.Pupil:infix:1", "school.Staff:given_name:1"):
        with pytest.raises(InvalidTag):
            keys.open(envelope, elsewhere)


def test_an_old_key_still_opens_what_it_sealed(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring.make(path)
    old = ring.read(path)
    envelope = old.seal(b"geheim", "x")
    new = dataclasses.replace(old, keys={**old.keys, 2: secrets.token_bytes(32)}, active=2)
    assert new.open(envelope, "x") == b"geheim"
    assert new.seal(b"geheim", "x")[1] == 2


@pytest.mark.django_db
def test_another_ring_is_refused_before_it_writes_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check.fits()
    check.fits()
    assert KeyCheck.objects.count() == 1
    path = tmp_path / "keys.json"
    ring.make(path)
    monkeypatch.setattr(check, "ring", lambda: ring.read(path))
    with pytest.raises(ring.RingError, match="does not fit this database"):
        check.fits()


def test_what_stands_in_the_ring_is_no_secret_of_the_database(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring.make(path)
    assert set(json.loads(path.read_text())) == {"active", "keys", "index"}
