"""Pages for when something is not there or went wrong; never a traceback, never what was in the request."""

import logging
import sys
import traceback

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from omzien.ground.access.doors import public

log = logging.getLogger("omzien.errors")


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: it does not exist, or it is not yours; both look the same."""
    return render(request, "web/errors/404.html", status=404)


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: you may see it, but not do this."""
    return render(request, "web/errors/403.html", status=403)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form came from elsewhere or stood open too long."""
    return render(request, "web/errors/form.html", status=403)


@public
def broken(request: HttpRequest) -> HttpResponse:
    """500: we log where in the code it went wrong, never the message or the address: those can hold a name."""
    frames = traceback.extract_tb(sys.exc_info()[2])
    log.error("error at %s", " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:])))
    return render(request, "web/errors/500.html", status=500)
