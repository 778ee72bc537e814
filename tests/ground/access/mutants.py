"""Breaks the policy in one small place at a time, and tells which breaks the matrix does not notice.

Run by `make mutants`. The school of the matrix is built once; every mutant lives in a child process that dies with it.
A mutant that changes nothing anybody can see stands in mutants.txt beside this with the reason.
"""

import ast
import copy
import inspect
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from tests.ground.access import test_matrix as matrix
from tests.ground.access.town import Town

HERE = Path(__file__).parent
EXCUSED = HERE / "mutants.txt"
MODULES = (
    "omzien.ground.access.table",
    "omzien.ground.access.scopes",
    "omzien.ground.access.engine",
    "omzien.ground.access.conflicts",
    "omzien.ground.access.school",
    "omzien.chapters.reports.access",
    "omzien.chapters.approach.access",
)
# What these do is not asking who may see what; their own tests are elsewhere.
APART = {"bar", "unbar", "running", "stand_in_for_role", "register", "deny", "_rule"}
towns = matrix.towns
pytestmark = pytest.mark.django_db


def _operators(node: ast.AST) -> Iterator[ast.AST]:
    """Give what an operator, a constant, a condition or a keyword can be broken into."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.BitAnd):
        other = ast.BitAnd() if isinstance(node.op, ast.BitOr) else ast.BitOr()
        yield ast.BinOp(node.left, other, node.right)
        yield node.left
        yield node.right
    yield from _conditions(node)


def _conditions(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield node.operand
    if isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        turned = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot}
        if type(node.ops[0]) in turned:
            yield ast.Compare(node.left, [turned[type(node.ops[0])]()], node.comparators)
    if isinstance(node, ast.If):
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    if isinstance(node, ast.Call):
        yield from _fewer(node)


def _fewer(node: ast.Call) -> Iterator[ast.AST]:
    """Give a call with one of its conditions left out."""
    if len(node.keywords) + len(node.args) > 1:
        for place, keyword in enumerate(node.keywords):
            if keyword.arg:
                yield ast.Call(node.func, node.args, node.keywords[:place] + node.keywords[place + 1 :])


def _broken(function: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Give a function with one thing in it broken, and what it is."""
    for number, node in enumerate(ast.walk(function)):
        for place, other in enumerate(_operators(node)):
            twin = copy.deepcopy(function)
            target = list(ast.walk(twin))[number]
            for parent in ast.walk(twin):
                for name, value in ast.iter_fields(parent):
                    if value is target:
                        setattr(parent, name, copy.deepcopy(other))
                    elif isinstance(value, list) and any(one is target for one in value):
                        setattr(parent, name, [copy.deepcopy(other) if one is target else one for one in value])
            words = f"{ast.unparse(node).splitlines()[0]} -> {ast.unparse(other).splitlines()[0]} ({place})"
            yield words, ast.fix_missing_locations(twin)


def _code(source: ast.FunctionDef, module: ModuleType) -> CodeType:
    space = dict(vars(module))
    source.decorator_list = []
    exec(compile(ast.Module([source], []), module.__name__, "exec"), space)
    found: FunctionType = space[source.name]
    return found.__code__


def of_functions() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Give every break of a function, with what puts it in place."""
    for name in MODULES:
        module = import_module(name)
        for node in ast.parse(inspect.getsource(module)).body:
            function = vars(module).get(getattr(node, "name", ""))
            if not isinstance(node, ast.FunctionDef) or not isinstance(function, FunctionType) or node.name in APART:
                continue
            for words, twin in _broken(node):
                try:
                    code = _code(twin, module)
                except (SyntaxError, TypeError):
                    continue
                old = function.__code__
                same = (code.co_code, code.co_consts, code.co_names) == (old.co_code, old.co_consts, old.co_names)
                if not same and code.co_freevars == old.co_freevars:
                    yield f"{name}.{node.name}: {words}", partial(setattr, function, "__code__", code)


def of_the_table() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Give every rule dropped, every role and every action dropped from a rule, and every part."""
    table: Any = import_module("omzien.ground.access.table")

    def put(place: int, *rules: Any) -> Callable[[], None]:
        return lambda: setattr(table, "RULES", (*table.RULES[:place], *rules, *table.RULES[place + 1 :]))

    for place, rule in enumerate(table.RULES):
        words = f"table: {rule.label} {sorted(rule.actions)} {rule.scope}"
        yield f"{words} dropped", put(place)
        for role in rule.roles if len(rule.roles) > 1 else ():
            less = tuple(one for one in rule.roles if one is not role)
            yield (
                f"{words} without {role}",
                put(place, table.Rule(less, rule.label, rule.actions, rule.scope, rule.parts)),
            )
        for role in table.Role:
            if role not in rule.roles:
                more = (*rule.roles, role)
                yield (
                    f"{words} with {role}",
                    put(place, table.Rule(more, rule.label, rule.actions, rule.scope, rule.parts)),
                )
        for action in rule.actions if len(rule.actions) > 1 else ():
            fewer = rule.actions - {action}
            yield (
                f"{words} without {action}",
                put(place, table.Rule(rule.roles, rule.label, fewer, rule.scope, rule.parts)),
            )
        for part in rule.parts:
            shown = rule.parts - {part}
            yield (
                f"{words} hides {part}",
                put(place, table.Rule(rule.roles, rule.label, rule.actions, rule.scope, shown)),
            )


def of_denials() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Give every denial taken away."""
    scopes: Any = import_module("omzien.ground.access.scopes")
    for label, denials in scopes._denials.items():
        for place in range(len(denials)):
            yield f"denial {place} of {label} dropped", partial(denials.pop, place)


def _notices(both: tuple[Town, Town]) -> None:
    """Raise when anything differs from paper; the cheapest questions first."""
    matrix.test_what_needs_no_object_follows_paper(both)
    matrix.test_every_cell_of_the_matrix(both)
    for label in ("access.Emergency", "school.Pupil", "approach.Case", "reports.Report"):
        matrix.test_who_reads_this_is_who_can_read_it(both, label)
    matrix.test_who_wears_no_hat_sees_nothing(both)
    matrix.test_another_school_does_not_exist(both)


def _survives(mutate: Callable[[], Any], both: tuple[Town, Town]) -> bool:
    """Let one mutant live in a child; True when nothing was noticed."""
    child = os.fork()
    if child == 0:
        os.close(1)
        os.close(2)
        try:
            mutate()
            _notices(both)
        finally:
            # However it broke, the child ends here; without a break it was not noticed.
            os._exit(1 if sys.exc_info()[0] else 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_no_mutant_survives(towns: tuple[Town, Town]) -> None:
    """Every break is noticed, or stands in the list of excuses with its reason."""
    excuses = {line.split(" | ")[0] for line in EXCUSED.read_text().splitlines() if line and not line.startswith("#")}
    only = os.environ.get("OMZIEN_MUTANTS", "")
    limit = time.monotonic() + float(os.environ.get("OMZIEN_MUTANTS_SECONDS", "inf"))
    survivors, tried = [], 0
    for words, mutate in (*of_denials(), *of_functions(), *of_the_table()):
        if only not in words or time.monotonic() > limit:
            continue
        tried += 1
        if _survives(mutate, towns) and words not in excuses:
            survivors.append(words)
            print("SURVIVES", words, file=sys.__stderr__, flush=True)
    print(f"{tried} mutants, {len(survivors)} survivors", file=sys.__stderr__, flush=True)
    assert not survivors, "\n".join(survivors)
