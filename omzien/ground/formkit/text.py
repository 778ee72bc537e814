"""What may be written: every script and every emoji, but nothing that a database or a screen chokes on."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONG = 5000
SHORT = 200
_KEPT = {"\n", "\t"}
# Changes the reading order of what follows, so that a text can pretend to be another.
_TURNING = {"\u202a", "\u202b", "\u202d", "\u202e"}


def _is_strange(character: str) -> bool:
    """Tells whether a character controls a machine, is half of a pair, or turns the reading order."""
    if character in _KEPT:
        return False
    return (
        character in _TURNING or unicodedata.category(character) in {"Cc", "Cs"} or (ord(character) & 0xFFFE) == 0xFFFE
    )


def no_strange_characters(value: str) -> None:
    """Refuses a text with control characters, NUL or half characters, and says which place."""
    for place, character in enumerate(value, start=1):
        if _is_strange(character):
            raise ValidationError(
                _(
                    "Op plaats %(place)d staat een teken dat we niet kunnen bewaren. Haal het weg en probeer het opnieuw."
                ),
                code="strange",
                params={"place": place},
            )


def one_newline(value: str) -> str:
    """Returns the text with the one line end that we keep; browsers send two characters for each."""
    return value.replace("\r\n", "\n").replace("\r", "\n")
