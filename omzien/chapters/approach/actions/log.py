"""Notes in the log: added and corrected, never changed or deleted (5.mentor.4)."""

from datetime import date, time

from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Case, LogEntry
from omzien.chapters.approach.moves import MoveRefused
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write

from .cases import Stale, begin, touch, write


def add_note(
    viewer: Viewer, case: Case, text: str, happened_on: date | None = None, happened_at: time | None = None
) -> LogEntry:
    """Write down something that happened or was said."""
    with one_write():
        begin(viewer, case)
        _no_future(happened_on)
        entry = write(case, viewer.staff, "note", text, happened_on, happened_at)
        touch(case)
        record(viewer, "case.note", case)
    return entry


def correct(
    viewer: Viewer, entry: LogEntry, text: str, happened_on: date | None = None, happened_at: time | None = None
) -> LogEntry:
    """Correct a note: a new entry that points back; the old one stays readable. Raises Stale when someone was first."""
    with one_write():
        case = entry.case
        begin(viewer, case)
        _no_future(happened_on)
        if entry.corrections.exists():
            raise Stale
        new = write(
            case,
            viewer.staff,
            entry.kind,
            text,
            happened_on or entry.happened_on,
            happened_at,
            corrects=entry,
            facts=entry.facts,
        )
        touch(case)
        record(viewer, "case.correct", case, entry=str(entry.pk))
    return new


def _no_future(day: date | None) -> None:
    if day is not None and day > today():
        raise MoveRefused("a log tells what has been", _("Een aantekening gaat over wat al is gebeurd."))
