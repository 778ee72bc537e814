"""Logging in and out, choosing one's own password, one's own settings, and which hat to wear."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as open_session
from django.contrib.auth import logout as close_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from omzien.ground.access.doors import StaffRequest, colleague, public
from omzien.ground.access.viewer import HAT, Hat, Viewer, hats_of, roles_of, viewer_of
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.accounts import account_of_link, choose_password
from omzien.ground.school.actions.staffing import keep_profile
from omzien.ground.school.models import Account, Role, RoleHolding

from .forms import HatForm, LoginForm, PasswordForm, ProfileForm

BACKEND = "django.contrib.auth.backends.ModelBackend"


def _safe(request: HttpRequest, asked: str) -> str:
    """Return where to go after log-in: only ever a page of this site."""
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return asked
    return reverse(settings.LOGIN_REDIRECT_URL)


def _enter(request: HttpRequest, account: Account) -> None:
    """Open a session, with the hat of the most daily work; log-in is history."""
    open_session(request, account, backend=BACKEND)
    with one_write():
        record(viewer_of(request), "account.logged_in", account)


@public
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """Ask for address and password."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    form = LoginForm(request, request.POST or None)
    if form.is_valid() and form.account:
        _enter(request, form.account)
        return HttpResponseRedirect(_safe(request, asked))
    return render(request, "web/accounts/login.html", {"form": form, "next": asked})


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Close the session."""
    close_session(request)
    messages.success(request, _("Je bent uitgelogd."))
    return HttpResponseRedirect(reverse(settings.LOGOUT_REDIRECT_URL))


@public
@sensitive_post_parameters("password", "again")
def welcome(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Let someone choose their own password, by a link that works once."""
    account = account_of_link(uid, token)
    if account is None:
        return render(request, "web/accounts/link_used.html", status=410)
    form = PasswordForm(account, request.POST or None)
    if form.is_valid():
        choose_password(account, form.cleaned_data["password"], _themselves(account))
        if roles_of(account.staff):
            _enter(request, account)
            return HttpResponseRedirect(reverse(settings.LOGIN_REDIRECT_URL))
        messages.success(request, _("Je wachtwoord is bewaard."))
        return HttpResponseRedirect(reverse("login"))
    shown = {"form": form, "account": account, "school": account.staff.school}
    return render(request, "web/accounts/welcome.html", shown)


def _themselves(account: Account) -> Viewer:
    """Return the owner of a link as the one who acts."""
    roles = roles_of(account.staff)
    return Viewer(account.staff, roles[0] if roles else Role.TEACHER, account.staff.school, account)


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
    if form.is_valid() and form.cleaned_data["role"] in {one.key for one in hats}:
        request.session[HAT] = form.cleaned_data["role"]
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
