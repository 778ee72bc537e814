"""The pages round A1.1 and A1.2: consent, planning the meeting, the group and the part of each member."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from omzien.chapters.approach.actions.group import change_group, plan_meeting
from omzien.chapters.approach.actions.talk import DECLINED, LATER, choose_day, give_consent, withdraw_consent
from omzien.chapters.approach.forms.noblame import day_words
from omzien.chapters.approach.forms.noblame_group import GroupForm, PlanMeetingForm, PlanReviewForm
from omzien.chapters.approach.forms.noblame_talk import ConsentForm, WithdrawForm
from omzien.chapters.approach.models import Step
from omzien.chapters.approach.queries.asking import short_day
from omzien.chapters.approach.queries.course import MEETING, REVIEW, TALK
from omzien.chapters.approach.queries.group import reachable
from omzien.chapters.approach.terms import Outlook, outlooks, why_free
from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.clock import Calendar, today

from .desk import FORMS, UNREADABLE, Desk, desk_at, draw, tell_size
from .frame import ask_form, carry_out, kindly

AHEAD = 6


def meeting_shown(desk: Desk, shown: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what the page of the meeting shows besides its form: consent, the group, and the planner."""
    course = desk.course
    answers = course.steps[TALK].answers
    made: dict[str, Any] = {
        "group_hears": answers.get("group_hears", ""),
        "letter": answers.get("letter", "") if answers.get("letter") != "no" else "",
        "letter_text": answers.get("letter_text", ""),
        "named": answers.get("named", ""),
    }
    if desk.at_work:
        made["planner"] = planner_of(desk)
        made["planned_words"] = day_words(desk.step.planned_on) if desk.step.planned_on else ""
    if (desk.at_work and course.consent is None) or _may_still_agree(desk):
        made["consent_form"] = ConsentForm(course=course, initial={"version": desk.step.version})
    return made | (shown or {})


def _may_still_agree(desk: Desk) -> bool:
    """Tell whether a pupil who would rather not have a group may still say yes in this round."""
    declined = desk.step.state == Step.State.LEFT_OUT and desk.step.reason == DECLINED
    return declined and desk.frame.open and desk.course.latest and desk.course.steps[REVIEW].state == Step.State.OPEN


def planner_of(desk: Desk, data: Any = None) -> PlanMeetingForm:
    """Return the planner: the coming school days, each with the day on which we would look back."""
    course = desk.course
    ahead = outlooks(today(), AHEAD, course.days, course.calendar, course.edition)
    hints = {row.day.isoformat(): outlook_words(row, course.calendar) for row in ahead}
    initial = {
        "version": desk.step.version,
        "day": desk.step.planned_on.isoformat() if desk.step.planned_on else "",
    }
    return PlanMeetingForm(data, ahead=ahead, hints=hints, initial=initial)


def outlook_words(row: Outlook, calendar: Calendar) -> str:
    """Return what follows when the group meets on this day."""
    span = row.spans[REVIEW]
    if span.warning:
        return _("Daarna is er drie weken geen schooldag om terug te kijken. Kies liever een andere dag.")
    if span.needs_choice:
        days = _(" of ").join(short_day(day) for day in span.choosable)
        why = why_free(span, calendar) or _("een vrije week")
        return _("Terugkijken valt in %(why)s. Dan kies je %(days)s.") % {"why": why.lower(), "days": days}
    if span.due_from == span.due_until:
        return _("Terugkijken op %(day)s.") % {"day": short_day(span.due_from)}
    return _("Terugkijken van %(first)s tot en met %(last)s.") % {
        "first": short_day(span.due_from),
        "last": short_day(span.due_until),
    }


