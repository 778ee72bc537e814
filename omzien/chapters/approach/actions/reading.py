"""Reading a case is history too: once per viewer per day it stands in the journal."""

from omzien.chapters.approach.models import Case
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now
from omzien.ground.journal.models import Entry
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write


def note_reading(viewer: Viewer, case: Case, verb: str = "case.read") -> None:
    """Keep that the viewer saw the case today."""
    begin = now().replace(hour=0, minute=0, second=0, microsecond=0)
    seen = Entry.objects.filter(
        school=viewer.school_id,
        about=case._meta.label,
        about_id=case.pk,
        actor=viewer.actor_id,
        hat=viewer.hat,
        verb=verb,
        at__gte=begin,
    )
    if not seen.exists():
        with one_write():
            record(viewer, verb, case)
