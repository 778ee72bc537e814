"""Contact with the target: due after the talk and after the meeting, then weekly until the case ends (5.noblame)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Case, Contact
from omzien.chapters.approach.models.cases import Answer
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.terms import edition_of
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.clock.terms import due
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.models import Staff

from .cases import begin, touch, write


def note_contact(
    case: Case, by: Staff, on: date, answer: str = "", note: str = "", how: str = Contact.How.TALK
) -> Contact:
    """Keep a contact inside the caller's transaction; the next one is due a week later while the case is open."""
    row = Contact.objects.create(school_id=case.school_id, case=case, on=on, by=by, how=how, answer=answer, note=note)
    if case.contacted_on is None or on > case.contacted_on:
        case.contacted_on = on
    counts = case.contact_since is None or on >= case.contact_since
    if case.state == Case.State.OPEN and counts:
        case.contact_since = on
        case.contact_due = due(edition_of(case).term("contact_weekly"), on, calendar_for(case.school))
    return row


def contact_after(case: Case, term_id: str, on: date) -> None:
    """Let contact be due within a term of the talk or the meeting on this day; what was due earlier stays due."""
    if case.contacted_on is not None and case.contacted_on > on:
        return  # it is written down later, and the target was spoken to since
    until = due(edition_of(case).term(term_id), on, calendar_for(case.school))
    spoken_then = case.contact_since == on
    if case.contact_due is None or spoken_then or until < case.contact_due:
        case.contact_due = until
    if case.contact_since is None or on > case.contact_since:
        case.contact_since = on


def record_contact(viewer: Viewer, case: Case, on: date, how: str, answer: str = "", note: str = "") -> Contact:
    """Record a contact with the target, with its own answer when it was asked."""
    with one_write():
        begin(viewer, case)
        if on > today():
            raise MoveRefused("a contact lies in the past", _("Een contact kan niet in de toekomst liggen."))
        if answer and answer not in Answer.values:
            raise MoveRefused(f"no such answer: {answer}")
        row = note_contact(case, viewer.staff, on, answer, note, how)
        write(case, viewer.staff, "contact", note, happened_on=on, facts={"how": how, "answer": answer})
        touch(case)
        record(viewer, "case.contact", case)
    return row
