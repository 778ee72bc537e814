"""The plan of a load: what is new, what changes, what disappears, what is wrong; nothing is written yet."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from omzien.ground.school.models import School, SchoolYear

from .columns import Layout, normal, notes, recognise, strip
from .kinds import Kind
from .ops import Act, Item, create
from .own import Reader
from .plan_groups import GroupPlan
from .plan_guardians import GuardianPlan
from .plan_pupils import PupilPlan
from .plan_staff import StaffPlan, Teams
from .roster import Roster
from .sds import Sync
from .state import State
from .table import Problem, Table

COUNTED = ("pupils", "staff", "groups", "guardians")
ACTS: tuple[Act, ...] = ("new", "changed", "gone")
# More than this part of the pupils or the colleagues disappearing asks for a second look.
MANY_GONE = 0.10
# What a person says about home groups in School Data Sync is kept beside what they say about columns.
HOME_GROUPS = "stamgroepen"


@dataclass
class Plan:
    """What a load would do."""

    items: list[Item] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # Kinds of which many disappear, with how many of how many.
    many_gone: dict[str, tuple[int, int]] = field(default_factory=dict)

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many of each kind are new, changed and gone."""
        counted = Counter((item.kind, item.act) for item in self.items)
        return {kind: {act: counted[kind, act] for act in ACTS} for kind in COUNTED}

    def digest(self) -> str:
        """Return a mark that differs when a preview would look different."""
        told = [[item.kind, item.act, item.name, item.about, item.changes] for item in self.items]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Return the plan for storing."""
        return {
            "items": [item.as_json() for item in self.items],
            "errors": [error.as_dict() for error in self.errors],
            "notes": self.notes,
            "many_gone": {kind: list(pair) for kind, pair in self.many_gone.items()},
            "counts": self.counts(),
            "digest": self.digest(),
        }


def layouts_of(tables: Iterable[Table], said: Mapping[str, str]) -> list[Layout]:
    """Return the meaning of every column, with what is never stored already gone from the cells."""
    layouts = [recognise(table, said) for table in tables]
    for layout in layouts:
        strip(layout)
    return layouts


def read_roster(layouts: Iterable[Layout], school: School, said: Mapping[str, str], today: date) -> Roster:
    """Return the people in the lists."""
    roster = Roster()
    reader = Reader(roster, today)
    sync = Sync(roster, school.name, said.get(HOME_GROUPS, ""))
    for layout in layouts:
        roster.notes += notes(layout)
        if layout.kind is Kind.UNUSED:
            continue
        if layout.kind in {Kind.PUPILS, Kind.STAFF, Kind.GROUPS, Kind.GUARDIANS, Kind.UNKNOWN}:
            reader.read(layout)
        else:
            sync.add(layout)
    if sync.files:
        sync.read()
    return roster


def unknown_columns(layouts: Iterable[Layout]) -> dict[str, tuple[str, list[str]]]:
    """Return the columns that nobody knows, by normalised header: the header and some of its values."""
    found: dict[str, tuple[str, list[str]]] = {}
    for layout in layouts:
        for column in layout.unknown:
            header = layout.table.headers[column]
            if normal(header):
                found.setdefault(normal(header), (header, list(dict.fromkeys(layout.table.values(column)))[:3]))
    return found


def make_plan(school: School, roster: Roster, today: date, *, complete: bool) -> Plan:
    """Compare the lists with what is known; writes nothing."""
    state = State(school, today)
    teams = Teams(state)
    staff = StaffPlan(state, roster, teams)
    staff.make()
    groups = GroupPlan(state, roster, staff, teams, complete=complete)
    groups.make()
    pupils = PupilPlan(state, roster, groups)
    pupils.make()
    guardians = GuardianPlan(state, roster, pupils)
    guardians.make()
    plan = Plan(notes=roster.notes)
    plan.items = staff.items + groups.items + pupils.items + guardians.items
    if complete:
        _plan_gone(plan, state, roster, staff, groups, pupils, guardians)
    _found_year(plan, state)
    plan.errors = sorted(roster.problems, key=lambda problem: (problem.file, problem.row))
    return plan


def _plan_gone(
    plan: Plan,
    state: State,
    roster: Roster,
    staff: StaffPlan,
    groups: GroupPlan,
    pupils: PupilPlan,
    guardians: GuardianPlan,
) -> None:
    """Add what disappears; only what a list is about can disappear from it."""
    plan.items += guardians.gone()
    if roster.pupils:
        plan.items += pupils.gone()
        plan.items += groups.gone(pupils.filled)
    if roster.staff:
        plan.items += staff.gone()
    there = {"pupils": len(state.active_pupils()), "staff": len(state.active_staff())}
    for kind, before in there.items():
        gone = plan.counts()[kind]["gone"]
        if gone > before * MANY_GONE:
            plan.many_gone[kind] = (gone, before)


def _found_year(plan: Plan, state: State) -> None:
    """Make the school year first, when a load is the first of it."""
    if state.year._state.adding and any(item.kind == "groups" and item.act == "new" for item in plan.items):
        year = state.year
        op = create(SchoolYear, year.pk, school=state.school, first=year.first, last=year.last)
        plan.items[0].ops.insert(0, op)


def many_gone_words(plan_gone: Mapping[str, Iterable[int]]) -> list[str]:
    """Return what to say when many disappear."""
    what = {"pupils": _("leerlingen"), "staff": _("medewerkers")}
    said = []
    for kind, pair in plan_gone.items():
        gone, before = pair
        message = _("%(gone)d van de %(before)d %(what)s staan niet in de lijst. Is de lijst wel volledig?")
        said.append(message % {"gone": gone, "before": before, "what": what[kind]})
    return said