@door("approach.Case", "handle")
@require_POST
@kindly
def step_plan(request: StaffRequest, pk: UUID, clause: str) -> HttpResponse:
    """Plan the meeting, or choose the day of a review from what the planner offers."""
    desk = desk_at(request, pk, clause)
    if clause == MEETING:
        return _plan_meeting(desk)
    span = desk.course.span(clause)
    form = PlanReviewForm(request.POST, span=span) if span else None
    if form is None or not form.is_valid():
        messages.error(request, _("Kies een van de dagen die er staan."))
        return HttpResponseRedirect(desk.url)
    data = form.cleaned_data
    day = span.choosable[[one.isoformat() for one in span.choosable].index(data["day"])] if span else today()

    def keep() -> str:
        choose_day(request.viewer, desk.frame.case, clause, day, data["version"])
        return desk.url

    return carry_out(request, form, keep, _("Afgesproken: %(day)s.") % {"day": day_words(day)})


def _plan_meeting(desk: Desk) -> HttpResponse:
    form = planner_of(desk, desk.request.POST)
    if not form.is_valid():
        return draw(desk, "meeting", None, UNREADABLE, **meeting_shown(desk, {"planner": form}))
    day = form.chosen

    def keep() -> str:
        plan_meeting(desk.request.viewer, desk.frame.case, day, form.cleaned_data["version"])
        return desk.frame.url

    return carry_out(desk.request, form, keep, _("De groep komt bij elkaar op %(day)s.") % {"day": day_words(day)})


@door("approach.Case", "handle")
@require_POST
@kindly
def step_consent(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Record what the target says when it is asked again."""
    desk = desk_at(request, pk, MEETING)
    form = ConsentForm(request.POST, course=desk.course)
    if not form.is_valid():
        return draw(desk, "meeting", None, UNREADABLE, **meeting_shown(desk, {"consent_form": form}))
    data = form.cleaned_data

    def keep() -> str:
        if data["answer"] != LATER:
            give_consent(request.viewer, desk.frame.case, data["answer"], data["on"], data["version"])
        return desk.url

    said = {
        "yes": _("Akkoord staat vast. De groep kan bij elkaar komen."),
        "no": _("Goed dat je het vroeg. We helpen verder zonder groep."),
        LATER: _("Goed. Vraag het over een paar dagen nog eens."),
    }
    return carry_out(request, form, keep, said[data["answer"]])


@door("approach.Case", "handle")
@require_http_methods(FORMS)
@kindly
def consent_withdraw(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The target takes its consent back: the group stops or waits, help goes on."""
    desk = desk_at(request, pk, MEETING)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def keep() -> str:
            withdraw_consent(request.viewer, desk.frame.case, data["note"], stop=data["stop"] == "yes")
            return desk.frame.url

        return carry_out(request, form, keep, _("Vastgelegd. We blijven helpen, met wat wel past."))
    lead = _("Een akkoord mag altijd terug. Help de leerling verder met wat wel past.")
    heading = _("%(name)s wil toch geen steungroep") % {"name": desk.frame.name}
    return ask_form(request, desk.frame, form, heading, lead=lead, back=desk.url, submit=_("Leg vast"))


@door("approach.Case", "handle")
@require_http_methods(FORMS)
@kindly
def group_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show the group with the part of each member, for the team alone; until the meeting it can change."""
    desk = desk_at(request, pk, MEETING)
    may_change = desk.step.state in (Step.State.OPEN, Step.State.WAITING)
    around = reachable(request.viewer, desk.frame.target, [row.pupil for row in desk.course.members])
    data = request.POST if request.method == "POST" else None
    form = GroupForm(data, course=desk.course, reachable=around, may_change=may_change)
    if data is None or not desk.frame.open or not form.is_valid():
        return draw(desk, "group", form, UNREADABLE if form.is_bound else 200, may_change=may_change)

    def keep() -> str:
        members, version = form.members(), form.cleaned_data["version"]
        change_group(request.viewer, desk.frame.case, members, form.plays(), agreed=True, version=version)
        if members is not None:
            tell_size(desk, len(members))
        return desk.url

    return carry_out(request, form, keep, _("De groep is bewaard."))
