"""A parent who works here too: of their own child they see nothing as a colleague."""

from django.utils.translation import gettext as _

from omzien.ground.journal import once
from omzien.ground.journal.record import Actor, record
from omzien.ground.journal.writing import one_write
from omzien.ground.school import leaving
from omzien.ground.school.models import Guardian, Staff
from omzien.ground.vault.ring import index_key

from .refusal import NotDone


def link(staff: Staff, typed: str, actor: Actor, form_key: str) -> None:
    """Say that a colleague is a parent, found by exactly the number or address; open work about the child moves on."""
    with one_write():
        if not once.first_time(form_key):
            return
        guardian = _exactly(staff, typed.strip())
        if guardian is None:
            raise NotDone(_("Geen ouder heeft precies dit nummer of e-mailadres. Kijk het na in de lijst van ouders."))
        if guardian.colleague_id not in (None, staff.pk):
            raise NotDone(_("Deze ouder is al gekoppeld aan een andere collega."))
        guardian.colleague = staff
        guardian.save(update_fields=["colleague"])
        record(actor, "guardian.colleague", staff)
        if not leaving.step_aside(staff, actor):
            raise NotDone(
                _("Deze collega draagt iets dat niemand anders kan overnemen. Zorg eerst voor een tweede persoon.")
            )


def unlink(staff: Staff, guardian: Guardian, actor: Actor, form_key: str) -> None:
    """Take the link away again."""
    with one_write():
        if once.first_time(form_key) and guardian.colleague_id == staff.pk:
            guardian.colleague = None
            guardian.save(update_fields=["colleague"])
            record(actor, "guardian.colleague_ended", staff)


def _exactly(staff: Staff, typed: str) -> Guardian | None:
    rows = Guardian.objects.beyond("a colleague is also a parent").filter(school=staff.school_id)
    by_number = rows.filter(external_key=index_key("guardian", typed)).first() if typed else None
    if by_number is not None:
        return by_number
    same = [one for one in rows if typed and one.email.casefold() == typed.casefold()]
    return same[0] if len(same) == 1 else None
