"""The pages on which two advisers decide together that a name is passed on."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import find, scope
from omzien.ground.access.stepup import step_up

from . import disclosing
from .forms import NO, YES, AnswerForm, AskForm, TellForm
from .frame import FORMS, UNREADABLE, ask_form, carry_out, with_vault
from .keys import Opener, disclosure_is_possible
from .models import ConfidentialFile, Disclosure
from .queries import asked, is_over, title_of, who_came

LABEL = "reports.Disclosure"


@door(LABEL, "add")
@step_up
@with_vault
@require_http_methods(FORMS)
def ask(request: StaffRequest, opener: Opener, pk: UUID) -> HttpResponse:
    """Ask the other advisers whether a name may be passed on, or say plainly that it cannot be."""
    found = find(request.viewer, ConfidentialFile, pk, "handle")
    back = reverse("confidential_file", args=[pk])
    if not disclosure_is_possible(request.viewer.school):
        return render(request, "reports/confidential/impossible.html", {"back": back})
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> str:
            return _url(disclosing.ask(opener, found, data["to"], data["why"]).pk)

        return carry_out(request, form, act, _("Gevraagd. Een andere vertrouwenspersoon ziet je vraag bij Vandaag."))
    lead = _("Een naam deel je nooit alleen. Een andere vertrouwenspersoon kijkt eerst of het echt nodig is.")
    pieces = [(_("Dossier"), title_of(opener, found))]
    return ask_form(request, form, _("Mag de naam bekend worden?"), _("Vragen"), lead=lead, back=back, pieces=pieces)


def _url(pk: UUID) -> str:
    return reverse("disclosure", args=[pk])


@door(LABEL, "read")
@step_up
@with_vault
@require_http_methods(FORMS)
def request_page(request: StaffRequest, opener: Opener, pk: UUID) -> HttpResponse:
    """Show a request to who asked it, and let another adviser answer it."""
    posted = request.method == "POST"
    found = find(request.viewer, Disclosure, pk, "decide" if posted else "read")
    form = AnswerForm(request.POST or None)
    if posted and form.is_valid():
        data = form.cleaned_data

        def act() -> str:
            disclosing.answer(opener, found, allowed=data["allowed"] == YES, why=data["why"])
            return _url(pk)

        return carry_out(request, form, act, _("Je antwoord is bewaard. Wie het vroeg, ziet het bij Vandaag."))
    shown = {
        "one": asked(opener, found),
        "row": found,
        "form": form,
        "mine": found.asked_by_id == request.viewer.staff.pk,
        "over": is_over(found),
        "decides": scope(request.viewer, Disclosure, "decide").filter(pk=pk).exists(),
        "tells": scope(request.viewer, Disclosure, "tell").filter(pk=pk).exists(),
    }
    return render(request, "reports/confidential/request.html", shown, status=UNREADABLE if form.is_bound else 200)


@door(LABEL, "tell")
@step_up
@with_vault
@require_http_methods(FORMS)
def tell(request: StaffRequest, opener: Opener, pk: UUID) -> HttpResponse:
    """Keep to whom the name is passed on; who came hears it first (P14)."""
    found = find(request.viewer, Disclosure, pk, "tell")
    form = TellForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> str:
            disclosing.tell_name(opener, found, data["to"], talked=data["talked"] != NO, why_not=data["why_not"])
            return _url(pk)

        return carry_out(request, form, act, _("Vastgelegd. Vertel niet meer dan de naam."))
    who = who_came(opener, found.file)
    pieces = [(_("Wie er kwam"), who.name if who else ""), (_("Voor wie"), asked(opener, found).to)]
    lead = _(
        "De leerling hoort het van jou, voordat een ander de naam hoort. Alleen bij gevaar hoef je niet te wachten."
    )
    return ask_form(request, form, _("Deel de naam"), _("Vastleggen"), lead=lead, back=_url(pk), pieces=pieces)
