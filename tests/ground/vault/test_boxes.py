"""What is sealed for confidential advisers opens for them only: not elsewhere, not changed, not with the school's keys."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from omzien.ground.school.models import RoleHolding, Staff
from omzien.ground.vault import boxes
from omzien.ground.vault.fields import bound_to
from omzien.ground.vault.models import AdviserKey, Wrap
from omzien.ground.vault.ring import ring
from tests.cast import Cast, make_school

PASSPHRASE = "vijf woorden die alleen zij kent"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def vault(staff: Staff, cast: Cast) -> boxes.Pair:
    """Give someone a vault without the screens."""
    pair = boxes.new_pair()
    key = AdviserKey(school=cast.school, staff=staff, public=pair.public, made_at=NOW)
    key.by_passphrase = boxes.lock(pair.private, PASSPHRASE, bound_to(AdviserKey, "by_passphrase", key.pk))
    key.save()
    return pair


def test_a_data_key_opens_for_whom_it_was_sealed() -> None:
    fatima, selma, stranger = boxes.new_pair(), boxes.new_pair(), boxes.new_pair()
    key, one, two = boxes.new_data_key(), uuid4(), uuid4()
    sealed = dict(boxes.seal_for({one: fatima.public, two: selma.public}, key))
    assert boxes.open_data_key(fatima.private, sealed[one]) == key
    assert boxes.open_data_key(selma.private, sealed[two]) == key
    for private, wrap in ((fatima.private, sealed[two]), (stranger.private, sealed[one]), (b"x", sealed[one])):
        with pytest.raises(boxes.BoxError):
            boxes.open_data_key(private, wrap)


def test_content_opens_only_in_its_own_place_unchanged() -> None:
    key = boxes.new_data_key()
    sealed = boxes.seal(key, b"wat er gebeurde", "a:b:1")
    assert boxes.open(key, sealed, "a:b:1") == b"wat er gebeurde"
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for other_key, text, place in (
        (key, sealed, "a:b:2"),
        (key, changed, "a:b:1"),
        (boxes.new_data_key(), sealed, "a:b:1"),
        (key, b"", "a:b:1"),
        (key, b"\x02" + sealed[1:], "a:b:1"),
    ):
        with pytest.raises(boxes.BoxError):
            boxes.open(other_key, text, place)


def test_a_private_key_opens_with_the_passphrase_however_it_is_spaced() -> None:
    pair = boxes.new_pair()
    locked = boxes.lock(pair.private, "Drie kopjes  thee op café", "here")
    assert boxes.unlock(locked, "Drie kopjes thee op cafe\u0301 ", "here") == pair.private
    for secret, place in (("drie kopjes thee op café", "here"), ("Drie kopjes thee op café", "there")):
        with pytest.raises(boxes.BoxError):
            boxes.unlock(locked, secret, place)
    assert pair.private not in locked
    assert boxes.public_of(pair.private) == pair.public


def test_a_recovery_code_has_160_bits_and_is_read_from_paper() -> None:
    code = boxes.new_recovery_code()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert code != boxes.new_recovery_code()
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert boxes.code_as_meant(typed) == code


@pytest.mark.django_db
def test_an_object_is_sealed_for_every_adviser_of_the_school_who_has_a_vault() -> None:
    cast = make_school()
    fatima, selma = vault(cast.staff["Fatima"], cast), vault(cast.staff["Selma"], cast)
    vault(cast.staff["Jelle"], cast)  # no adviser: a vault by itself gives nothing
    key, obj = boxes.new_data_key(), cast.pupils["Noor"]
    boxes.keep(cast.school, obj, boxes.wrap_for_school(cast.school, key))
    assert Wrap.objects.count() == 2
    for name, pair in (("Fatima", fatima), ("Selma", selma)):
        mine = AdviserKey.objects.get(staff=cast.staff[name])
        assert boxes.data_key_of(obj, mine, pair.private) == key
    assert boxes.data_key_of(cast.pupils["Tim"], mine, selma.private) is None
    boxes.erase(obj)
    assert boxes.data_key_of(obj, mine, selma.private) is None


@pytest.mark.django_db
def test_without_an_adviser_with_a_vault_nothing_is_kept() -> None:
    cast = make_school()
    with pytest.raises(boxes.NoAdviser):
        boxes.wrap_for_school(cast.school, boxes.new_data_key())
    vault(cast.staff["Selma"], cast)
    RoleHolding.objects.filter(staff=cast.staff["Selma"]).update(until_on=date(2026, 8, 1))
    with pytest.raises(boxes.NoAdviser):
        boxes.wrap_for_school(cast.school, boxes.new_data_key())


@pytest.mark.django_db
def test_vp_unreadable_with_app_keys() -> None:
    """The whole key ring and the whole database open no confidential content."""
    cast = make_school()
    vault(cast.staff["Selma"], cast)
    key, place = boxes.new_data_key(), bound_to(Wrap, "content", "1")
    content = boxes.seal(key, b"wat niemand anders mag lezen", place)
    boxes.keep(cast.school, cast.school, boxes.wrap_for_school(cast.school, key))
    # Everything that the ring opens, in every row, as a candidate key.
    opened = [value for row in AdviserKey.objects.all() for value in (row.public, row.by_passphrase, row.by_recovery)]
    opened += [row.sealed for row in Wrap.objects.all()]
    opened += [*ring().keys.values(), ring().index]
    candidates = {value[at : at + 32] for value in opened for at in range(max(1, len(value) - 31))}
    candidates = {one for one in candidates if len(one) == boxes.KEY_BYTES}
    assert len(candidates) > 90
    wrap = Wrap.objects.get()
    for candidate in candidates:
        with pytest.raises(boxes.BoxError):
            boxes.open(candidate, content, place)
        with pytest.raises(boxes.BoxError):
            boxes.open_data_key(candidate, wrap.sealed)
