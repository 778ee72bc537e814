"""One's own security: factors, recovery codes, password, and being logged in elsewhere; and confirming it is you."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from omzien.ground.access import stepup
from omzien.ground.access.doors import StaffRequest, colleague
from omzien.ground.access.stepup import step_up, step_up_to_read
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.school import guessing
from omzien.ground.school.factors import Kind, factors, recovery_codes
from omzien.ground.school.models import Account
from omzien.web.people.frame import carry_out, form_key

from . import acts
from .entering import safe
from .factors import show_codes
from .forms import CurrentPassword, PasswordForm
from .proving import Proof


def _mine(request: StaffRequest) -> Account:
    return Account.objects.select_related("staff__school__board").get(staff=request.viewer.staff)


@colleague
def security(request: StaffRequest) -> HttpResponse:
    """Show how one comes in."""
    account = _mine(request)
    rows = [{"row": row, "app": row.type == Kind.TOTP} for row in factors(account)]
    shown = {
        "account": account,
        "factors": rows,
        "has_app": any(row["app"] for row in rows),
        "codes_left": len(recovery_codes(account)),
        "form_key": form_key(request),
    }
    return render(request, "web/accounts/security.html", shown)


@colleague
@step_up
@require_POST
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one factor away."""
    account = _mine(request)
    carry_out(request, lambda: acts.remove_factor(account, pk, request.viewer), _("Deze tweede stap is weggehaald."))
    return HttpResponseRedirect(reverse("security"))


@colleague
@step_up
@require_POST
def new_codes(request: StaffRequest) -> HttpResponse:
    """Make new recovery codes, and show them once."""
    acts.renew_codes(_mine(request), request.viewer, form_key(request, "codes"))
    show_codes(request, reverse("security"))
    return HttpResponseRedirect(reverse("codes"))


@colleague
@step_up_to_read
@sensitive_post_parameters("current", "password", "again")
def password(request: StaffRequest) -> HttpResponse:
    """Choose another password; every other session ends."""
    account = _mine(request)
    form = PasswordForm(account, request.POST or None)
    now_form = CurrentPassword(request.POST or None)
    if form.is_valid() and now_form.is_valid() and _knows(account, now_form):
        acts.change_password(account, form.cleaned_data["password"], request.viewer)
        _stay(request, account)
        messages.success(request, _("Je nieuwe wachtwoord is bewaard. Op andere apparaten ben je uitgelogd."))
        return HttpResponseRedirect(reverse("security"))
    return render(request, "web/accounts/password.html", {"form": form, "now_form": now_form, "account": account})


def _knows(account: Account, form: CurrentPassword) -> bool:
    """See that the password of now was typed; guesses count like guesses at the log-in."""
    if guessing.begin(account.login_key):
        form.add_error("current", _("Dit ging te vaak mis. Wacht een kwartier en probeer het nog eens."))
        return False
    if not account.check_password(form.cleaned_data["current"]):
        form.add_error("current", _("Dit is niet je wachtwoord van nu."))
        return False
    guessing.right(account.login_key)
    return True


@colleague
@require_POST
def end_others(request: StaffRequest) -> HttpResponse:
    """Log out on every other device."""
    account = _mine(request)
    acts.end_sessions(account, request.viewer)
    _stay(request, account)
    messages.success(request, _("Op al je andere apparaten ben je nu uitgelogd."))
    return HttpResponseRedirect(reverse("security"))


def _stay(request: HttpRequest, account: Account) -> None:
    """Let this one session fit the account as it is now, under a new key."""
    update_session_auth_hash(request, account)


@colleague
def confirm(request: StaffRequest) -> HttpResponse:
    """Ask the second factor again, and go back."""
    account = _mine(request)
    asked = safe(request, request.GET.get("next", ""))
    proof = Proof(request, account)
    if proof.given:
        stepup.mark(request)
        request.session.cycle_key()
        with one_write():
            record(request.viewer, "account.stepped_up", account, how=proof.given)
        return HttpResponseRedirect(asked)
    return render(request, "web/accounts/confirm.html", {"proof": proof, "next": asked})
