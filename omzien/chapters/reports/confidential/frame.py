"""What every page of an adviser's files shares: an open vault first, a form carried out once, and kind refusals."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from omzien.ground.access.doors import StaffRequest
from omzien.ground.access.stepup import READING, page_before
from omzien.ground.formkit import Form
from omzien.ground.journal import once
from omzien.ground.journal.writing import one_write

from .actions import Refused
from .keys import opener_of

View = Callable[..., HttpResponseBase]
FORMS = ["GET", "HEAD", "POST"]
UNREADABLE = 422
CSRF_FIELD = "csrfmiddlewaretoken"


def with_vault(view: View) -> View:
    """Give the view an open vault; a shut one is opened first, whatever was asked for."""

    @wraps(view)
    def opened(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        opener = opener_of(request, request.viewer)
        if opener is None:
            return _shut(request)
        before = _done_before(request)
        if before is not None:
            return before
        try:
            return view(request, opener, *args, **kwargs)
        except Refused as no:
            return render(request, "reports/confidential/refused.html", {"said": no.said}, status=409)

    return opened


def _shut(request: StaffRequest) -> HttpResponse:
    """Send someone to open the vault, and back; what they typed while it shut stays on their screen."""
    typed = [(name, one) for name, all_of in request.POST.lists() for one in all_of if name != CSRF_FIELD]
    if typed:
        return render(request, "reports/confidential/shut.html", {"typed": typed}, status=409)
    back = request.get_full_path() if request.method in READING else page_before(request)
    return HttpResponseRedirect(f"{reverse('vault_unlock')}?{urlencode({'next': back})}")


def _done_before(request: StaffRequest) -> HttpResponse | None:
    """Return where a form led that was sent before, or None."""
    try:
        key = str(UUID(request.POST.get("form_key", "")))
    except ValueError:
        return None
    to = (once.earlier(key) or {}).get("to")
    return HttpResponseRedirect(str(to)) if to else None


def carry_out(request: StaffRequest, form: Form, act: Callable[[], str], said: str = "") -> HttpResponse:
    """Carry a form out once and go where it leads; sent again it only goes there again."""
    key = str(form.cleaned_data["form_key"])
    with one_write():
        if once.first_time(key):
            to = act()
            once.remember(key, to=to)
            if said:
                messages.success(request, said)
        else:
            to = str((once.earlier(key) or {}).get("to", reverse("confidential")))
    return HttpResponseRedirect(to)


def ask_form(request: StaffRequest, form: Form, heading: str, button: str, **shown: Any) -> HttpResponse:
    """Draw a page with one form; `lead`, `back`, `pieces` may be given."""
    context = {"form": form, "heading": heading, "button": button, "back": reverse("confidential"), **shown}
    return render(request, "reports/confidential/form.html", context, status=UNREADABLE if form.is_bound else 200)
