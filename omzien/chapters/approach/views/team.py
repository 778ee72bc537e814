"""The tab of people: the pupils and their parts, the team, who knows of it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omzien.chapters.approach.actions import team as act
from omzien.chapters.approach.actions.custody import Flags, flag
from omzien.chapters.approach.forms.custody import CustodyForm
from omzien.chapters.approach.forms.team import (
    NOTHING,
    ColleagueForm,
    NewPartForm,
    ParentsForm,
    PartForm,
    WatchForm,
)
from omzien.chapters.approach.models import Case, Part
from omzien.chapters.approach.queries.parents import Parent, found_among, of_parts, parents_of
from omzien.chapters.approach.queries.people import (
    colleagues_with_role,
    fit_for,
    knowers_of,
    outside,
    pupils_of,
    team_of,
)
from omzien.chapters.approach.queries.pupils import group_choice
from omzien.chapters.approach.terms import edition_of
from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import scope
from omzien.ground.formkit import Form
from omzien.ground.school.models import Pupil, Staff

from .frame import ask_form, carry_out, framed, kindly, tab


@door("approach.Case", "read")
def case_people(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show the pupils, the team, who reads this and who knows of it."""
    frame = framed(request, pk)
    pupils = pupils_of(frame.case, group="group" in frame.parts)
    return tab(
        request,
        frame,
        "case_people",
        pupils=pupils,
        # Parents are for who works on the case, not for who reads along in an emergency.
        parents=of_parts(pupils) if frame.works else [],
        team=team_of(frame.case, request.viewer),
        knowers=knowers_of(frame.case),
    )


