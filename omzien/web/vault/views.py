"""The vault of a confidential adviser: make, open and shut it, the sheet for when the passphrase is lost, colleagues."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from omzien.ground.access import engine
from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.stepup import step_up
from omzien.ground.formkit import Form
from omzien.ground.journal import once
from omzien.ground.journal.writing import one_write
from omzien.ground.school import guessing
from omzien.ground.school.holders import holders
from omzien.ground.school.models import ADVISERS
from omzien.ground.vault import boxes, unlocked, vaults
from omzien.ground.vault.models import AdviserKey
from omzien.ground.vault.ring import index_key

from .forms import ConfirmForm, PassphraseForm, RecoverForm, UnlockForm

# The keyed hash of the last group of a sheet that was just shown, until its owner typed it back.
SHEET = "vault_sheet"


def _mine(request: StaffRequest) -> AdviserKey | None:
    return engine.scope(request.viewer, AdviserKey, "own").filter(staff=request.viewer.staff).first()


def _home() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("vault"))


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else reverse("vault")


def _ask(request: StaffRequest, form: Form, heading: str, lead: str, button: str, **more: Any) -> HttpResponse:
    shown = {"form": form, "heading": heading, "lead": lead, "button": button, "next": _next(request), **more}
    return render(request, "web/vault/form.html", shown, status=422 if form.errors else 200)


def _guarded(key: AdviserKey, form: Form, field: str, wrong: str, act: Callable[[], bytes]) -> bytes | None:
    """Open a vault, counting wrong guesses; None and a word beside the field when it did not open."""
    name = index_key("vault", str(key.pk))
    if guessing.begin(name):
        form.add_error(field, _("Dit is te vaak geprobeerd. Wacht een paar minuten."))
        return None
    try:
        private = act()
    except boxes.BoxError:
        form.add_error(field, wrong)
        return None
    guessing.right(name)
    return private


@door("vault.AdviserKey", "own")
def vault(request: StaffRequest) -> HttpResponse:
    """Show whether the vault stands open, and whose vaults there are."""
    mine, private = _mine(request), unlocked.private_key(request)
    shown = {
        "mine": mine,
        "is_open": private is not None,
        "colleagues": _colleagues(request, mine),
        "form": ConfirmForm() if SHEET in request.session else None,
        "form_key": uuid4(),
    }
    return render(request, "web/vault/vault.html", shown)


def _colleagues(request: StaffRequest, mine: AdviserKey | None) -> list[dict[str, Any]]:
    school = request.viewer.school
    serving = {staff.pk: staff for staff in holders(school, *ADVISERS)}
    keys = {key.staff_id: key for key in engine.scope(request.viewer, AdviserKey).select_related("staff")}
    people = {**{pk: key.staff for pk, key in keys.items()}, **serving}
    found = []
    for pk, staff in sorted(people.items(), key=lambda pair: pair[1].sort_key):
        if pk == request.viewer.staff.pk:
            continue
        key = keys.get(pk)
        waits = vaults.without(mine, key).count() if mine and key and pk in serving else 0
        found.append({"name": staff.full_name, "key": key, "waits": waits, "left": pk not in serving})
    return found


@door("vault.AdviserKey", "own")
@step_up
@sensitive_post_parameters("passphrase", "again")
def make(request: StaffRequest) -> HttpResponse:
    """Make one's vault and show the recovery sheet, once."""
    if _mine(request):
        return _home()
    form = PassphraseForm(request.POST or None)
    if form.is_valid():
        viewer = request.viewer
        try:
            key, private, code = vaults.make(viewer, viewer.school, viewer.staff, form.cleaned_data["passphrase"])
        except vaults.Exists:
            return _home()
        return _sheet(request, code, key, private)
    lead = _(
        "Wat leerlingen aan jou toevertrouwen, gaat met deze zin op slot. Ook wie de server beheert, kan er niet bij."
    )
    return _ask(request, form, _("Je kluis maken"), lead, _("Kluis maken"))


def _sheet(request: StaffRequest, code: str, key: AdviserKey, private: bytes) -> HttpResponse:
    """Show a recovery code; it is kept nowhere, only a keyed hash of its last group until that was typed back."""
    request.session[SHEET] = index_key("vault.sheet", code.split("-")[-1])
    shown = {"groups": code.split("-"), "form": ConfirmForm()}
    response = render(request, "web/vault/sheet.html", shown)
    unlocked.hold(request, response, key, private)
    return response


@door("vault.AdviserKey", "own")
@require_POST
def confirm(request: StaffRequest) -> HttpResponse:
    """Check that the sheet was really written down or printed."""
    form = ConfirmForm(request.POST)
    typed = boxes.code_as_meant(request.POST.get("group", ""))
    if form.is_valid() and index_key("vault.sheet", typed) == request.session.get(SHEET):
        del request.session[SHEET]
        messages.success(request, _("Je herstelblad klopt. Bewaar het op papier, niet in je laptop."))
    else:
        messages.error(request, _("Dit is niet het laatste groepje. Kijk nog eens, of maak een nieuw blad."))
    return _home()


