"""What lists would change about parents and carers; what disappears is the link with a pupil, never a person."""

from collections import defaultdict
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.ground.school.models import Guardian, Guardianship
from omzien.ground.vault.ring import index_key

from .ops import Item, Op, create, update
from .plan_pupils import PupilPlan
from .roster import GuardianLine, Roster
from .state import State

LABELS = {
    "given_name": gettext_lazy("voornaam"),
    "infix": gettext_lazy("tussenvoegsel"),
    "family_name": gettext_lazy("achternaam"),
    "email": gettext_lazy("e-mail"),
    "phone": gettext_lazy("telefoon"),
}


class GuardianPlan:
    """Plans the guardians of the pupils."""

    def __init__(self, state: State, roster: Roster, pupils: PupilPlan) -> None:
        self.state, self.roster, self.pupils = state, roster, pupils
        self.items: list[Item] = []
        self.made: dict[str, UUID] = {}
        self.wanted: dict[UUID, set[UUID]] = defaultdict(set)
        self.told: set[UUID] = set()

    def make(self) -> None:
        """Plan every guardian of every pupil."""
        lines = list(self.roster.guardians)
        for pupil in self.roster.pupils.values():
            if pupil.guardians is not None and pupil.number in self.pupils.keys:
                self.told.add(self.pupils.keys[pupil.number])
                lines += pupil.guardians
        for line in lines:
            pk = self._pupil(line)
            if pk is not None:
                self._plan(line, pk)

    def gone(self) -> list[Item]:
        """Return the links that a complete list no longer has, for the pupils whom it tells about."""
        found = []
        for pupil in sorted(self.told - self.state.kept_pupils, key=str):
            for link in self.state.links[pupil]:
                if link.guardian_id not in self.wanted[pupil]:
                    op = Op("delete", Guardianship.__name__, str(link.pk))
                    found.append(Item("guardians", "gone", link.guardian.full_name, link.relation, ops=[op]))
        return found

    def _pupil(self, line: GuardianLine) -> UUID | None:
        """Return the pupil whom a row is about."""
        pk = self.pupils.keys.get(line.pupil)
        if pk is None and (known := self.state.pupils.get(index_key("pupil", line.pupil))) and known.left_on is None:
            pk = known.pk
        if pk is None and line.pupil not in self.roster.seen_pupils and line.pupil not in self.roster.pupils:
            message = _("Dit leerlingnummer kennen we niet. Laad eerst de leerlingen, of verbeter het nummer.")
            place = line.places.get("pupil", line.place)
            self.roster.problems.append(place.wrong(message))
        if pk is not None:
            self.told.add(pk)
        return pk

    def _plan(self, line: GuardianLine, pupil: UUID) -> None:
        key = index_key("guardian", line.number)
        known = self.state.guardians.get(key)
        item = Item("guardians", "changed" if known or key in self.made else "new", line.full_name, line.relation or "")
        if known:
            pk = known.pk
            self._change(line, known, item)
        elif key in self.made:
            pk = self.made[key]
        else:
            pk = self.made[key] = uuid4()
            values = {name: getattr(line, name) or "" for name in LABELS}
            op = create(Guardian, pk, school=self.state.school, external_id=line.number, external_key=key, **values)
            item.ops.append(op)
        self._link(line, pupil, pk, item)
        if item.act == "new" or item.changes or item.ops:
            self.items.append(item)

    def _change(self, line: GuardianLine, known: Guardian, item: Item) -> None:
        values: dict[str, object] = {}
        for name, label in LABELS.items():
            told, was = getattr(line, name), getattr(known, name)
            if told and told != was:
                values[name] = told
                item.changes.append((str(label), was, told))
        if values and known.pk not in self._changed():
            item.ops.append(update(known, **values))

    def _changed(self) -> set[UUID]:
        """Return the guardians whom an earlier row changes already: a parent of two pupils stands in two rows."""
        return {UUID(op.pk) for item in self.items for op in item.ops if op.do == "update"}

    def _link(self, line: GuardianLine, pupil: UUID, guardian: UUID, item: Item) -> None:
        if guardian in self.wanted[pupil]:
            return
        self.wanted[pupil].add(guardian)
        link = next((link for link in self.state.links[pupil] if link.guardian_id == guardian), None)
        relation = line.relation or ""
        if link is None:
            values = {"pupil": str(pupil), "guardian": str(guardian), "relation": relation}
            item.ops.append(create(Guardianship, uuid4(), school=self.state.school, **values))
        elif relation and link.relation != relation:
            item.ops.append(update(link, relation=relation))
            item.changes.append((_("relatie"), link.relation, relation))
