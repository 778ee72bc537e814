"""The people of the fictional school. Nobody in it exists: names are drawn from lists with a fixed seed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from omzien.ground.clock import now
from omzien.ground.school.models import (
    Account,
    Board,
    CoreTeam,
    Guardian,
    Guardianship,
    HomeGroup,
    Invitation,
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

SEED = 7
REACH = timedelta(days=100)
GROUP_SIZE = 24
GROUPS = (("Blauw", ("2A", "2B", "2C")), ("Geel", ("1A", "1B", "3A")))

GIVEN = [
    "Noor",
    "Daan",
    "Sofie",
    "Amir",
    "Lotte",
    "Jesse",
    "Esra",
    "Finn",
    "Zofia",
    "Tim",
    "Mila",
    "Bram",
    "Yara",
    "Ruben",
    "Fleur",
    "Sem",
    "Aylin",
    "Luuk",
    "Nina",
    "Mees",
    "Roos",
    "Thijs",
    "Imane",
    "Gijs",
    "Lieke",
    "Omar",
    "Julia",
    "Stijn",
    "Femke",
    "Bilal",
    "Anna",
    "Koen",
    "Selin",
    "Niels",
    "Maud",
    "Rayan",
    "Tess",
    "Floris",
    "Dilara",
    "Jens",
    "Sara",
    "Teun",
    "Naomi",
    "Wout",
    "Kiki",
    "Malik",
    "Eva",
    "Pim",
    "Hanna",
    "Sven",
    "Layla",
    "Joep",
    "Isa",
    "Milan",
    "Lina",
    "Dex",
    "Veerle",
    "Ilias",
    "Merel",
    "Casper",
    "Jada",
    "Hugo",
    "Elif",
    "Bas",
    "Romy",
    "Youssef",
    "Liv",
    "Xavi",
    "Puck",
    "Ties",
    "Amina",
    "Olaf",
    "Fenna",
    "Kian",
    "Suze",
    "Rik",
    "Jolie",
    "Siem",
    "Meryem",
    "Boaz",
]
FAMILY = (
    ("", "Dekkers"), ("van", "Elst"), ("van der", "Meer"), ("", "Haddad"), ("de", "Ruiter"), ("", "Postma"),
    ("", "Yildiz"), ("", "Ouwehand"), ("", "Kowalczyk"), ("", "Bouwman"), ("", "Sanders"), ("te", "Velde"),
    ("", "Nasser"), ("", "Hoekstra"), ("", "Jansma"), ("", "Visscher"), ("van", "Dongen"), ("", "Terpstra"),
    ("den", "Hartog"), ("", "Amrani"), ("", "Wiersma"), ("ter", "Horst"), ("", "Pinas"), ("", "Scholten"),
    ("van 't", "Hof"), ("", "Demir"), ("", "Brouwers"), ("op den", "Kamp"), ("", "Lindeman"), ("", "Celik"),
    ("de", "Graaf"), ("", "Veenstra"), ("", "Nowak"), ("van den", "Akker"), ("", "Rozema"), ("", "Tahiri"),
)  # fmt: skip

STAFF = {
    "Sanne": ("Sanne", "", "Vos"),
    "Karim": ("Karim", "", "Aslan"),
    "Ilse": ("Ilse", "van", "Rooij"),
    "Bert": ("Bert", "", "Nijland"),
    "Dewi": ("Dewi", "", "Soekarno"),
    "Joris": ("Joris", "de", "Wind"),
    "Petra": ("Petra", "", "Wolters"),
    "Hassan": ("Hassan", "", "Idrissi"),
    "Jelle": ("Jelle", "", "Bos"),
    "Fatima": ("Fatima", "", "Kaya"),
    "Tom": ("Tom", "", "Hendriksen"),
    "Selma": ("Selma", "", "Aydin"),
    "Maarten": ("Maarten", "", "Prins"),
    "Roel": ("Roel", "", "Zandstra"),
    "Wil": ("Wil", "", "Dijkman"),
    "Anouk": ("Anouk", "ter", "Beek"),
    "Marit": ("Marit", "", "Overbeek"),
}
MENTORS = {"2A": "Ilse", "2B": "Sanne", "2C": "Karim", "1A": "Bert", "1B": "Dewi", "3A": "Joris"}


@dataclass
class Town:
    """The school with its people, by the names that the stories call them."""

    school: School
    year: SchoolYear
    groups: dict[str, HomeGroup] = field(default_factory=dict)
    teams: dict[str, CoreTeam] = field(default_factory=dict)
    pupils: dict[str, list[Pupil]] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)


def _year_of(day: date) -> tuple[date, date]:
    """Return the school year; just after the summer it reaches back, since every story lies in one year."""
    start = date(day.year if day.month >= 8 else day.year - 1, 8, 1)
    return min(start, day - REACH), date(start.year + 1, 7, 31)


def _names(random: Random) -> Iterator[tuple[str, str, str]]:
    """Yield names that differ, in an order that is the same every time."""
    seen = set()
    while True:
        given, (infix, family) = random.choice(GIVEN), random.choice(FAMILY)
        if (given, family) not in seen:
            seen.add((given, family))
            yield given, infix, family


def found(day: date) -> Town:
    """Make the school with its groups and people, as it stands in the school year of `day`."""
    first, last = _year_of(day)
    board = Board.objects.create(name="Stichting De Linde (verzonnen)")
    school = School.objects.create(
        board=board, name="De Lindehof", region="noord", is_demo=True, later_check_weeks=[6, 12]
    )
    town = Town(school, SchoolYear.objects.create(school=school, first=first, last=last))
    names = _names(Random(SEED))
    for team_name, group_names in GROUPS:
        team = town.teams[team_name] = CoreTeam.objects.create(school=school, name=team_name)
        for name in group_names:
            town.groups[name] = HomeGroup.objects.create(
                school=school, year=town.year, name=name, grade=int(name[0]), core_team=team
            )
            town.pupils[name] = _pupils(town, town.groups[name], names)
    for key, (given, infix, family) in STAFF.items():
        town.staff[key] = _colleague(school, given, infix, family)
    _roles(town)
    return town


def _pupils(town: Town, group: HomeGroup, names: Iterator[tuple[str, str, str]]) -> list[Pupil]:
    pupils: list[Pupil] = []
    taken: set[str] = set()
    while len(pupils) < GROUP_SIZE:
        given, infix, family = next(names)
        if given in taken:  # one first name a group, so that a picture of it reads well
            continue
        taken.add(given)
        number = f"{group.grade}{group.name[1]}{len(pupils):03d}"
        pupils.append(
            Pupil(
                school=town.school, given_name=given, infix=infix, family_name=family,
                external_id=number, external_key=index_key("pupil", number),
            )
        )  # fmt: skip
    Pupil.objects.bulk_create(pupils)
    Placement.objects.bulk_create(
        Placement(school=town.school, pupil=pupil, home_group=group, from_on=town.year.first) for pupil in pupils
    )
    parents = [
        Guardian(
            school=town.school, given_name="Ouder van", family_name=pupil.full_name,
            external_key=index_key("guardian", pupil.external_id),
        )
        for pupil in pupils
    ]  # fmt: skip
    Guardian.objects.bulk_create(parents)
    Guardianship.objects.bulk_create(
        Guardianship(school=town.school, pupil=pupil, guardian=parent, relation="ouder")
        for pupil, parent in zip(pupils, parents, strict=True)
    )
    return pupils


def _colleague(school: School, given: str, infix: str, family: str) -> Staff:
    code = (given[0] + family[:2]).upper()
    staff = Staff.objects.create(
        school=school, given_name=given, infix=infix, family_name=family, code=code, external_id=code,
        external_key=index_key("staff", code + given), shows_name=given not in {"Karim", "Roel"},
        email=f"{given}.{family}@lindehof.example".lower(),
    )  # fmt: skip
    account = Account(staff=staff, email=staff.email, login_key=login_key(staff.email))
    account.set_unusable_password()
    # Nearly everyone was invited and came in; one was not asked yet, and one never came.
    account.last_login = None if given in {"Hassan", "Anouk"} else now() - timedelta(days=1)
    account.save()
    if given != "Hassan":
        asked = now() - timedelta(days=20)
        Invitation.objects.create(
            school=school, account=account, way=Invitation.Way.MAIL, made_at=asked, mail_after=asked, sent_at=asked,
            used_at=account.last_login and asked + timedelta(days=1),
        )  # fmt: skip
    return staff


def _roles(town: Town) -> None:
    since = town.year.first - timedelta(days=365)
    held: list[tuple[str, Role, dict[str, object]]] = [
        (who, Role.MENTOR, {"home_group": town.groups[group]}) for group, who in MENTORS.items()
    ]
    held += [
        ("Petra", Role.TEACHER, {"core_team": town.teams["Blauw"]}),
        ("Hassan", Role.TEACHER, {"core_team": town.teams["Geel"]}),
        ("Jelle", Role.ANTI_BULLYING_COORDINATOR, {}),
        ("Jelle", Role.TEACHER, {"core_team": town.teams["Blauw"]}),
        ("Fatima", Role.PUPIL_COORDINATOR, {}),
        ("Fatima", Role.CONFIDENTIAL_ADVISER_INTERNAL, {}),
        ("Tom", Role.PUPIL_COORDINATOR, {}),
        ("Anouk", Role.SUPPORT_COORDINATOR, {}),
        ("Selma", Role.CONFIDENTIAL_ADVISER_EXTERNAL, {}),
        ("Maarten", Role.DIRECTOR, {}),
        ("Roel", Role.ICT_COORDINATOR, {}),
        ("Wil", Role.ADMINISTRATOR, {}),
        ("Marit", Role.PRIVACY_OFFICER, {}),
    ]
    for name, role, scope in held:
        RoleHolding.objects.create(school=town.school, staff=town.staff[name], role=role, from_on=since, **scope)
