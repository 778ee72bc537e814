"""What goes round the policy is written down here, with its reason; there is no other way round."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from omzien.ground.vault.fields import Encrypted
from omzien.ground.vault.guard import Guarded
from tests.house.ground_plan import files, name

# Reason, and the rooms in which it is good. A new line here is read by two people.
BEYOND = {
    "keys of cases in hand": {"approach/queries/people.py", "approach/queries/cases.py"},
    "keys of reports in hand": {"web/news.py"},
    "keys of rounds in hand": {"approach/queries/noblame.py"},
    "tied to the steps in hand by what fetches them": {"approach/queries/noblame.py"},
    "names that a case in hand points at": {
        "approach/queries/timeline.py",
        "approach/queries/said.py",
        "approach/queries/file.py",
    },
    "a load compares with all that is there": {"school/imports/state.py"},
    "who is needed is not removed by a load": {"approach/keeping.py"},
    "a colleague leaves": {"approach/keeping.py"},
    "a colleague is also a parent": {
        "approach/keeping.py",
        "school/actions/parents.py",
        "web/people/parents.py",
    },
    "who holds the code has told it": {"reports/receipts.py"},
    "the same form sent again": {"reports/intake.py"},
    "who manages roles knows the number, and sees no name": {"web/people/forms.py"},
}
# Whole tables for the machine's own work; and whom a notice is about, which the policy is asked after.
PLAIN = {
    "omzien/config/setup.py",
    "omzien/ground/notices/subjects.py",
    "omzien/ground/school/imports/apply.py",
    "omzien/ground/school/imports/undo.py",
    "omzien/ground/vault/rotation.py",
}
# The policy looks at everything in order to say who may see what.
POLICY = {"omzien/ground/access/engine.py", "omzien/ground/vault/guard.py"}
# Encrypted, but no content of a report or a case: who works here, loads, emergencies with a scope of their own.
OPEN = {
    "school.Staff",
    "school.Guardianship",
}


def _room(path: Path) -> str:
    place = name(path).removeprefix("omzien/")
    return place.removeprefix("chapters/").removeprefix("ground/")


def _calls(path: Path, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if called in names:
                yield node


def test_whatever_looks_beyond_a_scope_says_why_and_stands_here() -> None:
    used: dict[str, set[str]] = {}
    for path in files(".py"):
        for call in _calls(path, "beyond") if name(path) not in POLICY else ():
            reason = call.args[0] if call.args else None
            assert isinstance(reason, ast.Constant), f"{name(path)}: the reason of beyond() is written out"
            used.setdefault(str(reason.value), set()).add(_room(path))
    assert used == BEYOND


def test_only_the_policy_looks_unwatched() -> None:
    assert {name(path) for path in files(".py") for _call in _calls(path, "unwatched")} <= POLICY


def test_nobody_goes_round_by_the_plain_managers() -> None:
    wrong = Counter(
        name(path)
        for path in files(".py")
        if name(path) not in POLICY | PLAIN and "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"_base_manager", "_default_manager"}
    )
    assert not wrong


def test_every_model_of_a_chapter_with_content_is_guarded() -> None:
    content = {
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(field, Encrypted) for field in model._meta.fields) or model._meta.label in GUARDED_TOO
    }
    guarded = {model._meta.label for model in apps.get_models() if isinstance(model._default_manager, Guarded)}
    rooms = ("reports.", "approach.", "school.Pupil", "school.Guardian")
    assert {label for label in content if label.startswith(rooms)} - OPEN == guarded


# Without a word of content of their own, but who is in them is content.
GUARDED_TOO = {"approach.Round", "approach.Member", "approach.Part"}
