"""A school's own lists: pupils, staff, home groups, parents; one list of each, or more."""

import re
from datetime import date

from django.utils.translation import gettext as _

from omzien.ground.school.models import Role
from omzien.ground.school.names import plain, words_of

from .cells import GROUP_LENGTH, TEAM_LENGTH, Cells
from .columns import ID_LENGTH, Layout, normal
from .kinds import Kind
from .roster import GroupLine, GuardianLine, PersonLine, Place, PupilLine, Roster, StaffLine
from .table import Problem

# What schools call what people do; tried in this order, on the words without accents, spaces and punctuation.
ROLE_WORDS = (
    ("extern.*vertrouwen|vertrouwen.*extern", Role.CONFIDENTIAL_ADVISER_EXTERNAL),
    ("vertrouwenspersoon|vertrouwenscontact", Role.CONFIDENTIAL_ADVISER_INTERNAL),
    ("pestcoordinator|antipest|^apc$", Role.ANTI_BULLYING_COORDINATOR),
    ("leerling(en)?coordinator|jaarlaagcoordinator|^lc$|^llc$", Role.PUPIL_COORDINATOR),
    ("ondersteuningscoordinator|zorgcoordinator|^oco$|^zoco$", Role.SUPPORT_COORDINATOR),
    ("ictcoordinator", Role.ICT_COORDINATOR),
    ("^(vestigings|locatie|school)?directeur$|^rector$|schoolleider", Role.DIRECTOR),
    ("^(klassen|stamgroep|groeps)?mentor$", Role.MENTOR),
    ("beheerder|administrator", Role.ADMINISTRATOR),
)


