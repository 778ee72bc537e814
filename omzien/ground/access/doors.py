"""Every view has a door: the object and the act it opens for. A view without one is not reachable."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from . import table
from .logged_out import log_in_first
from .viewer import Viewer

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request of someone who is logged in; views behind a door get this."""

    viewer: Viewer


@dataclass(frozen=True)
class Door:
    """What a view opens for: an object's label and an act, or nobody in particular (public), or any colleague."""

    label: str
    action: str


PUBLIC = Door("", "public")
COLLEAGUE = Door("", "colleague")


def door(label: str, action: str) -> Callable[[View], View]:
    """Open a view for the roles that may do the act on the object; which rows, the view asks the engine."""
    return _behind(Door(label, action))


def public(view: View) -> View:
    """Open a view for everyone, logged in or not."""
    view.door = PUBLIC  # type: ignore[attr-defined]  # the mark that the middleware asks for
    return view


def colleague(view: View) -> View:
    """Open a view for everyone who is logged in, whatever the hat."""
    return _behind(COLLEAGUE)(view)


def _behind(needed: Door) -> Callable[[View], View]:
    def wrap(view: View) -> View:
        @wraps(view)
        def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            viewer = request.viewer
            if viewer is None:
                return log_in_first(request)
            if needed != COLLEAGUE and not table.scopes_for(viewer.role, needed.label, needed.action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        opened.door = needed  # type: ignore[attr-defined]  # the mark that the middleware asks for
        return opened

    return wrap
