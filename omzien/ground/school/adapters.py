"""What allauth asks of this house: secrets go into the vault, addresses and browsers are never told."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from omzien.ground.vault.ring import index_key, ring

from .models import Account

_bound: ContextVar[str] = ContextVar("bound")


@contextmanager
def secrets_of(account: Account, kind: str) -> Iterator[None]:
    """Bind what is sealed or opened here to one person's factor of one kind: nothing opens it for another row."""
    token = _bound.set(f"mfa.Authenticator:{kind}:{account.pk}")
    try:
        yield
    finally:
        _bound.reset(token)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth tells no types
    """Nobody signs up, and nothing tells from where or with what somebody looks."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: the school gives accounts."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return a keyed hash: a counter can tell two addresses apart, nobody can tell which they are."""
        return index_key("address", request.META.get("REMOTE_ADDR", ""))

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Return nothing."""
        return ""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth tells no types
    """Second factors of one of our accounts."""

    def encrypt(self, text: str) -> str:
        """Seal a secret for the factor named by `secrets_of`; without one this raises LookupError."""
        return base64.b64encode(ring().seal(text.encode(), _bound.get())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret; raises InvalidTag when it came from another row."""
        return ring().open(base64.b64decode(encrypted_text), _bound.get()).decode()

    def get_totp_issuer(self) -> str:
        """Return the name that an authenticator app shows."""
        return "Omzien"

    def get_totp_label(self, user: Account) -> str:
        """Return which account it is, as its owner knows it; it is shown on their own phone only."""
        return user.logs_in_with

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the site that a passkey belongs to, by its configured address and not by what a request says."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "localhost", "name": "Omzien"}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, object]:
        """Return which account a passkey is for."""
        return {"id": str(user.pk).encode(), "display_name": user.logs_in_with, "name": user.logs_in_with}
