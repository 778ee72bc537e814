"""School Data Sync v2.1: orgs, users, roles, classes, enrollments and relationships, as one roster."""

import re
from collections import Counter, defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omzien.ground.school.names import split_family

from . import values
from .cells import GROUP_LENGTH, Cells
from .columns import ID_LENGTH, Layout
from .kinds import Kind
from .roster import GroupLine, GuardianLine, Place, PupilLine, Roster, StaffLine
from .table import Problem

PUPIL_ROLES = {"student", "pupil", "learner"}
GUARDIAN_ROLES = {"parent", "guardian", "relative"}
# A title by which Dutch schools call a home group: 2B, H4A, 3GT2, vwo5, TH1b; never "2B-ne" or "ne2B".
LEVELS = "v|h|m|a|g|t|k|b|c|d|vwo|havo|mavo|vmbo|gym|ath|th|hv|mh|vm|gt|tl|kb|bb|bk|gl|br|bbl|kbl|lw|lwoo|pro|isk|tto|ttv|tth"
HOME_TITLE = re.compile(rf"(klas |stamgroep |mentorgroep |groep )?(?:(?:{LEVELS}) ?)?[1-8] ?[a-z]{{0,4}}\d?", re.I)
# A class with more pupils than this is a year or a whole school; with more teachers it is a team, not its mentors.
MOST_PUPILS, MOST_MENTORS = 40, 3


