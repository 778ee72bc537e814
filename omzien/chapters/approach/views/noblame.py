"""The pages of the six steps: a conversation card, and a form with the protocol's own questions."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from omzien.chapters.approach.actions.group import give_ideas, record_meeting
from omzien.chapters.approach.actions.log import add_note
from omzien.chapters.approach.actions.reviews import record_review
from omzien.chapters.approach.actions.rounds import NEW_ROUND, choose
from omzien.chapters.approach.actions.talk import NO, record_talk
from omzien.chapters.approach.forms.noblame import StepForm
from omzien.chapters.approach.forms.noblame_meeting import AtWorkForm, MeetingForm, more_lines
from omzien.chapters.approach.forms.noblame_reviews import ChoiceForm, ReviewForm
from omzien.chapters.approach.forms.noblame_talk import TalkForm
from omzien.chapters.approach.models import Step
from omzien.chapters.approach.queries.course import AT_WORK, CHOICE, MEETING, MEMBERS, REVIEW, TALK
from omzien.chapters.approach.queries.group import reachable
from omzien.ground.access.doors import StaffRequest, door

from .desk import FORMS, UNREADABLE, Desk, NoteForm, conflict, desk_at, draw, save, tell_size
from .frame import ask_form, carry_out, kindly
from .group import meeting_shown
from .reviews import choice_shown, members_page, plan_form

PAGES = {TALK: "step", MEETING: "meeting", AT_WORK: "at_work", REVIEW: "step", CHOICE: "choice"}


@door("approach.Case", "handle")
@require_http_methods(FORMS)
@kindly
def step_page(request: StaffRequest, pk: UUID, clause: str) -> HttpResponse:
    """Show one of the six steps, and record it."""
    desk = desk_at(request, pk, clause)
    if clause == MEMBERS:
        return members_page(desk)
    if request.method != "POST":
        return page(desk)
    data = request.POST.copy()
    if not desk.at_work:
        return conflict(desk, form_of(desk, data), page)
    if "more" in data:
        data["lines"] = more_lines(data.get("lines", ""))
        return page(desk, form_of(desk, data))
    form = form_of(desk, data)
    if not form.is_valid():
        return page(desk, form, status=UNREADABLE)
    return save(desk, form, act_of(desk, form), str(SAID[clause]), page)


def page(
    desk: Desk, form: StepForm | None = None, *, status: int = 200, again: Any = None, **shown: Any
) -> HttpResponse:
    """Draw the page of a step with its form: a new one, or what was typed."""
    # The group meets only with consent and with members (A1.1).
    ready = desk.clause != MEETING or (desk.course.consent is not None and bool(desk.course.members))
    if desk.at_work and form is None and (ready or again is not None):
        form = form_of(desk, again)
    if desk.clause == MEETING:
        shown |= meeting_shown(desk, shown)
    if desk.clause == CHOICE:
        shown |= choice_shown(desk)
    if desk.clause == REVIEW:
        shown["plan"] = plan_form(desk)
    return draw(desk, PAGES[desk.clause], form if desk.at_work else None, status, **shown)


def form_of(desk: Desk, data: Any = None) -> StepForm:
    """Return the form of a step: a new one, or with what was typed."""
    course, viewer = desk.course, desk.request.viewer
    if desk.clause == TALK:
        return TalkForm(data, course=course, reachable=reachable(viewer, desk.frame.target))
    if desk.clause == MEETING:
        return MeetingForm(data, course=course)
    if desk.clause == CHOICE:
        chosen = [row.pupil for row in course.members]
        return ChoiceForm(data, course=course, reachable=reachable(viewer, desk.frame.target, chosen))
    return AtWorkForm(data, course=course) if desk.clause == AT_WORK else ReviewForm(data, course=course)


def act_of(desk: Desk, form: StepForm) -> Callable[[], str]:
    """Return what to do with a form that is filled in; it tells where to go next."""
    act = ACTS[desk.clause]
    return lambda: act(desk, form, form.cleaned_data.get("version"))


def _talk(desk: Desk, form: Any, version: int | None) -> str:
    talk = form.talk()
    record_talk(desk.request.viewer, desk.frame.case, talk, version)
    if talk.consent == NO:
        messages.info(desk.request, _("We helpen verder zonder groep. Jullie kijken samen terug, en je houdt contact."))
        return desk.frame.url
    tell_size(desk, len(talk.members))
    return reverse("step", args=[desk.frame.case.pk, MEETING])


def _meeting(desk: Desk, form: Any, version: int | None) -> str:
    record_meeting(desk.request.viewer, desk.frame.case, form.meeting(), version)
    return desk.frame.url


def _ideas(desk: Desk, form: Any, version: int | None) -> str:
    note = form.cleaned_data.get("going", "")
    changed = note != desk.step.answers.get("going", "")
    give_ideas(desk.request.viewer, desk.frame.case, form.ideas(), note if changed else "", version)
    return desk.frame.url


def _review(desk: Desk, form: Any, version: int | None) -> str:
    record_review(desk.request.viewer, desk.frame.case, form.said(), version)
    members, choice = desk.course.steps[MEMBERS], desk.course.steps[CHOICE]
    open_next = MEMBERS if members.state == Step.State.OPEN else CHOICE
    choice.refresh_from_db(fields=["state"])
    if open_next == CHOICE and choice.state != Step.State.OPEN:
        return desk.frame.url
    return reverse("step", args=[desk.frame.case.pk, open_next])


def _choice(desk: Desk, form: Any, version: int | None) -> str:
    choice = form.choice()
    choose(desk.request.viewer, desk.frame.case, choice, version)
    if choice.next == NEW_ROUND:
        return reverse("step", args=[desk.frame.case.pk, MEETING])
    return reverse("case_end", args=[desk.frame.case.pk])


ACTS: Mapping[str, Callable[[Desk, Any, int | None], str]] = {
    TALK: _talk,
    MEETING: _meeting,
    AT_WORK: _ideas,
    REVIEW: _review,
    CHOICE: _choice,
}
SAID: Mapping[str, Any] = {
    TALK: gettext_lazy("Het gesprek is bewaard."),
    MEETING: gettext_lazy("De bijeenkomst is bewaard. De dagen om terug te kijken staan vast."),
    AT_WORK: gettext_lazy("De ideeën zijn bewaard."),
    REVIEW: gettext_lazy("Het gesprek is bewaard."),
    CHOICE: gettext_lazy("Jullie keuze is bewaard."),
}


@door("approach.Case", "handle")
@require_safe
def step_card(request: StaffRequest, pk: UUID, clause: str) -> HttpResponse:
    """Show the conversation card on paper: what to talk about, how to begin; nobody's name."""
    desk = desk_at(request, pk, clause)
    hears = desk.course.steps[TALK].answers.get("group_hears", "") if clause == MEETING else ""
    shown = {"desk": desk, "paper": desk.paper, "case": desk.frame.case, "group_hears": hears}
    return render(request, "approach/noblame/card.html", shown)


@door("approach.Case", "handle")
@require_POST
@kindly
def step_note(request: StaffRequest, pk: UUID, clause: str) -> HttpResponse:
    """Keep as a note what was typed while a colleague recorded the step."""
    desk = desk_at(request, pk, clause)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return ask_form(request, desk.frame, form, _("Notitie schrijven"), back=desk.url)

    def keep() -> str:
        add_note(request.viewer, desk.frame.case, form.cleaned_data["text"])
        return reverse("case_timeline", args=[pk])

    return carry_out(request, form, keep, _("Je tekst staat als notitie in de tijdlijn."))
