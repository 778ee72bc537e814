"""Coming in, step by step: nobody is logged in before the second factor was given.

Between the first and the last step the session holds who is on the way in, and nothing else; no page but those of
these steps opens for it. A new password or another epoch of the account ends the way in, too.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login as open_session
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from omzien.ground.access import stepup
from omzien.ground.access.doors import Door, View
from omzien.ground.access.viewer import HAT, Viewer, hats_of, roles_of
from omzien.ground.clock import now
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.school.factors import has_second_factor
from omzien.ground.school.models import ADVISERS, Account, Role

from . import sessions

BACKEND = "django.contrib.auth.backends.ModelBackend"
ENTERING = Door("", "entering")
OWN_ACCOUNT = Door("", "own account")
WAY_IN = "entering"
# Who has to install an app first takes a while.
LASTS = timedelta(minutes=20)


class EnteringRequest(HttpRequest):
    """A request of someone whose account is known: on the way in, or logged in."""

    viewer: Viewer | None
    account: Account


def safe(request: HttpRequest, asked: str) -> str:
    """Return where to go: only ever a page of this site."""
    if asked and url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return asked
    return reverse(settings.LOGIN_REDIRECT_URL)


def begin(request: HttpRequest, account: Account, asked: str, wrong: int = 0) -> HttpResponseRedirect:
    """Take someone whose password fits to the next step: their second factor, or making one."""
    request.session.flush()
    request.session[WAY_IN] = {
        "account": str(account.pk),
        "fits": account.get_session_auth_hash(),
        "at": now().timestamp(),
        "next": asked,
        "wrong": wrong,
    }
    return HttpResponseRedirect(reverse("enter_code" if has_second_factor(account) else "factor_choice"))


def on_the_way(request: HttpRequest) -> Account | None:
    """Return who is on the way in, or None when nobody is or it took too long."""
    told = request.session.get(WAY_IN)
    if not told or not 0 <= now().timestamp() - told["at"] < LASTS.total_seconds():
        return None
    account = Account.objects.select_related("staff__school").filter(pk=UUID(told["account"]), is_active=True).first()
    if account is None or not constant_time_compare(account.get_session_auth_hash(), told["fits"]):
        return None
    return account


def enter(request: HttpRequest, account: Account, how: str, asked: str = "", *, demo: bool = False) -> str:
    """Open the session and return where to go; the first hat is an adviser's only for who has no other."""
    told = request.session.get(WAY_IN) or {}
    hats = hats_of(account.staff)
    request.session.flush()
    open_session(request, account, backend=BACKEND)
    sessions.start(request)
    stepup.mark(request)
    if demo:
        request.session[stepup.DEMO] = True
    if hats:
        request.session[HAT] = next((hat for hat in hats if hat.role not in ADVISERS), hats[0]).key
    with one_write():
        record(as_actor(account), "account.logged_in", account, how=how, wrong_before=told.get("wrong", 0))
    return safe(request, asked or told.get("next", ""))


def as_actor(account: Account) -> Viewer:
    """Return the owner of an account as the one who acts."""
    roles = roles_of(account.staff)
    return Viewer(account.staff, roles[0] if roles else Role.TEACHER, account.staff.school, account)


def entering(view: View) -> View:
    """Open a view for who is on the way in and has a second factor to give."""

    @wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        account = on_the_way(request)
        if account is None:
            return _elsewhere(request)
        if not has_second_factor(account):
            return HttpResponseRedirect(reverse("factor_choice"))
        request.account = account
        return view(request, *args, **kwargs)

    opened.door = ENTERING  # type: ignore[attr-defined]  # the mark that the middleware asks for
    return opened


def own_account(view: View) -> View:
    """Open a view on one's own factors: on the way in for who has none yet, later for who confirmed just now."""

    @wraps(view)
    def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.viewer is not None:
            if not stepup.stepped_up(request):
                return stepup.to_confirm(request)
            request.account = request.viewer.account
            return view(request, *args, **kwargs)
        account = on_the_way(request)
        # Who has a second factor gives it first; a password alone never makes a new one.
        if account is None or has_second_factor(account):
            return _elsewhere(request)
        request.account = account
        return view(request, *args, **kwargs)

    opened.door = OWN_ACCOUNT  # type: ignore[attr-defined]  # the mark that the middleware asks for
    opened.step_up = True  # type: ignore[attr-defined]  # the mark by which every sensitive address is found
    return opened


def _elsewhere(request: HttpRequest) -> HttpResponseBase:
    """Send away who has nothing to do here: who is in to their work, anybody else to the log-in."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse(settings.LOGIN_REDIRECT_URL))
    return redirect_to_login("")


Wrapped = Callable[[View], View]
