"""Deny by default: a view that has no door does not exist."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from . import second_line
from .viewer import viewer_of


class Doors:
    """Gives the request its viewer (looked up only when asked for) and refuses views without a door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            if hasattr(request, "viewer"):
                second_line.leave()

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse a view without a door; look up the viewer only where the door asks for one."""
        door = getattr(view, "door", None)
        if door is None:
            raise Http404
        request.viewer = viewer_of(request) if door.action != "public" else None  # type: ignore[attr-defined]  # views behind a door know it as StaffRequest
        second_line.enter(request.viewer)  # type: ignore[attr-defined]  # set above
        return None
