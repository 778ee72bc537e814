"""Which pupil a name may mean: proposals for an adult who knows them, never a decision."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from omzien.ground.access.engine import scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.school.models import HomeGroup, Placement, Pupil

_WORDS = re.compile(r"[^\W\d_]+")
_SHOWN = 5
# From here on a name says who is meant: the whole name, or the given name and nothing that contradicts it.
GOOD = 3.0
# Two given names that differ by a slip of the pen: "Sophie" and "Sofie" are further apart than "Noor" and "Nour".
_ALIKE = 0.72


@dataclass(frozen=True)
class Placed:
    """A pupil with the home group of today."""

    pupil: Pupil
    group_id: UUID
    group: str

    @property
    def key(self) -> str:
        """Return the pupil's key, as forms send it."""
        return str(self.pupil.pk)

    @property
    def name(self) -> str:
        """Return the pupil's name."""
        return self.pupil.full_name


def placed(viewer: Viewer, groups: Iterable[UUID] | None = None) -> list[Placed]:
    """Return the pupils within the viewer's scope, each once, in the Dutch order; two queries, only what is shown."""
    day = today()
    rows = Placement.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day), school=viewer.school, from_on__lte=day
    )
    if groups is not None:
        rows = rows.filter(home_group__in=list(groups))
    where = {
        pupil: (group, name)
        for pupil, group, name in rows.order_by("from_on").values_list("pupil_id", "home_group_id", "home_group__name")
    }
    inside = scope(viewer, Pupil).filter(Q(left_on__isnull=True) | Q(left_on__gte=day), pk__in=rows.values("pupil"))
    pupils = inside.only("school_id", "given_name", "infix", "family_name")
    found = [Placed(pupil, *where[pupil.pk]) for pupil in pupils if pupil.pk in where]
    return sorted(found, key=lambda one: one.pupil.sort_key)


def groups_within(viewer: Viewer) -> list[HomeGroup]:
    """Return the home groups in which the viewer may see pupils, one's own first."""
    day = today()
    there = Placement.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day),
        school=viewer.school,
        from_on__lte=day,
        pupil__in=scope(viewer, Pupil).values("pk"),
    )
    found = HomeGroup.objects.filter(school=viewer.school, pk__in=there.values("home_group_id"))
    own = set(viewer.home_group_ids)
    return sorted(found, key=lambda group: (group.pk not in own, group.grade or 0, group.name))


def words_of(name: str) -> list[str]:
    """Return the words of a name without capitals and accents: "Noël d'Hont" gives noel, d, hont."""
    flat = "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter)
    )
    return _WORDS.findall(flat)


def likeness(name: str, pupil: Pupil) -> float:
    """Return how well a name fits a pupil, from 0 to 4; 4 is the whole name."""
    said, full = words_of(name), words_of(pupil.full_name)
    if not said or not full:
        return 0
    if said == full:
        return 4
    given, family = words_of(pupil.given_name), words_of(pupil.family_name)
    rest = [word for word in said if word not in given]
    if len(rest) < len(said):
        return 3 if all(_stands_for(word, full) for word in rest) else 0.5
    if set(said) <= {*words_of(pupil.infix), *family} and set(said) & set(family):
        return 2
    return _slip(said[0], given[0] if given else "")


def _stands_for(word: str, full: list[str]) -> bool:
    """Tell whether a word is one of the name's, or its first letter: "Noor D." means Noor Dekkers."""
    return word in full or (len(word) == 1 and any(part.startswith(word) for part in full))


def _slip(said: str, given: str) -> float:
    return 1 if SequenceMatcher(None, said, given).ratio() >= _ALIKE else 0


def likely(name: str, among: Iterable[Placed], least: float = 1) -> list[Placed]:
    """Return the pupils whom a name may mean, best first."""
    scored = [(likeness(name, one.pupil), one) for one in among]
    fits = [row for row in scored if row[0] >= least]
    best = sorted(fits, key=lambda row: (-row[0], row[1].pupil.sort_key))
    return [one for _score, one in best[:_SHOWN]]


class Finder:
    """Finds whom the names in one report mean: in the home group it names first, else within the whole scope."""

    def __init__(self, viewer: Viewer, home_group: UUID | None) -> None:
        self.viewer = viewer
        self.home_group = home_group

    @cached_property
    def near(self) -> list[Placed]:
        """Return the pupils of the home group."""
        return placed(self.viewer, groups=[self.home_group]) if self.home_group else []

    @cached_property
    def everyone(self) -> list[Placed]:
        """Return all pupils within the viewer's scope."""
        return placed(self.viewer)

    def find(self, name: str, key: str = "") -> list[Placed]:
        """Return who is meant, best first: the pupil with this key, then who fits the name."""
        found = _meant(name, key, self.near, GOOD)
        return found or _meant(name, key, self.everyone, 1)


def _meant(name: str, key: str, among: list[Placed], least: float) -> list[Placed]:
    known = [row for row in among if row.key == key]
    return [*known, *(row for row in likely(name, among, least=least) if row.key != key)]
