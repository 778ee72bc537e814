"""Making a second factor: an app that shows codes, or a passkey; on the way in, or later in the settings."""

import base64
from datetime import timedelta
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from omzien.ground.clock import now
from omzien.ground.school.factors import Kind, app_address, counter_of, has_second_factor, new_secret, recovery_codes
from omzien.ground.vault.ring import RingError, ring
from omzien.web.people.frame import form_key
from omzien.web.people.letters import picture

from . import acts, passkeys
from .entering import EnteringRequest, as_actor, enter, own_account
from .forms import AppForm

SECRET = "app_secret"  # noqa: S105 - the name under which it is kept, sealed
CODES = "codes_shown_until"
# So long new recovery codes can be looked at, or until somebody says that they are kept.
LOOK = timedelta(minutes=20)


@own_account
def choose(request: EnteringRequest) -> HttpResponse:
    """Let someone choose between an app and a passkey."""
    return render(request, "web/accounts/factor_choice.html", {"first": not has_second_factor(request.account)})


@own_account
def app(request: EnteringRequest) -> HttpResponse:
    """Set up an app that shows codes: the picture, and one code to see that it works."""
    secret = _secret(request)
    form = AppForm(request.POST or None)
    if form.is_valid():
        counter = counter_of(secret, form.cleaned_data["code"])
        if counter is None:
            form.add_error("code", _("Deze code klopt niet. Neem de code die nu in je app staat."))
        else:
            del request.session[SECRET]
            acts.keep_app(request.account, secret, counter, as_actor(request.account))
            return _made(request, Kind.TOTP.value)
    typed = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render(request, "web/accounts/app.html", {"form": form, "typed": typed})


@own_account
def app_picture(request: EnteringRequest) -> HttpResponse:
    """Draw what the app scans."""
    if SECRET not in request.session:
        raise Http404
    drawing = picture(app_address(request.account, _secret(request)))
    return HttpResponse(drawing, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@own_account
def passkey(request: EnteringRequest) -> HttpResponse:
    """Make a passkey."""
    failed = ""
    if request.method == "POST":
        actor = as_actor(request.account)
        key = form_key(request, "passkey")
        if acts.keep_passkey(request.account, request.POST.get("credential", ""), actor, key):
            return _made(request, Kind.WEBAUTHN.value)
        failed = _("Het maken van de passkey lukte niet. Probeer het nog eens, of neem een app.")
    shown = {"options": passkeys.options_to_make(request.account), "failed": failed, "form_key": uuid4()}
    return render(request, "web/accounts/make_passkey.html", shown)


def _secret(request: EnteringRequest) -> str:
    """Return the secret of the app that is being set up; between the two pages it stands sealed in the session."""
    bound = f"session:app:{request.account.pk}"
    try:
        return ring().open(base64.b64decode(request.session[SECRET]), bound).decode()
    except (KeyError, ValueError, InvalidTag, RingError):
        secret = new_secret()
        request.session[SECRET] = base64.b64encode(ring().seal(secret.encode(), bound)).decode()
        return secret


def _made(request: EnteringRequest, how: str) -> HttpResponse:
    """Go on after a factor was made: in, if it was the last step of the way in; by the codes, if they are new."""
    if request.viewer is None:
        after = enter(request, request.account, how)
        show_codes(request, after)
        return HttpResponseRedirect(reverse("codes"))
    messages.success(request, _("Je tweede stap is toegevoegd."))
    return HttpResponseRedirect(reverse("security"))


def show_codes(request: HttpRequest, after: str) -> None:
    """Let the recovery codes be looked at for a while, in this session only."""
    request.session[CODES] = {"until": (now() + LOOK).timestamp(), "next": after}


@own_account
def codes(request: EnteringRequest) -> HttpResponse:
    """Show new recovery codes, once: after "I kept them" nobody sees them again."""
    shown = request.session.get(CODES)
    if not shown or now().timestamp() >= shown["until"]:
        return HttpResponseRedirect(reverse("security"))
    if request.method == "POST":
        del request.session[CODES]
        return HttpResponseRedirect(shown["next"])
    pairs = [f"{code[:5]} {code[5:]}" for code in recovery_codes(request.account)]
    return render(request, "web/accounts/codes.html", {"codes": pairs, "form_key": uuid4()})
