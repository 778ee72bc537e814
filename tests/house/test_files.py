"""Files stay small enough to read, and names say what a thing is."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.ground_plan import files, name

LONGEST = 500
PYTHON = files(".py", under=("omzien", "tests", "tools"))
# Rooms for everything and nothing, and names that mean something else to Django and to Python.
NEVER_A_FILE = {"common", "helpers", "logging", "managers", "misc", "signals", "utils"}
# A part is played in one case; a name that says what somebody is would make it a property.
NEVER_A_NAME = {"bullies", "bully", "culprit", "offender", "perpetrator", "victim", "victims"}
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def words(identifier: str) -> set[str]:
    """Split a name into its words, whatever its case."""
    return {word.lower() for word in WORD.findall(identifier)}


def identifiers(tree: ast.AST) -> set[str]:
    """Collect every name that a file defines or uses."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=word) | ast.AsyncFunctionDef(name=word) | ast.ClassDef(name=word):
                found.add(word)
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.arg(arg=word) | ast.keyword(arg=str(word)):
                found.add(word)
    return found


@pytest.mark.parametrize(
    ("identifier", "parts"),
    [
        ("anti_bullying_coordinator", {"anti", "bullying", "coordinator"}),
        ("VictimForm", {"victim", "form"}),
        ("BULLY_COUNT", {"bully", "count"}),
    ],
)
def test_a_name_is_split_into_words(identifier: str, parts: set[str]) -> None:
    assert words(identifier) == parts


def test_no_file_is_too_long_to_read() -> None:
    # Migrations are written by a machine and read by one.
    read = [path for path in [*PYTHON, *files(".html", ".js")] if path.parent.name != "migrations"]
    counted = {name(path): len(path.read_text().splitlines()) for path in read}
    assert not {path: lines for path, lines in counted.items() if lines > LONGEST}


def test_no_room_for_everything_and_nothing() -> None:
    assert not [name(path) for path in files(".py") if NEVER_A_FILE & {path.stem, *path.parts}]


@pytest.mark.clause("2.roles")
def test_no_name_makes_a_part_a_property_of_somebody() -> None:
    wrong = {
        f"{name(path)}: {identifier}"
        for path in files(".py")
        for identifier in identifiers(ast.parse(path.read_text()))
        if words(identifier) & NEVER_A_NAME
    }
    assert not wrong


def _silenced(path: Path) -> list[str]:
    marks = re.compile(r"#\s*(noqa|type:\s*ignore|mypy:)(?P<rest>.*)")
    found = []
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        mark = marks.search(line)
        # An import that stands late tells its reason by the line above it.
        if mark and "E402" not in line and not re.search(r"( --? |# )\w+", mark["rest"]):
            found.append(f"{name(path)}:{number}")
    return found


def test_nothing_is_silenced_without_a_reason() -> None:
    assert not [place for path in PYTHON if path.name != "test_files.py" for place in _silenced(path)]


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    forbidden = {"skip", "skipif", "xfail", "importorskip"}
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in files(".py", under=("tests",))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in forbidden
    ]
    assert not wrong
