"""What a password must be: long, and nothing that somebody at school would try first.

Without a second factor 15 characters, with one 8. Whoever opens their first link has no second factor yet and takes
15; the second factor follows in the same sitting and nothing opens before it is made. No rule about kinds of
characters, and no password has to be changed after some time (NIST SP 800-63B).
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .factors import has_second_factor
from .models import Account
from .names import plain

ALONE, WITH_FACTOR = 15, 8
# fmt: off
_EVERYBODYS = frozenset({
    "omzien", "wachtwoord", "password", "welkom", "welcome", "school", "geheim", "secret", "qwerty", "asdfgh",
    "login", "mentor", "docent", "leraar", "lerares", "juf", "meester", "leerling", "klas", "pesten", "brugklas",
    "havo", "vwo", "vmbo", "mavo", "gymnasium", "lyceum", "college", "scholengemeenschap", "lente", "zomer",
    "herfst", "winter", "januari", "februari", "maart", "april", "juni", "juli", "augustus", "september", "oktober",
    "november", "december",
})
# fmt: on
# So many letters of one's own must remain when those words are taken away.
OWN_LETTERS, DIFFERENT = 7, 5
_SHORT_OWN = 4


def shortest(account: Account | None) -> int:
    """Return how many characters this person's password needs."""
    return WITH_FACTOR if account is not None and has_second_factor(account) else ALONE


class LongEnough:
    """Refuses a password that is too short for what stands beside it."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ValidationError with the length that is asked."""
        least = shortest(user)
        if len(password) < least:
            raise ValidationError(self._words(least), code="password_too_short")

    def get_help_text(self) -> str:
        """Return what is asked."""
        return self._words(ALONE)

    def _words(self, least: int) -> str:
        return _("Dit wachtwoord is te kort. Neem minstens %(n)d tekens, bijvoorbeeld een zin van vier woorden.") % {
            "n": least
        }


def is_guessable(password: str, account: Account) -> bool:
    """Tell whether hardly anything is left of a password without the words that others would try."""
    rest = re.sub(r"\W|_", "", plain(password))
    if len(set(rest)) < DIFFERENT:
        return True
    for word in sorted({*_near(account), *_EVERYBODYS}, key=len, reverse=True):
        if len(word) > 2:
            rest = rest.replace(word, "")
    own = OWN_LETTERS if len(password) >= ALONE else _SHORT_OWN
    letters = re.sub(r"\d", "", rest)
    return len(set(letters)) < min(DIFFERENT, own) or len(rest) < own


def _near(account: Account) -> list[str]:
    """Return the words around a person: their name and code, the school, its board and its groups."""
    staff = account.staff
    school = staff.school
    groups = " ".join(school.home_groups.values_list("name", flat=True))
    told = f"{staff.full_name} {staff.code} {account.logs_in_with} {school.name} {school.board.name} {groups}"
    return plain(told).split()
