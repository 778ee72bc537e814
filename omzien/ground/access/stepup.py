"""Confirming that it is still you: what is sensitive asks the second factor again when the last time is too long ago.

`@door(...)` stands above, `@step_up` below it: a page may be read, an act is confirmed first. `@step_up_to_read`
asks it before the page is shown. Whoever was sent to confirm comes back where they were; what was typed there is
sent again by the person.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from omzien.ground.clock import now

View = Callable[..., HttpResponseBase]

STEPPED = "stepped_up_at"
# Set when somebody taps a fictional person; never in a database that holds a real school.
DEMO = "demo"
WITHIN = timedelta(minutes=10)
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def mark(request: HttpRequest) -> None:
    """Keep that the second factor was given just now."""
    request.session[STEPPED] = now().timestamp()


def stepped_up(request: HttpRequest, within: timedelta = WITHIN) -> bool:
    """Tell whether the second factor was given that recently; a fictional person has none to give."""
    viewer = getattr(request, "viewer", None)
    if request.session.get(DEMO) and viewer is not None and viewer.school.is_demo:
        return True
    since = now().timestamp() - request.session.get(STEPPED, 0)
    return bool(0 <= since < within.total_seconds())


def step_up(view: View) -> View:
    """Confirm before an act; a page may be read."""
    return _confirmed(view, reading=False)


def step_up_to_read(view: View) -> View:
    """Confirm before the page is shown, too."""
    return _confirmed(view, reading=True)


def to_confirm(request: HttpRequest) -> HttpResponse:
    """Send someone to confirm that it is them, and back to the page where they are."""
    back = request.get_full_path() if request.method in READING else page_before(request)
    address = f"{reverse('step_up')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def page_before(request: HttpRequest) -> str:
    """Return the page of this site from which a form came: coming back there, one sends it again."""
    told = urlsplit(request.headers.get("Referer", ""))
    if told.netloc != request.get_host() or not told.path.startswith("/") or told.path.startswith("//"):
        return "/"
    return f"{told.path}?{told.query}" if told.query else told.path


def _confirmed(view: View, *, reading: bool) -> View:
    @wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (reading or request.method not in READING) and not stepped_up(request):
            return to_confirm(request)
        return view(request, *args, **kwargs)

    opened.step_up = True  # type: ignore[attr-defined]  # the mark by which every sensitive address is found
    return opened
