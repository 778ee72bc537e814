"""What `omzien keys` and `omzien journal` do: other keys for everything sealed, and reading the journal back."""

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag

from omzien.config.refusal import Refusal
from omzien.ground.journal.models import Chain, Entry
from omzien.ground.journal.verify import Break, check
from omzien.ground.journal.writing import one_write
from omzien.ground.vault import rotation
from omzien.ground.vault.ring import RingError, ring

MEANS = {
    "edit": "was changed",
    "deletion": "is missing",
    "insertion": "was put in from outside",
    "reordering": "was moved",
    "truncation": "and everything after it was cut off",
    "head": "is not where the sealed end of the chain says it is",
    "rollback": "is known beside the database, and the database is older: was a backup put back?",
}


class Factors:
    """Second factors: envelopes inside the JSON of a table that is not ours."""

    name = "mfa.Authenticator"

    def numbers(self) -> Counter[int]:
        """Count the sealed secrets."""
        return Counter(found[1] for row in Authenticator.objects.all() for _key, found in self._sealed(row.data))

    def renew(self) -> Iterator[tuple[int, int]]:
        """Renew the secrets of one factor in one write."""
        for pk in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
            with one_write():
                row = Authenticator.objects.select_for_update().filter(pk=pk).first()
                yield self._renew(row) if row else (0, 0)

    def _sealed(self, data: dict[str, Any]) -> list[tuple[str, bytes]]:
        found = []
        for key, value in data.items():
            try:
                envelope = b64decode(value, validate=True) if isinstance(value, str) else b""
            except ValueError:
                continue
            if len(envelope) > 30 and envelope[0] == 1 and envelope[1] in ring().keys:
                found.append((key, envelope))
        return found

    def _renew(self, row: Authenticator) -> tuple[int, int]:
        done, bad = 0, 0
        for key, envelope in self._sealed(row.data):
            try:
                other = rotation.renewed(envelope, f"mfa.Authenticator:{row.type}:{row.user_id}")
            except (InvalidTag, RingError):
                bad += 1
                continue
            if other is not None:
                row.data[key] = b64encode(other).decode()
                done += 1
        if done:
            row.save(update_fields=["data"])
        return done, bad


rotation.also(Factors())


def status() -> Iterator[str]:
    """Tell which keys there are and how much is sealed with each."""
    keys = ring()
    counted: Counter[int] = Counter()
    for numbers in rotation.numbers().values():
        counted.update(numbers)
    for number in sorted(set(keys.keys) | set(counted)):
        state = "in use" if number == keys.active else "old" if number in keys.keys else "NOT IN THE RING"
        yield f"key {number}: {state}, {counted[number]} values"
    yield "The key of the look-ups stays for the life of the installation; receipts of pupils are found by it."


def rotate() -> Iterator[str]:
    """Put a new key in use and seal everything with it; the school can go on meanwhile."""
    old = sorted(ring().keys)
    keys = rotation.begin()
    yield f"Key {keys.active} is in use. Everything is sealed anew; the school can go on."
    done = bad = 0
    doing = ""
    for name, renewed, unreadable in rotation.renew_all():
        done, bad = done + renewed, bad + unreadable
        if name != doing:
            doing = name
            yield f"  {name}"
    rotation.finish(done, bad)
    yield f"Done: {done} values have key {keys.active}."
    if bad:
        yield f"{bad} values could not be opened and stay as they are; their old key stays needed."
    else:
        yield f"Make a copy of the ring. Then, for each old key ({', '.join(map(str, old))}): omzien keys retire NUMBER"


def retire(number: int | None) -> Iterator[str]:
    """Take an old key away."""
    if number is None:
        raise Refusal("Which key? Give its number: omzien keys retire 1")
    try:
        rotation.retire(number)
    except rotation.StillUsed as refused:
        raise Refusal(str(refused)) from refused
    yield f"Key {number} is gone from the ring. Older backups are read with an older copy of the ring only."


def verify() -> tuple[list[str], bool]:
    """Read every chain of the journal back; gives what to say, and whether all of it fits."""
    lines, good = [], True
    for chain in Chain:
        harm = check(chain)
        good = good and harm is None
        lines.append(_told(chain, harm))
    return lines, good


def _told(chain: Chain, harm: Break | None) -> str:
    if harm is None:
        return f"{chain.value}: {Entry.objects.filter(chain=chain).count()} entries, every one fits"
    return f"{chain.value}: {harm.harm.value} at {harm.place}: entry {harm.place} {MEANS[harm.harm.value]}"
