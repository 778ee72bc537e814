"""Reading files that nobody here has seen: any encoding, any delimiter, a folder or a zip; never a traceback."""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from .csvtext import Refused, read_text
from .decoding import decode
from .table import Problem, Table

MEBI = 1024 * 1024
FILE_LIMIT = 20 * MEBI
TOTAL_LIMIT = 60 * MEBI
MEMBER_LIMIT = 200
SUFFIXES = {".csv", ".txt", ".tsv"}


@dataclass(frozen=True)
class Source:
    """A file by its name and its bytes."""

    name: str
    data: bytes


@dataclass
class Intake:
    """What was read, and what could not be."""

    tables: list[Table] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, file: str, message: str) -> None:
        """Note that a file could not be read."""
        self.problems.append(Problem(file, 0, "", "", message))


def read_paths(paths: Iterable[Path]) -> Intake:
    """Read files and folders."""
    intake = Intake()
    for path in paths:
        for file in _files(path, intake):
            _read_path(file, intake)
    return intake


def read_sources(sources: Iterable[Source]) -> Intake:
    """Read files that were sent."""
    intake = Intake()
    for source in sources:
        _read_source(source, intake)
    return intake


def _files(path: Path, intake: Intake) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and not file.name.startswith("."))
    if not found:
        intake.refuse(path.name or str(path), _("In deze map staan geen CSV-bestanden. Kies de map waarin ze staan."))
    return found[:MEMBER_LIMIT]


def _read_path(path: Path, intake: Intake) -> None:
    try:
        told = path.stat()
        if not stat.S_ISREG(told.st_mode):
            intake.refuse(path.name, _("Dit is geen bestand. Kies een CSV-bestand, een map of een zip."))
        elif told.st_size > FILE_LIMIT:
            intake.refuse(path.name, too_big())
        else:
            _read_source(Source(path.name, path.read_bytes()), intake)
    except FileNotFoundError:
        intake.refuse(path.name, _("Dit bestand is er niet. Kijk of de naam klopt."))
    except OSError:
        intake.refuse(path.name, _("Dit bestand kan niet worden geopend. Mag je het lezen?"))


def too_big() -> str:
    """Return what is said of a file that is too big."""
    return _("Dit bestand is groter dan %(size)d MB. Een lijst met mensen is kleiner; kies een ander bestand.") % {
        "size": FILE_LIMIT // MEBI
    }


def _read_source(source: Source, intake: Intake) -> None:
    try:
        if len(source.data) > FILE_LIMIT:
            raise Refused(too_big())
        if source.data.startswith(b"PK\x03\x04"):
            _read_zip(source, intake)
        else:
            intake.tables.append(read_text(source.name, decode(source.data)))
    except Refused as refusal:
        intake.refuse(source.name, str(refusal))


# All that Python raises on a zip that is cut off, scrambled, locked, or packed in a way it does not know.
BROKEN_ZIP = (
    zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError,
    OSError, ValueError, zlib.error, lzma.LZMAError, struct.error,
)  # fmt: skip


def _read_zip(source: Source, intake: Intake) -> None:
    """Read the CSV files in a zip; nothing is written to disk, so a path in it leads nowhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            members = list(_members(archive))
            for name, data in _contents(archive, members):
                _read_member(name, data, intake)
    except BROKEN_ZIP as error:
        # RuntimeError is how Python says that a zip has a password.
        raise Refused(_("Deze zip is beschadigd of heeft een wachtwoord. Maak hem opnieuw.")) from error
    if not members:
        raise Refused(_("In deze zip staan geen CSV-bestanden."))


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    names = {info.filename for info in archive.infolist()}
    if "[Content_Types].xml" in names:
        raise Refused(_("Dit is een Excel- of Word-bestand. Open het en sla het op als CSV; kies dan dat bestand."))
    if "mimetype" in names and "content.xml" in names:
        raise Refused(_("Dit is een LibreOffice-bestand. Open het en sla het op als CSV; kies dan dat bestand."))
    if len(names) > MEMBER_LIMIT:
        raise Refused(_("In deze zip staan te veel bestanden. Doe er alleen de CSV-bestanden in."))
    for info in archive.infolist():
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and "__MACOSX" not in path.parts:
            yield info


def _contents(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """Unpack with a limit on what really comes out, whatever the zip says about itself."""
    left = TOTAL_LIMIT
    for info in sorted(members, key=lambda info: info.filename):
        with archive.open(info) as stream:
            data = stream.read(min(FILE_LIMIT, left) + 1)
        if len(data) > FILE_LIMIT or len(data) > left:
            raise Refused(_("Wat in deze zip zit, is te groot voor een lijst met mensen."))
        left -= len(data)
        yield PurePosixPath(info.filename.replace("\\", "/")).name, data


def _read_member(name: str, data: bytes, intake: Intake) -> None:
    try:
        intake.tables.append(read_text(name, decode(data)))
    except Refused as refusal:
        intake.refuse(name, str(refusal))
