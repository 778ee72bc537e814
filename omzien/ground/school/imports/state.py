"""What the school knows before a load: read once, so that planning asks the database nothing more."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from omzien.ground.school.keeps import kept
from omzien.ground.school.models import (
    Account,
    CoreTeam,
    Guardian,
    Guardianship,
    HomeGroup,
    Placement,
    Pupil,
    Role,
    RoleHolding,
    School,
    Staff,
)
from omzien.ground.school.models.account import login_key
from omzien.ground.school.years import year_of

from .roster import StaffLine


def group_key(name: str) -> str:
    """Return the name of a home group as it is compared: "2 b" is 2B."""
    return name.casefold().replace(" ", "")


class State:
    """Pupils, staff, groups, roles and guardians of one school on one day."""

    def __init__(self, school: School, today: date) -> None:
        self.school, self.today, self.yesterday = school, today, today - timedelta(days=1)
        self.year = year_of(school, today)
        open_now = Q(until_on__isnull=True) | Q(until_on__gte=today)
        self.pupils = {
            pupil.external_key: pupil
            for pupil in Pupil.objects.beyond("a load compares with all that is there").filter(school=school)
        }
        self.placements: dict[UUID, Placement] = {}
        rows = Placement.objects.filter(open_now, school=school).select_related("home_group__year")
        for placement in rows.order_by("from_on"):
            self.placements[placement.pupil_id] = placement
        self.groups = list(
            HomeGroup.objects.filter(school=school, ended_on__isnull=True).select_related("year", "core_team")
        )
        self.ended_groups = {
            group_key(group.name): group
            for group in HomeGroup.objects.filter(school=school, year=self.year.pk, ended_on__isnull=False)
        }
        self.core_teams = {team.name.casefold(): team for team in CoreTeam.objects.filter(school=school)}
        self._read_staff()
        self.holdings = list(RoleHolding.objects.filter(open_now, school=school))
        self.mentors_of_group: dict[UUID, list[RoleHolding]] = defaultdict(list)
        self.mentors_of_pupil: dict[UUID, list[RoleHolding]] = defaultdict(list)
        self.holdings_of: dict[UUID, list[RoleHolding]] = defaultdict(list)
        self._sort_holdings()
        self.guardians = {
            guardian.external_key: guardian
            for guardian in Guardian.objects.beyond("a load compares with all that is there").filter(school=school)
        }
        self.links: dict[UUID, list[Guardianship]] = defaultdict(list)
        for link in Guardianship.objects.filter(school=school).select_related("guardian"):
            self.links[link.pupil_id].append(link)
        self.kept_pupils, self.kept_staff = kept(school, "pupils"), kept(school, "staff")

    def _read_staff(self) -> None:
        self.staff = list(Staff.objects.filter(school=self.school))
        self._by_number = {person.external_id.casefold(): person for person in self.staff if person.external_id}
        self._by_code = {person.code.casefold(): person for person in self.staff if person.code}
        accounts = Account.objects.all().select_related("staff")
        self.accounts = {account.staff_id: account for account in accounts if account.staff.school_id == self.school.pk}
        self.logins = {account.login_key: account.staff_id for account in accounts}
        self._by_key = {person.pk: person for person in self.staff}

    def _sort_holdings(self) -> None:
        for holding in self.holdings:
            self.holdings_of[holding.staff_id].append(holding)
            if holding.role == Role.MENTOR and holding.home_group_id:
                self.mentors_of_group[holding.home_group_id].append(holding)
            if holding.role == Role.MENTOR and holding.pupil_id:
                self.mentors_of_pupil[holding.pupil_id].append(holding)

    def colleague(self, line: StaffLine) -> Staff | None:
        """Return who a row is about: by number, by code, or by address for who was never in a list."""
        if found := self._by_number.get(line.number.casefold()):
            return found
        by_code = self._by_code.get((line.code or line.number).casefold())
        if by_code and by_code.external_id.casefold() in {"", by_code.code.casefold()}:
            return by_code
        owner = self._by_key.get(self.logins.get(login_key(line.email or ""), self.school.pk))
        return owner if owner and not owner.external_id else None

    def active_pupils(self) -> list[Pupil]:
        """Return the pupils who have not left."""
        return [pupil for pupil in self.pupils.values() if pupil.left_on is None]

    def active_staff(self) -> list[Staff]:
        """Return the colleagues who have not left and whom a list knows."""
        return [person for person in self.staff if person.left_on is None and person.external_id]

    def current_group(self, name: str, external_id: str = "") -> HomeGroup | None:
        """Return a home group of this school year."""
        mine = [group for group in self.groups if group.year_id == self.year.pk]
        if external_id and (found := next((group for group in mine if group.external_id == external_id), None)):
            return found
        return next((group for group in mine if group_key(group.name) == group_key(name)), None)
