"""Klassen and Leerlingen: core teams, mentors, and how many pupils there are; never what is going on with them."""

from collections import Counter, defaultdict
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import find, scope
from omzien.ground.access.stepup import step_up
from omzien.ground.clock import today
from omzien.ground.school.actions import groups as acts
from omzien.ground.school.actions import roles
from omzien.ground.school.actions.refusal import NotDone
from omzien.ground.school.actions.roles import Scope, Term
from omzien.ground.school.models import CoreTeam, HomeGroup, Placement, Pupil, Role, RoleHolding, School

from .forms import CoreTeamForm, OwnMentorForm, PlaceForm, StaffChoice, groups_to_choose
from .frame import carry_out, form_key, page_of, tabs


def _mentors(school: School) -> dict[UUID, list[str]]:
    """Return the names of the mentors of every home group."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = RoleHolding.objects.on(today()).filter(
        school=school, role=Role.MENTOR, home_group__isnull=False, staff__left_on__isnull=True
    )
    for row in sorted(rows.select_related("staff"), key=lambda row: row.staff.sort_key):
        found[row.home_group_id].append(row.staff.full_name)  # type: ignore[index]  # the filter leaves no group empty
    return found


def _sizes(school: School) -> Counter[UUID]:
    """Return how many pupils each home group has today."""
    day = today()
    rows = Placement.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day), school=school, from_on__lte=day, pupil__left_on__isnull=True
    )
    return Counter(rows.values_list("home_group_id", flat=True))


def _listed(school: School) -> list[dict[str, Any]]:
    mentors, sizes = _mentors(school), _sizes(school)
    return [
        {"group": group, "mentors": ", ".join(mentors[group.pk]), "size": sizes[group.pk]}
        for group in groups_to_choose(school)
    ]


@door("school.RoleHolding", "change")
def groups(request: StaffRequest) -> HttpResponse:
    """List home groups and core teams, and name a new core team."""
    school = request.viewer.school
    form = CoreTeamForm(request.POST or None)
    if form.is_valid():
        key = str(form.cleaned_data["form_key"])
        try:
            acts.name_core_team(school, form.cleaned_data["name"], request.viewer, key)
        except NotDone as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Het kernteam is er. Zet er nu klassen in."))
            return HttpResponseRedirect(reverse("home_groups"))
    page = page_of(_listed(school), request, 40)
    teams = CoreTeam.objects.filter(school=school).prefetch_related("home_groups").order_by("name")
    shown = {"tabs": tabs("home_groups"), "form": form, "page": page, "teams": teams}
    return render(request, "web/people/groups.html", shown)


@door("school.RoleHolding", "change")
def core_team(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Give a core team another name."""
    team = get_object_or_404(CoreTeam, pk=pk, school=request.viewer.school)
    form = CoreTeamForm(request.POST or None, initial={"name": team.name})
    if form.is_valid():
        key = str(form.cleaned_data["form_key"])
        try:
            acts.name_core_team(request.viewer.school, form.cleaned_data["name"], request.viewer, key, team)
        except NotDone as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("De naam is bewaard."))
            return HttpResponseRedirect(reverse("home_groups"))
    shown = {"tabs": tabs("home_groups"), "form": form, "team": team, "form_key": uuid4()}
    return render(request, "web/people/core_team.html", shown)


@door("school.RoleHolding", "change")
@require_POST
def drop_core_team(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Take away a core team that nothing belongs to."""
    team = get_object_or_404(CoreTeam, pk=pk, school=request.viewer.school)
    key = form_key(request, "drop")
    if carry_out(request, lambda: acts.drop_core_team(team, request.viewer, key), _("Het kernteam is weg.")):
        return HttpResponseRedirect(reverse("home_groups"))
    return HttpResponseRedirect(reverse("core_team", args=[team.pk]))


@door("school.RoleHolding", "change")
@step_up
def group(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show a home group: its core team and its mentors, and add a mentor."""
    school, found = request.viewer.school, find(request.viewer, HomeGroup, pk)
    form = StaffChoice(school, request.POST or None)
    if form.is_valid():
        term, where = Term(today()), Scope(home_group=found)
        key = str(form.cleaned_data["form_key"])
        try:
            roles.give(form.chosen, Role.MENTOR, where, term, request.viewer, key)
        except NotDone as refusal:
            form.add_error("staff", str(refusal))
        else:
            messages.success(request, _("De mentor is toegevoegd."))
            return HttpResponseRedirect(reverse("home_group", args=[found.pk]))
    held = RoleHolding.objects.on(today()).filter(home_group=found, role=Role.MENTOR).select_related("staff")
    shown = {
        "tabs": tabs("home_groups"),
        "group": found,
        "form": form,
        "place": PlaceForm(school, initial={"core_team": str(found.core_team_id or "")}),
        "mentors": sorted(held, key=lambda row: row.staff.sort_key),
        "size": _sizes(school)[found.pk],
        "form_key": uuid4(),
    }
    return render(request, "web/people/group.html", shown)


@door("school.RoleHolding", "change")
@require_POST
def place(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Put a home group in a core team."""
    found = find(request.viewer, HomeGroup, pk)
    form = PlaceForm(request.viewer.school, request.POST)
    if form.is_valid():
        key = str(form.cleaned_data["form_key"])
        carry_out(request, lambda: acts.place(found, form.chosen, request.viewer, key), _("Het kernteam is bewaard."))
    return HttpResponseRedirect(reverse("home_group", args=[found.pk]))


@door("school.Pupil", "load")
@step_up
def pupils(request: StaffRequest) -> HttpResponse:
    """Show how many pupils each home group has, and give one pupil a mentor of their own."""
    viewer = request.viewer
    form = OwnMentorForm(viewer.school, request.POST or None)
    if form.is_valid() and form.pupil is not None:
        where, key = Scope(pupil=form.pupil), str(form.cleaned_data["form_key"])
        try:
            roles.give(form.chosen, Role.MENTOR, where, Term(today()), viewer, key)
        except NotDone as refusal:
            form.add_error("staff", str(refusal))
        else:
            messages.success(request, _("De eigen mentor is toegevoegd."))
            return HttpResponseRedirect(reverse("pupils"))
    own = RoleHolding.objects.on(today()).filter(school=viewer.school, role=Role.MENTOR, pupil__isnull=False)
    listed = _listed(viewer.school)
    shown = {
        "tabs": tabs("pupils"),
        "page": page_of(listed, request, 40),
        "total": scope(viewer, Pupil, "load").filter(left_on__isnull=True).count(),
        "placed": sum(row["size"] for row in listed),
        "own": sorted(own.select_related("staff", "pupil"), key=lambda row: row.staff.sort_key)[:100],
        "form": form,
        "form_key": uuid4(),
    }
    return render(request, "web/people/pupils.html", shown)
