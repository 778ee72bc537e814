"""From the files of an edition to one frozen value; a wrong edition is refused before anyone sees it."""

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from omzien.protocol.build import Builder
from omzien.protocol.check import check
from omzien.protocol.faults import EditionError, Source
from omzien.protocol.schema import Edition, Track

__all__ = ["EDITIONS", "EditionError", "load", "packaged"]

EDITIONS = Path(__file__).parent / "editions"


@cache
def packaged(name: str = "kiim") -> Edition:
    """Return an edition that comes with the software."""
    return load(EDITIONS / name)


def load(path: Path) -> Edition:
    """Read every TOML file of a directory as one edition; raises EditionError with file and line."""
    files = sorted(path.glob("*.toml"), key=lambda file: (file.name != "edition.toml", file.name))
    sources = [_read(file) for file in files]
    if not sources:
        raise EditionError(path, 1, "there is no edition here", "Point to a directory with edition.toml in it")
    shelf = _Shelf(sources)
    edition = Builder(shelf.fault).table(Edition, shelf.merged, ())
    check(edition, shelf.fault)
    return _with_windows(edition, shelf.sha256)


def _read(file: Path) -> Source:
    try:
        return Source(file, file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as wrong:
        line = file.read_bytes()[: wrong.start].count(b"\n") + 1
        raise EditionError(file, line, "this is not UTF-8 text", "Save the file as UTF-8") from wrong


class _Shelf:
    """The files of one edition, laid together; knows where everything stands."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self.tables = [(source, _parse(source)) for source in sources]
        self.merged: dict[str, Any] = {}
        for source, table in self.tables:
            self._lay(self.merged, table, source, ())

    @property
    def sha256(self) -> str:
        """Return the hash of all the files' names and texts."""
        whole = "".join(f"{source.path.name}\0{source.text}\0" for source in self.sources)
        return hashlib.sha256(whole.encode()).hexdigest()

    def fault(self, keys: Sequence[str], problem: str, remedy: str) -> EditionError:
        """Return the error in the file that holds the most of this path."""
        source, _table = max(self.tables, key=lambda pair: _depth(pair[1], keys))
        return source.fault(keys, problem, remedy)

    def _lay(self, into: dict[str, Any], table: Mapping[str, Any], source: Source, keys: tuple[str, ...]) -> None:
        for name, value in table.items():
            here = (*keys, name)
            if name not in into:
                into[name] = _copy(value)
            elif isinstance(value, dict) and isinstance(into[name], dict) and len(here) == 1:
                self._lay(into[name], value, source, here)
            else:
                first = self.fault(here, "", "")
                where = f"{Path(first.file).name}:{first.line}"
                raise source.fault(here, f"{'.'.join(here)} also stands in {where}", "Keep one of the two")


def _copy(value: object) -> object:
    return {name: _copy(inner) for name, inner in value.items()} if isinstance(value, dict) else value


def _parse(source: Source) -> dict[str, Any]:
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as wrong:
        place = re.search(r"at line (\d+)", str(wrong))
        line = int(place.group(1)) if place else len(source.text.splitlines())
        raise EditionError(
            source.path, line, f"this is not TOML: {wrong}", "Mend this line, or the one above"
        ) from wrong


def _depth(table: object, keys: Sequence[str]) -> int:
    """Return how many keys of a path lead somewhere in this table."""
    for depth, key in enumerate(keys):
        if not isinstance(table, dict) or key not in table:
            return depth
        table = table[key]
    return len(keys)


def _with_windows(edition: Edition, sha256: str) -> Edition:
    """Give every step its window: the days stand in one place."""
    tracks = {id_: _track(track, edition) for id_, track in edition.tracks.items()}
    return replace(edition, tracks=MappingProxyType(tracks), sha256=sha256)


def _track(track: Track, edition: Edition) -> Track:
    return replace(track, steps=tuple(replace(step, window=edition.windows.get(step.clause)) for step in track.steps))
