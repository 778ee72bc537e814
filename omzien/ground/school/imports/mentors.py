"""Which colleague a list means by a code, a number, an address, or a name in any order."""

import re
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from omzien.ground.school.names import plain, words_of

from .roster import Place
from .table import Problem


@dataclass(frozen=True)
class Colleague:
    """Whoever can be meant: already known, or in the same lists."""

    pk: UUID
    given_name: str
    infix: str
    family_name: str
    keys: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """Return the name in one piece."""
        return " ".join(part for part in (self.given_name, self.infix, self.family_name) if part)


class Colleagues:
    """Finds a colleague by what a list says."""

    def __init__(self, people: list[Colleague]) -> None:
        self.people = {person.pk: person for person in people}
        self._by_key: dict[str, set[UUID]] = defaultdict(set)
        self._by_name: dict[tuple[str, ...], set[UUID]] = defaultdict(set)
        self._by_part: dict[tuple[str, ...], set[UUID]] = defaultdict(set)
        for person in people:
            for key in person.keys:
                if key:
                    self._by_key[key.casefold()].add(person.pk)
            self._by_name[words_of(person.full_name)].add(person.pk)
            for words in _ways(person):
                self._by_part[words].add(person.pk)
        self._told: dict[str, set[UUID]] = {}

    def find(self, text: str) -> set[UUID]:
        """Return who can be meant; nobody, one, or several."""
        if text not in self._told:
            self._told[text] = self._find(text)
        return self._told[text]

    def _find(self, text: str) -> set[UUID]:
        inside = re.findall(r"\(([^()]+)\)", text)
        outside = re.sub(r"\([^()]*\)", " ", text).strip()
        for part in (text.strip(), outside, *inside, *re.split(r"\s+-\s+", text)):
            if found := self._by_key.get(part.casefold().strip(), set()):
                return found
        names = [words_of(part) for part in (text, outside, *inside) if words_of(part)]
        for known in (self._by_name, self._by_part):
            for words in names:
                if found := known.get(words, set()):
                    return found
        return set()

    def those(self, told: list[tuple[str, Place]], problems: list[Problem]) -> tuple[UUID, ...]:
        """Return who are named, each once; who is not clear is told where it stands."""
        found: list[UUID] = []
        for text, place in told:
            for part in self._parts(text):
                people = self.find(part)
                if len(people) == 1:
                    found += people
                elif people:
                    message = _("Er zijn %(count)d medewerkers die zo heten. Gebruik de afkorting.")
                    problems.append(place.wrong(message % {"count": len(people)}))
                else:
                    message = _(
                        "Deze mentor kennen we niet. Laad eerst de medewerkers, of verbeter de naam of afkorting."
                    )
                    problems.append(place.wrong(message))
        return tuple(dict.fromkeys(found))

    def _parts(self, text: str) -> list[str]:
        """Return one name, or several codes with commas between them."""
        parts = [part.strip() for part in text.split(",")]
        if len(parts) > 1 and not self.find(text) and all(self.find(part) for part in parts):
            return parts
        return [text]


def _ways(person: Colleague) -> set[tuple[str, ...]]:
    """Return the shorter ways in which a list may name somebody: without tussenvoegsel, by family, by initial."""
    family = plain(f"{person.infix} {person.family_name}")
    bare = plain(person.family_name)
    given = plain(person.given_name)
    ways = {words_of(f"{given} {bare}"), words_of(family), words_of(bare)}
    if given:
        ways |= {words_of(f"{given[0]} {family}"), words_of(f"{given[0]} {bare}")}
    return ways
