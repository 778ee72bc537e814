"""What lists would change about home groups: their core team, and who is the mentor (5.mentor.1 begins there)."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from omzien.ground.school.models import HomeGroup, Role, RoleHolding

from .mentors import Colleagues
from .ops import Item, Op, create, end, shown, update
from .plan_staff import StaffPlan, Teams
from .roster import GroupLine, PupilLine, Roster
from .state import State, group_key

People = tuple[UUID, ...]


@dataclass
class Told:
    """Everything that the lists tell about one home group."""

    name: str
    line: GroupLine | None = None
    pupils: list[PupilLine] = field(default_factory=list)
    # Named as mentor of the group in the list of colleagues.
    by_staff: list[UUID] = field(default_factory=list)


@dataclass
class Planned:
    """A home group as it will be: its key, and its mentors when the lists name any."""

    pk: UUID
    mentors: frozenset[UUID] | None = None


class GroupPlan:
    """Plans the home groups of this school year."""

    def __init__(self, state: State, roster: Roster, staff: StaffPlan, teams: Teams, *, complete: bool) -> None:
        self.state, self.roster, self.staff, self.teams, self.complete = state, roster, staff, teams, complete
        self.items: list[Item] = []
        self.planned: dict[str, Planned] = {}
        self.colleagues: Colleagues = staff.colleagues()
        # The mentors that each pupil's row names; nobody when they are not known.
        self._own_mentors: dict[str, People] = {}

    def make(self) -> None:
        """Plan every group that a list names."""
        for told in self._told().values():
            item = self._item(told)
            if item is not None:
                self.items.append(item)

    def gone(self, still_there: set[UUID]) -> list[Item]:
        """Return the groups that disappear: named by no list, and nobody stays in them."""
        stay = {planned.pk for planned in self.planned.values()} | still_there
        return [self._ends(group) for group in self.state.groups if group.pk not in stay]

    def _told(self) -> dict[str, Told]:
        found: dict[str, Told] = {}

        def group(name: str) -> Told:
            return found.setdefault(group_key(name), Told(name))

        for line in self.roster.groups.values():
            group(line.name).line = line
        for pupil in self.roster.pupils.values():
            if pupil.group and not (pupil.end and pupil.end < self.state.today):
                group(pupil.group).pupils.append(pupil)
        for colleague in self.roster.staff.values():
            if colleague.number in self.staff.keys:
                for name in colleague.groups:
                    group(name).by_staff.append(self.staff.keys[colleague.number])
        return found

    def _item(self, told: Told) -> Item | None:
        known = self.state.current_group(told.name, told.line.external_id if told.line else "")
        ended = self.state.ended_groups.get(group_key(told.name))
        item = Item("groups", "changed" if known or ended else "new", told.name)
        values = self._values(told, known, item)
        group = known or ended
        if group is None:
            pk = uuid4()
            values = {"school": self.state.school, "year": self.state.year, "name": told.name} | values
            values.setdefault("grade", _grade_in(told.name))
            item.ops.append(create(HomeGroup, pk, **values))
        else:
            pk = group.pk
            if ended and not known:
                values["ended_on"] = None
                item.changes.append((_("weg sinds"), shown(ended.ended_on), _("terug")))
            if values:
                item.ops.append(update(group, **values))
        planned = self.planned[group_key(told.name)] = Planned(pk)
        self._mentors(told, planned, item)
        return item if item.act == "new" or item.changes or item.ops else None

    def _values(self, told: Told, known: HomeGroup | None, item: Item) -> dict[str, Any]:
        """Return what changes about the group itself."""
        values: dict[str, Any] = {}
        grade = _first([told.line.grade if told.line else None, *(pupil.grade for pupil in told.pupils)])
        if grade is not None and (known is None or known.grade != grade):
            values["grade"] = grade
            self._tell(item, _("leerjaar"), known.grade if known else None, grade)
        team = _first([told.line.core_team if told.line else None, *(pupil.core_team for pupil in told.pupils)])
        if team:
            was = known.core_team.name if known and known.core_team else ""
            if was.casefold() != team.casefold():
                values["core_team"] = self.teams.key(team, item.ops)
                item.changes.append((_("kernteam"), was, team))
        external = told.line.external_id if told.line else ""
        if external and (known is None or known.external_id != external):
            values["external_id"] = external[:80]
        if known and known.name != told.name:
            values["name"] = told.name
            item.changes.append((_("naam"), known.name, told.name))
        return values

    def _tell(self, item: Item, label: str, old: int | None, new: int) -> None:
        if item.act == "changed":
            item.changes.append((label, shown(old), shown(new)))

    def _mentors(self, told: Told, planned: Planned, item: Item) -> None:
        """Give the group the mentors that its list names, else those that most of its pupils have."""
        current = [row for row in self.state.mentors_of_group[planned.pk] if not row.by_hand]
        wanted = self._named(told) or self._most_named(told, bool(current))
        if not wanted:
            planned.mentors = frozenset(row.staff_id for row in self.state.mentors_of_group[planned.pk])
            return
        planned.mentors = frozenset(wanted)
        held = {row.staff_id for row in self.state.mentors_of_group[planned.pk]}
        ends = [row for row in current if row.staff_id not in wanted]
        begins = [pk for pk in wanted if pk not in held]
        item.ops += [end(row, self.state.yesterday) for row in ends]
        item.ops += [self._holding(pk, home_group=str(planned.pk)) for pk in begins]
        if begins or ends:
            item.changes.append((_("mentor"), self._names([row.staff_id for row in current]), self._names(wanted)))

    def _named(self, told: Told) -> list[UUID]:
        """Return the mentors that a list of groups, a list of colleagues, or a class itself names."""
        found = list(told.by_staff)
        if told.line and told.line.mentors:
            found += self.colleagues.those(told.line.mentors, self.roster.problems)
        if told.line and told.line.mentor_numbers:
            found += [self.staff.keys[number] for number in told.line.mentor_numbers if number in self.staff.keys]
        return list(dict.fromkeys(found))

    def _own(self, pupil: PupilLine) -> People:
        """Read who a pupil's row names; an unknown or ambiguous name is told once for each row."""
        if pupil.number not in self._own_mentors:
            self._own_mentors[pupil.number] = self.colleagues.those(pupil.mentors or [], self.roster.problems)
        return self._own_mentors[pupil.number]

    def _most_named(self, told: Told, has_mentors: bool) -> list[UUID]:
        named = [own for own in (self._own(pupil) for pupil in told.pupils) if own]
        if not named or (has_mentors and not self.complete):
            # A few rows of a group do not tell who its mentor is.
            return []
        return list(Counter(named).most_common(1)[0][0])

    def _names(self, keys: list[UUID]) -> str:
        people = (self.colleagues.people.get(key) for key in keys)
        return ", ".join(sorted(person.full_name for person in people if person))

    def _holding(self, staff: UUID, **scope: object) -> Op:
        return create(
            RoleHolding,
            uuid4(),
            school=self.state.school,
            staff=str(staff),
            role=Role.MENTOR.value,
            from_on=self.state.today,
            **scope,
        )

    def pupil_mentors(self, line: PupilLine, pk: UUID, item: Item) -> None:
        """Give a pupil mentors of their own when their row names others than the group has."""
        told = self._own(line)
        if not told:
            return
        group = self.planned.get(group_key(line.group or ""))
        of_group = group.mentors if group and group.mentors else frozenset()
        wanted = set() if set(told) <= of_group else set(told)
        current = [row for row in self.state.mentors_of_pupil[pk] if not row.by_hand]
        held = {row.staff_id for row in self.state.mentors_of_pupil[pk]}
        ends = [row for row in current if row.staff_id not in wanted]
        begins = [key for key in told if key in wanted and key not in held]
        item.ops += [end(row, self.state.yesterday) for row in ends]
        item.ops += [self._holding(key, pupil=str(pk)) for key in begins]
        if begins or ends:
            old = self._names([row.staff_id for row in current])
            item.changes.append((_("eigen mentor"), old, self._names(list(wanted))))

    def _ends(self, group: HomeGroup) -> Item:
        ops: list[Op] = [update(group, ended_on=self.state.today)]
        ops += [end(row, self.state.yesterday) for row in self.state.mentors_of_group[group.pk]]
        about = "" if group.year_id == self.state.year.pk else group.year.name
        return Item("groups", "gone", group.name, about, ops=ops)


def _first(values: list[Any]) -> Any:
    """Return the value that most rows tell."""
    told = Counter(value for value in values if value not in {None, ""})
    return told.most_common(1)[0][0] if told else None


def _grade_in(name: str) -> int | None:
    """Return the year that the name of a group tells: 2 for 2B, 4 for H4A."""
    found = next((int(character) for character in name if character.isdigit()), 0)
    return found if 1 <= found <= 8 else None
