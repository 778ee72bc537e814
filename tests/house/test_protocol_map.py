"""Paper, code and tests stay together: the map shows it, and these tests keep it true."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from omzien.protocol.load import packaged
from omzien.protocol.schema import Clause, Duty, Edition
from tools import protocol_map
from tools.protocol_map import Place

CODE = """
from omzien.protocol.duties import fulfils

@fulfils("5.mentor.1", "A1.1")
def talk(): ...

class Planner:
    @fulfils("A1.2")
    def plan(self): ...
"""
TESTS = """
import pytest
pytestmark = [pytest.mark.clause("A1.3"), pytest.mark.django_db]

@pytest.mark.clause("A1.1")
@pytest.mark.clause("A1.2")
def test_talk(): ...

@pytest.mark.parametrize("day", [pytest.param(8, marks=pytest.mark.clause("A1.4"))])
def test_window(day): ...
"""


def test_code_is_found_by_what_it_fulfils() -> None:
    assert list(protocol_map.carried(CODE, "a.py")) == [
        ("5.mentor.1", Place("a.py", "talk")),
        ("A1.1", Place("a.py", "talk")),
        ("A1.2", Place("a.py", "Planner.plan")),
    ]


def test_tests_are_found_by_their_mark_wherever_it_stands() -> None:
    assert set(protocol_map.marked(TESTS, "t.py")) == {
        ("A1.1", Place("t.py", "test_talk")),
        ("A1.2", Place("t.py", "test_talk")),
        ("A1.3", Place("t.py", "")),
        ("A1.4", Place("t.py", "test_window")),
    }


def test_an_id_that_is_not_written_out_is_refused() -> None:
    with pytest.raises(protocol_map.UnreadableMark, match=r"a\.py:2"):
        list(protocol_map.carried("\n@fulfils(ID)\ndef act(): ...", "a.py"))


@pytest.fixture
def small() -> Edition:
    """Give an edition with one built clause, its built duty, and a clause for later."""
    clauses = {
        "A1.1": Clause("A1.1", "Gesprek", "…", "First talk", "built"),
        "A1.2": Clause("A1.2", "Groep", "…", "Group", "not_yet"),
    }
    duties = {"5.mentor.1": Duty("5.mentor.1", "A1.1", "mentor", "Talks first", "built")}
    return replace(packaged(), clauses=MappingProxyType(clauses), duties=MappingProxyType(duties))


HERE = [Place("a.py", "talk")]


def test_when_all_is_there_nothing_is_wrong(small: Edition) -> None:
    assert protocol_map.faults(small, {"5.mentor.1": HERE}, {"A1.1": HERE}) == []


def test_a_built_clause_without_code_or_test_is_told(small: Edition) -> None:
    assert protocol_map.faults(small, {}, {}) == [
        "clause A1.1 is built, yet no function carries it or a duty of it",
        "clause A1.1 is built, yet no test proves it",
        "duty 5.mentor.1 is built, yet no function carries it",
    ]


def test_an_unknown_id_is_told(small: Edition) -> None:
    code, tests = {"5.mentor.1": HERE, "9.9": HERE}, {"A1.1": HERE, "A1.9": HERE}
    assert protocol_map.faults(small, code, tests) == [
        "a.py: @fulfils names '9.9', which the edition does not know",
        "a.py: a test names clause 'A1.9', which the edition does not know",
    ]


def test_two_functions_for_one_duty_are_told(small: Edition) -> None:
    two = [Place("a.py", "talk"), Place("b.py", "talk")]
    assert protocol_map.faults(small, {"5.mentor.1": two}, {"A1.1": HERE}) == [
        "5.mentor.1 is carried by more than one function"
    ]


def test_the_map_names_clause_code_and_test(small: Edition) -> None:
    text = protocol_map.render(small, {"5.mentor.1": HERE}, {"A1.1": HERE})
    assert "1 of 2 clauses are built." in text
    assert "| A1.1 | First talk | built |  | [a.py](../a.py) (1) |" in text
    assert "| ↳ 5.mentor.1 | Talks first | built | [talk](../a.py) |  |" in text


def test_paper_code_and_tests_of_this_house_are_together() -> None:
    assert protocol_map.faults(packaged(), protocol_map.collect("omzien"), protocol_map.collect("tests")) == []


def test_the_map_is_fresh() -> None:
    text = protocol_map.render(packaged(), protocol_map.collect("omzien"), protocol_map.collect("tests"))
    assert protocol_map.MAP.read_text(encoding="utf-8") == text, "run `make map`"
