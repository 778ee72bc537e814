"""The end of a case: ending, last words, later checks, closing, reopening."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from omzien.chapters.approach.actions import closing as act
from omzien.chapters.approach.actions.cases import Stale
from omzien.chapters.approach.actions.custody import EVERYONE_BANNED, nobody_to_speak
from omzien.chapters.approach.forms.closing import (
    CloseForm,
    EndForm,
    LastWordForm,
    LaterCheckForm,
    ReopenForm,
)
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.models.cases import Answer
from omzien.chapters.approach.moves import MoveRefused, move
from omzien.chapters.approach.queries.last_words import last_words_of
from omzien.chapters.approach.queries.now import now_of
from omzien.ground.access.doors import StaffRequest, door

from .frame import CaseFrame, ask_form, carry_out, conflict, framed, kindly, tab


@door("approach.Case", "close")
@kindly
def case_end(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask what the target says and why the case ends; aftercare follows."""
    frame = framed(request, pk, "close")
    move("case", frame.case.state, "end")
    newest = frame.case.contacts.exclude(answer="").order_by("-on").first()
    first = {"version": frame.case.version}
    form = EndForm(request.POST or None, case=frame.case, name=frame.name, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            return _end(request, frame, form)
        except Stale:
            return _end_conflict(request, frame, form)
    heading = _("De situatie afronden")
    shown = {"last_answer": newest, "name": frame.name, "clause": "5.guide"}
    return ask_form(request, frame, form, heading, template="end", submit=_("Afronden"), **shown)


def _end(request: StaffRequest, frame: CaseFrame, form: EndForm) -> HttpResponse:
    data = form.cleaned_data

    def end() -> str:
        act.end_case(
            request.viewer,
            frame.case,
            data["reason"],
            data["answer"],
            data["note"],
            data.get("goes_on", ()),
            data["version"],
        )
        return reverse("case_last_words", args=[frame.case.pk])

    return carry_out(request, form, end, _("Afgerond. Nu nog een laatste woord aan wie ervan wist."))


def _end_conflict(request: StaffRequest, frame: CaseFrame, form: EndForm) -> HttpResponse:
    """Show what a colleague wrote meanwhile beside what was chosen here; sent again it counts."""
    case = Case.objects.again(frame.case).get()
    data = request.POST.copy()
    data["version"] = str(case.version)
    again = EndForm(data, case=case, name=frame.name)
    chosen = act.end_reason(case, form.cleaned_data["reason"]).label
    mine = [(_("Jij koos"), chosen), (_("Jij schreef"), form.cleaned_data["note"])]
    return conflict(request, frame, again, mine, _("Toch afronden"))


@door("approach.Case", "read")
def case_last_words(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show everyone who knew of it, each with a fitting text."""
    frame = framed(request, pk)
    words = last_words_of(frame.case)
    forms = {
        word.pk: LastWordForm(auto_id=f"{word.pk.hex}_%s", initial={"text": word.text})
        for word in words
        if not word.said_on
    }
    pairs = [(word, forms.get(word.pk)) for word in words]
    return tab(request, frame, "case_last_words", pairs=pairs, waiting=len(forms))


@door("approach.Case", "handle")
@kindly
def case_last_word(request: StaffRequest, pk: UUID, told: UUID) -> HttpResponse:
    """Keep one last word, or that it could not be said."""
    frame = framed(request, pk, "handle")
    found = get_object_or_404(frame.case.told.select_related("report", "case", "pupil"), pk=told)
    word = next(one for one in last_words_of(frame.case) if one.pk == told)
    form = LastWordForm(request.POST or None, initial={"text": word.text})
    back = reverse("case_last_words", args=[pk])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def say() -> str:
            act.say_last_word(request.viewer, found, data["text"], data["on"], said=data["said"] == "yes")
            return back

        return carry_out(request, form, say, _("Genoteerd."))
    lead = EVERYONE_BANNED if found.pupil is not None and nobody_to_speak(found.pupil) else word.title
    return ask_form(request, frame, form, word.who, page_title=_("Laatste woord"), lead=lead, back=back)


@door("approach.Case", "handle")
@kindly
def case_later_check(request: StaffRequest, pk: UUID, check: UUID) -> HttpResponse:
    """Ask the target some weeks later how it goes."""
    frame = framed(request, pk, "handle")
    found = get_object_or_404(frame.case.later_checks.select_related("case"), pk=check)
    if found.done_on is not None:
        raise MoveRefused("this check was done", _("Deze vraag is al beantwoord."))
    form = LaterCheckForm(request.POST or None, case=frame.case, name=frame.name)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        not_better = data["answer"] in (Answer.SAME, Answer.WORSE)

        def keep() -> str:
            act.record_later_check(request.viewer, found, data["answer"], data["note"])
            return reverse("case_reopen", args=[pk]) if not_better else frame.url

        return carry_out(request, form, keep, _("Genoteerd."))
    heading = _("Hoe gaat het nu met %(name)s?") % {"name": frame.name}
    lead = _("Na %(weeks)d weken vraag je het nog eens. Zo weet je of het zo blijft.") % {"weeks": found.weeks}
    return ask_form(request, frame, form, heading, lead=lead, page_title=_("Later nog eens vragen"))


@door("approach.Case", "close")
@kindly
def case_close(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Close for good, after everything was asked and said."""
    frame = framed(request, pk, "close")
    move("case", frame.case.state, "close")
    form = CloseForm(request.POST or None, initial={"version": frame.case.version})
    if request.method == "POST" and form.is_valid():

        def close() -> str:
            act.close_case(request.viewer, frame.case, form.cleaned_data["version"])
            return frame.url

        return carry_out(request, form, close, _("De situatie is gesloten."))
    left = [one for one in [now_of(frame.case, frame.name).first] if one is not None and one.kind != "close"]
    heading = _("De situatie sluiten")
    return ask_form(request, frame, form, heading, template="close", submit=_("Sluiten"), left=left)


@door("approach.Case", "close")
@kindly
def case_reopen(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Open the case again, with a reason; contact is due today and there is a step to go on with."""
    frame = framed(request, pk, "close")
    move("case", frame.case.state, "reopen")
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def reopen() -> str:
            act.reopen(request.viewer, frame.case, form.cleaned_data["why"])
            return frame.url

        return carry_out(request, form, reopen, _("De situatie loopt weer."))
    lead = _("%(name)s hoort vandaag van jou. Daarna kies je hoe jullie verdergaan.") % {"name": frame.name}
    return ask_form(request, frame, form, _("De situatie weer openen"), lead=lead, submit=_("Weer openen"))
