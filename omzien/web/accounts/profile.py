"""One's own settings, and which hat to wear."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from omzien.ground.access import stepup
from omzien.ground.access.doors import StaffRequest, colleague
from omzien.ground.access.viewer import HAT, Hat, Viewer, hats_of
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.actions.staffing import keep_profile
from omzien.ground.school.models import ADVISERS, Account, RoleHolding

from .forms import HatForm, ProfileForm


@colleague
def profile(request: StaffRequest) -> HttpResponse:
    """Show and keep one's own choices."""
    viewer = request.viewer
    account = Account.objects.select_related("staff").get(staff=viewer.staff)
    told = {"language": account.language, "theme": account.theme, "shows_name": account.staff.shows_name}
    form = ProfileForm(request.POST or None, initial=told)
    if form.is_valid():
        chosen: dict[str, Any] = form.cleaned_data
        keep_profile(
            account,
            language=chosen["language"],
            theme=chosen["theme"],
            shows_name=chosen["shows_name"],
            actor=viewer,
            form_key=str(chosen["form_key"]),
        )
        messages.success(request, _("Je keuzes zijn bewaard."))
        return HttpResponseRedirect(reverse("profile"))
    titles = [holding.title for holding in viewer.holdings]
    return render(request, "web/accounts/profile.html", {"form": form, "account": account, "titles": titles})


@colleague
def hat(request: StaffRequest) -> HttpResponse:
    """Show which roles someone has, and put on another hat: one at a time, always in sight."""
    viewer = request.viewer
    hats = hats_of(viewer.staff)
    form = HatForm(request.POST or None)
    chosen = next((one for one in hats if form.is_valid() and one.key == form.cleaned_data["role"]), None)
    if chosen is not None:
        # An adviser's hat is a step of its own: what stands behind it is nobody else's business.
        if chosen.role in ADVISERS and not stepup.stepped_up(request):
            return stepup.to_confirm(request)
        request.session.cycle_key()
        request.session[HAT] = chosen.key
        with one_write():
            record(viewer, "account.hat_changed", viewer.account, to=chosen.key)
        return HttpResponseRedirect(reverse(settings.LOGIN_REDIRECT_URL))
    return render(request, "web/accounts/hat.html", {"hats": _hats(viewer, hats), "form_key": uuid4()})


def _hats(viewer: Viewer, hats: list[Hat]) -> list[dict[str, Any]]:
    """Return each hat with what it is called here and for which groups; elsewhere the school is named."""
    found = []
    for one in hats:
        holdings: list[RoleHolding] = Viewer(viewer.staff, one.role, one.school).holdings
        groups = sorted({str(row.home_group or row.core_team) for row in holdings if row.home_group or row.core_team})
        found.append(
            {
                "value": one.key,
                "title": holdings[0].title if holdings else one.role.label,
                "for": ", ".join(groups if one.at_home else [*groups, one.school.name]),
                "worn": one.role is viewer.role and one.school == viewer.school,
            }
        )
    return found
