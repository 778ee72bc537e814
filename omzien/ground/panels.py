"""What a higher chapter shows on a lower one's page: the lower page names a place, the chapter hangs a panel there."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Panel:
    """A template with what it shows."""

    template: str
    shows: dict[str, Any]


Hang = Callable[[HttpRequest, Any], Panel | None]
_places: dict[str, list[Hang]] = defaultdict(list)


def panel(place: str) -> Callable[[Hang], Hang]:
    """Hang a panel at a place, for example "reports.Report"."""

    def hang(make: Hang) -> Hang:
        _places[place].append(make)
        return make

    return hang


def panels_at(place: str, request: HttpRequest, obj: Any) -> list[Panel]:
    """Return what hangs at a place for this object and this viewer."""
    made = (make(request, obj) for make in _places[place])
    return [panel for panel in made if panel is not None]
