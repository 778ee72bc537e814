"""What a list of pupils would change; nobody is ever removed, leaving has a date."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from omzien.ground.school.models import Placement, Pupil
from omzien.ground.school.names import words_of
from omzien.ground.vault.ring import index_key

from .ops import Item, Op, create, end, shown, update
from .plan_groups import GroupPlan
from .plan_staff import LABELS
from .roster import PupilLine, Roster
from .state import State, group_key

FIELDS = ("given_name", "infix", "family_name", "birth_date", "email")


class PupilPlan:
    """Plans the pupils and where they are placed."""

    def __init__(self, state: State, roster: Roster, groups: GroupPlan) -> None:
        self.state, self.roster, self.groups = state, roster, groups
        self.items: list[Item] = []
        # Number -> key, of everyone whom the lists name and who is there afterwards.
        self.keys: dict[str, UUID] = {}
        self.listed: set[UUID] = set()
        # The groups in which somebody is afterwards.
        self.filled: set[UUID] = set()

    def make(self) -> None:
        """Plan every row."""
        for line in self.roster.pupils.values():
            known = self.state.pupils.get(index_key("pupil", line.number))
            item = self._changed(line, known) if known else self._new(line)
            if item is not None and (item.act != "changed" or item.changes or item.ops):
                self.items.append(item)

    def gone(self) -> list[Item]:
        """Return who disappears from a complete list."""
        seen = {index_key("pupil", number) for number in self.roster.seen_pupils}
        found = []
        for pupil in self.state.active_pupils():
            if pupil.pk in self.listed:
                continue
            stays = pupil.pk in self.state.kept_pupils or pupil.external_key in seen
            if stays or (self.roster.seen_names and words_of(pupil.full_name) in self.roster.seen_names):
                self._stays_in_group(pupil.pk)
            else:
                found.append(self._leaves(pupil, self.state.today))
        return found

    def _stays_in_group(self, pk: UUID) -> None:
        placement = self.state.placements.get(pk)
        if placement:
            self.filled.add(placement.home_group_id)

    def _new(self, line: PupilLine) -> Item | None:
        if self._has_left(line):
            return None
        pk = uuid4()
        item = Item("pupils", "new", line.full_name, line.group or "")
        values = {name: getattr(line, name) or "" for name in FIELDS}
        key = index_key("pupil", line.number)
        op = create(Pupil, pk, school=self.state.school, external_id=line.number, external_key=key, **values)
        item.ops.append(op)
        self._place(line, pk, None, item)
        self._listed(line, pk)
        self.groups.pupil_mentors(line, pk, item)
        return item

    def _changed(self, line: PupilLine, known: Pupil) -> Item | None:
        placement = self.state.placements.get(known.pk)
        if self._has_left(line):
            self.listed.add(known.pk)
            if known.left_on is not None or known.pk in self.state.kept_pupils:
                self._stays_in_group(known.pk)
                return None
            return self._leaves(known, line.end or self.state.today)
        item = Item("pupils", "changed", known.full_name, placement.home_group.name if placement else "")
        values: dict[str, object] = {}
        for name in FIELDS:
            told, was = getattr(line, name), getattr(known, name)
            if told is not None and told != was:
                values[name] = told
                item.changes.append((str(LABELS[name]), shown(was), shown(told)))
        if known.left_on is not None:
            values["left_on"] = None
            item.changes.append((_("weg sinds"), shown(known.left_on), _("terug op school")))
        if values:
            item.ops.append(update(known, **values))
        self._place(line, known.pk, placement, item)
        self._listed(line, known.pk)
        self.groups.pupil_mentors(line, known.pk, item)
        return item

    def _listed(self, line: PupilLine, pk: UUID) -> None:
        self.keys[line.number] = pk
        self.listed.add(pk)

    def _has_left(self, line: PupilLine) -> bool:
        return line.end is not None and line.end < self.state.today

    def _place(self, line: PupilLine, pk: UUID, placement: Placement | None, item: Item) -> None:
        """Put the pupil in the group of the list; the old placement ends on the day before."""
        if not line.group:
            self._stays_in_group(pk)
            return
        group = self.groups.planned[group_key(line.group)].pk
        self.filled.add(group)
        if placement and placement.home_group_id == group:
            if line.end and placement.until_on != line.end:
                item.ops.append(update(placement, until_on=line.end))
                item.changes.append((_("einddatum"), shown(placement.until_on), shown(line.end)))
            return
        begin = self._begin(line, placement)
        if placement:
            item.ops.append(end(placement, begin - timedelta(days=1)))
        item.ops.append(self._placement(pk, group, begin, line.end))
        item.changes.append((_("klas"), placement.home_group.name if placement else "", line.group))

    def _begin(self, line: PupilLine, placement: Placement | None) -> date:
        """Return the first day in the group: a begin date in a list is often that of the school, not of the group."""
        if line.start and (placement is None or line.start > placement.from_on):
            return line.start
        return self.state.today

    def _placement(self, pupil: UUID, group: UUID, begin: date, until: date | None) -> Op:
        return create(
            Placement,
            uuid4(),
            school=self.state.school,
            pupil=str(pupil),
            home_group=str(group),
            from_on=begin,
            until_on=until if until and until >= begin else None,
        )

    def _leaves(self, pupil: Pupil, day: date) -> Item:
        placement = self.state.placements.get(pupil.pk)
        ops: list[Op] = [update(pupil, left_on=day)]
        if placement:
            ops.append(end(placement, min(day, self.state.yesterday)))
        ops += [end(row, self.state.yesterday) for row in self.state.mentors_of_pupil[pupil.pk]]
        return Item("pupils", "gone", pupil.full_name, placement.home_group.name if placement else "", ops=ops)
