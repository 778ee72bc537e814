"""How a colleague logs in; pupils and parents have no accounts."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

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

    USERNAME_FIELD = "login_key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = Accounts()

    @property
    def logs_in_with(self) -> str:
        """Return what the person types at log-in."""
        return str(self.email or self.login_name)

    def __str__(self) -> str:
        """Never an address: this text ends up in logs and error pages."""
        return f"Account {self.pk}"
