"""A wrong or missing key ring stops the start: it must never write a row that nobody can read."""

from cryptography.exceptions import InvalidTag

from .models import KeyCheck
from .ring import RingError, ring

SENTENCE = b"omzien naar elkaar"
BOUND = "vault.KeyCheck"


def fits() -> None:
    """Raise RingError when the ring is not the one this database was written with; the first start seals the check."""
    keys = ring()
    for check in KeyCheck.objects.all():
        try:
            good = keys.open(bytes(check.sealed), BOUND) == SENTENCE
        except (InvalidTag, RingError):
            good = False
        if not good:
            raise RingError("this key ring does not fit this database: put the right keys.json back")
    if not KeyCheck.objects.filter(pk=keys.active).exists():
        KeyCheck.objects.create(number=keys.active, sealed=keys.seal(SENTENCE, BOUND))
