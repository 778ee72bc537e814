"""What every page of a case shares: whose case it is, its tabs, carrying a form out once, and kind refusals."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.chapters.approach.actions.cases import Stale
from omzien.chapters.approach.actions.reading import note_reading
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.asking import steps
from omzien.chapters.approach.queries.cases import current_steps
from omzien.chapters.approach.queries.emergency import running_for
from omzien.chapters.approach.queries.people import readers_of, target_of, title_of
from omzien.chapters.approach.queries.timeline import lines
from omzien.chapters.approach.terms import edition_of
from omzien.ground.access import table
from omzien.ground.access.doors import StaffRequest
from omzien.ground.access.engine import fields, find, may, scope
from omzien.ground.access.models import Emergency
from omzien.ground.formkit import Form
from omzien.ground.journal import once
from omzien.ground.journal.writing import one_write
from omzien.ground.school.models import Pupil

from .titles import PAGE_TITLES

View = Callable[..., HttpResponseBase]
TABS = (
    ("case", gettext_lazy("Nu")),
    ("case_timeline", gettext_lazy("Tijdlijn")),
    ("case_agreements", gettext_lazy("Afspraken")),
    ("case_people", gettext_lazy("Mensen")),
    ("case_file", gettext_lazy("Dossier")),
)
# The part of a case that a tab shows.
SHOWS = {
    "case": "header",
    "case_timeline": "chronology",
    "case_agreements": "agreements",
    "case_people": "parties",
    "case_file": "file",
}


@dataclass(frozen=True)
class CaseFrame:
    """A case as a page needs it; `title` holds a first name, so it stands on the page and never in its <title>."""

    case: Case
    target: Pupil | None
    may_close: bool
    may_hand_over: bool
    # Works on the case; without it one only reads, for an hour, in an emergency.
    works: bool = True
    parts: frozenset[str] = table.PARTS["approach.Case"]
    emergency: Emergency | None = None
    may_bar: bool = False

    @property
    def title(self) -> str:
        """Return for example "Situatie rond Noor"."""
        return title_of(self.target)

    @property
    def name(self) -> str:
        """Return the target's first name."""
        return self.target.given_name if self.target else _("de leerling")

    @property
    def url(self) -> str:
        """Return the address of the case."""
        return reverse("case", args=[self.case.pk])

    @property
    def new_key(self) -> str:
        """Return a key for a form that is only a button."""
        return str(uuid4())

    @property
    def open(self) -> bool:
        """Tell whether the case runs."""
        return self.case.state == Case.State.OPEN

    @property
    def closed(self) -> bool:
        """Tell whether the case is read-only."""
        return self.case.state == Case.State.CLOSED

    @property
    def writable(self) -> bool:
        """Tell whether the viewer can do something here."""
        return self.works and not self.closed


def framed(request: StaffRequest, pk: UUID, action: str = "read") -> CaseFrame:
    """Find a case through the viewer's scope: 404 outside, 403 for a forbidden act."""
    viewer, case = request.viewer, find(request.viewer, Case, pk, action)
    works = action == "handle" or scope(viewer, Case, "handle").filter(pk=pk).exists()
    if not works:
        return CaseFrame(
            case=case,
            target=target_of(case),
            may_close=False,
            may_hand_over=False,
            works=False,
            parts=fields(viewer, case),
            emergency=running_for(viewer, case),
        )
    hand_over = may(viewer, "hand_over", "approach.Case")
    return CaseFrame(
        case=case,
        target=target_of(case),
        may_close=may(viewer, "close", "approach.Case"),
        may_hand_over=hand_over,
        may_bar=hand_over or case.owner_id == viewer.staff.pk,
    )


def looked(request: StaffRequest, case: Case, verb: str = "case.read") -> None:
    """Keep that the viewer is shown the case, once a day; who asks for the headers alone sees nothing."""
    if request.method != "HEAD":
        note_reading(request.viewer, case, verb)


