"""Overzicht: what the anti-bullying coordinator must see first (5.abc.1): late, almost, without owner, no contact."""

from django.http import HttpResponse
from django.shortcuts import render

from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.clock import today


@door("approach.Case", "hand_over")
def overview_page(request: StaffRequest) -> HttpResponse:
    """Show the cases of the school that ask for attention, in a fixed order."""
    return render(request, "web/today/overview.html", {"today": today()})
