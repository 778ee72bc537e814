"""Mensen van buiten: who works elsewhere and helps out here, with their organisation behind their name."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import scope
from omzien.ground.access.stepup import step_up
from omzien.ground.clock import today
from omzien.ground.school.actions.outsiders import ROLES, add_outsider, bring_in
from omzien.ground.school.actions.refusal import NotDone
from omzien.ground.school.elsewhere import organisation_of, sister_schools
from omzien.ground.school.models import RoleHolding, Staff

from .frame import tabs
from .outside_forms import OutsiderForm, SisterForm


@dataclass
class Helping:
    """Someone who works elsewhere, with their roles here."""

    staff: Staff
    organisation: str
    # Their own page is here only when they work at no school of this installation.
    own_page: bool
    holdings: list[RoleHolding] = field(default_factory=list)


@door("school.Staff", "change")
def outsiders(request: StaffRequest) -> HttpResponse:
    """List who works elsewhere and helps out here."""
    school = request.viewer.school
    shown = {"tabs": tabs("people"), "rows": _helping(request), "sisters": bool(sister_schools(school))}
    return render(request, "web/people/outsiders.html", shown)


def _helping(request: StaffRequest) -> list[Helping]:
    """Return them by name; a constant number of queries."""
    here = request.viewer.school
    rows = scope(request.viewer, RoleHolding).filter(staff__left_on__isnull=True)
    found: dict[object, Helping] = {}
    for row in rows.exclude(until_on__lt=today()).select_related("staff__school").order_by("from_on"):
        place = organisation_of(row.staff, here.pk)
        if place:
            one = found.setdefault(row.staff_id, Helping(row.staff, place, row.staff.school_id == here.pk))
            one.holdings.append(row)
    return sorted(found.values(), key=lambda one: one.staff.sort_key)


def _asked(request: StaffRequest) -> tuple[str, ...]:
    """Return the role that a gap asks for."""
    wanted = request.GET.get("rol", "")
    return tuple(role.value for role in ROLES if role.value == wanted)


@door("school.Staff", "change")
@step_up
def outsider_add(request: StaffRequest) -> HttpResponse:
    """Add somebody from outside."""
    form = OutsiderForm(request.POST or None, roles=_asked(request))
    if form.is_valid():
        told, viewer = form.cleaned_data, request.viewer
        try:
            add_outsider(viewer.school, form.who, form.chosen, told["until_on"], viewer, str(told["form_key"]))
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Toegevoegd. De uitnodiging gaat per mail weg."))
            return HttpResponseRedirect(reverse("outsiders"))
    shown = {"tabs": tabs("people"), "form": form, "sister": False, "sisters": sister_schools(request.viewer.school)}
    return render(request, "web/people/outsider_add.html", shown)


@door("school.Staff", "change")
@step_up
def sister_add(request: StaffRequest) -> HttpResponse:
    """Let a colleague of a sister school help out here."""
    viewer = request.viewer
    form = SisterForm(viewer.school, request.POST or None, roles=_asked(request))
    if form.is_valid():
        told = form.cleaned_data
        key = str(told["form_key"])
        try:
            bring_in(viewer.school, form.sister, told["typed"], form.chosen, told["until_on"], viewer, key)
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Toegevoegd. Deze collega vindt de rol bij “Wissel van rol”."))
            return HttpResponseRedirect(reverse("outsiders"))
    shown = {"tabs": tabs("people"), "form": form, "sister": True, "sisters": sister_schools(viewer.school)}
    return render(request, "web/people/outsider_add.html", shown)
