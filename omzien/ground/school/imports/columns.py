"""Which column is which: headers recognised, private columns dropped before anything looks at them."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from omzien.ground.school.names import plain

from .kinds import SDS_COLUMNS, SDS_UNUSED, SDS_USED, Kind
from .synonyms import FIELDS, SYNONYMS, is_not_needed, is_private
from .table import BROKEN, SHIFTED, Table, column_letter
from .values import looks_like_citizen_number, looks_private

IGNORE = "ignore"
ID_LENGTH = 80
_IGNORE_WORDS = {"ignore", "negeer", "negeren", "overslaan", "skip", "-"}
# "ouder1 voornaam", "e-mail verzorger 2", "naam moeder": a parent in the pupil's own row.
_WHO = r"(ouderverzorger|ouder|verzorger|voogd|contactpersoon|parent|guardian)"
_GUARDIAN = (
    re.compile(rf"{_WHO}(?P<slot>\d?)(?P<part>[a-z]*)(?P<late>\d?)"),
    re.compile(rf"(?P<part>[a-z]*?){_WHO}(?P<slot>\d?)(?P<late>)"),
    re.compile(r"(?P<slot>vader|moeder)(?P<part>[a-z]*)(?P<late>)"),
    re.compile(r"(?P<part>[a-z]*?)(?P<slot>vader|moeder)(?P<late>)"),
)
_GUARDIAN_PARTS = {"given_name", "infix", "family_name", "name", "email", "phone", "relation", "id"}
# Words that schools put round the name of a column, and how far such a column stands behind one without them.
_ROUND = frozenset(
    {
        "leerling",
        "student",
        "medewerker",
        "personeel",
        "docent",
        "de",
        "het",
        "van",
        "een",
        "in",
        "op",
        "school",
        "huidige",
    }
)
LOOSE = 100
_MENTOR_PARTS = {"given_name", "infix", "family_name"}


@dataclass
class Layout:
    """A table with the meaning of its columns."""

    table: Table
    kind: Kind = Kind.UNKNOWN
    # field -> its columns, best first; only `mentor` uses more than one
    fields: dict[str, list[int]] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    private: list[int] = field(default_factory=list)
    looked_private: list[int] = field(default_factory=list)
    # A column that has a meaning and yet holds what is never stored.
    blank: set[int] = field(default_factory=set)

    def has(self, *names: str) -> bool:
        """Tell whether the table has all these fields."""
        return all(name in self.fields for name in names)

    def header(self, name: str) -> str:
        """Return the header of a field as it stands in the file."""
        return self.table.headers[self.fields[name][0]] if name in self.fields else ""


def normal(header: str) -> str:
    """Return a header as it is compared."""
    return plain(header).replace(" ", "")


def field_named(text: str) -> str | None:
    """Return our field by the name that a person gives it, "ignore", or None."""
    word = normal(text) or text.strip()
    if word in _IGNORE_WORDS or text.strip() in _IGNORE_WORDS:
        return IGNORE
    if text.strip() in FIELDS:
        return text.strip()
    found = SYNONYMS.get(word)
    return found[0] if found and found[0] in FIELDS else None


def known_count(headers: list[str]) -> int:
    """Return how many of these cells are headers that we know; finds the header row and the delimiter."""
    words = {normal(header): header for header in headers if normal(header)}
    sds = {word for columns in SDS_COLUMNS.values() for word in columns}
    known = (
        _meaning_of(header) or word in sds or is_private(word) or is_not_needed(word) for word, header in words.items()
    )
    return sum(map(bool, known))


def _meaning(word: str) -> tuple[str, int] | None:
    """Return field and rank of a normalised header."""
    if word in SYNONYMS:
        return SYNONYMS[word]
    part = word.removeprefix("mentor").removesuffix("mentor")
    if part != word and SYNONYMS.get(part, ("", 0))[0] in _MENTOR_PARTS:
        return f"mentor.{SYNONYMS[part][0]}", 0
    return _guardian_meaning(word)


def _meaning_of(header: str) -> tuple[str, int] | None:
    """Return field and rank of a header, also of one with words round it: "Klas (stamgroep)", "roepnaam leerling"."""
    found = _meaning(normal(header))
    if found:
        return found
    words = [word for word in plain(header).split() if word not in _ROUND]
    if joined := _meaning("".join(words)) if words else None:
        return joined[0], LOOSE
    told = {SYNONYMS[word][0] if word in SYNONYMS else "" for word in words}
    return (told.pop(), LOOSE) if len(told) == 1 and "" not in told else None


def _guardian_meaning(word: str) -> tuple[str, int] | None:
    for pattern in _GUARDIAN:
        found = pattern.fullmatch(word)
        if not found:
            continue
        told = SYNONYMS.get(found["part"] or "naam")
        if told and told[0] in _GUARDIAN_PARTS:
            return f"guardian{found['slot'] or found['late'] or '1'}.{told[0]}", told[1]
    return None


def recognise(table: Table, said: Mapping[str, str]) -> Layout:
    """Return what each column is; `said` holds what a person told, by normalised header."""
    layout = Layout(table)
    words = [normal(header) for header in table.headers]
    if sds := _sds_kind(set(words)):
        return _sds_layout(layout, words, sds)
    ranked: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for column, word in enumerate(words):
        meaning = _column_meaning(layout, column, word, said)
        if meaning:
            ranked[meaning[0]].append((meaning[1], column))
    for name, columns in ranked.items():
        columns.sort(key=lambda pair: (not table.values(pair[1]), *pair))
        layout.fields[name] = [column for _rank, column in columns]
    _settle(layout)
    return layout


def _column_meaning(layout: Layout, column: int, word: str, said: Mapping[str, str]) -> tuple[str, int] | None:
    """Return field and rank of one column; private and unknown columns are put aside."""
    values = layout.table.values(column)
    told = said.get(word)
    header = layout.table.headers[column]
    if is_private(word) and not _meaning(word):
        layout.private.append(column)
    elif told == IGNORE or (told is None and is_not_needed(word)):
        return None
    elif told is None and (meaning := _meaning_of(header)):
        return meaning
    elif _values_are_private(values):
        layout.looked_private.append(column)
    elif told is not None:
        return told, -1
    elif values:
        layout.unknown.append(column)
    return None


def _values_are_private(values: list[str]) -> bool:
    """Tell whether half of the column or more is private: one typing error must not let the others through."""
    citizen_numbers = sum(looks_like_citizen_number(value) for value in values)
    private = sum(looks_private(value) for value in values)
    return bool(values) and 2 * max(citizen_numbers, private) >= len(values)


def _sds_kind(words: set[str]) -> Kind | None:
    for kind, needed in SDS_COLUMNS.items():
        if needed <= words:
            return kind
    if any(needed <= words for needed in SDS_UNUSED):
        return Kind.UNUSED
    return None


def _sds_layout(layout: Layout, words: list[str], kind: Kind) -> Layout:
    layout.kind = kind
    asked: set[str] = SDS_USED.get(kind, set())
    for column, word in enumerate(words):
        # A password, a telephone number and a directory key are never read.
        if word in asked:
            layout.fields.setdefault(word, []).append(column)
        elif is_private(word) or word in {"phone", "sms"}:
            layout.private.append(column)
    return layout


def _settle(layout: Layout) -> None:
    """Give columns that mean different things in different lists their meaning, and see what the list is about."""
    fields = layout.fields
    if layout.has("name") and "pupil_id" not in fields and _is_numbers(layout, "name"):
        fields["pupil_id"] = fields.pop("name")
    if layout.has("name", "given_name") and "family_name" not in fields:
        fields["family_name"] = fields.pop("name")
    layout.kind = _kind(layout)
    _refuse_citizen_numbers(layout)
    if layout.kind is Kind.GROUPS and "group" not in fields and "name" in fields:
        fields["group"] = fields.pop("name")
    if "id" in fields:
        name = {Kind.STAFF: "staff_id", Kind.GUARDIANS: "guardian_id"}.get(layout.kind, "pupil_id")
        fields.setdefault(name, fields.pop("id"))
    if layout.kind is Kind.PUPILS and "pupil_id" not in fields and "code" in fields:
        fields["pupil_id"] = fields.pop("code")
    if layout.kind in {Kind.PUPILS, Kind.STAFF} and "phone" in fields:
        layout.private += fields.pop("phone")


def _refuse_citizen_numbers(layout: Layout) -> None:
    """See citizen numbers under the name of a pupil number; a few numbers may look like them by chance."""
    columns = layout.fields.get("pupil_id", layout.fields.get("id", []))[:1]
    found = [value for column in columns for value in layout.table.values(column)]
    citizen_numbers = sum(len(value) == 9 and looks_like_citizen_number(value) for value in found)
    if len(found) > 2 and 2 * citizen_numbers >= len(found):
        layout.looked_private += columns
        layout.blank = set(columns)


def _is_numbers(layout: Layout, name: str) -> bool:
    values = layout.table.values(layout.fields[name][0])
    return bool(values) and all(value.isdigit() for value in values)


def _kind(layout: Layout) -> Kind:
    fields = set(layout.fields)
    names = fields & {"given_name", "family_name", "name"}
    slots = any(name.startswith("guardian") and "." in name for name in fields)
    pupil = "pupil_id" in fields
    if pupil and (fields & {"relation", "guardian_id"} or (slots and not names)) and not fields & {"group", "mentor"}:
        return Kind.GUARDIANS
    if pupil or slots or "birth_date" in fields:
        return Kind.PUPILS
    if {"group", "mentor"} <= fields and names and not fields & {"staff_id", "role"}:
        return Kind.PUPILS
    if fields & {"staff_id", "code", "role"} and (names or "email" in fields):
        return Kind.STAFF
    return _kind_without_number(fields, bool(names))


def _kind_without_number(fields: set[str], named: bool) -> Kind:
    if "group" in fields and fields & {"core_team", "mentor", "grade"} and not named:
        return Kind.GROUPS
    if fields == {"name", "core_team"} or fields == {"name", "core_team", "grade"}:
        return Kind.GROUPS
    if named and fields & {"group", "mentor", "grade"}:
        return Kind.PUPILS
    return Kind.UNKNOWN


def strip(layout: Layout) -> None:
    """Blank everything that nothing here uses: what is private exists nowhere from here on."""
    used = {
        column for name, columns in layout.fields.items() for column in (columns if name == "mentor" else columns[:1])
    }
    if layout.kind is Kind.UNUSED:
        used = set()
    kept = (used | set(layout.unknown)) - layout.blank
    for _row, cells in layout.table.rows:
        if cells[0] in {BROKEN, SHIFTED}:
            cells[1:] = [_number_in(layout, cells[1:])]
            continue
        for column in range(len(cells)):
            if column not in kept:
                cells[column] = ""


def _number_in(layout: Layout, cells: list[str]) -> str:
    """Return the number in a row that does not fit, so that whoever it belongs to is not taken for gone."""
    for name in ("pupil_id", "staff_id", "code", "sourcedid", "usersourcedid"):
        if name in layout.fields and layout.fields[name][0] < len(cells):
            found = cells[layout.fields[name][0]].strip().strip('"')
            return "" if looks_like_citizen_number(found) or len(found) > ID_LENGTH else found
    return ""


def notes(layout: Layout) -> list[str]:
    """Return what a person should know about the columns."""
    table = layout.table
    told = []
    if layout.private:
        told.append(
            _("%(file)s: deze kolommen bewaart Omzien nooit: %(columns)s.")
            % {"file": table.file, "columns": _names(table, layout.private)}
        )
    if layout.looked_private:
        told.append(
            _(
                "%(file)s: in kolom %(columns)s lijken burgerservicenummers of adressen te staan. Die bewaart Omzien niet."
            )
            % {"file": table.file, "columns": _names(table, layout.looked_private)}
        )
    if layout.kind is Kind.UNUSED:
        told.append(_("%(file)s: hieruit is niets nodig.") % {"file": table.file})
    return told


def _names(table: Table, columns: list[int]) -> str:
    return ", ".join(table.headers[column] or column_letter(column) for column in sorted(columns))
