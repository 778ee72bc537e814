"""Who looked at a case: name, role, day and time; never what they did with it."""

from dataclasses import dataclass
from datetime import datetime

from omzien.chapters.approach.models import Case
from omzien.ground.journal import looks
from omzien.ground.school.models import Role, Staff


@dataclass(frozen=True)
class Look:
    """One look."""

    name: str
    role: str
    at: datetime


def who_looked(case: Case, first: int, many: int) -> list[Look]:
    """Return looks at a case, the latest first; `first` is how many to pass over."""
    entries = list(looks.at(case)[first : first + many])
    people = Staff.objects.in_bulk({entry.actor for entry in entries if entry.actor})
    labels = {role.value: str(role.label) for role in Role}
    return [
        Look(people[entry.actor].full_name, labels.get(entry.hat, entry.hat), entry.at)
        for entry in entries
        if entry.actor in people
    ]
