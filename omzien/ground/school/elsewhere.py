"""Who helps out here and works elsewhere: at the board, at a sister school, or outside; it always shows."""

from collections.abc import Iterable
from uuid import UUID

from .models import School, Staff


def organisation_of(staff: Staff, school_id: UUID) -> str:
    """Return where somebody works when that is not this school: the board, a sister school, or another organisation."""
    if staff.outside:
        return str(staff.outside)
    return staff.school.name if staff.school_id != school_id else ""


def known_as(staff: Staff, school_id: UUID) -> str:
    """Return the name, with the organisation of someone from outside behind it."""
    place = organisation_of(staff, school_id)
    return f"{staff.full_name} ({place})" if place else staff.full_name


def sister_schools(school: School) -> list[School]:
    """Return the other schools of the same board in this installation."""
    return list(School.objects.filter(board=school.board_id).exclude(pk=school.pk).order_by("name"))


def exactly(people: Iterable[Staff], typed: str) -> Staff | None:
    """Return the one colleague whose code or mail address is exactly this; never somebody who is only near it."""
    wanted = typed.strip().casefold()
    found = [one for one in people if wanted and wanted in (one.code.casefold(), one.email.casefold())]
    return found[0] if len(found) == 1 else None
