"""From text to rows: which character parts the columns, which row holds the headers, and a stray quote that stays small."""

import csv
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .columns import known_count
from .table import BROKEN, SHIFTED, Table, column_letter

DELIMITERS = (";", ",", "\t", "|")
ROW_LIMIT = 100_000
COLUMN_LIMIT = 300
CELL_LIMIT = 2_000
# A quoted cell may hold some line ends; more than this is a quote that was never closed.
QUOTED_LINES = 12
HEADER_SEARCH = 12


class Refused(Exception):
    """A file that cannot be read at all, with what to do about it."""


def read_text(file: str, text: str) -> Table:
    """Return the table in a text; raises Refused."""
    lines = re.split(r"\r\n|\r|\n", text.lstrip("\ufeff").rstrip("\x1a"))
    if found := re.fullmatch(r'"?sep=(.)"?;*', lines[0].strip(), re.I):
        # A spreadsheet reads this line as an instruction and does not show it.
        lines, delimiter = lines[1:], found[1]
    else:
        delimiter = _delimiter(lines)
    if not any(line.strip() for line in lines):
        raise Refused(_("Dit bestand is leeg. Kies een ander bestand."))
    if len(lines) > ROW_LIMIT:
        raise Refused(
            _("Dit bestand heeft meer dan %(rows)d regels. Kies een lijst van één school.") % {"rows": ROW_LIMIT}
        )
    return _table(file, list(records(lines, delimiter)))


def _delimiter(lines: list[str]) -> str:
    """Return the character that makes most known headers, else most columns."""
    first = [line for line in lines if line.strip()][:HEADER_SEARCH]

    def score(delimiter: str) -> tuple[int, int]:
        rows = [cells for _row, cells in records(first, delimiter)]
        return max((known_count(cells) for cells in rows), default=0), max(map(len, rows), default=0)

    return max(DELIMITERS, key=score)


def records(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows with their number as in a spreadsheet; a row that cannot be read is marked BROKEN."""
    at, row, width = 0, 0, 0
    while at < len(lines):
        row += 1
        used, cells = _record(lines, at, delimiter, width)
        at += used
        width = max(width, len(cells))
        yield row, cells


def _record(lines: list[str], at: int, delimiter: str, width: int) -> tuple[int, list[str]]:
    line = lines[at]
    if line.count('"') % 2 == 0:
        return 1, _cells(line, delimiter) or [BROKEN, *line.split(delimiter)]
    for end in range(at + 1, min(at + QUOTED_LINES, len(lines))):
        if lines[end].count('"') % 2 == 0:
            # The quoted cell goes on, unless this line is a whole row by itself: then the quote was a slip.
            if width > 1 and lines[end].count(delimiter) == width - 1:
                break
            continue
        cells = _cells("\n".join(lines[at : end + 1]), delimiter)
        if cells and len(cells) <= max(width, 1) and not _swallowed(cells, delimiter, width):
            return end + 1 - at, cells
        break
    return 1, [BROKEN, *line.split(delimiter)]


def _swallowed(cells: list[str], delimiter: str, width: int) -> bool:
    """Tell whether a cell holds whole rows of the list."""
    return width > 1 and any(part.count(delimiter) >= width - 1 for cell in cells for part in cell.split("\n")[1:])


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        rows = list(csv.reader([part + "\n" for part in text.split("\n")], delimiter=delimiter))
    except csv.Error:
        return []
    cells = rows[0] if len(rows) == 1 else []
    if not text.strip():
        return [""]
    return [] if any(len(cell) > CELL_LIMIT for cell in cells) else [cell.strip("\n") for cell in cells]


def _table(file: str, rows: list[tuple[int, list[str]]]) -> Table:
    header_at = _header_at(rows)
    header_row, headers = rows[header_at]
    body = [(row, cells) for row, cells in rows[header_at + 1 :] if any(cell.strip() for cell in cells)]
    while headers and not headers[-1].strip() and not _is_used(len(headers) - 1, body):
        headers.pop()
    if not headers or headers[0] == BROKEN or len(headers) > COLUMN_LIMIT:
        raise Refused(
            _("De eerste regel met de namen van de kolommen is niet te lezen. Sla de lijst opnieuw op als CSV.")
        )
    table = Table(file, [header.strip() for header in headers], header_row)
    for row, cells in body:
        if [cell.strip() for cell in cells[: len(headers)]] != table.headers:
            table.rows.append((row, _fitting(cells, len(headers))))
    _name_nameless(table)
    return table


def _is_used(column: int, body: list[tuple[int, list[str]]]) -> bool:
    return any(column < len(cells) and cells[column].strip() and cells[0] != BROKEN for _row, cells in body)


def _fitting(cells: list[str], width: int) -> list[str]:
    """Mark a row that does not fit its headers: what should never be kept may stand anywhere in it."""
    if cells[0] == BROKEN:
        return cells
    return [SHIFTED, *cells] if any(cell.strip() for cell in cells[width:]) else cells[:width]


def _header_at(rows: list[tuple[int, list[str]]]) -> int:
    """Return which row holds the headers: the first with two that we know, else the first with anything in it."""
    filled = [place for place, (_row, cells) in enumerate(rows) if any(cell.strip() for cell in cells)]
    for place in filled[:HEADER_SEARCH]:
        if known_count(rows[place][1]) >= 2:
            return place
    return filled[0]


def _name_nameless(table: Table) -> None:
    """Give a column without a header the letter that a spreadsheet shows above it."""
    for column, header in enumerate(table.headers):
        if not header and table.values(column):
            table.headers[column] = _("kolom %(letter)s") % {"letter": column_letter(column)}
