"""An adviser's private key while they work: ten minutes, and never readable in one place.

It stands encrypted in the session (on the server); the key to that stands in a cookie of its own (at the adviser).
A stolen database, or a stolen cookie, opens nothing.

    unlocked.hold(request, response, adviser, private)   # after `vaults.unlock`; sets the cookie on the response
    private = unlocked.private_key(request)              # None: send them to the address `vault_unlock`, with ?next=
    unlocked.lock(request, response)
"""

import base64
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from omzien.ground.clock import now

from . import boxes
from .models import ADVISER_HATS, AdviserKey

OPEN_FOR = timedelta(minutes=10)
SESSION = "vault"


def cookie_name() -> str:
    """Return the name of the cookie: bound to this host where the site is served over TLS."""
    return "__Host-kluis" if settings.SECURE else "kluis"


def _bound(school: object, staff: object, until: float) -> str:
    return f"vault.unlocked:{school}:{staff}:{until}"


def hold(request: HttpRequest, response: HttpResponseBase, adviser: AdviserKey, private: bytes) -> None:
    """Keep a private key within reach of this browser for ten minutes."""
    key, until = secrets.token_bytes(boxes.KEY_BYTES), (now() + OPEN_FOR).timestamp()
    sealed = boxes.seal(key, private, _bound(adviser.school_id, adviser.staff_id, until))
    request.session[SESSION] = {"until": until, "sealed": base64.b64encode(sealed).decode()}
    response.set_cookie(
        cookie_name(),
        base64.urlsafe_b64encode(key).decode(),
        max_age=OPEN_FOR,
        path="/",
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
    )


def private_key(request: HttpRequest) -> bytes | None:
    """Return the private key of whoever looks, in an adviser's hat and within ten minutes; else None."""
    viewer: Any = getattr(request, "viewer", None)
    told = request.session.get(SESSION)
    if viewer is None or viewer.hat not in ADVISER_HATS or not told or SESSION not in request.session:
        return None
    left = told["until"] - now().timestamp()
    if not 0 < left <= OPEN_FOR.total_seconds():
        return None
    try:
        key = base64.urlsafe_b64decode(request.COOKIES.get(cookie_name(), ""))
        sealed = base64.b64decode(told["sealed"])
        return boxes.open(key, sealed, _bound(viewer.school.pk, viewer.staff.pk, told["until"]))
    except (ValueError, boxes.BoxError):
        return None


def until(request: HttpRequest) -> float | None:
    """Return until when the vault stands open, as seconds since 1970; None when it is shut."""
    return float(request.session[SESSION]["until"]) if private_key(request) else None


def lock(request: HttpRequest, response: HttpResponseBase) -> None:
    """Shut the vault on this browser."""
    request.session.pop(SESSION, None)
    response.delete_cookie(cookie_name(), path="/", samesite="Strict")
