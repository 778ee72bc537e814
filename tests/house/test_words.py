"""No word lays blame on a child: not on a screen, not in a mail, not in an edition."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.ground_plan import files, name

BLAME = re.compile(r"\b(?:mede)?dader\w*|\bslachtoffer\w*|\bpestkop\w*", re.I)
TEXTS = files(".html", ".toml", ".po", ".txt", ".svg", ".js")
# Comments are for us; everything else in a text file can reach a screen.
COMMENT = {
    ".html": re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}", re.S),
    ".toml": re.compile(r"^\s*#.*$", re.M),
    ".po": re.compile(r"^#.*$", re.M),
    ".js": re.compile(r"^\s*//.*$|/\*.*?\*/", re.M | re.S),
}


def spoken(path: Path) -> str:
    """Return what a person may come to read."""
    text = path.read_text(encoding="utf-8")
    comment = COMMENT.get(path.suffix)
    return comment.sub("", text) if comment else text


def strings(path: Path) -> Iterator[str]:
    """Give every text in a Python file that is not a docstring."""
    tree = ast.parse(path.read_text())
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


@pytest.mark.parametrize("word", ["dader", "Daders", "slachtoffer", "slachtofferhulp", "mededader", "pestkoppen"])
def test_the_rule_knows_the_words(word: str) -> None:
    assert BLAME.search(f"dat is een {word}.")


@pytest.mark.clause("2.roles")
@pytest.mark.clause("5.noblame")
def test_no_page_and_no_edition_lays_blame() -> None:
    wrong = {name(path): found.group(0) for path in TEXTS if (found := BLAME.search(spoken(path)))}
    assert not wrong


@pytest.mark.clause("2.roles")
@pytest.mark.clause("5.noblame")
def test_no_sentence_in_code_lays_blame() -> None:
    wrong = {name(path): text for path in files(".py") for text in strings(path) if BLAME.search(text)}
    assert not wrong