class Reader:
    """Reads own lists into one roster."""

    def __init__(self, roster: Roster, today: date) -> None:
        self.roster, self.today = roster, today

    def read(self, layout: Layout) -> None:
        """Read one list."""
        kinds = {
            Kind.PUPILS: self._pupil,
            Kind.STAFF: self._staff,
            Kind.GROUPS: self._group,
            Kind.GUARDIANS: self._guardian,
        }
        if refusal := refusal_of(layout):
            self.roster.problems.append(refusal)
            return
        self.roster.kinds.add(layout.kind.value)
        for row, cells in layout.table.rows:
            line = Cells(layout, row, cells, self.roster.problems)
            if line.unfit:
                line.wrong(line.place, line.unfit)
                self._seen(layout.kind, cells[1] if len(cells) > 1 else "", None)
            else:
                kinds[layout.kind](line)

    def _seen(self, kind: Kind, number: str, cells: Cells | None) -> None:
        """Remember who stands in a row that cannot be loaded."""
        if number:
            (self.roster.seen_staff if kind is Kind.STAFF else self.roster.seen_pupils).add(number)
        elif cells is not None:
            found = words_of(" ".join(part for part in cells.name() if part))
            self.roster.seen_names.add(found)

    def _number(self, cells: Cells, kind: Kind, *names: str) -> str:
        """Return the number of whoever the row is about; "" after telling what is wrong."""
        for name in names:
            before = len(cells.problems)
            number = cells.number(name)
            if number:
                return number
            if len(cells.problems) > before:
                return ""
        shown = next((name for name in names if name in cells.layout.fields), None)
        message = _("Het nummer ontbreekt. Zonder nummer weten we niet zeker om wie het gaat. Vul het in.")
        cells.wrong(cells.at(shown) if shown else cells.place, message)
        self._seen(kind, "", cells)
        return ""

    def _twice(self, cells: Cells, name: str, earlier: PersonLine | None) -> bool:
        if earlier is None:
            return False
        message = _("Dit nummer staat ook in rij %(row)d van %(file)s. Alleen die rij telt. Haal een van de twee weg.")
        cells.wrong(cells.at(name), message % {"row": earlier.place.row, "file": earlier.place.file})
        return True

    def _pupil(self, cells: Cells) -> None:
        number = self._number(cells, Kind.PUPILS, "pupil_id")
        if not number or self._twice(cells, "pupil_id", self.roster.pupils.get(number)):
            return
        line = PupilLine(cells.place, number)
        if not cells.person(line):
            self._seen(Kind.PUPILS, number, None)
            return
        line.email = cells.email()
        birth = cells.day("birth_date", self.today, past=True)
        line.birth_date = birth.isoformat() if birth else None
        line.group = group_of(cells)
        line.grade, line.core_team = cells.grade(), cells.text("core_team", TEAM_LENGTH)
        line.mentors = mentors_of(cells)
        line.start, line.end = self._period(cells)
        line.guardians = guardians_in(cells, number)
        self.roster.pupils[number] = line
        if line.group == "":
            cells.wrong(cells.at("group"), _("Deze leerling heeft geen klas en dus geen mentor. Vul de klas in."))

    def _period(self, cells: Cells) -> tuple[date | None, date | None]:
        start, end = cells.day("start", self.today), cells.day("end", self.today)
        if start and end and end < start:
            cells.wrong(cells.at("end"), _("De einddatum ligt voor de begindatum. Kijk beide na."))
            return None, None
        return start, end

    def _staff(self, cells: Cells) -> None:
        code = cells.text("code", 20)
        email = cells.email()
        number = (cells.number("staff_id") if "staff_id" in cells.layout.fields else None) or code or email
        if not number:
            number = self._number(cells, Kind.STAFF, "staff_id", "code")
        name = next((name for name in ("staff_id", "code", "email") if name in cells.layout.fields), "")
        if not number or self._twice(cells, name, self._colleague(number)):
            return
        line = StaffLine(cells.place, number, email=email, code=code)
        if not cells.person(line):
            self._seen(Kind.STAFF, number, None)
            return
        line.roles = self._roles(cells)
        if email:
            line.places["email"] = cells.at("email")
        is_mentor = Role.MENTOR in (line.roles or ()) or normal(cells.layout.header("group")).startswith("mentor")
        told = cells.text("group", 200) if is_mentor else ""
        line.groups = [group for group in re.split(r"\s*[,;/&+]\s*", told or "") if group]
        line.core_teams = [team for team in re.split(r"\s*[,;/+]\s*", cells.text("core_team", 200) or "") if team]
        line.start, line.end = self._period(cells)
        self.roster.staff[number] = line

    def _colleague(self, number: str) -> StaffLine | None:
        """Return who has this number in an earlier row; VOS and vos are one code."""
        return next((line for line in self.roster.staff.values() if line.number.casefold() == number.casefold()), None)

    def _roles(self, cells: Cells) -> list[Role] | None:
        text = cells.text("role", 200)
        if text is None:
            return None
        found = {role_named(word) for word in re.split(r"[,;/+&|]| en ", text) if word.strip()}
        if Role.ADMINISTRATOR in found:
            found.discard(Role.ADMINISTRATOR)
            cells.wrong(cells.at("role"), _("Een beheerder maak je bij Mensen, niet met een lijst."))
        return sorted(found, key=list(Role).index)

    def _group(self, cells: Cells) -> None:
        name = group_of(cells)
        if not name:
            if name == "":
                cells.wrong(cells.at("group"), _("De naam van de klas ontbreekt. Vul hem in."))
            return
        if name in self.roster.groups:
            cells.wrong(cells.at("group"), _("Deze klas staat twee keer in de lijst. Haal een van de twee weg."))
            return
        self.roster.groups[name] = GroupLine(
            cells.place, name, cells.grade(), cells.text("core_team", TEAM_LENGTH), mentors_of(cells)
        )

    def _guardian(self, cells: Cells) -> None:
        pupil = self._number(cells, Kind.PUPILS, "pupil_id")
        if not pupil:
            return
        if "given_name" in cells.layout.fields or "family_name" in cells.layout.fields or "name" in cells.layout.fields:
            self.roster.guardians += guardian_lines(cells, pupil, [""])
        else:
            self.roster.guardians += guardians_in(cells, pupil) or []


