"""Password hashing at a cost that this class of machine can bear: 26 ms and 19 MiB a log-in, two at a time."""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

# Twenty people who log in at once wait for one another; the machine keeps its memory.
SEATS = 2
_seats = BoundedSemaphore(SEATS)


class Argon2(Argon2PasswordHasher):
    """Argon2id with the lower bound of OWASP's range; Django's default takes 100 MiB a log-in."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash a password, once there is a seat."""
        with _seats:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Compare a password, once there is a seat."""
        with _seats:
            return super().verify(password, encoded)
