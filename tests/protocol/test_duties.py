"""A duty is carried by exactly one function."""

import pytest

from omzien.protocol import duties
from omzien.protocol.duties import TwiceCarried, carried, fulfils


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "_CARRIED", {})


def first_talk() -> str:
    return "talked"


def another_talk() -> str:
    return "talked again"


def test_a_function_carries_its_duties_and_stays_what_it_was() -> None:
    assert fulfils("5.mentor.1", "A1.1")(first_talk) is first_talk
    assert set(carried()) == {"5.mentor.1", "A1.1"}
    assert carried()["A1.1"].endswith("test_duties.first_talk")


def test_two_functions_cannot_carry_one_duty() -> None:
    fulfils("5.mentor.1")(first_talk)
    with pytest.raises(TwiceCarried, match=r"duty 5\.mentor\.1 is carried by .*first_talk and by .*another_talk"):
        fulfils("5.mentor.1")(another_talk)


def test_the_same_function_may_be_read_twice() -> None:
    fulfils("5.mentor.1")(first_talk)
    fulfils("5.mentor.1")(first_talk)
    assert len(carried()) == 1


def test_the_list_is_for_reading_only() -> None:
    fulfils("5.mentor.1")(first_talk)
    with pytest.raises(TypeError):
        carried()["5.mentor.2"] = "somewhere"  # type: ignore[index] # this is what must fail
