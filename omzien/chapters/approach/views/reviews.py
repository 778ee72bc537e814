"""The pages of A1.5 and A1.6, of leaving a step out, and of "it gets worse"."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from omzien.chapters.approach.actions.reviews import leave_member_out, record_member, worse
from omzien.chapters.approach.actions.rounds import leave_out
from omzien.chapters.approach.forms.noblame import StepForm
from omzien.chapters.approach.forms.noblame_group import PlanReviewForm
from omzien.chapters.approach.forms.noblame_reviews import MemberForm, ReasonForm, WorseForm
from omzien.chapters.approach.models import MemberReview, Step
from omzien.chapters.approach.models.cases import Answer
from omzien.chapters.approach.queries.course import CHOICE, MEMBERS, REVIEW
from omzien.chapters.approach.queries.said import said_by_member, said_in
from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.clock import today

from .desk import FORMS, UNREADABLE, Desk, conflict, desk_at, draw, save
from .frame import ask_form, carry_out, framed, kindly


def plan_form(desk: Desk) -> PlanReviewForm | None:
    """Return the days to choose from, while the review is open."""
    span = desk.course.span(desk.clause)
    if span is None or not desk.at_work or max(span.choosable) < today():
        return None
    day = desk.step.planned_on
    return PlanReviewForm(span=span, initial={"version": desk.step.version, "day": day.isoformat() if day else ""})


def members_page(desk: Desk) -> HttpResponse:
    """Show the members as a list: each has a private form, and nothing of one is shown with another."""
    heard = sum(1 for row in desk.course.reviews if row.done_on or row.reason)
    reasons = {row.pk: desk.course.edition.reasons.get(row.reason) for row in desk.course.reviews}
    rows = [(row, reasons[row.pk]) for row in desk.course.reviews]
    stopped = desk.course.steps[REVIEW].answers.get("change") == Answer.STOPPED
    return draw(desk, "members", None, rows=rows, heard=heard, plan=plan_form(desk), stopped=stopped)


@door("approach.Case", "handle")
@require_http_methods(FORMS)
@kindly
def member_review(request: StaffRequest, pk: UUID, member: UUID) -> HttpResponse:
    """Record the review with one member, apart."""
    desk, review = _member(request, pk, member)
    if request.method != "POST":
        return _one_member(desk, None, review=review)
    form = MemberForm(request.POST, course=desk.course, review=review)

    def keep() -> str:
        said, version = form.said(), form.cleaned_data["version"]
        record_member(request.viewer, desk.frame.case, review.member.pupil, said, version)
        return _next_after_member(desk)

    def again(now: Desk, typed: StepForm | None, **shown: Any) -> HttpResponse:
        _desk, row = _member(request, pk, member)
        return _one_member(now, typed, review=row, **shown)

    if review.done_on or review.reason or not desk.at_work:
        return conflict(desk, form, again)
    if not form.is_valid():
        return _one_member(desk, form, status=UNREADABLE, review=review)
    return save(desk, form, keep, _("Bewaard. Alleen het team leest dit."), again)


def _member(request: StaffRequest, pk: UUID, member: UUID) -> tuple[Desk, MemberReview]:
    desk = desk_at(request, pk, MEMBERS)
    review = next((row for row in desk.course.reviews if row.member_id == member), None)
    if review is None:
        raise Http404
    return desk, review


def _one_member(
    desk: Desk, form: StepForm | None, *, review: MemberReview, status: int = 200, again: Any = None, **shown: Any
) -> HttpResponse:
    waiting = not review.done_on and not review.reason and desk.at_work
    if again is not None:
        again["version"] = str(review.version)
    if waiting and form is None:
        form = MemberForm(again, course=desk.course, review=review)
    shown |= {"review": review, "said": said_by_member(desk.course, review.answers)}
    shown["left_reason"] = desk.course.edition.reasons.get(review.reason)
    return draw(desk, "member", form if waiting else None, status, **shown)


def _next_after_member(desk: Desk) -> str:
    """Go back to the list, or on to the choice after the last member."""
    step = Step.objects.again(desk.course.steps[CHOICE]).get()
    clause = CHOICE if step.state == Step.State.OPEN and _all_heard(desk) else MEMBERS
    return reverse("step", args=[desk.frame.case.pk, clause])


def _all_heard(desk: Desk) -> bool:
    return not MemberReview.objects.filter(step=desk.step, done_on__isnull=True, reason="").exists()


@door("approach.Case", "handle")
@require_http_methods(FORMS)
@kindly
def member_leave_out(request: StaffRequest, pk: UUID, member: UUID) -> HttpResponse:
    """Do not speak with one member, with a reason."""
    desk, review = _member(request, pk, member)
    form = ReasonForm(request.POST or None, reasons=desk.course.edition.reasons_for("leave_out"))
    form.fields.pop("note")
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]

        def keep() -> str:
            leave_member_out(request.viewer, desk.frame.case, review.member.pupil, reason)
            return _next_after_member(desk)

        return carry_out(request, form, keep, _("Overgeslagen, met de reden erbij."))
    heading = _("Niet spreken met %(name)s") % {"name": review.member.pupil.given_name}
    back = reverse("member_review", args=[pk, member])
    return ask_form(request, desk.frame, form, heading, back=back, submit=_("Sla over"))


@door("approach.Case", "handle")
@require_http_methods(FORMS)
@kindly
def step_leave_out(request: StaffRequest, pk: UUID, clause: str) -> HttpResponse:
    """Leave a step out: a tile is enough, and success is a reason (5.guide)."""
    desk = desk_at(request, pk, clause)
    form = ReasonForm(
        request.POST or None,
        reasons=desk.course.edition.reasons_for("leave_out"),
        initial={"version": desk.step.version},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def keep() -> str:
            leave_out(request.viewer, desk.frame.case, clause, data["reason"], data["note"], data["version"])
            return reverse("case_end", args=[pk]) if clause == CHOICE else desk.frame.url

        return carry_out(request, form, keep, _("Overgeslagen. De stap blijft zichtbaar, met de reden."))
    heading = _("Stap %(number)d overslaan") % {"number": desk.paper.number}
    lead = _("Het is een leidraad: kies wat past. Een tik op een reden is genoeg.")
    return ask_form(
        request, desk.frame, form, heading, lead=lead, back=desk.url, submit=_("Sla over"), clause="5.guide"
    )


@door("approach.Case", "handle")
@require_http_methods(FORMS)
@kindly
def worse_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The target says it gets worse: the review is due today, at once."""
    frame = framed(request, pk, "handle")
    form = WorseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def keep() -> str:
            worse(request.viewer, frame.case, form.cleaned_data["note"])
            return frame.url

        return carry_out(request, form, keep, _("Vastgelegd. Vandaag staat bovenaan: praat met de leerling."))
    heading = _("Het gaat slechter met %(name)s") % {"name": frame.name}
    lead = _("Goed dat de leerling het zegt. We wachten niet tot de afgesproken dag.")
    return ask_form(request, frame, form, heading, lead=lead, submit=_("Zet het op vandaag"), clause="A1.4")


def choice_shown(desk: Desk) -> dict[str, Any]:
    """Return what lies side by side at the end of a round: the target's answers, and those of the members."""
    course = desk.course
    members = [(row, said_by_member(course, row.answers)) for row in course.reviews if row.done_on]
    change = course.steps[REVIEW].answers.get("change", "")
    # From some round on the page tells what the protocol says about going on; that chapter is done by hand for now.
    persists = course.round.number >= course.edition.term("persists_from").amount
    return {
        "target_said": said_in(course, REVIEW),
        "members_said": members,
        "answer": course.edition.answers.get(change),
        "persists": course.edition.clauses.get("5.persists") if persists else None,
    }
