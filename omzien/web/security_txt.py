"""Whom to tell of a weakness in this site (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from omzien.ground.access.doors import public
from omzien.ground.clock import today

KEPT_DAYS = 180


@public
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Name the school's own contact for weaknesses, or else the page that says who helps."""
    contact = settings.SECURITY_CONTACT or settings.SITE_URL + reverse("contacts")
    lines = [
        f"Contact: {contact}",
        f"Expires: {today() + timedelta(days=KEPT_DAYS)}T00:00:00Z",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