def tab(request: StaffRequest, frame: CaseFrame, name: str, **shown: Any) -> HttpResponse:
    """Draw one tab of a case; that it was read stands in the journal, once a day."""
    if not frame.works and SHOWS.get(name) not in frame.parts:
        raise PermissionDenied
    looked(request, frame.case, "case.read" if frame.works else "case.emergency_read")
    items = [
        {"label": label, "url": reverse(key, args=[frame.case.pk]), "current": key == name}
        for key, label in TABS
        if SHOWS[key] in frame.parts
    ]
    context = {
        "frame": frame,
        "case": frame.case,
        "tabs": items,
        "readers": readers_of(frame.case, request.viewer),
        "sub": _sub(frame.case),
        **shown,
    }
    return render(request, f"approach/case/{name.removeprefix('case_')}.html", context)


def _sub(case: Case) -> str:
    clause = current_steps([case.pk]).get(case.pk, "")
    where = str(Case.State(case.state).label)
    known = steps(edition_of(case))
    if case.state == Case.State.OPEN and clause in known:
        where = _("stap %(number)d van %(total)d") % {"number": known[clause].number, "total": len(known)}
    return _("%(where)s. Eigenaar: %(owner)s") % {"where": where[:1].upper() + where[1:], "owner": case.owner.full_name}


def ask_form(request: StaffRequest, frame: CaseFrame, form: Form, heading: str, **shown: Any) -> HttpResponse:
    """Draw a page with one form; `submit`, `lead`, `back`, `template` and `clause` may be given."""
    looked(request, frame.case)
    template = shown.pop("template", "form")
    context = {
        "frame": frame,
        "case": frame.case,
        "form": form,
        "heading": heading,
        "back": frame.url,
        "submit": _("Bewaren"),
        "page_title": PAGE_TITLES.get(request.resolver_match.url_name or "") if request.resolver_match else None,
        **shown,
    }
    return render(request, f"approach/case/{template}.html", context)


def conflict(
    request: StaffRequest, frame: CaseFrame, form: Form, mine: list[tuple[str, str]], submit: str
) -> HttpResponse:
    """Show what colleagues wrote meanwhile beside what was chosen here; the form now holds the newest version."""
    since = lines(frame.case.log.select_related("by").order_by("-entered_at")[:3])
    return ask_form(
        request,
        frame,
        form,
        _("Een collega was je voor"),
        template="conflict",
        theirs=[(f"{line.title}, {line.by}", line.text or line.detail) for line in since],
        mine=mine,
        submit=submit,
    )


def carry_out(request: StaffRequest, form: Form, act: Callable[[], str], said: str = "") -> HttpResponse:
    """Carry a form out once and go where it leads; sent again it only goes there again."""
    key = str(form.cleaned_data["form_key"])
    with one_write():
        if once.first_time(key):
            to = act()
            once.remember(key, to=to)
            if said:
                messages.success(request, said)
        else:
            to = str((once.earlier(key) or {}).get("to", reverse("cases")))
    return HttpResponseRedirect(to)


def done_before(request: StaffRequest) -> HttpResponse | None:
    """Return where a form led that was sent before, or None; what it asked may not even be asked any more."""
    try:
        key = str(UUID(request.POST.get("form_key", "")))
    except ValueError:
        return None
    to = (once.earlier(key) or {}).get("to")
    return HttpResponseRedirect(str(to)) if to else None


def kindly(view: View) -> View:
    """Answer a form that was sent before, and an act that does not fit any more, with a kind page."""

    @wraps(view)
    def answered(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        before = done_before(request)
        if before is not None:
            return before
        try:
            return view(request, *args, **kwargs)
        except MoveRefused as refused:
            said = refused.said
        except Stale:
            said = _("Een collega heeft intussen iets veranderd. Kijk eerst hoe het er nu voor staat.")
        back = reverse("case", args=[kwargs["pk"]]) if "pk" in kwargs else reverse("cases")
        return render(request, "approach/case/refused.html", {"said": said, "back": back}, status=409)

    return answered
