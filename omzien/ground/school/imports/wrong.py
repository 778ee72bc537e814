"""The wrong rows as a list of their own: mend them there and load that list."""

import csv
import io
from collections import defaultdict

from django.utils.translation import gettext as _

from omzien.ground.school.models import Load

from .table import BROKEN, SHIFTED, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: str) -> str:
    """Return a cell that a spreadsheet never takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def files(load: Load) -> list[str]:
    """Return the files with something wrong in a row, in order."""
    return list(dict.fromkeys(error["file"] for error in load.plan.get("errors", []) if error["row"]))


def wrong_rows(load: Load, file: str) -> str:
    """Return the wrong rows of one file as CSV: what is wrong first, then the cells as they were."""
    said: dict[int, list[str]] = defaultdict(list)
    for error in load.plan.get("errors", []):
        if error["file"] == file and error["row"]:
            column = f"{error['column']}: " if error["column"] else ""
            said[error["row"]].append(f"{column}{error['message']}")
    table = next(
        (Table.from_json(told) for told in load.source.get("tables", []) if told["file"] == file), Table(file, [])
    )
    kept = [column for column in range(len(table.headers)) if table.values(column)]
    cells = dict(table.rows)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("rij"), _("wat is er mis"), *(safe(table.headers[column]) for column in kept)])
    for row in sorted(said):
        writer.writerow([row, safe(" ".join(said[row])), *(safe(_cell(cells.get(row, []), column)) for column in kept)])
    return "\ufeff" + out.getvalue()


def _cell(cells: list[str], column: int) -> str:
    if not cells or cells[0] in {BROKEN, SHIFTED}:
        return ""
    return cells[column] if column < len(cells) else ""
