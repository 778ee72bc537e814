"""The policy against a matrix that people wrote from the paper and can review: list, detail, parts and readers.

A row names the personas who may (`yes`), and who see the object but may not do this (`refused`, 403). For everybody
else the object does not exist (404). `part:` asks for a part of the object; `list:` for a list without its pages.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from pytest_django import DjangoDbBlocker

from omzien.ground.access import engine, table
from omzien.ground.access.viewer import Viewer, hats_of
from omzien.ground.school.models import Role
from tests.ground.access import relations
from tests.ground.access.town import HATLESS, ROLES, Thing, Town

pytestmark = pytest.mark.django_db
PAPER = Path(__file__).parent / "matrix.csv"
# What somebody sees of what stands in no relation to them.
NOBODY = {
    "reports.Report": "to somebody else",
    "approach.Case": "not in the team",
    "access.Emergency": "of somebody else",
    "notices.Notice": "of somebody else",
}
OTHERS = {"named as mine": "other core team"}


@dataclass(frozen=True)
class Line:
    """What paper says of one object in one relation and one action."""

    yes: frozenset[str]
    refused: frozenset[str]

    def expected(self, code: str) -> str:
        """Return what this persona gets."""
        return "yes" if code in self.yes else "403" if code in self.refused else "404"


def _paper() -> dict[tuple[str, str, str], Line]:
    lines: dict[tuple[str, str, str], Line] = {}
    with PAPER.open(newline="") as file:
        for row in csv.DictReader(file):
            for action in row["actions"].split():
                key = (row["object"], row["relation"], action)
                assert key not in lines, f"twice on paper: {key}"
                lines[key] = Line(frozenset(row["yes"].split()), frozenset(row["refused"].split()))
    return lines


LINES = _paper()


def _actions(label: str, relation: str) -> list[str]:
    return [action for one, other, action in LINES if (one, other) == (label, relation)]


@pytest.fixture(scope="module")
def towns(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Town, Town]]:
    """Two schools; a third of the second school's people help out at the first."""
    with django_db_blocker.unblock(), transaction.atomic():
        towns = Town("Linde"), Town("Esdoorn")
        for town in towns:
            for code, role in ROLES.items():
                town.things += relations.stand(town, code, town.people[code], role)
            town.things += relations.stand(town, "EX", town.former, Role.MENTOR, but="school.Pupil")
            town.things += town.settings()
        here, sister = towns
        here.hold(sister.people["LC"], Role.PUPIL_COORDINATOR)
        here.hold(sister.people["AC"], Role.ANTI_BULLYING_COORDINATOR)
        yield towns
        transaction.set_rollback(True)


def _relation(thing: Thing, code: str) -> str:
    """Return the relation in which this persona stands to somebody's thing."""
    if thing.label == "access.Emergency" and thing.code == "FG" != code and "own" in thing.relation:
        return "of the only privacy officer"
    # Everybody here stands in for the same absent colleague.
    if thing.code in ("", code) or ("deputy of" in thing.relation and code in ROLES):
        return thing.relation
    if thing.label == "school.Pupil":
        # Home groups are shared: what is in my colleague's group is in mine.
        return OTHERS.get(thing.relation, thing.relation)
    return NOBODY[thing.label]


@dataclass
class Seen:
    """What one viewer reaches: each list is asked once."""

    viewer: Viewer

    def __post_init__(self) -> None:
        self.lists: dict[tuple[str, str], set[UUID]] = {}
        self.parts: dict[tuple[str, str], set[UUID]] = {}

    def may(self, label: str, action: str) -> set[UUID]:
        """Return the keys in the list."""
        if (label, action) not in self.lists:
            rows = engine.scope(self.viewer, apps.get_model(label), action)
            self.lists[label, action] = set(rows.values_list("pk", flat=True))
        return self.lists[label, action]

    def sees(self, label: str, part: str) -> set[UUID]:
        """Return the keys of which this part is seen, by the rules that show it."""
        if (label, part) not in self.parts:
            model = apps.get_model(label)
            names = [rule.scope for rule in table.rules_for(self.viewer.role, label, "read") if part in rule.parts]
            self.parts[label, part] = set(engine._within(self.viewer, model, names).values_list("pk", flat=True))
        return self.parts[label, part]

    def verdict(self, thing: Thing, action: str) -> str:
        """Return what the lists say."""
        kind, _, name = action.rpartition(":")
        if kind == "list":
            return "yes" if thing.obj.pk in self.may(thing.label, name) else "404"
        if kind == "part":
            return "yes" if thing.obj.pk in self.sees(thing.label, name) else "404"
        if thing.obj.pk not in self.may(thing.label, "read"):
            return "404"
        return "yes" if thing.obj.pk in self.may(thing.label, name) else "403"


def _by_page(viewer: Viewer, thing: Thing, action: str) -> str:
    """Return what the page of the object says."""
    kind, _, name = action.rpartition(":")
    if kind == "part":
        return "yes" if name in engine.fields(viewer, thing.obj) else "404"
    try:
        engine.find(viewer, type(thing.obj), thing.obj.pk, action)
    except Http404:
        return "404"
    except PermissionDenied:
        return "403"
    return "yes"


