"""The desk at which a step is worked: its page, its form, and what happens when somebody else was there first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from omzien.chapters.approach.actions.cases import Stale
from omzien.chapters.approach.forms.noblame import StepForm
from omzien.chapters.approach.models import Step
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.asking import step_title
from omzien.chapters.approach.queries.bar import step_bar, window_of
from omzien.chapters.approach.queries.course import Course, course_of
from omzien.chapters.approach.queries.people import readers_of
from omzien.chapters.approach.queries.said import said_early, said_in
from omzien.ground.access.doors import StaffRequest
from omzien.ground.clock import today
from omzien.ground.formkit import Form
from omzien.protocol.schema import Step as PaperStep

from .frame import CaseFrame, carry_out, framed, looked

UNREADABLE = 422
CONFLICT = 409
FORMS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Desk:
    """One step of a case, as a page needs it."""

    request: StaffRequest
    frame: CaseFrame
    course: Course
    clause: str

    @property
    def step(self) -> Step:
        """Return the step."""
        return self.course.steps[self.clause]

    @property
    def paper(self) -> PaperStep:
        """Return the step as the edition words it."""
        return self.course.edition.track("no_blame").step(self.clause)

    @property
    def at_work(self) -> bool:
        """Tell whether the step can be recorded now."""
        return self.frame.open and self.course.latest and self.step.state == Step.State.OPEN

    @property
    def may_leave_out(self) -> bool:
        """Tell whether the step can be left out."""
        going = self.step.state in (Step.State.OPEN, Step.State.WAITING)
        return self.frame.open and self.course.latest and going

    @property
    def url(self) -> str:
        """Return the address of the step."""
        return reverse("step", args=[self.frame.case.pk, self.clause])


def desk_at(request: StaffRequest, pk: UUID, clause: str) -> Desk:
    """Find a step through the viewer's scope; what is no step, or no round, is not there."""
    frame = framed(request, pk, "handle")
    try:
        number = int(request.GET["ronde"]) if "ronde" in request.GET else None
        course = course_of(frame.case, number)
        course.step(clause)
    except (ValueError, MoveRefused):
        raise Http404 from None
    return Desk(request, frame, course, clause)


def fresh(desk: Desk) -> Desk:
    """Return the same desk with the step as it stands now."""
    frame = framed(desk.request, desk.frame.case.pk, "handle")
    return Desk(desk.request, frame, course_of(frame.case), desk.clause)


def draw(desk: Desk, template: str, form: Form | None = None, status: int = 200, **shown: Any) -> HttpResponse:
    """Draw a page of a step; that the case was read stands in the journal, once a day."""
    looked(desk.request, desk.frame.case)
    context = {
        "frame": desk.frame,
        "case": desk.frame.case,
        "desk": desk,
        "course": desk.course,
        "step": desk.step,
        "paper": desk.paper,
        "heading": step_title(desk.course.edition, desk.clause, desk.frame.name),
        "bar": step_bar(desk.frame.case, desk.course),
        "today": today(),
        "picture": window_of(desk.course, desk.clause),
        "said": said_in(desk.course, desk.clause),
        "early": said_early(desk.course, desk.clause),
        "left_reason": desk.course.edition.reasons.get(desk.step.reason),
        "readers": readers_of(desk.frame.case, desk.request.viewer),
        "form": form,
        "sections": form.sections() if isinstance(form, StepForm) else [],
        **shown,
    }
    return render(desk.request, f"approach/noblame/{template}.html", context, status=status)


def save(
    desk: Desk, form: StepForm, act: Callable[[], str], said: str, page: Callable[..., HttpResponse]
) -> HttpResponse:
    """Carry out what the form asks; a refusal or a colleague who was first never costs what was typed."""
    try:
        return carry_out(desk.request, form, act, said)
    except MoveRefused as refused:
        now = fresh(desk)
        if now.at_work:
            return page(now, form, status=CONFLICT, refused=refused.said)
    except Stale:
        now = fresh(desk)
    return conflict(now, form, page)


def conflict(desk: Desk, form: StepForm, page: Callable[..., HttpResponse]) -> HttpResponse:
    """Show both texts: what a colleague saved meanwhile, and what was typed here; nothing is lost."""
    mine = typed_words(form)
    note = NoteForm(initial={"text": "\n\n".join(f"{label}\n{words}" for label, words in mine)})
    data = form.data.copy() if isinstance(form.data, QueryDict) else QueryDict(mutable=True)
    data["version"], data["form_key"] = str(desk.step.version), str(uuid4())
    return page(desk, None, status=CONFLICT, again=data, mine=mine, note=note)


class NoteForm(Form):
    """What was typed while a colleague recorded the step: kept as a note in the timeline."""

    marks_optional = False
    text = forms.CharField(
        label=gettext_lazy("Jouw tekst"), widget=forms.Textarea(attrs={"rows": 10}), max_length=20_000
    )


def typed_words(form: forms.Form) -> list[tuple[str, str]]:
    """Return what was filled in, field by field, in words."""
    lines = []
    for one in form.visible_fields():
        value = one.value()
        if value in (None, "", []):
            continue
        labels = {str(key): str(label) for key, label in getattr(one.field, "choices", ())}
        keys = value if isinstance(value, list | tuple) else [value]
        words = ", ".join(labels.get(str(key), str(key)) for key in keys)
        if words.strip():
            lines.append((str(one.label or _("Gekozen")), words))
    return lines


def tell_size(desk: Desk, number: int) -> None:
    """Say kindly when a group is smaller or larger than advised; it is never refused."""
    track = desk.course.edition.track("no_blame")
    if number and not track.group_min <= number <= track.group_max:
        said = ngettext(
            "De groep heeft %(number)d lid. %(least)d tot %(most)d werkt het best.",
            "De groep heeft %(number)d leden. %(least)d tot %(most)d werkt het best.",
            number,
        )
        messages.warning(desk.request, said % {"number": number, "least": track.group_min, "most": track.group_max})
