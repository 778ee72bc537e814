"""What an adviser does with a file: open it, add a note, set a day to look again, share it on purpose, close it.

Everything here stands in the advisers' own chain of the journal, without a word of content; nobody is told anything.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from omzien.ground.access.engine import may, require
from omzien.ground.clock import today
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.vault import boxes
from omzien.ground.vault.models import AdviserKey

from .keys import Opener, give_key, others_with_vault, seal
from .models import ConfidentialFile, ConfidentialNote, ConfidentialSource

# What who came said about their name.
ONLY_ME, UNKNOWN, MAY_BE_KNOWN = "only_me", "unknown", "may_be_known"


class Refused(Exception):
    """An act does not fit as things stand; `said` says so to the person."""

    def __init__(self, said: object) -> None:
        super().__init__("this does not fit as things stand")
        self.said = said


@dataclass(frozen=True)
class Opening:
    """What an adviser writes down first."""

    title: str
    way: str = UNKNOWN
    name: str = ""
    text: str = ""
    talked_on: date | None = None
    look_again_on: date | None = None


def open_file(opener: Opener, opening: Opening) -> ConfidentialFile:
    """Open a file that only this adviser can read; who came is sealed apart."""
    viewer = opener.viewer
    if not may(viewer, "add", ConfidentialFile._meta.label):
        raise PermissionDenied
    file = ConfidentialFile(
        school=viewer.school, opened_by=viewer.staff, opened_on=today(), look_again_on=opening.look_again_on
    )
    source = ConfidentialSource(school=viewer.school, file=file)
    key, key_of_source = boxes.new_data_key(), boxes.new_data_key()
    seal(key, file, "content", {"title": opening.title})
    name = "" if opening.way == UNKNOWN else opening.name
    seal(key_of_source, source, "content", {"way": opening.way, "name": name})
    with one_write():
        file.save(force_insert=True)
        give_key(file, key, opener.adviser)
        source.save(force_insert=True)
        give_key(source, key_of_source, opener.adviser)
        record(viewer, "confidential.open", file)
        if opening.text:
            _write(opener, file, key, opening.text, opening.talked_on or today())
    return file


def add_note(
    opener: Opener, file: ConfidentialFile, text: str, talked_on: date, corrects: int | None = None
) -> ConfidentialNote:
    """Add a note; what was written stays, and a correction says which note it corrects."""
    require(opener.viewer, "handle", file)
    key = opener.key_of(file)
    with one_write():
        held = _held(file)
        if corrects is not None and not held.notes.filter(number=corrects).exists():
            raise Refused(_("Die notitie staat niet in dit dossier."))
        return _write(opener, held, key, text, talked_on, corrects)


def _held(file: ConfidentialFile) -> ConfidentialFile:
    """Hold the file until we are done; raises Refused when it was closed meanwhile."""
    held = ConfidentialFile.objects.again(file).select_for_update(of=("self",)).get()
    if held.closed_on is not None:
        raise Refused(_("Dit dossier is intussen afgesloten. Je kunt het alleen nog lezen."))
    return held


def _write(
    opener: Opener, file: ConfidentialFile, key: bytes, text: str, talked_on: date, corrects: int | None = None
) -> ConfidentialNote:
    note = ConfidentialNote(school=file.school, file=file, number=file.notes.count() + 1)
    piece = {
        "text": text,
        "on": talked_on.isoformat(),
        "written": today().isoformat(),
        "by": str(opener.viewer.staff.pk),
        "corrects": corrects,
    }
    seal(key, note, "content", piece)
    note.save(force_insert=True)
    record(opener.viewer, "confidential.note", file, number=note.number)
    return note


def look_again(opener: Opener, file: ConfidentialFile, day: date | None) -> None:
    """Set the day on which Vandaag says to look, or take it away."""
    require(opener.viewer, "handle", file)
    with one_write():
        held = _held(file)
        held.look_again_on = day
        held.save(update_fields=["look_again_on"])
        record(opener.viewer, "confidential.look_again", held)


def share_file(opener: Opener, file: ConfidentialFile, other: AdviserKey) -> None:
    """Let one other adviser read and write along; who came stays sealed for who it was told to."""
    require(opener.viewer, "handle", file)
    if other.pk not in {row.pk for row in others_with_vault(opener.viewer)}:
        raise Refused(_("Deze collega heeft hier geen kluis."))
    key = opener.key_of(file)
    with one_write():
        held = _held(file)
        if not Opener(opener.viewer, other, b"").holds(held):
            give_key(held, key, other)
            record(opener.viewer, "confidential.share", held, adviser=str(other.pk))


def close_file(opener: Opener, file: ConfidentialFile) -> None:
    """Close the file: from now on it is read only, and Vandaag no longer asks for it."""
    require(opener.viewer, "handle", file)
    with one_write():
        held = _held(file)
        held.closed_on, held.look_again_on = today(), None
        held.save(update_fields=["closed_on", "look_again_on"])
        record(opener.viewer, "confidential.close", held)
