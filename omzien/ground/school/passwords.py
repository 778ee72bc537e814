"""Passwords that somebody at school would try first: the name, the school, and the words that everybody takes."""

import re

from .models import Account
from .names import plain

_EVERYBODYS = frozenset(
    {"omzien", "wachtwoord", "password", "welkom", "welcome", "school", "geheim", "secret", "qwerty", "asdfgh", "login"}
)
# So many letters of one's own must remain when those words are taken away.
OWN_LETTERS, DIFFERENT = 7, 5


def is_guessable(password: str, account: Account) -> bool:
    """Tell whether hardly anything is left of a password without the words that others would try."""
    rest = re.sub(r"\W|_", "", plain(password))
    if len(set(rest)) < DIFFERENT:
        return True
    staff = account.staff
    near = f"{staff.full_name} {staff.code} {account.logs_in_with} {staff.school.name}"
    for word in sorted({*plain(near).split(), *_EVERYBODYS}, key=len, reverse=True):
        if len(word) > 2:
            rest = rest.replace(word, "")
    return len(set(re.sub(r"\d", "", rest))) < DIFFERENT or len(rest) < OWN_LETTERS
