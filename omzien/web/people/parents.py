"""On a colleague's page: that they are also a parent here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import find
from omzien.ground.access.stepup import step_up
from omzien.ground.school.actions import parents
from omzien.ground.school.actions.refusal import NotDone
from omzien.ground.school.models import Guardian, Staff

from .frame import carry_out, form_key, tabs
from .outside_forms import ParentForm


def parents_of(staff: Staff) -> list[Guardian]:
    """Return as whom this colleague is known as a parent."""
    return list(Guardian.objects.beyond("a colleague is also a parent").filter(colleague=staff, school=staff.school_id))


@door("school.Staff", "change")
@step_up
def person_parent(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Say that a colleague is a parent of a pupil here."""
    staff = find(request.viewer, Staff, pk, "change")
    form = ParentForm(request.POST or None)
    if form.is_valid():
        try:
            parents.link(staff, form.cleaned_data["typed"], request.viewer, str(form.cleaned_data["form_key"]))
        except NotDone as refusal:
            form.add_error("typed", str(refusal))
        else:
            messages.success(request, _("Vastgelegd. Deze collega ziet nu niets van situaties van het eigen kind."))
            return HttpResponseRedirect(reverse("person", args=[staff.pk]))
    return render(request, "web/people/parent.html", {"tabs": tabs("people"), "staff": staff, "form": form})


@door("school.Staff", "change")
@step_up
@require_POST
def person_parent_end(request: StaffRequest, pk: UUID, guardian: UUID) -> HttpResponse:
    """Take the link to a parent away."""
    staff = find(request.viewer, Staff, pk, "change")
    rows = Guardian.objects.beyond("a colleague is also a parent").filter(colleague=staff)
    found, key = get_object_or_404(rows, pk=guardian), form_key(request, "parent")
    carry_out(request, lambda: parents.unlink(staff, found, request.viewer, key), _("De koppeling is weg."))
    return HttpResponseRedirect(reverse("person", args=[staff.pk]))
