"""A form without a cookie is not guarded by a token: it only listens to this site's own pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from omzien.chapters.guide.views import frame

View = Callable[..., HttpResponse]


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def is_foreign(request: HttpRequest) -> bool:
    """Tell whether another site sends this form; a browser that says nothing about it is believed."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site == "cross-site":
        return True
    origin = request.headers.get("Origin", "")
    if not origin or (origin == "null" and site == "same-origin"):
        return False
    return _host(origin) not in {request.get_host(), _host(settings.SITE_URL)}


def own_pages_only(view: View) -> View:
    """Open a view's POST to this site's own pages, without reading or setting a cookie."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and is_foreign(request):
            return render(request, "reports/public/foreign.html", frame(None, []), status=403)
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)
