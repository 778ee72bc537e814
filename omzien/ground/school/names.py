"""Dutch names: parts apart, the tussenvoegsel neither lost nor in the way of the order."""

import re
import unicodedata
from typing import NamedTuple, Protocol


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Tussenvoegsels of Dutch registers, also when somebody wrote them with a capital.
DUTCH = _set("van von vd v.d. de der den het 't ten ter te op in aan bij onder over uit uijt voor tot 's s' d' l'")
# Of other languages: only when written small, since with a capital they belong to the family name.
ELSEWHERE = _set("el al la le les du des da di do dos das del della zu zur zum ibn ben bin bint af av y e")
_TITLES = _set("dhr mevr mw mevrouw meneer heer drs dr ir ing prof mr bsc msc ba ma bed med")


class _Named(Protocol):
    """Whoever has a name in parts."""

    @property
    def full_name(self) -> str: ...

    @property
    def sort_key(self) -> tuple[str, str, str]: ...


class Name(NamedTuple):
    """A name in its parts."""

    given: str
    infix: str
    family: str


def full_name(person: _Named) -> str:
    """Return for example "Sofie van der Meer"."""
    return person.full_name


def sort_key(person: _Named) -> tuple[str, str, str]:
    """Return the key of the Dutch order: family name first, tussenvoegsel last."""
    return person.sort_key


def is_infix(word: str) -> bool:
    """Tell whether a word is a tussenvoegsel."""
    plain = word.replace("’", "'").replace("`", "'")
    return plain.casefold() in DUTCH or plain in ELSEWHERE


def split_family(text: str) -> tuple[str, str]:
    """Return tussenvoegsel and family name of "van der Meer", "Meer, van der" or "Meer"."""
    family, _comma, after = (part.strip() for part in text.partition(","))
    if after and all(is_infix(word) for word in after.split()):
        return after, family
    words = text.split()
    count = _leading(words)
    return " ".join(words[:count]), " ".join(words[count:])


def _leading(words: list[str]) -> int:
    """Return how many words are tussenvoegsels before a family name that remains; a capital alone is left in peace."""
    count = 0
    while count < len(words) - 1 and is_infix(words[count]) and words[count][0].islower() | (words[count][0] in "'’`"):
        count += 1
    return count


def split_name(text: str) -> Name:
    """Return the parts of a whole name: "Meer, Sofie van der", "van der Meer, Sofie" or "Sofie van der Meer"."""
    text, called = _called(" ".join(text.split()))
    if "," in text:
        name = _with_comma([part.strip() for part in text.split(",") if part.strip()])
    else:
        name = _in_order(text.split())
    return name._replace(given=called) if called else name


def _called(text: str) -> tuple[str, str]:
    """Take the name that somebody goes by out of its brackets: "Meer, S. van der (Sofie)"."""
    found = re.search(r"\(([^()]+)\)", text)
    if not found:
        return text, ""
    return " ".join((text[: found.start()] + text[found.end() :]).split()), found[1].strip()


def _with_comma(parts: list[str]) -> Name:
    if len(parts) < 2:
        return _in_order(" ".join(parts).split())
    infixes = [part for part in parts[1:] if all(is_infix(word) for word in part.split())]
    rest = [part for part in parts[1:] if part not in infixes]
    infix, family = split_family(parts[0])
    given = " ".join(rest).split()
    trailing: list[str] = []
    while len(given) > 1 and is_infix(given[-1]):
        trailing.insert(0, given.pop())
    return Name(" ".join(given), " ".join([*infixes, *trailing]) or infix, family)


def _in_order(words: list[str]) -> Name:
    if len(words) < 2:
        return Name(" ".join(words), "", "")
    for place in range(1, len(words) - 1):
        if is_infix(words[place]):
            end = place
            while end < len(words) - 1 and is_infix(words[end]):
                end += 1
            return Name(" ".join(words[:place]), " ".join(words[place:end]), " ".join(words[end:]))
    # "Sofie Jansen-de Vries": the family name begins at the word that the hyphen joins.
    start = next((n for n, word in enumerate(words) if n and _begins_family(word)), len(words) - 1)
    return Name(" ".join(words[:start]), "", " ".join(words[start:]))


def _begins_family(word: str) -> bool:
    """Tell whether a family name of more words begins here: "Jansen-de Vries", "Ben Salah"."""
    return word.casefold() in ELSEWHERE or ("-" in word and is_infix(word.rpartition("-")[2]))


def plain(text: str) -> str:
    """Return a text without accents, case and punctuation, for comparing."""
    apart = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ł", "l").replace("ß", "ss"))
    letters = "".join(character for character in apart if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^\w]+|_", " ", letters.casefold()).split())


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name in no order, without titles, so that any order compares alike."""
    return tuple(sorted(word for word in plain(text).split() if word not in _TITLES))
