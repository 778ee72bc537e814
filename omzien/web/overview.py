"""Overzicht: what the anti-bullying coordinator must see first (5.abc.1): late, almost, without owner, no contact."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.queries.overview import Group, Line, overview
from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.clock import today


@dataclass(frozen=True)
class Section:
    """One group of the overview with its words."""

    id: str
    title: Promise
    none: Promise
    icon: str
    tone: str
    group: Group

    @property
    def keyed(self) -> list[tuple[Line, UUID]]:
        """Return the lines, each with a form key of its own: two reminders are two acts."""
        return [(line, uuid4()) for line in self.group.lines]


@door("approach.Case", "hand_over")
def overview_page(request: StaffRequest) -> HttpResponse:
    """Show the cases of the school that ask for attention, in a fixed order."""
    found = overview(request.viewer)
    sections = [
        Section("te-laat", _("Te laat"), _("Niets is te laat."), "bell", "late", found.late),
        Section("bijna", _("Bijna te laat"), _("Niets loopt af."), "calendar-clock", "soon", found.almost),
        Section(
            "zonder-eigenaar",
            _("Zonder eigenaar"),
            _("Elke situatie heeft een eigenaar."),
            "user",
            "late",
            found.without_owner,
        ),
        Section(
            "geen-contact",
            _("Al 14 dagen geen contact"),
            _("Elke leerling is in de laatste 14 dagen gesproken."),
            "message-circle",
            "soon",
            found.no_contact,
        ),
    ]
    shown = {"sections": sections, "today": today()}
    return render(request, "web/today/overview.html", shown)
