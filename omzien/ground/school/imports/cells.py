"""One row of a list: its cells by field, each read strictly and each mistake told where it stands."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from omzien.ground.school.names import split_family, split_name

from . import values
from .columns import ID_LENGTH, Layout
from .roster import PersonLine, Place
from .table import BROKEN, SHIFTED, Problem

T = TypeVar("T")
NAME_LENGTH = 100
GROUP_LENGTH = 40
TEAM_LENGTH = 60


class Cells:
    """The cells of one row."""

    def __init__(self, layout: Layout, row: int, cells: list[str], problems: list[Problem]) -> None:
        self.layout, self.row, self.cells, self.problems = layout, row, cells, problems
        self.place = Place(layout.table.file, row)

    @property
    def unfit(self) -> str:
        """Return what to do about a row that does not fit the headers, or nothing."""
        if self.cells[0] == BROKEN:
            return _('In deze rij staat een los aanhalingsteken ("). Haal het weg.')
        if self.cells[0] == SHIFTED:
            return _(
                "Deze rij heeft meer cellen dan er kolommen zijn. Kijk of er een scheidingsteken te veel in staat."
            )
        return ""

    def at(self, name: str, which: int = 0) -> Place:
        """Return the place of a field, as a person sees it."""
        column = self.layout.fields[name][which]
        raw = self.cells[column].strip() if column < len(self.cells) else ""
        return Place(self.place.file, self.row, self.layout.table.headers[column], raw)

    def text(self, name: str, longest: int = NAME_LENGTH, which: int = 0) -> str | None:
        """Return a text, "" for an empty cell, None when the list does not tell or the cell is wrong."""
        if name not in self.layout.fields:
            return None
        place = self.at(name, which)
        text = values.clean(place.value)
        if values.is_damaged(text):
            self.wrong(place, _("Hier staat een teken dat niet te lezen is. Typ de tekst opnieuw."))
            return None
        if len(text) > longest:
            message = _("Dit is te lang: er passen %(longest)d tekens. Maak de tekst korter.")
            self.wrong(place, message % {"longest": longest})
            return None
        return text

    def wrong(self, place: Place, message: str) -> None:
        """Note a mistake."""
        self.problems.append(place.wrong(message))

    def _read(self, name: str, read: Callable[[str], T], message: str) -> T | None:
        text = self.text(name, 200)
        if not text:
            return None
        try:
            return read(text)
        except values.Unreadable:
            self.wrong(self.at(name), message)
            return None

    def number(self, name: str) -> str | None:
        """Return an id; "" when it is missing."""
        if not self.text(name, ID_LENGTH):
            return self.text(name, ID_LENGTH) if name not in self.layout.fields else ""
        message = _("De spreadsheet heeft dit nummer afgerond. Maak van de kolom tekst en zet het hele nummer erin.")
        return self._read(name, values.number, message)

    def day(self, name: str, today: date, *, past: bool = False) -> date | None:
        """Return a date."""
        message = _("Dit is geen datum. Schrijf bijvoorbeeld 31-12-2026.")
        found = self._read(name, lambda text: values.day(text, today, past=past), message)
        if found and (found.year < 1900 or found.year > today.year + 20 or (past and found > today)):
            self.wrong(self.at(name), _("Deze datum kan niet kloppen. Kijk het jaar na."))
            return None
        return found

    def email(self, name: str = "email") -> str | None:
        """Return an address, "" for an empty cell."""
        if name not in self.layout.fields or not values.clean(self.at(name).value):
            return self.text(name)
        return self._read(name, values.email, _("Dit is geen e-mailadres. Schrijf bijvoorbeeld naam@school.nl."))

    def grade(self) -> int | None:
        """Return the year of the school."""
        return self._read("grade", values.grade, _("Dit is geen leerjaar. Schrijf een getal van 1 tot en met 6."))

    def name(self, prefix: str = "") -> tuple[str | None, str | None, str | None]:
        """Return given name, tussenvoegsel and family name, also out of one column."""
        given, infix = self.text(f"{prefix}given_name"), self.text(f"{prefix}infix")
        family = self.text(f"{prefix}family_name")
        if not given and not family and (whole := self.text(f"{prefix}name", 200)):
            found = split_name(whole)
            return found.given, found.infix, found.family
        if family and not infix:
            infix, family = split_family(family)
        elif given is not None and family is not None and infix is None:
            infix = ""
        return given, infix, family

    def person(self, line: PersonLine) -> bool:
        """Fill in the name; False when a name is missing, which is told where it is missing."""
        line.given_name, line.infix, line.family_name = self.name()
        column = "family_name" if not line.family_name else "given_name"
        if line.given_name and line.family_name:
            return True
        shown = next((name for name in (column, "name") if name in self.layout.fields), "")
        if shown and values.is_damaged(values.clean(self.at(shown).value)):
            return False
        place = self.at(shown) if shown else self.place
        missing = (
            _("De achternaam ontbreekt. Vul hem in.")
            if column == "family_name"
            else _("De roepnaam ontbreekt. Vul hem in.")
        )
        self.wrong(place, missing)
        return False
