"""Pages for when something is not there or went wrong; never a traceback, never what was in the request."""

import logging
import sys
import traceback

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from omzien.ground.access import table
from omzien.ground.access.doors import PUBLIC, Door, public
from omzien.ground.access.viewer import Viewer, roles_of

log = logging.getLogger("omzien.errors")


def _page(name: str, status: int, **shown: str) -> HttpResponse:
    """Draw without the request: what failed once must not fail again in the frame of the page."""
    return HttpResponse(render_to_string(f"web/errors/{name}.html", shown), status=status)


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read: too large, in too many pieces, or not from our page."""
    return _page("400", 400)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: it does not exist, or it is not yours; both look the same."""
    return _page("404", 404)


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: you may see it, but not do this; who is logged in hears which role may."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    return _page("403", 403, **(_who_may(request, viewer) if viewer else {}))


def _who_may(request: HttpRequest, viewer: Viewer) -> dict[str, str]:
    """Return the hat that is worn, one's own hats that open this door, and else whose roles do."""
    match = request.resolver_match
    opens: Door = getattr(match.func if match else None, "door", PUBLIC)
    roles = list(dict.fromkeys(role for role, _scope in table.roles_for(opens.label, opens.action)))
    own = [str(role.label) for role in roles if role in roles_of(viewer.staff) and role is not viewer.role]
    others = [] if viewer.role in roles else [str(role.label) for role in roles]
    return {"hat": viewer.title, "own": ", ".join(own), "others": ", ".join(others)}


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form came from elsewhere or stood open too long."""
    return _page("form", 403)


@public
def broken(request: HttpRequest) -> HttpResponse:
    """500: we log where in the code it went wrong, never the message or the address: those can hold a name."""
    frames = traceback.extract_tb(sys.exc_info()[2])
    log.error("error at %s", " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:])))
    return _page("500", 500)
