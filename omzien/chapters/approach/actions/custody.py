"""What is known of a parent's contact and right to information, recorded by who works on the case (trust: T4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.custody import guardianships_of, may_be_phoned, nobody_may_be_phoned
from omzien.ground.school.models import Guardianship, Pupil

from .cases import begin

EVERYONE_BANNED = _(
    "Voor elke ouder van deze leerling die we kennen is een contactverbod vastgelegd. Bel niet. Overleg met de"
    " antipestcoördinator."
)
THIS_ONE_BANNED = _("Voor deze ouder is een contactverbod vastgelegd. Kies een andere ouder.")


@dataclass(frozen=True)
class Flags:
    """What is recorded of one parent, what the school saw of it, and since when it holds."""

    contact: str
    information: str
    evidence: str
    since: date


def parents_in(case: Case) -> dict[UUID, list[Guardianship]]:
    """Return the parents of every pupil who plays a part in the case now."""
    return guardianships_of(case.parts.filter(until_on__isnull=True).values_list("pupil_id", flat=True))


def flag(viewer: Viewer, case: Case, key: UUID, flags: Flags) -> None:
    """Record what is known of a parent of a pupil in this case; what the school saw of it always stands with it."""
    with one_write():
        begin(viewer, case)
        row = next((one for rows in parents_in(case).values() for one in rows if one.pk == key), None)
        if row is None:
            raise MoveRefused("no parent of a pupil in this case", _("Deze ouder hoort niet bij deze situatie."))
        if not flags.evidence.strip():
            raise MoveRefused("without evidence", _("Schrijf op wat school hiervan heeft gezien."))
        if flags.since > today():
            raise MoveRefused("it holds from a day that has come", _("Kies vandaag of een eerdere dag."))
        row.contact = Guardianship.Contact(flags.contact)
        row.information = Guardianship.Information(flags.information)
        row.evidence, row.flagged_on = flags.evidence, flags.since
        row.save(update_fields=["contact", "information", "evidence", "flagged_on"])
        # Which way it changed is about a family: it stands in the row, not in the journal.
        record(viewer, "guardianship.flag", row)


def nobody_to_speak(pupil: Pupil) -> bool:
    """Tell whether school may speak none of the parents of this pupil that it knows."""
    return nobody_may_be_phoned(guardianships_of([pupil.pk]).get(pupil.pk, []))


def refuse_banned(pupil: Pupil, spoken: Collection[UUID] = ()) -> None:
    """Raise MoveRefused when school spoke a parent whom it may not speak; unknown never stops anybody."""
    rows = guardianships_of([pupil.pk]).get(pupil.pk, [])
    if nobody_may_be_phoned(rows):
        raise MoveRefused("every parent is banned", EVERYONE_BANNED)
    known = {row.pk: row for row in rows}
    if any(key not in known or not may_be_phoned(known[key]) for key in spoken):
        raise MoveRefused("this parent is banned", THIS_ONE_BANNED)
