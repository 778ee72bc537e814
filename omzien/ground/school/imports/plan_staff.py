"""What a list of colleagues would change: people, their accounts, and the roles that it names."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.ground.school.models import Account, CoreTeam, Role, RoleHolding, Staff
from omzien.ground.school.models.account import login_key
from omzien.ground.vault.ring import index_key

from .mentors import Colleague, Colleagues
from .ops import Item, Op, create, end, shown, update
from .roster import Roster, StaffLine
from .state import State

LABELS = {
    "given_name": gettext_lazy("roepnaam"),
    "infix": gettext_lazy("tussenvoegsel"),
    "family_name": gettext_lazy("achternaam"),
    "email": gettext_lazy("e-mail"),
    "code": gettext_lazy("afkorting"),
    "birth_date": gettext_lazy("geboortedatum"),
}


@dataclass
class Teams:
    """Core teams by name, those that this load makes included."""

    state: State
    made: dict[str, UUID] = field(default_factory=dict)

    def key(self, name: str, ops: list[Op]) -> UUID:
        """Return the key of a core team; one that is not there yet is made among these ops."""
        known = self.state.core_teams.get(name.casefold())
        if known:
            return known.pk
        if name.casefold() not in self.made:
            pk = self.made[name.casefold()] = uuid4()
            ops.append(create(CoreTeam, pk, school=self.state.school, name=name))
        return self.made[name.casefold()]


class StaffPlan:
    """Plans the colleagues."""

    def __init__(self, state: State, roster: Roster, teams: Teams) -> None:
        self.state, self.roster, self.teams = state, roster, teams
        self.items: list[Item] = []
        self.keys: dict[str, UUID] = {}
        self.listed: set[UUID] = set()
        self.logins = dict(state.logins)
        self.fresh: list[Colleague] = []

    def make(self) -> None:
        """Plan every row."""
        for line in self.roster.staff.values():
            known = self.state.colleague(line)
            if known is not None and known.pk in self.listed:
                place = line.places.get("email", line.place)
                self.roster.problems.append(
                    place.wrong(_("Deze medewerker staat twee keer in de lijst. Haal een rij weg."))
                )
                continue
            item = self._changed(line, known) if known else self._new(line)
            if item is not None and (item.act == "new" or item.changes or item.ops):
                self.items.append(item)

    def gone(self) -> list[Item]:
        """Return who disappears, after the groups have their new mentors."""
        stay = self.listed | self.state.kept_staff
        numbers = {number.casefold() for number in self.roster.seen_staff}
        return [
            self._leaves(person)
            for person in self.state.active_staff()
            if person.pk not in stay and not {person.external_id.casefold(), person.code.casefold()} & numbers
        ]

    def colleagues(self) -> Colleagues:
        """Return everyone whom a list can mean."""
        known = [
            Colleague(
                person.pk,
                person.given_name,
                person.infix,
                person.family_name,
                (person.external_id, person.code, person.email),
            )
            for person in self.state.staff
            if (person.left_on is None or person.pk in self.listed) and person.pk not in {one.pk for one in self.fresh}
        ]
        return Colleagues(known + self.fresh)

    def _remember(self, line: StaffLine, pk: UUID) -> None:
        self.keys[line.number] = pk
        self.listed.add(pk)
        keys = (line.number, line.code or "", line.email or "")
        self.fresh.append(Colleague(pk, line.given_name or "", line.infix or "", line.family_name or "", keys))

    def _new(self, line: StaffLine) -> Item | None:
        if line.end and line.end < self.state.today:
            return None
        pk = uuid4()
        item = Item("staff", "new", line.full_name, line.code or "")
        item.ops.append(
            create(
                Staff,
                pk,
                school=self.state.school,
                given_name=line.given_name or "",
                infix=line.infix or "",
                family_name=line.family_name or "",
                email=line.email or "",
                code=line.code or "",
                external_id=line.number,
                external_key=index_key("staff", line.number),
            )
        )
        self._remember(line, pk)
        self._account(line, pk, item)
        self._roles(line, pk, item)
        return item

    def _changed(self, line: StaffLine, known: Staff) -> Item | None:
        if line.end and line.end < self.state.today:
            self.listed.add(known.pk)
            return None if known.left_on or known.pk in self.state.kept_staff else self._leaves(known)
        item = Item("staff", "changed", known.full_name, known.code)
        values: dict[str, object] = {}
        for name in ("given_name", "infix", "family_name", "email", "code"):
            told, was = getattr(line, name), getattr(known, name)
            if told is not None and told != was and (told or name not in {"code", "email"}):
                values[name] = told
                item.changes.append((str(LABELS[name]), was, told))
        if known.external_id != line.number:
            values |= {"external_id": line.number, "external_key": index_key("staff", line.number)}
            item.changes.append((_("nummer"), known.external_id, line.number))
        if known.left_on is not None:
            values["left_on"] = None
            item.changes.append((_("weg sinds"), shown(known.left_on), _("terug op school")))
        if values:
            item.ops.append(update(known, **values))
        self._remember(line, known.pk)
        self._account(line, known.pk, item)
        self._roles(line, known.pk, item)
        return item

    def _account(self, line: StaffLine, pk: UUID, item: Item) -> None:
        """Plan the account: its address follows the list; nobody gets somebody else's."""
        account = self.state.accounts.get(pk)
        if account and not account.is_active:
            item.ops.append(update(account, is_active=True))
        if line.email and self._is_free(line, pk):
            key = login_key(line.email)
            if account is None:
                self._make_account(item, pk, key, email=line.email)
            elif account.login_key != key:
                item.ops.append(update(account, email=line.email, login_key=key))
            self.logins[key] = pk
        elif account is None:
            name = self._login_name(line)
            self._make_account(item, pk, login_key(name), login_name=name)

    def _is_free(self, line: StaffLine, pk: UUID) -> bool:
        if self.logins.get(login_key(line.email or ""), pk) == pk:
            return True
        message = _("Met dit e-mailadres logt al iemand anders in. Geef deze medewerker een eigen adres.")
        self.roster.problems.append(line.places.get("email", line.place).wrong(message))
        return False

    def _make_account(self, item: Item, pk: UUID, key: str, **values: str) -> None:
        self.logins[key] = pk
        item.ops.append(create(Account, uuid4(), staff=str(pk), login_key=key, password=make_password(None), **values))

    def _login_name(self, line: StaffLine) -> str:
        """Return the code in small letters, with a number when another school of the board has it."""
        name = base = (line.code or line.number).casefold()
        count = 1
        while login_key(name) in self.logins:
            count += 1
            name = f"{base}{count}"
        return name

    def _roles(self, line: StaffLine, pk: UUID, item: Item) -> None:
        """Give what the list names; a list never takes a role away: an employer's list knows functions, not tasks."""
        held = {(row.role, row.core_team_id) for row in self.state.holdings_of[pk]}
        wanted: list[tuple[Role, UUID | None]] = [
            (role, None) for role in line.roles or () if role not in {Role.MENTOR, Role.TEACHER}
        ]
        wanted += [(Role.TEACHER, self.teams.key(name, item.ops)) for name in line.core_teams]
        if not held and not wanted:
            wanted = [(Role.TEACHER, None)]
        for role, team in wanted:
            if (role.value, team) in held:
                continue
            values = {"core_team": team} if team else {}
            item.ops.append(self._holding(pk, role, **values))
            if item.act == "changed" or role is not Role.TEACHER:
                item.changes.append((_("rol"), "", str(role.label)))

    def _holding(self, pk: UUID, role: Role, **scope: object) -> Op:
        return create(
            RoleHolding,
            uuid4(),
            school=self.state.school,
            staff=str(pk),
            role=role.value,
            from_on=self.state.today,
            **scope,
        )

    def _leaves(self, person: Staff) -> Item:
        ops: list[Op] = [update(person, left_on=self.state.today)]
        account = self.state.accounts.get(person.pk)
        if account:
            ops.append(update(account, is_active=False))
        ops += [end(row, self.state.yesterday) for row in self.state.holdings_of[person.pk]]
        return Item("staff", "gone", person.full_name, person.code, ops=ops)
