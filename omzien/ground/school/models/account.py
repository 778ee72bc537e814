"""How a colleague logs in; pupils and parents have no accounts."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from omzien.ground.vault.fields import EncryptedTextField
from omzien.ground.vault.models import Row
from omzien.ground.vault.ring import index_key

from .people import Staff


def login_key(email: str) -> str:
    """Return the keyed hash by which the address is found; the address itself is encrypted."""
    return index_key("login", email.strip().casefold())


class Accounts(BaseUserManager["Account"]):
    """Finds an account by its address."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account with this address."""
        return self.get(login_key=login_key(username or ""))


class Account(Row, AbstractBaseUser):
    """The log-in of one member of staff, with their choice of language and theme."""

    staff = models.OneToOneField(Staff, models.CASCADE, related_name="account")
    login_key = models.CharField(max_length=64, unique=True)
    # Who has no mail address logs in with this name: their code, told in the printed letter.
    login_name = EncryptedTextField()
    email = EncryptedTextField()
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="nl")
    theme = models.CharField(max_length=5, default="auto")
    # One more ends every session of before.
    epoch = models.PositiveIntegerField(default=0)
    # Told that the account goes off when nobody uses it.
    warned_on = models.DateField(null=True)

    USERNAME_FIELD = "login_key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = Accounts()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must fit: another password or another epoch ends it."""
        told = f"{self.password}:{self.epoch}"
        return salted_hmac("omzien.account.session", told, secret=secret, algorithm="sha256").hexdigest()

    @property
    def logs_in_with(self) -> str:
        """Return what the person types at log-in."""
        return str(self.email or self.login_name)

    def __str__(self) -> str:
        """Never an address: this text ends up in logs and error pages."""
        return f"Account {self.pk}"


class Guesses(models.Model):
    """How often in a row somebody guessed wrong: for a name that was typed, known or not; never from where."""

    # The keyed hash of what was typed, or of the account whose code was asked.
    key = models.CharField(max_length=64, primary_key=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="guesses_last")]
