"""Writes docs/protocol-map.md: every clause of the protocol, the code that carries it, the tests that prove it.

Code is found by its `@fulfils("id")`, tests by their `@pytest.mark.clause("id")`; both are read, never imported.
"""

import argparse
import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from omzien.protocol.load import packaged
from omzien.protocol.schema import Clause, Edition

ROOT = Path(__file__).resolve().parents[1]
MAP = ROOT / "docs" / "protocol-map.md"
STATUS = {"built": "built", "by_hand": "by hand", "not_yet": "not yet"}
HEAD = """\
<!-- Written by `make map`; a change by hand is overwritten. -->
# Protocol map

Every clause of the protocol, with the code that carries it and the tests that prove it. *Built*: the software does it.
*By hand*: people do it; the software reminds and records. *Not yet*: planned.

"""


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: the file, and the name inside it."""

    file: str
    name: str


Places = Mapping[str, list[Place]]


class UnreadableMark(ValueError):
    """A mark whose id is not written out cannot be found by whoever searches for the clause."""


def _texts(call: ast.Call, file: str) -> Iterator[str]:
    for argument in call.args:
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            raise UnreadableMark(f"{file}:{call.lineno}: write the id out, as text")
        yield argument.value


def _is_fulfils(call: ast.Call) -> bool:
    name = call.func
    return (isinstance(name, ast.Name) and name.id == "fulfils") or (
        isinstance(name, ast.Attribute) and name.attr == "fulfils"
    )


def _is_clause_mark(call: ast.Call) -> bool:
    name = call.func
    return (
        isinstance(name, ast.Attribute)
        and name.attr == "clause"
        and isinstance(name.value, ast.Attribute)
        and name.value.attr == "mark"
    )


def carried(source: str, file: str) -> Iterator[tuple[str, Place]]:
    """Give each id that a function of this file says it fulfils."""
    for name, node in _named(ast.parse(source)):
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and _is_fulfils(decorator):
                for id_ in _texts(decorator, file):
                    yield id_, Place(file, name)


def marked(source: str, file: str) -> Iterator[tuple[str, Place]]:
    """Give each id that a test of this file says it proves; a mark on the file or a class counts for that."""
    tree = ast.parse(source)
    inside = {id(part): name for name, node in _named(tree) for part in ast.walk(node)}
    for part in ast.walk(tree):
        if isinstance(part, ast.Call) and _is_clause_mark(part):
            for id_ in _texts(part, file):
                yield id_, Place(file, inside.get(id(part), ""))


def _named(
    tree: ast.AST, prefix: str = ""
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]]:
    """Give every function and class with its dotted name, outer ones first."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield f"{prefix}{node.name}", node
            yield from _named(node, f"{prefix}{node.name}.")


def collect(folder: str) -> Places:
    """Read every Python file of `omzien` or of `tests`."""
    read = carried if folder == "omzien" else marked
    found: dict[str, set[Place]] = defaultdict(set)
    for path in sorted((ROOT / folder).rglob("*.py")):
        for id_, place in read(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))):
            found[id_].add(place)
    return {id_: sorted(places) for id_, places in found.items()}


def ids_of(clause: Clause, edition: Edition) -> list[str]:
    """Return the clause's own id and those of its duties."""
    return [clause.id, *(duty.id for duty in edition.duties.values() if duty.clause == clause.id)]


def faults(edition: Edition, code: Places, tests: Places) -> list[str]:
    """Return what keeps paper, code and tests apart."""
    known = {*edition.clauses, *edition.duties}
    wrong = [
        f"{places[0].file}: @fulfils names {id_!r}, which the edition does not know"
        for id_, places in code.items()
        if id_ not in known
    ]
    wrong += [
        f"{places[0].file}: a test names clause {id_!r}, which the edition does not know"
        for id_, places in tests.items()
        if id_ not in known
    ]
    wrong += [f"{id_} is carried by more than one function" for id_, places in code.items() if len(places) > 1]
    wrong += [
        f"duty {duty.id} is built, yet no function carries it"
        for duty in edition.duties.values()
        if duty.status == "built" and duty.id not in code
    ]
    for clause in edition.clauses.values():
        if clause.status == "built":
            ids = ids_of(clause, edition)
            if not any(id_ in code for id_ in ids):
                wrong.append(f"clause {clause.id} is built, yet no function carries it or a duty of it")
            if not any(id_ in tests for id_ in ids):
                wrong.append(f"clause {clause.id} is built, yet no test proves it")
    return sorted(wrong)


def _code(places: list[Place]) -> str:
    return "<br>".join(f"[{place.name}](../{place.file})" for place in places)


def _tests(places: list[Place]) -> str:
    counted: dict[str, int] = defaultdict(int)
    for place in places:
        counted[place.file] += 1
    return "<br>".join(
        f"[{file.removeprefix('tests/')}](../{file}) ({count})" for file, count in sorted(counted.items())
    )


def _row(id_: str, title: str, status: str, code: list[Place], tests: list[Place]) -> str:
    cells = (id_, title.replace("|", "\\|"), STATUS[status], _code(code), _tests(tests))
    return "| " + " | ".join(cells) + " |\n"


def render(edition: Edition, code: Places, tests: Places) -> str:
    """Return the whole document."""
    built = sum(clause.status == "built" for clause in edition.clauses.values())
    text = HEAD + f"{built} of {len(edition.clauses)} clauses are built.\n"
    for chapter in edition.chapters.values():
        clauses = edition.clauses_of(chapter.id)
        if not clauses:
            continue
        text += f"\n## {chapter.id} {chapter.en}\n\n| clause | what it says | status | code | tests |\n|---|---|---|---|---|\n"
        for clause in clauses:
            text += _row(clause.id, clause.en, clause.status, code.get(clause.id, []), tests.get(clause.id, []))
            for duty in edition.duties.values():
                if duty.clause == clause.id and duty.id != clause.id:
                    row = _row(duty.id, duty.title, duty.status, code.get(duty.id, []), tests.get(duty.id, []))
                    text += row.replace("| ", "| ↳ ", 1)
    return text


def main() -> int:
    """Write the map, or with --check only tell whether it is true and fresh."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the map is stale")
    only_check = parser.parse_args().check
    edition = packaged()
    code, tests = collect("omzien"), collect("tests")
    text = render(edition, code, tests)
    wrong = faults(edition, code, tests)
    if not only_check:
        MAP.write_text(text, encoding="utf-8")
    elif not MAP.exists() or MAP.read_text(encoding="utf-8") != text:
        wrong.append(f"{MAP.relative_to(ROOT)} is stale: run `make map`")
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
