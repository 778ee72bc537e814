"""Ending a role: first a page that says what will happen, then the act."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from omzien.chapters.guide.queries import STEPS_IN, where
from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import find
from omzien.ground.access.stepup import step_up
from omzien.ground.clock import today
from omzien.ground.school.actions import roles
from omzien.ground.school.holders import holders, mentors_of_group
from omzien.ground.school.models import Role, RoleHolding

from .frame import carry_out, form_key, tabs

# Who holds one of these may carry situations.
CARRIES = frozenset({Role.MENTOR, Role.PUPIL_COORDINATOR, Role.ANTI_BULLYING_COORDINATOR})


@door("school.RoleHolding", "change")
@step_up
def end_role(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Say what ending a role does, and end it when that is confirmed."""
    holding = find(request.viewer, RoleHolding, pk, "change")
    came_from = request.POST.get("van", request.GET.get("van", ""))
    back = _back(holding, came_from)
    if request.method == "POST":
        key = form_key(request, f"end:{str(pk)[:8]}")
        carry_out(request, lambda: roles.end(holding, request.viewer, key), _("De rol is gestopt."))
        return HttpResponseRedirect(back)
    shown = {"holding": holding, "place": where(holding), "back": back, "came_from": came_from, "form_key": uuid4()}
    return render(request, "web/people/end_role.html", {**shown, "tabs": tabs("people"), **_after(holding)})


def _back(holding: RoleHolding, came_from: str) -> str:
    if holding.role == Role.MENTOR and holding.home_group_id and came_from == "klas":
        return reverse("home_group", args=[holding.home_group_id])
    if holding.pupil_id and came_from == "leerling":
        return reverse("pupils")
    if holding.staff.school_id != holding.school_id:
        return reverse("outsiders")
    return reverse("person", args=[holding.staff_id])


def _after(holding: RoleHolding) -> dict[str, Any]:
    """Return what will be so afterwards; which situations someone carries is not for who manages roles."""
    others = RoleHolding.objects.on(today()).filter(staff=holding.staff, school=holding.school).exclude(pk=holding.pk)
    group, mentors = holding.home_group, []
    if holding.role == Role.MENTOR and group:
        mentors = [staff for staff in mentors_of_group(group) if staff.pk != holding.staff_id]
    return {
        "last": not others.exists(),
        "no_mentor": holding.role == Role.MENTOR and group is not None and not mentors,
        "steps_in": next((found for role in STEPS_IN if (found := holders(holding.school, role))), []),
        "carries": holding.role in CARRIES,
        "coordinators": holders(holding.school, Role.ANTI_BULLYING_COORDINATOR),
    }
