"""The timeline, adding a note and correcting one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from omzien.chapters.approach.actions import log as act
from omzien.chapters.approach.actions.cases import Stale
from omzien.chapters.approach.forms.log import NoteForm
from omzien.chapters.approach.models import LogEntry
from omzien.chapters.approach.queries.timeline import FILTERS, lines, timeline_page
from omzien.ground.access.doors import StaffRequest, door

from .frame import CaseFrame, ask_form, carry_out, framed, kindly, tab


@door("approach.Case", "read")
def case_timeline(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show the log, newest first."""
    frame = framed(request, pk)
    chosen = request.GET.get("soort", "")
    kinds = [{"label": _("Alles"), "url": "?", "current": chosen not in FILTERS}]
    kinds += [
        {"label": label, "url": f"?soort={key}", "current": key == chosen} for key, (label, _kinds) in FILTERS.items()
    ]
    page = timeline_page(frame.case, request.GET, group="group" in frame.parts)
    return tab(request, frame, "case_timeline", page=page, kinds=kinds)


@door("approach.Case", "handle")
@kindly
def case_note(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Write a note."""
    frame = framed(request, pk, "handle")
    form = NoteForm(request.POST or None)
    back = reverse("case_timeline", args=[pk])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def add() -> str:
            act.add_note(request.viewer, frame.case, data["text"], data["happened_on"], data["happened_at"])
            return back

        return carry_out(request, form, add, _("De notitie staat op de tijdlijn."))
    lead = _("Schrijf wat je zag en hoorde, niet wat je ervan vindt. Ouders en leerlingen kunnen hun deel later lezen.")
    return ask_form(request, frame, form, _("Notitie schrijven"), lead=lead, back=back)


@door("approach.Case", "handle")
@kindly
def case_correct(request: StaffRequest, pk: UUID, entry: UUID) -> HttpResponse:
    """Correct a note: the old one stays readable."""
    frame = framed(request, pk, "handle")
    found = get_object_or_404(frame.case.log, pk=entry)
    first = {"text": found.text, "happened_on": found.happened_on, "happened_at": found.happened_at}
    form = NoteForm(request.POST or None, initial=first)
    back = reverse("case_timeline", args=[pk])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def correct() -> str:
            act.correct(request.viewer, found, data["text"], data["happened_on"], data["happened_at"])
            return back

        try:
            return carry_out(request, form, correct, _("Verbeterd. De oude tekst blijft leesbaar."))
        except Stale:
            return _conflict(request, frame, found, form)
    lead = _("De oude tekst blijft op de tijdlijn staan, doorgestreept. Zo kan iedereen zien wat er veranderde.")
    return ask_form(request, frame, form, _("Notitie verbeteren"), lead=lead, back=back)


def _conflict(request: StaffRequest, frame: CaseFrame, found: LogEntry, form: NoteForm) -> HttpResponse:
    """Show both texts; what was typed is sent on as a correction of the newest."""
    newest = found
    while (later := newest.corrections.first()) is not None:
        newest = later
    now = lines([newest])[0]
    return ask_form(
        request,
        frame,
        form,
        _("Een collega was je voor"),
        template="conflict",
        theirs=[(_("%(name)s schreef") % {"name": now.by}, now.text)],
        mine=[(_("Jij schreef"), form.cleaned_data["text"])],
        action=reverse("case_correct", args=[frame.case.pk, newest.pk]),
        back=reverse("case_timeline", args=[frame.case.pk]),
        submit=_("Toch mijn tekst bewaren"),
    )
