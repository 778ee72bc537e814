"""The parents of the pupils in a case: whom school may phone, and who may get papers; each for itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from omzien.ground.school.custody import guardianships_of, may_be_phoned, may_get_papers
from omzien.ground.school.models import Guardianship, Pupil

from .people import Played


@dataclass(frozen=True)
class Parent:
    """One parent of one pupil, as who works on the case sees it."""

    row: Guardianship
    pupil: Pupil
    name: str
    relation: str
    # Empty for whom school may not contact.
    phone: str
    banned: bool
    papers: bool

    @property
    def contact(self) -> str:
        """Return what is known of contact."""
        return str(Guardianship.Contact(self.row.contact).label)

    @property
    def information(self) -> str:
        """Return what is known of information."""
        return str(Guardianship.Information(self.row.information).label)


def parents_of(pupils: Iterable[Pupil]) -> list[Parent]:
    """Return the parents of these pupils, by pupil; one query."""
    wanted = {pupil.pk: pupil for pupil in pupils}
    found = guardianships_of(wanted)
    return [_parent(row, pupil) for key, pupil in wanted.items() for row in found.get(key, [])]


def of_parts(played: Iterable[Played]) -> list[Parent]:
    """Return the parents of who plays a part; of a member of the group without one, nothing is shown here."""
    return parents_of(one.pupil for one in played if one.part is not None)


def found_among(parents: Iterable[Parent], key: UUID) -> Parent | None:
    """Return one of these parents."""
    return next((one for one in parents if one.row.pk == key), None)


def _parent(row: Guardianship, pupil: Pupil) -> Parent:
    open_ = may_be_phoned(row)
    return Parent(
        row=row,
        pupil=pupil,
        name=row.guardian.full_name,
        relation=row.relation,
        phone=row.guardian.phone if open_ else "",
        banned=not open_,
        papers=may_get_papers(row),
    )
