"""One fictional school with fixed people, for every test that needs a school. Nobody in it exists."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from omzien.ground.access.viewer import Viewer
from omzien.ground.school.models import (
    Account,
    Board,
    CoreTeam,
    Guardian,
    Guardianship,
    HomeGroup,
    Placement,
    Pupil,
    Role,
    RoleHolding,
    School,
    SchoolYear,
    Staff,
)
from omzien.ground.school.models.account import login_key
from omzien.ground.vault.ring import index_key

SINCE = date(2025, 8, 1)
PASSWORD = "een lang zinnetje om in te loggen"

GROUP_2B = (
    ("Noor", "", "Dekkers"),
    ("Daan", "van", "Elst"),
    ("Sofie", "van der", "Meer"),
    ("Amir", "", "Haddad"),
    ("Lotte", "de", "Ruiter"),
    ("Jesse", "", "Postma"),
    ("Esra", "", "Yildiz"),
    ("Finn", "", "Ouwehand"),
    ("Zofia", "", "Kowalczyk"),
    ("Tim", "", "Bouwman"),
)
GROUP_2C = (
    ("Mila", "", "Sanders"),
    ("Bram", "te", "Velde"),
    ("Yara", "", "Nasser"),
    ("Ruben", "", "Hoekstra"),
    ("Fleur", "", "Jansma"),
    ("Sem", "", "Visscher"),
)


@dataclass
class Cast:
    """The school and its people by the name that tests call them."""

    school: School
    year: SchoolYear
    blue: CoreTeam
    group_2b: HomeGroup
    group_2c: HomeGroup
    pupils: dict[str, Pupil] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)

    def viewer(self, name: str, role: Role) -> Viewer:
        """Return one of the staff with one hat."""
        staff = self.staff[name]
        return Viewer(staff=staff, role=role, school=self.school, account=getattr(staff, "account", None))

    @property
    def mentor(self) -> Viewer:
        """Sanne Vos, mentor of 2B."""
        return self.viewer("Sanne", Role.MENTOR)

    @property
    def other_mentor(self) -> Viewer:
        """Karim Aslan, mentor of 2C."""
        return self.viewer("Karim", Role.MENTOR)

    @property
    def teacher(self) -> Viewer:
        """Petra Wolters, who teaches around core team Blauw."""
        return self.viewer("Petra", Role.TEACHER)

    @property
    def coordinator(self) -> Viewer:
        """Jelle Bos, anti-bullying coordinator."""
        return self.viewer("Jelle", Role.ANTI_BULLYING_COORDINATOR)

    @property
    def pupil_coordinator(self) -> Viewer:
        """Fatima Kaya, pupil coordinator (and internal confidential adviser: another hat)."""
        return self.viewer("Fatima", Role.PUPIL_COORDINATOR)

    @property
    def director(self) -> Viewer:
        """Maarten Prins, director."""
        return self.viewer("Maarten", Role.DIRECTOR)

    @property
    def administrator(self) -> Viewer:
        """Wil Dijkman, administrator."""
        return self.viewer("Wil", Role.ADMINISTRATOR)


STAFF = (
    ("Sanne", "", "Vos", "VOS"),
    ("Karim", "", "Aslan", "ASL"),
    ("Petra", "", "Wolters", "WOL"),
    ("Jelle", "", "Bos", "BOS"),
    ("Fatima", "", "Kaya", "KAY"),
    ("Maarten", "", "Prins", "PRI"),
    ("Wil", "", "Dijkman", "DIJ"),
    ("Selma", "", "Aydin", "AYD"),
)


def make_school(region: str = "noord") -> Cast:
    """Make the school in the database."""
    board = Board.objects.create(name="Stichting De Linde")
    school = School.objects.create(board=board, name="De Lindehof", region=region, later_check_weeks=[6, 12])
    year = SchoolYear.objects.create(school=school, first=date(2026, 8, 1), last=date(2027, 7, 31))
    blue = CoreTeam.objects.create(school=school, name="Blauw")
    group_2b = HomeGroup.objects.create(school=school, year=year, name="2B", grade=2, core_team=blue)
    group_2c = HomeGroup.objects.create(school=school, year=year, name="2C", grade=2, core_team=blue)
    cast = Cast(school, year, blue, group_2b, group_2c)
    for group, names in ((group_2b, GROUP_2B), (group_2c, GROUP_2C)):
        for given, infix, family in names:
            cast.pupils[given] = _pupil(cast, group, given, infix, family)
    for given, infix, family, code in STAFF:
        cast.staff[given] = _staff(school, given, infix, family, code)
    _roles(cast)
    mother = Guardian.objects.create(
        school=school, given_name="Anja", family_name="Dekkers", external_key=index_key("guardian", "g1")
    )
    Guardianship.objects.create(school=school, pupil=cast.pupils["Noor"], guardian=mother, relation="moeder")
    return cast


def _pupil(cast: Cast, group: HomeGroup, given: str, infix: str, family: str) -> Pupil:
    number = f"1{len(cast.pupils):04d}"
    pupil = Pupil.objects.create(
        school=cast.school,
        given_name=given,
        infix=infix,
        family_name=family,
        external_id=number,
        external_key=index_key("pupil", number),
    )
    Placement.objects.create(school=cast.school, pupil=pupil, home_group=group, from_on=SINCE)
    return pupil


def _staff(school: School, given: str, infix: str, family: str, code: str) -> Staff:
    staff = Staff.objects.create(
        school=school,
        given_name=given,
        infix=infix,
        family_name=family,
        code=code,
        external_id=code,
        external_key=index_key("staff", code),
        email=f"{code.lower()}@lindehof.example",
        shows_name=given != "Karim",
    )
    account = Account(staff=staff, email=staff.email, login_key=login_key(staff.email))
    account.set_unusable_password()
    account.save()
    return staff


def _roles(cast: Cast) -> None:
    held: tuple[tuple[str, Role, dict[str, Any]], ...] = (
        ("Sanne", Role.MENTOR, {"home_group": cast.group_2b}),
        ("Karim", Role.MENTOR, {"home_group": cast.group_2c}),
        ("Petra", Role.TEACHER, {"core_team": cast.blue}),
        ("Jelle", Role.ANTI_BULLYING_COORDINATOR, {}),
        ("Fatima", Role.PUPIL_COORDINATOR, {}),
        ("Fatima", Role.CONFIDENTIAL_ADVISER_INTERNAL, {}),
        ("Maarten", Role.DIRECTOR, {}),
        ("Wil", Role.ADMINISTRATOR, {}),
        ("Selma", Role.CONFIDENTIAL_ADVISER_EXTERNAL, {}),
    )
    for name, role, scope in held:
        RoleHolding.objects.create(school=cast.school, staff=cast.staff[name], role=role, from_on=SINCE, **scope)
