"""What every answer carries: headers that keep a page inside this site, and the language of whoever looks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=(), browsing-topics=()"
Next = Callable[[HttpRequest], HttpResponse]


class Headers:
    """Sets the security headers on every answer; pages are never stored."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Frame-Options", "DENY")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Language:
    """Speaks the language that a colleague chose; a public page speaks Dutch, or English when its address asks so."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Whatever is chosen on the way, the thread goes back to how it was: it serves somebody else next.
        with translation.override("en" if request.GET.get("taal") == "en" else "nl"):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Follow the account once the door has looked up who it is."""
        viewer = getattr(request, "viewer", None)
        if viewer is not None and viewer.account is not None:
            translation.activate(viewer.account.language)
