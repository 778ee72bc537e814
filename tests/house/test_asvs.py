"""The papers on security are whole: every claim points to a test or a file that exists, and nothing is left out."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps

from tests.house.ground_plan import CODE, ROOT

SECURITY = ROOT / "docs" / "security"
STATES = {"met", "partly", "not_yet", "not_applicable", "operator"}
# Chapter.section:requirements of ASVS 5.0.0, levels 1 and 2.
LEVELS_1_AND_2 = """
1.1:1-2 1.2:1-9 1.3:1-11 1.4:1-3 1.5:1-2 2.1:1-3 2.2:1-3 2.3:1-4 2.4:1 3.2:1-2 3.3:1-4 3.4:1-6 3.5:1-5
3.7:1-2 4.1:1-3 4.2:1 4.3:1-2 4.4:1-4 5.1:1 5.2:1-3 5.3:1-2 5.4:1-3 6.1:1-3 6.2:1-12 6.3:1-4 6.4:1-4 6.5:1-5
6.6:1-3 6.8:1-4 7.1:1-3 7.2:1-4 7.3:1-2 7.4:1-5 7.5:1-2 7.6:1-2 8.1:1-2 8.2:1-3 8.3:1 8.4:1 9.1:1-3 9.2:1-4
10.1:1-2 10.2:1-2 10.3:1-4 10.4:1-11 10.5:1-5 10.6:1-2 10.7:1-3 11.1:1-2 11.2:1-3 11.3:1-3 11.4:1-4 11.5:1
11.6:1 12.1:1-3 12.2:1-2 12.3:1-4 13.1:1 13.2:1-5 13.3:1-2 13.4:1-5 14.1:1-2 14.2:1-4 14.3:1-3 15.1:1-3
15.2:1-3 15.3:1-7 16.1:1 16.2:1-5 16.3:1-4 16.4:1-3 16.5:1-3 17.1:1 17.2:1-4 17.3:1-2
"""
CHOSEN_OF_LEVEL_3 = "2.3.5 3.4.7 3.4.8 5.2.4 5.2.6 6.3.8 6.4.6 7.5.3 8.3.2 14.2.6 14.2.7 14.2.8 16.5.4"  # and of 16.3.2 what level 3 adds


def _wanted() -> set[str]:
    found = set(CHOSEN_OF_LEVEL_3.split())
    for group in LEVELS_1_AND_2.split():
        section, _colon, numbers = group.partition(":")
        for stretch in numbers.split(","):
            first, _dash, last = stretch.partition("-")
            found |= {f"{section}.{number}" for number in range(int(first), int(last or first) + 1)}
    return found


@cache
def _claims() -> list[dict[str, Any]]:
    claims: list[dict[str, Any]] = yaml.safe_load((SECURITY / "asvs.yml").read_text())
    return claims


@cache
def named_in(path: Path) -> frozenset[str]:
    """Return the names of the tests of a file, also of those that stand in a class."""
    tree = ast.parse(path.read_text())
    inside = [node for part in tree.body if isinstance(part, ast.ClassDef) for node in part.body]
    return frozenset(
        node.name
        for node in [*tree.body, *inside]
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def missing(claims: list[str]) -> list[str]:
    """Return the claims (file::name) of which no test exists."""
    found = []
    for claim in claims:
        file, _colons, name = claim.partition("::")
        path = ROOT / "tests" / file
        if not path.is_file() or name not in named_in(path):
            found.append(claim)
    return found


def test_every_requirement_is_answered_once() -> None:
    assert len(_wanted()) == 253 + 13
    assert Counter(claim["id"] for claim in _claims()) == Counter(_wanted())


def test_every_answer_is_one_of_the_states_and_says_why() -> None:
    wrong = [
        claim["id"]
        for claim in _claims()
        if claim["state"] not in STATES
        or not claim["note"].endswith(".")
        or not set(claim) <= {"id", "level", "state", "note", "tests", "where"}
    ]
    assert wrong == []


def test_what_is_met_is_shown() -> None:
    assert [c["id"] for c in _claims() if c["state"] == "met" and not c.get("tests") and not c.get("where")] == []


def test_every_test_that_is_named_exists() -> None:
    assert {claim["id"]: gone for claim in _claims() if (gone := missing(claim.get("tests", [])))} == {}


def test_every_file_that_is_named_exists() -> None:
    gone = [place for claim in _claims() for place in claim.get("where", []) if not (ROOT / place).is_file()]
    assert gone == []


def test_the_counts_in_the_documents_are_those_of_the_list() -> None:
    told = Counter(claim["state"] for claim in _claims())
    line = ", ".join(f"{told[state]} {state.replace('_', ' ')}" for state in ("met", "partly", "not_yet", "operator"))
    line += f" and {told['not_applicable']} not applicable"
    for document in (SECURITY / "threat-model.md", ROOT / "SECURITY.md"):
        assert f"{len(_claims())} requirements: {line}" in " ".join(document.read_text().split()), document.name


@pytest.mark.parametrize("name", ["threat-model.md", "data-classes.md", "log-inventory.md"])
def test_every_test_that_a_document_names_exists(name: str) -> None:
    words = (SECURITY / name).read_text().replace("`", " ").split()
    claims = [word.strip(",.;|()") for word in words if "::test_" in word]
    assert claims
    assert missing(claims) == []


def test_every_model_has_its_class() -> None:
    told = (SECURITY / "data-classes.md").read_text()
    ours = [model._meta.label for model in apps.get_models() if model.__module__.startswith("omzien.")]
    assert [label for label in ours if f"`{label}`" not in told] == []


def _verbs() -> set[str]:
    """Return the first word of every verb that the code writes in a journal."""
    called = [node for path in CODE.rglob("*.py") for node in ast.walk(ast.parse(path.read_text()))]
    texts = [
        part.value
        for node in called
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record"
        for argument in node.args[1:2]
        for part in ast.walk(argument)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value
    ]
    return {text.partition(".")[0] for text in texts}


def test_every_kind_of_verb_stands_in_the_inventory() -> None:
    told = (SECURITY / "log-inventory.md").read_text()
    assert len(_verbs()) > 15
    assert [verb for verb in sorted(_verbs()) if f"`{verb}.`" not in told] == []


def test_the_rule_itself_finds_what_it_looks_for() -> None:
    here = "house/test_asvs.py::"
    assert missing([f"{here}test_what_is_met_is_shown", f"{here}test_that_is_not_there", "house/gone.py::test_x"]) == [
        f"{here}test_that_is_not_there",
        "house/gone.py::test_x",
    ]
