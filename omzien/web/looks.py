"""Keeps who looked at a report or a situation, and what was refused, for every address with a door on one object."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from omzien.ground.access.doors import Door
from omzien.ground.access.viewer import Viewer
from omzien.ground.journal import looks

looks.watch("reports.Report", "approach.Case", "reports.ConfidentialFile")
REFUSED = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


class Looks:
    """Looks at an answer after it was made: only a page that was really shown was seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        viewer: Viewer | None = getattr(request, "viewer", None)
        match = request.resolver_match
        door: Door | None = getattr(match.func, "door", None) if match else None
        if match and viewer is not None and door is not None and looks.is_watched(door.label):
            _keep(request, response.status_code, viewer, door, match.kwargs.get("pk"))
        return response


def _keep(request: HttpRequest, status: int, viewer: Viewer, door: Door, pk: object) -> None:
    if not isinstance(pk, UUID):
        return
    if status in REFUSED:
        looks.refused(viewer, door.action, door.label, pk, status)
    elif request.method == "GET" and status == HTTPStatus.OK and not getattr(request, "look_kept", False):
        looks.saw_one(viewer, door.label, pk)
