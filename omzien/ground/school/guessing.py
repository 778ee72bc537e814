"""Guessing is slowed down and counted, without keeping from where: a whole school shares one address.

From the fifth wrong guess in a row each next one has to wait, longer and longer; after a hundred the password opens
nothing any more until a new link is used (NIST SP 800-63B). A name that nobody has is treated the same, so that the
waiting tells nobody which names exist. An address from which much goes wrong is never shut out: whoever guesses wrong
there once waits from then on, and who types the right password at once notices nothing.
"""

import hmac
import ipaddress
import secrets
import threading
from collections import Counter
from datetime import datetime, timedelta

from omzien.ground.clock import now
from omzien.ground.clock.tick import job
from omzien.ground.journal.writing import one_write

from .models import Guesses

FREE = 5
MOST = 100
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=15)
# Wrong guesses in an hour that make an address suspect, and how many addresses are looked after.
MUCH, ADDRESSES = 30, 10_000
FEW_KEPT, MANY_KEPT = timedelta(days=30), timedelta(days=365)
NEVER = timedelta(days=36_500)
# At these counts the journal gets a row, when the name is somebody's.
TOLD_AT = (5, 10, 20, 50, MOST)


def wait(row: Guesses, free: int) -> timedelta:
    """Return how long to wait still; zero when one may try."""
    if row.wrong >= MOST:
        return NEVER
    if row.wrong < free:
        return timedelta()
    # A doubling that is long past the longest wait need not be computed.
    doubled = FIRST_WAIT * 2 ** min(row.wrong - free, 10)
    left: timedelta = row.last_at + min(doubled, LONGEST_WAIT) - now()
    return max(left, timedelta())


def begin(key: str, *, suspect: bool = False) -> timedelta:
    """Count a guess before it is checked, so that many at once gain nothing; return how long it must wait instead."""
    with one_write():
        row, _new = Guesses.objects.select_for_update().get_or_create(key=key, defaults={"last_at": now()})
        left = wait(row, 1 if suspect else FREE)
        if not left:
            row.wrong += 1
            row.last_at = now()
            row.save()
        return left


def wrong(key: str) -> int:
    """Return how many wrong guesses stand."""
    return Guesses.objects.filter(key=key).values_list("wrong", flat=True).first() or 0


def right(*keys: str) -> None:
    """Forget the wrong guesses: this one was right, or a new link makes a new beginning."""
    if Guesses.objects.filter(key__in=keys).exists():
        with one_write():
            Guesses.objects.filter(key__in=keys).delete()


@job
def forget_guesses() -> int:
    """Erase counts of long ago, the same for every name."""
    few = Guesses.objects.filter(wrong__lt=FREE, last_at__lt=now() - FEW_KEPT)
    many = Guesses.objects.filter(last_at__lt=now() - MANY_KEPT)
    return few.delete()[0] + many.delete()[0]


class _Addresses:
    """Wrong guesses per address in this hour: in memory only, under a key that is thrown away with the hour."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hour: datetime | None = None
        self._key = b""
        self._wrong: Counter[bytes] = Counter()

    def _mark(self, address: str) -> bytes:
        hour = now().replace(minute=0, second=0, microsecond=0)
        if hour != self._hour:
            self._hour, self._key = hour, secrets.token_bytes(32)
            self._wrong.clear()
        return hmac.digest(self._key, _prefix(address).encode(), "sha256")

    def note(self, address: str) -> None:
        """Count one wrong guess."""
        with self._lock:
            mark = self._mark(address)
            if mark in self._wrong or len(self._wrong) < ADDRESSES:
                self._wrong[mark] += 1

    def suspect(self, address: str) -> bool:
        """Tell whether much went wrong from there in this hour."""
        with self._lock:
            return self._wrong[self._mark(address)] >= MUCH


def _prefix(address: str) -> str:
    """Return the network that one household or school has."""
    try:
        host = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((host, 24 if host.version == 4 else 48), strict=False))


addresses = _Addresses()
