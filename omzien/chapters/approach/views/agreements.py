"""The tab of agreements, making one, and asking whether it holds."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from omzien.chapters.approach.actions import agreements as act
from omzien.chapters.approach.actions.cases import Stale
from omzien.chapters.approach.forms.agreements import CHANGED, GOES_ON, AgreementCheckForm, AgreementForm
from omzien.chapters.approach.models import Agreement
from omzien.chapters.approach.queries.agreements import agreements_of, in_words
from omzien.chapters.approach.queries.people import team_of
from omzien.chapters.approach.terms import edition_of, protected_until
from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.clock import today
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.models import Staff

from .frame import CaseFrame, ask_form, carry_out, framed, kindly, tab


@door("approach.Case", "read")
def case_agreements(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show what was agreed to be safe: what runs, and what has ended."""
    frame = framed(request, pk)
    running, ended = agreements_of(frame.case)
    return tab(request, frame, "case_agreements", running=running, ended=ended, today=today())


@door("approach.Case", "handle")
@kindly
def case_agreement_add(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Make an agreement; `na` names the one whose place it takes."""
    frame = framed(request, pk, "handle")
    team = [(one.staff, one.role) for one in team_of(frame.case, request.viewer)]
    form = AgreementForm(
        request.POST or None, edition=edition_of(frame.case), team=team, initial=_first(request, frame)
    )
    back = reverse("case_agreements", args=[pk])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        owner = get_object_or_404(Staff, pk=data["owner"], school=request.viewer.school)

        def add() -> str:
            act.add_agreement(
                request.viewer, frame.case, data["kind"], data["text"], data["until_on"], owner=owner, who=data["who"]
            )
            return back

        return carry_out(request, form, add, _("De afspraak staat erbij."))
    heading = _("Wat heeft %(name)s nodig om veilig te zijn?") % {"name": frame.name}
    return ask_form(request, frame, form, heading, back=back, page_title=_("Afspraak maken"), clause="5.noblame")


def _first(request: StaffRequest, frame: CaseFrame) -> dict[str, Any]:
    """Return what the form begins with: the usual last day, oneself, and the words of the agreement it replaces."""
    until = protected_until(edition_of(frame.case), calendar_for(frame.case.school))
    first: dict[str, Any] = {"until_on": until, "owner": str(request.viewer.staff.pk)}
    try:
        before = frame.case.agreements.filter(pk=UUID(request.GET.get("na", ""))).first()
    except ValueError:
        before = None
    if before is not None:
        first |= {"kind": before.kind, "text": before.text, "owner": str(before.owner_id), "who": before.who}
    return first


@door("approach.Case", "handle")
@kindly
def case_agreement(request: StaffRequest, pk: UUID, agreement: UUID) -> HttpResponse:
    """Ask whether an agreement holds: it goes on, another takes its place, or it ends."""
    frame = framed(request, pk, "handle")
    found = get_object_or_404(frame.case.agreements.select_related("owner", "case"), pk=agreement)
    until = protected_until(edition_of(frame.case), calendar_for(frame.case.school))
    form = AgreementCheckForm(request.POST or None, initial={"version": found.version, "until_on": until})
    if request.method == "POST" and form.is_valid():
        try:
            return _checked(request, found, form)
        except Stale:
            return _conflict(request, frame, found, form)
    back = reverse("case_agreements", args=[pk])
    shown = in_words(found)
    return ask_form(
        request, frame, form, _("Houdt de afspraak?"), template="agreement_check", agreement=shown, back=back
    )


def _checked(request: StaffRequest, found: Agreement, form: AgreementCheckForm) -> HttpResponse:
    data, viewer = form.cleaned_data, request.viewer
    back = reverse("case_agreements", args=[found.case_id])

    def check() -> str:
        if data["holds"] == GOES_ON:
            act.continue_agreement(viewer, found, data["until_on"], data["note"], data["version"])
            return back
        act.end_agreement(viewer, found, data["holds"], data["note"], data["version"])
        return (
            f"{reverse('case_agreement_add', args=[found.case_id])}?na={found.pk}" if data["holds"] == CHANGED else back
        )

    return carry_out(request, form, check, _("Genoteerd."))


def _conflict(request: StaffRequest, frame: CaseFrame, found: Agreement, form: AgreementCheckForm) -> HttpResponse:
    """Show the agreement as it is now beside what was chosen; sent again it counts for the newest."""
    found.refresh_from_db()
    shown = in_words(found)
    chosen = dict(form.fields["holds"].choices)[form.cleaned_data["holds"]]  # type: ignore[attr-defined]  # a ChoiceField
    data = request.POST.copy()
    data["version"] = str(found.version)
    return ask_form(
        request,
        frame,
        AgreementCheckForm(data),
        _("Een collega was je voor"),
        template="conflict",
        theirs=[(_("De afspraak nu"), shown.text), (_("Tot en met"), shown.until), (_("Hoe het staat"), shown.state)],
        mine=[(_("Jij koos"), chosen), (_("Jij schreef"), form.cleaned_data["note"])],
        back=reverse("case_agreements", args=[frame.case.pk]),
        submit=_("Toch mijn keuze bewaren"),
        over=found.ended_on is not None,
    )
