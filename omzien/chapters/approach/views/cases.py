"""The list of cases, the first tab, the file, handing over and nudging."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omzien.chapters.approach.actions import cases as act
from omzien.chapters.approach.forms.team import HandOverForm
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.queries.cases import cases_page
from omzien.chapters.approach.queries.file import sheet_of
from omzien.chapters.approach.queries.now import now_of
from omzien.chapters.approach.queries.parents import of_parts
from omzien.chapters.approach.queries.people import fit_for, pupils_of
from omzien.chapters.guide.queries import listed
from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import may
from omzien.ground.clock import today
from omzien.ground.formkit import Form
from omzien.ground.school.models import Staff

from .frame import CaseFrame, ask_form, carry_out, conflict, framed, kindly, looked, tab

STATES = (("loopt", Case.State.OPEN), ("nazorg", Case.State.AFTERCARE), ("afgesloten", Case.State.CLOSED))


@door("approach.Case", "read")
def cases(request: StaffRequest) -> HttpResponse:
    """List the viewer's cases in one state, the nearest date first."""
    words = dict(STATES)
    state = words.get(request.GET.get("staat", ""), Case.State.OPEN)
    tabs = [
        {"label": label, "url": f"?staat={word}", "current": one is state}
        for (word, one), label in zip(STATES, (_("Loopt"), _("Nazorg"), _("Afgesloten")), strict=True)
    ]
    page = cases_page(request.viewer, state, request.GET)
    return render(
        request,
        "approach/case/cases.html",
        {
            "page": page,
            "state": str(state),
            "tabs": tabs,
            "today": today(),
            "works": may(request.viewer, "handle", "approach.Case"),
            "may_break": may(request.viewer, "add", "access.Emergency"),
        },
    )


@door("approach.Case", "read")
def case(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show where a case stands, what comes first and what else is open."""
    frame = framed(request, pk)
    now = now_of(frame.case, frame.name)
    if not frame.works:
        # A step's page is for who works on it.
        now = replace(now, bar=[replace(dot, url="") for dot in now.bar])
    return tab(request, frame, "case", now=now, today=today())


@door("approach.Case", "read")
def case_file(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show everything on one page, to read through or to print."""
    frame = framed(request, pk)
    if "file" not in frame.parts:
        raise PermissionDenied
    looked(request, frame.case, "case.file")
    parents = of_parts(pupils_of(frame.case))
    return tab(request, frame, "case_file", sheet=sheet_of(frame.case, request.viewer), today=today(), parents=parents)


@door("approach.Case", "hand_over")
@kindly
def case_hand_over(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Give a case to another owner."""
    frame = framed(request, pk, "hand_over")
    people = [pair for pair in fit_for(frame.case) if pair[0].pk != frame.case.owner_id]
    form = HandOverForm(request.POST or None, people=people, initial={"version": frame.case.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        to = get_object_or_404(Staff, pk=data["staff"], school=request.viewer.school)

        def hand_over() -> str:
            act.hand_over(request.viewer, frame.case, to, data["why"], data["version"])
            return frame.url

        said = _("De situatie is overgegeven. De nieuwe eigenaar krijgt bericht.")
        try:
            return carry_out(request, form, hand_over, said)
        except act.Stale:
            return _hand_over_conflict(request, frame, to, data["why"], people)
    heading = _("Aan wie geef je deze situatie over?")
    lead = _("De nieuwe eigenaar leest alles en gaat ermee verder. Wie nu in het team zit, blijft erin.")
    proposed = [staff.full_name for staff, _role in act.above_owner(frame.case) if staff in {one for one, _r in people}]
    if proposed:
        lead = f"{lead} {_('Boven de eigenaar staat: %(names)s.') % {'names': listed(proposed)}}"
    return ask_form(request, frame, form, heading, lead=lead, submit=_("Overdragen"))


def _hand_over_conflict(
    request: StaffRequest, frame: CaseFrame, to: Staff, why: str, people: list[tuple[Staff, str]]
) -> HttpResponse:
    data = request.POST.copy()
    data["version"] = str(Case.objects.again(frame.case).get().version)
    mine = [(_("Jij koos"), to.full_name), (_("Jij schreef"), why)]
    return conflict(request, frame, HandOverForm(data, people=people), mine, _("Toch overdragen"))


def _asked(request: StaffRequest, case: Case) -> str:
    """Return who was asked: the owner, or of one's own case whoever stands above."""
    if case.owner_id != request.viewer.staff.pk:
        return case.owner.full_name
    return listed(staff.full_name for staff, _role in act.above_owner(case))


@door("approach.Case", "hand_over")
@require_POST
@kindly
def case_nudge(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask the owner to look, once a day."""
    frame = framed(request, pk, "hand_over")
    form = Form(request.POST)
    if not form.is_valid():
        return ask_form(request, frame, form, _("Vraag de eigenaar om te kijken"), submit=_("Herinner"))

    def nudge() -> str:
        new = act.nudge(request.viewer, frame.case)
        words = _("%(name)s krijgt een herinnering.") if new else _("%(name)s kreeg vandaag al een herinnering.")
        messages.success(request, words % {"name": _asked(request, frame.case)})
        return reverse("overview") if request.POST.get("next") == "overview" else frame.url

    return carry_out(request, form, nudge)
