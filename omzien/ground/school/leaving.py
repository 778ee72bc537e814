"""Work that somebody leaves behind: a higher chapter says who can take it over, and hands it over.

Whether there is any, and how much, is nobody's business here: an administrator has no part in what goes on with
pupils, so that the question who takes over is always asked and always looks the same.
"""

from collections.abc import Iterable
from typing import Protocol

from omzien.ground.journal.record import Actor

from .models import Staff


class Work(Protocol):
    """One kind of open work."""

    def heirs(self, leaver: Staff) -> Iterable[Staff]:
        """Return who can carry it, best first."""

    def hand_over(self, leaver: Staff, heirs: list[Staff], actor: Actor | None) -> bool:
        """Give all of it to the first of these who may have it; False when some of it found nobody."""

    def step_aside(self, parent: Staff, actor: Actor | None) -> bool:
        """Give what is about their own child to somebody else; False when some of it found nobody."""


_works: list[Work] = []


def register(work: Work) -> None:
    """Ask this kind of work too."""
    _works.append(work)


def heirs(leaver: Staff) -> list[Staff]:
    """Return who can take work over, each once, best first."""
    found = {staff.pk: staff for work in _works for staff in work.heirs(leaver)}
    found.pop(leaver.pk, None)
    return list(found.values())


def hand_over(leaver: Staff, heir: Staff | None, actor: Actor | None) -> bool:
    """Hand everything over inside the caller's transaction: to whom was chosen, else to whoever comes first.

    False when some of it finds nobody: the caller undoes all of it then.
    """
    others = heirs(leaver)
    first = [heir] if heir is not None else []
    return all(work.hand_over(leaver, [*first, *others], actor) for work in _works)


def step_aside(parent: Staff, actor: Actor | None) -> bool:
    """Hand over what a colleague carries about their own child, inside the caller's transaction."""
    return all(work.step_aside(parent, actor) for work in _works)