def refusal_of(layout: Layout) -> Problem | None:
    """Return why a whole list cannot be loaded: no number to know people by, or not clear what it is about."""
    file, row = layout.table.file, layout.table.header_row
    if layout.kind is Kind.UNKNOWN:
        message = _("We zien niet waar deze lijst over gaat. Geef aan welke kolom het nummer en welke de naam is.")
        return Problem(file, row, "", "; ".join(layout.table.headers)[:200], message)
    if layout.kind in {Kind.PUPILS, Kind.GUARDIANS} and "pupil_id" not in layout.fields:
        return Problem(file, row, "", "", _("De kolom met het leerlingnummer ontbreekt. Geef aan welke kolom dat is."))
    if "pupil_id" in layout.fields and layout.table.rows and not layout.table.values(layout.fields["pupil_id"][0]):
        message = _("In deze kolom staat geen leerlingnummer. Een burgerservicenummer gebruikt Omzien nooit.")
        return Problem(file, row, layout.header("pupil_id"), "", message)
    return None


def role_named(word: str) -> Role:
    """Return the role that a school's own word means; whatever is not one of the protocol's people is a colleague."""
    text = plain(word).replace(" ", "")
    return next((role for pattern, role in ROLE_WORDS if re.search(pattern, text)), Role.TEACHER)


def group_of(cells: Cells) -> str | None:
    """Return the name of the home group, without words round it."""
    text = cells.text("group", GROUP_LENGTH)
    return re.sub(r"^(klas|stamgroep|mentorgroep|groep)\s+(?=\S)", "", text, flags=re.I) if text else text


def mentors_of(cells: Cells) -> list[tuple[str, Place]] | None:
    """Return who are named as mentors, each with the cell that names them."""
    parts = [cells.text(f"mentor.{part}") for part in ("given_name", "infix", "family_name")]
    if any(parts):
        place = cells.at("mentor.family_name" if "mentor.family_name" in cells.layout.fields else "mentor.given_name")
        return [(" ".join(part for part in parts if part), place)]
    if "mentor" not in cells.layout.fields:
        return None
    found = []
    for which in range(len(cells.layout.fields["mentor"])):
        text = cells.text("mentor", 200, which)
        if text is None:
            return None
        found += [(name.strip(), cells.at("mentor", which)) for name in re.split(r"[;/&+|]| en ", text) if name.strip()]
    return found


def guardians_in(cells: Cells, pupil: str) -> list[GuardianLine] | None:
    """Return the parents in the row of a pupil; None when the list has no such columns."""
    slots = sorted({name.split(".")[0] for name in cells.layout.fields if name.startswith("guardian") and "." in name})
    return guardian_lines(cells, pupil, [f"{slot}." for slot in slots]) if slots else None


def guardian_lines(cells: Cells, pupil: str, prefixes: list[str]) -> list[GuardianLine]:
    """Return the parents told in a row; each is known by their own number, else by address, else by their place."""
    found = []
    for prefix in prefixes:
        given, infix, family = cells.name(prefix)
        if not given and not family:
            continue
        email, phone = cells.email(f"{prefix}email"), cells.text(f"{prefix}phone", 40)
        relation = cells.text(f"{prefix}relation", 40) or _relation_in(prefix)
        own = cells.text(f"{prefix}id" if prefix else "guardian_id", ID_LENGTH)
        number = own or (email or "").casefold() or f"{pupil}:{relation or prefix.rstrip('.') or 'ouder'}"
        found.append(
            GuardianLine(
                cells.place,
                number,
                given or "",
                infix,
                family or "",
                email,
                pupil=pupil,
                phone=phone,
                relation=relation or None,
            )
        )
    return found


def _relation_in(prefix: str) -> str:
    found = re.search(r"vader|moeder", prefix)
    return found[0] if found else ""
