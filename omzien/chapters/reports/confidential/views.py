"""The pages of an adviser's own files."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import find
from omzien.ground.formkit import Form
from omzien.ground.journal import looks

from . import actions
from .disclosing import running
from .forms import LookAgainForm, NoteForm, OpenForm, ShareForm
from .frame import FORMS, ask_form, carry_out, with_vault
from .keys import Opener, disclosure_is_possible, others_with_vault
from .models import ConfidentialFile
from .queries import answered, files_page, is_over, newest_number, notes_page, read_by, title_of, to_answer, who_came

LABEL = "reports.ConfidentialFile"


def number_in(text: str, otherwise: int) -> int:
    """Return a number from an address; what is none counts as not given."""
    return int(text) if text.isdecimal() and 0 < len(text) < 7 and int(text) else otherwise


@door(LABEL, "read")
@with_vault
@require_safe
def files(request: StaffRequest, opener: Opener) -> HttpResponse:
    """List one's own files, and what other advisers ask."""
    closed, at = request.GET.get("staat") == "afgesloten", number_in(request.GET.get("blad", ""), 1)
    page = files_page(opener, closed=closed, at=at)
    state = "staat=afgesloten&" if closed else ""
    shown = {
        "page": page,
        "closed": closed,
        "tabs": [
            {"label": _("Open"), "url": "?", "current": not closed},
            {"label": _("Afgesloten"), "url": "?staat=afgesloten", "current": closed},
        ],
        "newer": f"?{state}blad={at - 1}" if at > 1 else "",
        "older": f"?{state}blad={at + 1}" if page.more else "",
        "asks": to_answer(request.viewer),
        "answered": answered(request.viewer),
        "alone": not disclosure_is_possible(request.viewer.school),
    }
    return render(request, "reports/confidential/files.html", shown)


@door(LABEL, "add")
@with_vault
@require_http_methods(FORMS)
def new(request: StaffRequest, opener: Opener) -> HttpResponse:
    """Open a file."""
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            return _url(actions.open_file(opener, form.opening()).pk)

        return carry_out(request, form, act, _("Het dossier is gemaakt. Alleen jij kunt het lezen."))
    lead = _("Wat je hier schrijft, gaat op slot met jouw kluis. Niemand anders kan het lezen, ook de beheerder niet.")
    return ask_form(request, form, _("Nieuw dossier"), _("Bewaren"), lead=lead)


def _url(pk: UUID) -> str:
    return reverse("confidential_file", args=[pk])


@door(LABEL, "read")
@with_vault
@require_safe
def file(request: StaffRequest, opener: Opener, pk: UUID) -> HttpResponse:
    """Show a file: its notes, the latest first, who came, and who can read it."""
    found = find(request.viewer, ConfidentialFile, pk)
    title, before = title_of(opener, found), number_in(request.GET.get("voor", ""), 0)
    notes, more = notes_page(opener, found, before or None)
    runs = running(found)
    if request.method == "GET":
        looks.saw(request.viewer, found)
    shown = {
        "file": found,
        "title": title,
        "notes": notes,
        "older": f"?voor={notes[-1].number}" if more else "",
        "newer": "?" if before and newest_number(found) >= before else "",
        "who": who_came(opener, found),
        "readers": read_by(found),
        "others": [
            one for one in others_with_vault(request.viewer) if not Opener(request.viewer, one, b"").holds(found)
        ],
        "running": runs,
        "past": [(one, is_over(one)) for one in found.disclosures.order_by("-asked_on", "pk")[:10] if one != runs],
        "possible": disclosure_is_possible(request.viewer.school),
    }
    return render(request, "reports/confidential/file.html", shown)


@door(LABEL, "handle")
@with_vault
@require_http_methods(FORMS)
def note(request: StaffRequest, opener: Opener, pk: UUID) -> HttpResponse:
    """Add a note, or correct one with a new note."""
    found = find(request.viewer, ConfidentialFile, pk, "handle")
    corrects = number_in(request.GET.get("bij", ""), 0) or None
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> str:
            actions.add_note(opener, found, data["text"], data["talked_on"], corrects)
            return _url(pk)

        return carry_out(request, form, act, _("De notitie staat erbij."))
    heading = _("Notitie %(number)d verbeteren") % {"number": corrects} if corrects else _("Notitie toevoegen")
    return _form(request, opener, found, form, heading, _("Bewaren"))


def _form(
    request: StaffRequest, opener: Opener, found: ConfidentialFile, form: Form, heading: str, button: str, **shown: Any
) -> HttpResponse:
    pieces = [(_("Dossier"), title_of(opener, found))]
    return ask_form(request, form, heading, button, back=_url(found.pk), pieces=pieces, **shown)


@door(LABEL, "handle")
@with_vault
@require_http_methods(FORMS)
def look_again(request: StaffRequest, opener: Opener, pk: UUID) -> HttpResponse:
    """Set the day to look again."""
    found = find(request.viewer, ConfidentialFile, pk, "handle")
    form = LookAgainForm(request.POST or None, initial={"look_again_on": found.look_again_on})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.look_again(opener, found, form.cleaned_data["look_again_on"])
            return _url(pk)

        return carry_out(request, form, act, _("Bewaard."))
    return _form(request, opener, found, form, _("Weer kijken"), _("Bewaren"))


@door(LABEL, "handle")
@with_vault
@require_http_methods(FORMS)
def share(request: StaffRequest, opener: Opener, pk: UUID) -> HttpResponse:
    """Share the file with one other adviser, on purpose."""
    found = find(request.viewer, ConfidentialFile, pk, "handle")
    form = ShareForm(others_with_vault(request.viewer), request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.share_file(opener, found, form.chosen)
            return _url(pk)

        return carry_out(request, form, act, _("Het dossier is gedeeld."))
    lead = _(
        "Die ander leest alle notities en kan meeschrijven. Wie er kwam, blijft alleen bij jou. Je kunt dit niet terugdraaien."
    )
    return _form(request, opener, found, form, _("Dossier delen"), _("Delen"), lead=lead)


@door(LABEL, "handle")
@with_vault
@require_http_methods(FORMS)
def close(request: StaffRequest, opener: Opener, pk: UUID) -> HttpResponse:
    """Ask first, then close the file."""
    found = find(request.viewer, ConfidentialFile, pk, "handle")
    form = Form(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.close_file(opener, found)
            return _url(pk)

        return carry_out(request, form, act, _("Het dossier is afgesloten. Je kunt het nog lezen."))
    lead = _("Daarna kun je het dossier nog lezen, maar er niets meer bij schrijven.")
    return _form(request, opener, found, form, _("Dossier afsluiten"), _("Afsluiten"), lead=lead)