@door("approach.Case", "handle")
@kindly
def case_part(request: StaffRequest, pk: UUID, pupil: UUID) -> HttpResponse:
    """Change the part of a pupil in this case, with its reason."""
    frame = framed(request, pk, "handle")
    played = next((one for one in pupils_of(frame.case) if one.pupil.pk == pupil), None)
    back = reverse("case_people", args=[pk])
    if played is None or (played.part and played.part.plays == Part.As.TARGETED):
        return HttpResponseRedirect(back)
    first = {"plays": played.part.plays if played.part else ""}
    form = PartForm(request.POST or None, edition=edition_of(frame.case), initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def change() -> str:
            if data["plays"] != NOTHING:
                act.set_part(request.viewer, frame.case, played.pupil, data["plays"], data["why"])
            elif played.part is not None:
                act.remove_part(request.viewer, played.part, data["why"])
            return back

        return carry_out(request, form, change, _("Veranderd. De reden staat op de tijdlijn."))
    heading = _("%(name)s in deze situatie") % {"name": played.pupil.given_name}
    lead = _(
        "Een werkidee van het team, voor nu. Het zegt niets over wie deze leerling is, en alleen het team ziet het."
    )
    title = _("Rol van een leerling")
    return ask_form(request, frame, form, heading, lead=lead, back=back, page_title=title, clause="2.roles")


@door("approach.Case", "handle")
@kindly
def case_part_add(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Add a pupil: first the home group, then the name."""
    frame = framed(request, pk, "handle")
    known = {one.pupil.pk for one in pupils_of(frame.case)}
    choice = group_choice(request.viewer, frame.target, request.GET.get("groep", ""), known)
    form = NewPartForm(request.POST or None, edition=edition_of(frame.case), pupils=choice.pupils)
    back = reverse("case_people", args=[pk])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        pupil = get_object_or_404(scope(request.viewer, Pupil), pk=data["pupil"])

        def add() -> str:
            act.set_part(request.viewer, frame.case, pupil, data["plays"], data["why"])
            return back

        return carry_out(request, form, add, _("De leerling staat erbij."))
    heading = _("Welke leerling hoort erbij?")
    return ask_form(request, frame, form, heading, template="part_add", choice=choice, back=back, clause="2.roles")


@door("approach.Case", "handle")
@kindly
def case_team_add(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Add a colleague to the team."""
    frame = framed(request, pk, "handle")
    inside = {one.staff.pk for one in team_of(frame.case, request.viewer)}
    people = [pair for pair in fit_for(frame.case) if pair[0].pk not in inside]
    form = ColleagueForm(request.POST or None, people=people)
    back = reverse("case_people", args=[pk])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        staff = get_object_or_404(Staff, pk=data["staff"], school=request.viewer.school)

        def add() -> str:
            act.add_to_team(request.viewer, frame.case, staff, data["why"])
            return back

        return carry_out(request, form, add, _("Deze collega hoort nu bij het team en krijgt bericht."))
    lead = _("Wie in het team zit, leest alles van deze situatie. Kies alleen wie je echt nodig hebt.")
    return ask_form(request, frame, form, _("Wie werkt er mee?"), lead=lead, back=back, submit=_("In het team"))


@door("approach.Case", "handle")
@require_POST
@kindly
def case_team_leave(request: StaffRequest, pk: UUID, member: UUID) -> HttpResponse:
    """Let a colleague leave the team; who leaves it themselves goes back to the list."""
    frame = framed(request, pk, "handle")
    found = get_object_or_404(frame.case.team.select_related("staff", "case"), pk=member)
    form = Form(request.POST)
    if not form.is_valid():
        return ask_form(request, frame, form, _("Uit het team"), submit=_("Uit het team"))

    def leave() -> str:
        act.leave_team(request.viewer, found)
        still = scope(request.viewer, Case).filter(pk=pk).exists()
        return reverse("case_people", args=[pk]) if still else reverse("cases")

    return carry_out(request, form, leave, _("Deze collega leest de situatie niet meer."))


@door("approach.Case", "handle")
@kindly
def case_told_parents(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Keep that parents were told."""
    frame = framed(request, pk, "handle")
    pupils = {one.pupil.pk: one.pupil for one in pupils_of(frame.case)}
    first = {"pupil": str(frame.target.pk)} if frame.target else {}
    parents = parents_of(pupils.values())
    form = ParentsForm(request.POST or None, pupils=_to_tell(pupils.values(), parents), parents=parents, initial=first)
    back = reverse("case_people", args=[pk])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def keep() -> str:
            pupil, spoken = pupils[data["pupil"]], data.get("spoken", [])
            act.told_parents(request.viewer, frame.case, pupil, data["on"], data["note"], spoken)
            return back

        return carry_out(request, form, keep, _("Genoteerd. Aan het eind horen ze hoe het afliep."))
    lead = _("De leerling weet het altijd eerst. Aan het eind horen de ouders ook hoe het afliep.")
    return ask_form(request, frame, form, _("Ouders zijn verteld"), lead=lead, back=back)


def _to_tell(pupils: Iterable[Pupil], parents: Sequence[Parent]) -> list[Pupil]:
    """Return the pupils of whom a parent may be told: not those of whom every parent is banned."""
    known = {one.pupil.pk for one in parents}
    able = {one.pupil.pk for one in parents if not one.banned}
    return [pupil for pupil in pupils if pupil.pk in able or pupil.pk not in known]


@door("approach.Case", "handle")
@kindly
def case_parent(request: StaffRequest, pk: UUID, parent: UUID) -> HttpResponse:
    """Record what is known of a parent: a ban on contact, and the right to information."""
    frame = framed(request, pk, "handle")
    found = found_among(of_parts(pupils_of(frame.case)), parent)
    if found is None:
        raise Http404
    form = CustodyForm(request.POST or None, row=found.row)
    back = reverse("case_people", args=[pk])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def keep() -> str:
            flags = Flags(data["contact"], data["information"], data["evidence"], data["since"])
            flag(request.viewer, frame.case, parent, flags)
            return back

        return carry_out(request, form, keep, _("Vastgelegd."))
    heading = _("Wat mag met %(name)s?") % {"name": found.name}
    lead = _(
        "Leg alleen vast wat school zelf heeft gezien. Weet je het niet? Dan mag je een bekende ouder gewoon bellen."
    )
    return ask_form(request, frame, form, heading, lead=lead, back=back)


@door("approach.Case", "handle")
@kindly
def case_told_colleague(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Keep that a colleague watches, without reading the case."""
    frame = framed(request, pk, "handle")
    barred = outside(frame.case)
    people = [pair for pair in colleagues_with_role(frame.case.school) if pair[0].pk not in barred]
    form = WatchForm(request.POST or None, people=people)
    back = reverse("case_people", args=[pk])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        staff = get_object_or_404(Staff, pk=data["staff"], school=request.viewer.school)

        def keep() -> str:
            act.told_colleague(request.viewer, frame.case, staff, data["on"], data["why"])
            return back

        return carry_out(request, form, keep, _("Genoteerd. Deze collega leest niets, maar kijkt mee."))
    lead = _(
        "Deze collega weet waar op te letten, en leest de situatie niet. Aan het eind hoort die collega dat het klaar is."
    )
    return ask_form(request, frame, form, _("Een collega kijkt mee"), lead=lead, back=back)
