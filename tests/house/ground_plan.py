"""Where things stand in the checkout."""

from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "omzien"
VENDORED = "vendor"


def files(*suffixes: str, under: Iterable[str] = ("omzien",)) -> list[Path]:
    """Return our own files with these suffixes; what others wrote is left out."""
    found = (path for folder in under for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)
    return sorted(path for path in found if not {VENDORED, "__pycache__"} & set(path.parts))


def name(path: Path) -> str:
    """Return how a person would point at the file."""
    return str(path.relative_to(ROOT))
