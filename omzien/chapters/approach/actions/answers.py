"""A contact in which the target says how it goes: "worse" brings the review forward at once (A1.4)."""

from datetime import date

from omzien.chapters.approach.models import Case, Contact
from omzien.chapters.approach.models.cases import Answer
from omzien.chapters.approach.queries.next import NOT_BETTER
from omzien.chapters.approach.terms import edition_of
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.clock.terms import due
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.tell import tell
from omzien.ground.school.calendars import calendar_for

from .cases import path_of, touch
from .contacts import record_contact
from .reviews import worse


def contact_with_answer(viewer: Viewer, case: Case, on: date, how: str, answer: str = "", note: str = "") -> Contact:
    """Record a contact; did the target say "worse", then that is acted on today, and after the end the owner hears it."""
    with one_write():
        row = record_contact(viewer, case, on, how, answer, note)
        if answer == Answer.WORSE and case.state == Case.State.OPEN:
            worse(viewer, case, note)
            if on == today() and case.contact_due is not None and case.contact_due <= on:
                # The target was spoken to just now.
                case.contact_due = due(edition_of(case).term("contact_after_worse"), on, calendar_for(case.school))
                touch(case)
        if answer in NOT_BETTER and case.state == Case.State.AFTERCARE and case.owner_id != viewer.staff.pk:
            tell(case.owner, "case.worse", f"case.worse:{case.pk}:{case.version}", path_of(case))
    return row
