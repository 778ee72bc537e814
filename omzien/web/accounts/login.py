"""Coming in: address and password, then the second factor, or a passkey alone; and going out."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth import logout as close_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from omzien.ground.access.doors import public
from omzien.ground.access.viewer import roles_of, viewer_of
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.school import guessing
from omzien.ground.school.accounts import account_of_link, choose_password
from omzien.ground.school.models import Account
from omzien.ground.school.models.account import login_key

from . import passkeys
from .entering import EnteringRequest, as_actor, begin, enter, entering, safe
from .forms import LoginForm, PasswordForm
from .proving import Proof


@public
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """Ask for address and password; the second factor is asked next."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "GET" and request.user.is_authenticated and viewer_of(request) is not None:
        # A second tap on the last button of the way in: the first one opened the door.
        return HttpResponseRedirect(safe(request, asked))
    form = LoginForm(request.POST or None)
    if form.is_valid():
        try:
            account, wrong = _who(request, form.cleaned_data["name"], form.cleaned_data["password"])
        except _NotIn as refusal:
            form.add_error(None, str(refusal))
        else:
            return begin(request, account, asked, wrong)
    return render(request, "web/accounts/login.html", {"form": form, "next": asked})


class _NotIn(Exception):
    """Why somebody does not come in, in words for the page."""


def _who(request: HttpRequest, name: str, password: str) -> tuple[Account, int]:
    """Return whose address and password these are, and how many guesses went wrong before.

    A wrong address and a wrong password look the same and take the same time; so does having to wait.
    """
    key, address = login_key(name), _address(request)
    left = guessing.begin(key, suspect=guessing.addresses.suspect(address))
    if left:
        raise _NotIn(_too_often(left.total_seconds()))
    found = authenticate(request, username=name, password=password)
    if not isinstance(found, Account) or found.staff.left_on is not None:
        guessing.addresses.note(address)
        _tell_journal(key)
        raise _NotIn(_("Dit e-mailadres en dit wachtwoord horen niet bij elkaar. Probeer het nog eens."))
    before = guessing.wrong(key) - 1
    guessing.right(key)
    if not roles_of(found.staff):
        raise _NotIn(_("Je hebt nog geen rol op school. Vraag de beheerder om je een rol te geven."))
    return found, max(before, 0)


def _address(request: HttpRequest) -> str:
    """Return from where a request comes; it is kept nowhere, see `guessing`."""
    told = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return told.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def _too_often(seconds: float) -> str:
    if seconds > guessing.LONGEST_WAIT.total_seconds():
        return _("Dit ging te vaak mis. Vraag de beheerder van je school om een nieuwe link.")
    minutes = int(seconds // 60) + 1
    return _("Dit ging een paar keer mis. Wacht even en probeer het over %(n)d min. nog eens.") % {"n": minutes}


def _tell_journal(key: str) -> None:
    """Keep that somebody guesses at an account: how often, never from where."""
    wrong = guessing.wrong(key)
    account = Account.objects.select_related("staff").filter(login_key=key).first()
    if account is not None and wrong in guessing.TOLD_AT:
        with one_write():
            record(None, "account.login_failed", account.staff, wrong=wrong)


@entering
def enter_code(request: EnteringRequest) -> HttpResponse:
    """Ask for the second factor: a code, or the passkey."""
    proof = Proof(request, request.account)
    if proof.given:
        return HttpResponseRedirect(enter(request, request.account, proof.given))
    return render(request, "web/accounts/code.html", {"proof": proof})


@public
def enter_passkey(request: HttpRequest) -> HttpResponse:
    """Let someone in by a passkey alone: it is both factors, since it checks its owner."""
    failed = ""
    if request.method == "POST":
        row = passkeys.used(None, request.POST.get("credential", ""))
        account = Account.objects.select_related("staff").filter(pk=row.user_id).first() if row else None
        if account is not None and account.is_active and account.staff.left_on is None and roles_of(account.staff):
            return HttpResponseRedirect(enter(request, account, "webauthn", request.GET.get("next", "")))
        failed = _("Deze passkey werkt hier niet. Probeer het nog eens, of log in met je wachtwoord.")
    shown = {
        "options": passkeys.options_to_use(None),
        "failed": failed,
        "next": request.GET.get("next", ""),
        "form_key": uuid4(),
    }
    return render(request, "web/accounts/passkey.html", shown)


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Close the session."""
    viewer = viewer_of(request)
    if viewer is not None:
        with one_write():
            record(viewer, "account.logged_out", viewer.account)
    close_session(request)
    messages.success(request, _("Je bent uitgelogd."))
    return HttpResponseRedirect(reverse(settings.LOGOUT_REDIRECT_URL))


@public
@sensitive_post_parameters("password", "again")
def welcome(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Let someone choose their own password, by a link that works once; the second factor follows at once."""
    account = account_of_link(uid, token)
    if account is None:
        return render(request, "web/accounts/link_used.html", status=410)
    form = PasswordForm(account, request.POST or None)
    if form.is_valid():
        choose_password(account, form.cleaned_data["password"], as_actor(account))
        if roles_of(account.staff):
            return begin(request, account, "")
        messages.success(request, _("Je wachtwoord is bewaard."))
        return HttpResponseRedirect(reverse("login"))
    shown = {"form": form, "account": account, "school": account.staff.school}
    return render(request, "web/accounts/welcome.html", shown)
