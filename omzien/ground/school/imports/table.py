"""What is read from a file, and what is wrong with it, in words for whoever made the file."""

from dataclasses import asdict, dataclass, field
from typing import Any

# The first cell of a row whose quotes do not close, and of one that has more cells than there are headers.
BROKEN, SHIFTED = "\x00", "\x01"


@dataclass(frozen=True)
class Problem:
    """Something in a file that cannot be loaded: where it stands, what it says, and what to do."""

    file: str
    row: int
    column: str
    value: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as it stands in the JSON outcome."""
        return asdict(self)


@dataclass
class Table:
    """The cells of one file; rows are numbered as in a spreadsheet, from 1."""

    file: str
    headers: list[str]
    header_row: int = 1
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    def values(self, column: int) -> list[str]:
        """Return what stands in a column, without the empty cells."""
        whole = (cells for _row, cells in self.rows if cells[0] not in {BROKEN, SHIFTED})
        return [cells[column].strip() for cells in whole if column < len(cells) and cells[column].strip()]

    def as_json(self) -> dict[str, Any]:
        """Return the table for storing."""
        return {
            "file": self.file,
            "headers": self.headers,
            "header_row": self.header_row,
            "rows": [[row, cells] for row, cells in self.rows],
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Table":
        """Return the table that was stored."""
        rows = [(int(row), list(cells)) for row, cells in told["rows"]]
        return cls(told["file"], list(told["headers"]), int(told["header_row"]), rows)


def column_letter(column: int) -> str:
    """Return how a spreadsheet calls a column: A, B, ... Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