@door("vault.AdviserKey", "own")
@sensitive_post_parameters("passphrase")
def unlock(request: StaffRequest) -> HttpResponse:
    """Open the vault for ten minutes."""
    mine = _mine(request)
    if mine is None:
        return HttpResponseRedirect(reverse("vault_make"))
    form = UnlockForm(request.POST or None)
    if form.is_valid():
        passphrase = form.cleaned_data["passphrase"]
        wrong = _("Met deze zin gaat je kluis niet open.")
        private = _guarded(mine, form, "passphrase", wrong, lambda: vaults.unlock(request.viewer, mine, passphrase))
        if private is not None:
            response = HttpResponseRedirect(_next(request))
            unlocked.hold(request, response, mine, private)
            return response
    lead = _("De kluis gaat na tien minuten vanzelf weer dicht.")
    return _ask(request, form, _("Kluis openen"), lead, _("Openen"), lost=True)


@door("vault.AdviserKey", "own")
@require_POST
def lock(request: StaffRequest) -> HttpResponse:
    """Shut the vault."""
    response = _home()
    unlocked.lock(request, response)
    messages.success(request, _("Je kluis is dicht."))
    return response


def _to_open(request: StaffRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('vault_unlock')}?next={request.path if request.method == 'GET' else ''}")


@door("vault.AdviserKey", "own")
@step_up
@sensitive_post_parameters("passphrase", "again")
def change(request: StaffRequest) -> HttpResponse:
    """Choose another passphrase, with the vault open."""
    mine, private = _mine(request), unlocked.private_key(request)
    if mine is None or private is None:
        return _to_open(request)
    form = PassphraseForm(request.POST or None)
    if form.is_valid():
        vaults.change(request.viewer, mine, private, form.cleaned_data["passphrase"])
        messages.success(request, _("Je nieuwe wachtzin is bewaard. Je herstelblad blijft hetzelfde."))
        return _home()
    return _ask(request, form, _("Andere wachtzin"), _("Je herstelblad blijft hetzelfde."), _("Bewaren"))


@door("vault.AdviserKey", "own")
@step_up
@sensitive_post_parameters("passphrase", "again", "code")
def recover(request: StaffRequest) -> HttpResponse:
    """Choose a new passphrase with the code of the sheet."""
    mine = _mine(request)
    if mine is None:
        return HttpResponseRedirect(reverse("vault_make"))
    form = RecoverForm(request.POST or None)
    if form.is_valid():
        code, passphrase = form.cleaned_data["code"], form.cleaned_data["passphrase"]
        wrong = _("Deze code past niet op je kluis. Kijk nog eens op je blad.")
        private = _guarded(mine, form, "code", wrong, lambda: vaults.recover(request.viewer, mine, code, passphrase))
        if private is not None:
            response = _home()
            unlocked.hold(request, response, mine, private)
            messages.success(request, _("Je nieuwe wachtzin is bewaard, en je kluis is open."))
            return response
    lead = _("Zonder wachtzin en zonder blad kan niemand je kluis openen.")
    return _ask(request, form, _("Wachtzin kwijt"), lead, _("Bewaren"))


@door("vault.AdviserKey", "own")
@step_up
@require_POST
def sheet(request: StaffRequest) -> HttpResponse:
    """Make a new recovery sheet; the old one opens nothing any more."""
    mine, private = _mine(request), unlocked.private_key(request)
    if mine is None or private is None:
        return _to_open(request)
    with one_write():
        if not once.first_time(request.POST.get("form_key", "")[:64]):
            messages.error(request, _("Dit blad is al gemaakt. Zie je het niet meer? Maak dan een nieuw blad."))
            return _home()
    return _sheet(request, vaults.new_code(request.viewer, mine, private), mine, private)


@door("vault.AdviserKey", "share")
@step_up
@require_POST
def share(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Give a colleague access to what one opens oneself."""
    other = engine.find(request.viewer, AdviserKey, pk, "share")
    mine, private = _mine(request), unlocked.private_key(request)
    if mine is None or private is None:
        return _to_open(request)
    if other not in AdviserKey.objects.serving(request.viewer.school):
        messages.error(request, _("Deze collega is geen vertrouwenspersoon meer."))
        return _home()
    count = vaults.share_with(request.viewer, mine, private, other)
    messages.success(
        request,
        ngettext(
            "Je collega kan nu %(count)d dossier erbij lezen.",
            "Je collega kan nu %(count)d dossiers erbij lezen.",
            count,
        )
        % {"count": count},
    )
    return _home()


@door("vault.AdviserKey", "share")
@step_up
@require_POST
def remove(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Take away the vault of someone who is no adviser any more."""
    other = engine.find(request.viewer, AdviserKey, pk, "share")
    if other in AdviserKey.objects.serving(request.viewer.school):
        messages.error(request, _("Deze collega is nog vertrouwenspersoon. Een beheerder past eerst de rol aan."))
        return _home()
    try:
        vaults.remove(request.viewer, other)
    except vaults.LastReader as refused:
        words = ngettext(
            "Dat kan nog niet: %(count)d dossier kan dan niemand meer openen.",
            "Dat kan nog niet: %(count)d dossiers kan dan niemand meer openen.",
            refused.count,
        )
        messages.error(request, words % {"count": refused.count})
        return _home()
    messages.success(request, _("De toegang is weg. Wat je collega eerder las, kan niemand terughalen."))
    return _home()