class Sync:
    """The files of one School Data Sync delivery, read into one roster."""

    def __init__(self, roster: Roster, school_name: str, home_titles: str = "") -> None:
        self.roster, self.school_name = roster, school_name
        self.home_titles = _pattern(home_titles)
        self.tables: dict[Kind, list[Cells]] = defaultdict(list)
        self.files: dict[Kind, Layout] = {}
        self.guardians: dict[str, GuardianLine] = {}
        # Every number in users.csv, also of who is neither pupil nor colleague of this school.
        self.users: set[str] = set()

    def add(self, layout: Layout) -> None:
        """Take one file in."""
        self.files[layout.kind] = layout
        for row, cells in layout.table.rows:
            line = Cells(layout, row, cells, self.roster.problems)
            if line.unfit:
                line.wrong(line.place, line.unfit)
                if len(cells) > 1 and cells[1]:
                    self.roster.seen_pupils.add(cells[1])
                    self.roster.seen_staff.add(cells[1])
            else:
                self.tables[layout.kind].append(line)

    def read(self) -> None:
        """Put the files together."""
        missing = [kind.value for kind in (Kind.SDS_USERS, Kind.SDS_ROLES) if kind not in self.files]
        if missing:
            names = ", ".join(f"{name}.csv" for name in missing)
            file = next(iter(self.files.values())).table.file
            message = _(
                "Voor School Data Sync ontbreekt nog: %(names)s. Kies alle bestanden samen, of de map of de zip."
            )
            self.roster.problems.append(Problem(file, 0, "", "", message % {"names": names}))
            return
        orgs = self._orgs()
        roles = self._roles(orgs)
        self._people(roles)
        self._home_groups(orgs)
        self._relationships()

    def _orgs(self) -> set[str] | None:
        """Return the orgs that are this school; None when there is only one."""
        schools = {line.text("sourcedid", ID_LENGTH) or "": line.text("name") or "" for line in self.tables[Kind.SDS_ORGS]
                   if (line.text("type") or "school").casefold() == "school"}  # fmt: skip
        if len(schools) < 2:
            return None
        mine = {key for key, name in schools.items() if name.casefold() == self.school_name.casefold()}
        if mine:
            return mine
        message = _(
            "In deze lijsten staan %(count)d scholen en geen ervan heet %(name)s. Alles is gelezen als één school."
        )
        self.roster.notes.append(message % {"count": len(schools), "name": self.school_name})
        return None

    def _roles(self, orgs: set[str] | None) -> dict[str, set[str]]:
        """Return what each user is, at this school."""
        found: dict[str, set[str]] = defaultdict(set)
        for line in self.tables[Kind.SDS_ROLES]:
            user, role = line.number("usersourcedid"), (line.text("role") or "").casefold()
            if user and role and (orgs is None or line.text("orgsourcedid", ID_LENGTH) in orgs):
                found[user].add(role)
        return found

    def _people(self, roles: dict[str, set[str]]) -> None:
        self.roster.kinds |= {
            "pupils" if r & PUPIL_ROLES else "staff" for r in roles.values() if not r <= GUARDIAN_ROLES
        }
        related = {line.text("relationshipusersourcedid", ID_LENGTH) for line in self.tables[Kind.SDS_RELATIONSHIPS]}
        for line in self.tables[Kind.SDS_USERS]:
            number = line.number("sourcedid")
            if not number:
                if number == "":
                    line.wrong(line.at("sourcedid"), _("Het nummer ontbreekt. Vul het in."))
                continue
            self.users.add(number)
            told = roles.get(number, set())
            if told or number in related:
                self._person(line, number, told)

    def _person(self, line: Cells, number: str, told: set[str]) -> None:
        is_pupil, is_guardian = bool(told & PUPIL_ROLES), not told or told <= GUARDIAN_ROLES
        known = self.roster.pupils if is_pupil else self.roster.staff
        if not is_guardian and number in known:
            message = _("Dit nummer staat ook in rij %(row)d. Alleen die rij telt. Haal een van de twee weg.")
            line.wrong(line.at("sourcedid"), message % {"row": known[number].place.row})
            return
        given, infix, family = self._name(line)
        if not given or not family:
            column = "givenname" if not given else "familyname"
            line.wrong(line.at(column), _("Een deel van de naam ontbreekt. Vul hem in."))
            (self.roster.seen_pupils if is_pupil else self.roster.seen_staff).add(number)
            return
        email = self._email(line)
        if is_guardian:
            self.guardians[number] = GuardianLine(line.place, number, given, infix, family, email)
        elif is_pupil:
            self.roster.pupils[number] = PupilLine(line.place, number, given, infix, family, email)
        else:
            places = {"email": line.at("email" if "email" in line.layout.fields else "username")}
            self.roster.staff[number] = StaffLine(line.place, number, given, infix, family, email, places)

    def _name(self, line: Cells) -> tuple[str, str, str]:
        infix, family = split_family(line.text("familyname") or "")
        return line.text("givenname") or "", (line.text("middlename") or "") or infix, family

    def _email(self, line: Cells) -> str | None:
        """Return the address; in School Data Sync the user name often is one."""
        found = line.email("email")
        name = values.clean(line.at("username").value)
        if not found and "@" in name:
            try:
                return values.email(name)
            except values.Unreadable:
                return found
        return found

    def _home_groups(self, orgs: set[str] | None) -> None:
        """Find the home groups, and who is in them."""
        classes = {line.text("sourcedid", ID_LENGTH): line for line in self.tables[Kind.SDS_CLASSES]
                   if orgs is None or line.text("orgsourcedid", ID_LENGTH) in orgs}  # fmt: skip
        pupils, teachers = self._enrolled()
        homes = {key for key, line in classes.items() if key and self._is_home(line)}
        if not homes:
            homes = self._largest(set(classes), pupils)
        for key in sorted(homes, key=lambda key: self._title(classes[key])):
            name = self._title(classes[key])[:GROUP_LENGTH]
            if not name or name in self.roster.groups:
                continue
            self.roster.groups[name] = GroupLine(classes[key].place, name, external_id=key)
            self._mentors(self.roster.groups[name], teachers[key])
            for number in pupils[key]:
                if self.roster.pupils[number].group is None:
                    self.roster.pupils[number].group = name
        if homes:
            self.roster.kinds.add("groups")
        without = sum(1 for pupil in self.roster.pupils.values() if pupil.group is None)
        if without:
            message = ngettext(
                "%(n)d leerling zit in geen stamgroep.", "%(n)d leerlingen zitten in geen stamgroep.", without
            )
            self.roster.notes.append(message % {"n": without})

    def _is_home(self, line: Cells) -> bool:
        said = (line.text("classtype") or line.text("type") or "").casefold()
        title = (line.text("title", 200) or "").strip()
        if self.home_titles:
            return bool(self.home_titles.fullmatch(title))
        return said == "homeroom" or bool(HOME_TITLE.fullmatch(title))

    def _title(self, line: Cells) -> str:
        title = (line.text("title", 200) or "").strip()
        return re.sub(r"^(klas|stamgroep|mentorgroep|groep)\s+", "", title, flags=re.I)

    def _enrolled(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """Return pupils and teachers by class; who is not known is told where it stands."""
        pupils: dict[str, list[str]] = defaultdict(list)
        teachers: dict[str, list[str]] = defaultdict(list)
        for line in self.tables[Kind.SDS_ENROLLMENTS]:
            key, user = line.text("classsourcedid", ID_LENGTH) or "", line.number("usersourcedid") or ""
            role = (line.text("role") or "").casefold()
            if user in self.roster.pupils and role in {*PUPIL_ROLES, ""}:
                pupils[key].append(user)
            elif user in self.roster.staff:
                teachers[key].append(user)
            elif user not in self.roster.seen_pupils | self.roster.seen_staff and user not in self.users:
                line.wrong(
                    line.at("usersourcedid"),
                    _("Dit nummer staat niet in users.csv. Haal de rij weg of vul users.csv aan."),
                )
        return pupils, teachers

    def _largest(self, classes: set[str | None], pupils: dict[str, list[str]]) -> set[str]:
        """Without a title that says so: each pupil's home group is their class with most pupils, up to a class full.

        A home group has all its lessons together, so its class is the one that nobody of it is missing from.
        """
        size = {key: len(members) for key, members in pupils.items() if key in classes and len(members) <= MOST_PUPILS}
        of: dict[str, list[str]] = defaultdict(list)
        for key in size:
            for number in pupils[key]:
                of[number].append(key)
        chosen = Counter(max(keys, key=lambda key: (size[key], key)) for keys in of.values())
        if chosen:
            message = _("Geen klas heet zoals een stamgroep (bijvoorbeeld 2B). Voor elke leerling is de grootste klas gekozen. "
                        'Kloppen de klassen niet? Zeg welke namen stamgroepen zijn, bijvoorbeeld "SG *".')  # fmt: skip
            self.roster.notes.append(message)
        return set(chosen)

    def _mentors(self, group: GroupLine, teachers: list[str]) -> None:
        if len(teachers) <= MOST_MENTORS:
            group.mentor_numbers = teachers
            return
        message = _("%(group)s heeft %(count)d docenten. Wijs zelf bij Mensen aan wie mentor is.")
        self.roster.notes.append(message % {"group": group.name, "count": len(teachers)})

    def _relationships(self) -> None:
        if Kind.SDS_RELATIONSHIPS in self.files:
            self.roster.kinds.add("guardians")
        for line in self.tables[Kind.SDS_RELATIONSHIPS]:
            pupil, other = line.number("usersourcedid") or "", line.number("relationshipusersourcedid") or ""
            role = (line.text("relationshiprole", 40) or "").casefold()
            guardian = self.guardians.get(other)
            if guardian is None or pupil not in self.roster.pupils or (role and role not in {*GUARDIAN_ROLES, "other"}):
                continue
            place = Place(line.place.file, line.place.row)
            self.roster.guardians.append(
                GuardianLine(place, other, guardian.given_name, guardian.infix, guardian.family_name,
                             guardian.email, pupil=pupil, relation=role or None)
            )  # fmt: skip


def _pattern(wildcards: str) -> re.Pattern[str] | None:
    """Return how home groups are called, from "SG *" as a person writes it; several with a comma."""
    parts = [re.escape(part.strip()).replace(r"\*", ".*") for part in wildcards.split(",") if part.strip()]
    return re.compile("|".join(parts), re.I) if parts else None