def _by_act(viewer: Viewer, thing: Thing, action: str) -> str:
    """Return what a verb with the object in hand says."""
    try:
        engine.require(viewer, action, thing.obj)
    except Http404:
        return "404"
    except PermissionDenied:
        return "403"
    return "yes"


def test_paper_knows_every_relation_every_action_and_every_persona(towns: tuple[Town, Town]) -> None:
    asked = {(label, relation) for label, relation, _action in LINES}
    assert relations.names() <= asked
    in_table = {(rule.label, action) for rule in table.RULES for action in rule.actions}
    assert in_table == {
        (label, action.removeprefix("list:")) for label, _, action in LINES if not action.startswith(("part:", "*"))
    }
    for label, parts in table.PARTS.items():
        for one, relation in asked:
            if one == label and relation:
                assert {f"part:{part}" for part in parts} <= set(_actions(label, relation)), (label, relation)
    named = {code for line in LINES.values() for code in line.yes | line.refused}
    assert named <= set(ROLES)
    assert set(ROLES.values()) == set(Role)


def test_every_cell_of_the_matrix(towns: tuple[Town, Town]) -> None:
    """Lists for every cell; pages, acts and parts for a sample that takes in every relation and every persona."""
    cells: Counter[str] = Counter()
    wrong = []
    here = towns[0]
    for (code, from_outside), seen in _everyone(towns).items():
        for number, thing in enumerate(here.things):
            relation = _relation(thing, "?" if from_outside else code)
            mine = not from_outside and thing.code in (code, "")
            for action in _actions(thing.label, relation):
                expected = LINES[thing.label, relation, action].expected(code)
                got = {seen.verdict(thing, action)}
                if not action.startswith("list:") and (number + len(action)) % (3 if mine else 97) == 0:
                    got.add(_by_page(seen.viewer, thing, action))
                    if ":" not in action and number % 2:
                        got.add(_by_act(seen.viewer, thing, action))
                    cells["by page"] += 1
                cells["by list"] += 1
                if got != {expected}:
                    wrong.append((code, thing.code, thing.label, relation, action, expected, got))
    assert not wrong, f"{len(wrong)} cells: {wrong[:14]}"
    assert cells["by list"] >= 20_000, cells


def _everyone(towns: tuple[Town, Town]) -> dict[tuple[str, bool], Seen]:
    here, sister = towns
    found = {(code, False): Seen(viewer) for code, viewer in here.viewers.items()}
    for code in ("LC", "AC"):
        found[code, True] = Seen(Viewer(sister.people[code], ROLES[code], here.school))
    return found


def test_another_school_does_not_exist(towns: tuple[Town, Town]) -> None:
    cells = 0
    for mine, other in (towns, towns[::-1]):
        keys: dict[str, set[UUID]] = defaultdict(set)
        for thing in other.things:
            keys[thing.label].add(thing.obj.pk)
        for viewer in mine.viewers.values():
            for label, action in {(rule.label, action) for rule in table.RULES for action in rule.actions}:
                rows = engine.scope(viewer, apps.get_model(label), action)
                assert not keys[label] & set(rows.values_list("pk", flat=True)), (viewer.role, label, action)
                cells += len(keys[label])
    assert cells >= 5_000


@pytest.mark.parametrize("label", ["reports.Report", "approach.Case", "school.Pupil", "access.Emergency"])
def test_who_reads_this_is_who_can_read_it(towns: tuple[Town, Town], label: str) -> None:
    """The other way round, "Wie leest dit" it names exactly the people whose list holds the object."""
    here = towns[0]
    everyone = [*_everyone(towns).values(), Seen(Viewer(here.someone, Role.MENTOR, here.school))]
    parts = sorted(table.PARTS.get(label, frozenset()))
    things = [thing for thing in here.things if thing.label == label and thing.code in ("ME", "LC", "AC", "DI", "FG")]
    for number, thing in enumerate(things):
        can = {seen.viewer.staff.pk for seen in everyone if thing.obj.pk in seen.may(label, "read")}
        assert {staff.pk for staff, _role in engine.readers(thing.obj)} == can, (thing.code, thing.relation)
        if parts:
            part = parts[number % len(parts)]
            shown = {seen.viewer.staff.pk for seen in everyone if thing.obj.pk in seen.sees(label, part)}
            named = {staff.pk for staff, _role in engine.readers(thing.obj, part=part)}
            assert named == shown, (thing.code, thing.relation, part)


def test_who_wears_no_hat_sees_nothing(towns: tuple[Town, Town]) -> None:
    """Who holds a code or a link, who has left, and the machine: none of them is a viewer."""
    assert set(HATLESS) == {"LL", "RE", "EX", "SY"}
    assert hats_of(towns[0].former) == []
    for thing in towns[0].things:
        if thing.code == "EX":
            assert towns[0].former not in {staff for staff, _role in engine.readers(thing.obj)}, thing.relation


def test_what_needs_no_object_follows_paper(towns: tuple[Town, Town]) -> None:
    for (label, relation, action), line in LINES.items():
        if not relation:
            for code, viewer in towns[0].viewers.items():
                assert engine.may(viewer, action, label) == (line.expected(code) == "yes"), (code, label, action)
