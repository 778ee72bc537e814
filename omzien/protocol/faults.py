"""What is wrong in an edition file, said with file, line and what to do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class EditionError(ValueError):
    """An edition that cannot be used; says in which file and line, and what to do."""

    def __init__(self, file: Path | str, line: int, problem: str, remedy: str) -> None:
        self.file, self.line, self.problem, self.remedy = str(file), line, problem, remedy
        super().__init__(f"{file}:{line}: {problem}. {remedy}.")


@dataclass(frozen=True, slots=True)
class Source:
    """One edition file, with its text to find a line in."""

    path: Path
    text: str

    def line_of(self, keys: Sequence[str]) -> int:
        """Return the line where this path of keys leads, or comes closest to."""
        found, at = 1, 0
        lines = self.text.splitlines()
        for depth in range(len(keys)):
            for number in range(at, len(lines)):
                if _stands_in(lines[number], keys, depth):
                    found, at = number + 1, number
                    break
        return found

    def fault(self, keys: Sequence[str], problem: str, remedy: str) -> EditionError:
        """Return the error for what stands under this path of keys."""
        return EditionError(self.path, self.line_of(keys), problem, remedy)


def _stands_in(line: str, keys: Sequence[str], depth: int) -> bool:
    """Tell whether a line opens the table up to this depth, or sets its last key."""
    upto = r"\s*\.\s*".join(rf'"?{re.escape(key)}"?' for key in keys[: depth + 1])
    last = rf'"?{re.escape(keys[depth])}"?'
    return bool(re.match(rf"\s*\[+\s*{upto}\s*[.\]]", line) or re.match(rf"\s*{last}\s*=", line))
