"""Passkeys: allauth's ceremony with a passkey that always checks its owner (finger, face or PIN)."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError

from omzien.ground.school.models import Account

LONGEST = 20_000


def options_to_make(account: Account) -> str:
    """Return what the browser needs to make a passkey; the challenge stays in the session."""
    return _told(auth.begin_registration(account, passwordless=True))


def options_to_use(account: Account | None) -> str:
    """Return what the browser needs to use a passkey: of this account, or whoever's it offers."""
    return _told(auth.begin_authentication(account))


def _told(options: dict[str, Any]) -> str:
    """Return the options as JSON: bytes became text in the ceremony's own mapping."""
    return json.dumps(options, default=dict)


def keep(account: Account, answer: str) -> Authenticator | None:
    """Keep the passkey that the browser made, inside the caller's transaction; None when it is not a good one."""
    credential = _read(answer)
    if credential is None:
        return None
    try:
        auth.parse_registration_response(credential)
        made = auth.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    if not made.is_user_verified():
        return None
    # No name: what people call their devices is nobody's business.
    row: Authenticator = auth.WebAuthn.add(account, "", credential).instance
    return row


def used(account: Account | None, answer: str) -> Authenticator | None:
    """Return the passkey that was used, of this account or of whoever it names; None when it does not fit."""
    credential = _read(answer)
    if credential is None:
        return None
    try:
        auth.parse_authentication_response(credential)
        whose = account or auth.extract_user_from_response(credential)
        row = auth.complete_authentication(whose, credential)
        row.record_usage()
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    found: Authenticator = row
    return found


def _read(answer: str) -> dict[str, Any] | None:
    if len(answer) > LONGEST:
        return None
    try:
        told = json.loads(answer)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
