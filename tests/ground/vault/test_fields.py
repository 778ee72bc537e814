"""The envelope is bound to its model, its field and its row; what does not open is kept and told."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from omzien.ground.school.models import Load, Pupil
from omzien.ground.vault.ring import index_key, ring
from tests.cast import Cast, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


def stored(pupil: Pupil, field: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{field}" FROM school_pupil WHERE id = %s', [pupil.pk.hex if _is_sqlite() else pupil.pk]
        )
        return bytes(cursor.fetchone()[0])


def store(pupil: Pupil, field: str, value: bytes) -> None:
    with connection.cursor() as cursor:
        key = pupil.pk.hex if _is_sqlite() else pupil.pk
        cursor.execute(f'UPDATE school_pupil SET "{field}" = %s WHERE id = %s', [value, key])


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def test_a_name_is_plain_in_python_and_an_envelope_in_the_database(cast: Cast) -> None:
    sofie = cast.pupils["Sofie"]
    assert Pupil.objects.get(pk=sofie.pk).family_name == "Meer"
    envelope = stored(sofie, "family_name")
    assert envelope[:2] == bytes([1, ring().active])
    assert b"Meer" not in envelope


def test_the_same_name_twice_gives_two_envelopes(cast: Cast) -> None:
    sofie = cast.pupils["Sofie"]
    first = stored(sofie, "family_name")
    sofie.save()
    assert stored(sofie, "family_name") != first


def test_an_envelope_of_another_row_cannot_be_read_here(cast: Cast) -> None:
    sofie, tim = cast.pupils["Sofie"], cast.pupils["Tim"]
    store(sofie, "family_name", stored(tim, "family_name"))
    assert Pupil.objects.get(pk=sofie.pk).family_name == "(onleesbaar)"


def test_an_envelope_of_another_field_cannot_be_read_here(cast: Cast) -> None:
    sofie = cast.pupils["Sofie"]
    store(sofie, "family_name", stored(sofie, "given_name"))
    found = Pupil.objects.get(pk=sofie.pk)
    assert found.family_name == "(onleesbaar)"
    assert found.given_name == "Sofie"


def test_a_changed_byte_is_noticed(cast: Cast) -> None:
    sofie = cast.pupils["Sofie"]
    envelope = bytearray(stored(sofie, "family_name"))
    envelope[-1] ^= 1
    store(sofie, "family_name", bytes(envelope))
    assert Pupil.objects.get(pk=sofie.pk).family_name == "(onleesbaar)"


def test_saving_a_row_keeps_what_could_not_be_opened(cast: Cast) -> None:
    sofie = cast.pupils["Sofie"]
    strange = stored(cast.pupils["Tim"], "family_name")
    store(sofie, "family_name", strange)
    found = Pupil.objects.get(pk=sofie.pk)
    assert found.family_name == "(onleesbaar)"
    found.given_name = "Sofia"
    found.save()
    assert stored(sofie, "family_name") == strange
    assert Pupil.objects.get(pk=sofie.pk).given_name == "Sofia"


def test_an_encrypted_field_cannot_be_searched_or_updated_in_bulk(cast: Cast) -> None:
    with pytest.raises(FieldError):
        Pupil.objects.filter(family_name="Meer").exists()
    with pytest.raises(FieldError):
        Pupil.objects.update(family_name="Meer")


def test_rows_that_are_made_in_bulk_are_sealed_each_to_itself(cast: Cast) -> None:
    rows = [Pupil(school=cast.school, family_name=name, external_key=index_key("pupil", name)) for name in ("Ek", "Es")]
    Pupil.objects.bulk_create(rows)
    assert [Pupil.objects.get(pk=row.pk).family_name for row in rows] == ["Ek", "Es"]


def test_an_unreadable_list_reads_as_an_empty_one(cast: Cast) -> None:
    from_one, to_other = (Load.objects.create(school=cast.school, made_at="2026-11-22T12:00:00Z") for _n in range(2))
    Load.objects.filter(pk=from_one.pk).first()
    from_one.source = {"tables": ["a"]}
    from_one.save()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE school_load SET source = (SELECT source FROM school_load ORDER BY id LIMIT 1)")
    read = [load.source for load in Load.objects.filter(pk__in=[from_one.pk, to_other.pk])]
    assert {} in read


def test_numbers_are_found_by_a_keyed_hash_per_purpose(cast: Cast) -> None:
    assert index_key("pupil", "10001") != index_key("staff", "10001")
    assert Pupil.objects.get(external_key=index_key("pupil", "10000")).given_name == "Noor"
