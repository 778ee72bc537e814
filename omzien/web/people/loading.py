"""Laden: choose files, say what columns are, look at what will happen, confirm, watch, and undo for a day."""

import threading
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.db import connections
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import find, scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.formkit import Form, TileRadios
from omzien.ground.journal import once
from omzien.ground.journal.writing import one_write
from omzien.ground.school.imports import loads
from omzien.ground.school.imports.apply import carry_out
from omzien.ground.school.imports.columns import IGNORE
from omzien.ground.school.imports.plan import many_gone_words
from omzien.ground.school.imports.read import Source, read_sources
from omzien.ground.school.imports.synonyms import FIELDS
from omzien.ground.school.imports.undo import TooLate, undo, until
from omzien.ground.school.imports.wrong import files as wrong_files
from omzien.ground.school.imports.wrong import wrong_rows
from omzien.ground.school.invitations import uninvited
from omzien.ground.school.models import Load, School

from .frame import page_of, tabs

ROWS = 40
KINDS = {
    "pupils": gettext_lazy("leerlingen"),
    "staff": gettext_lazy("medewerkers"),
    "groups": gettext_lazy("klassen"),
    "guardians": gettext_lazy("ouders"),
}
ONE = {
    "pupils": gettext_lazy("leerling"),
    "staff": gettext_lazy("medewerker"),
    "groups": gettext_lazy("klas"),
    "guardians": gettext_lazy("ouder"),
}
PARTS = (
    ("new", "nieuw", gettext_lazy("Nieuw")),
    ("changed", "gewijzigd", gettext_lazy("Gewijzigd")),
    ("gone", "verdwijnt", gettext_lazy("Verdwijnt")),
    ("wrong", "fout", gettext_lazy("Niet goed")),
)
STATES = {
    Load.State.PREVIEW: (gettext_lazy("wacht op jou"), "soon"),
    Load.State.RUNNING: (gettext_lazy("bezig"), "sky"),
    Load.State.DONE: (gettext_lazy("geladen"), ""),
    Load.State.UNDONE: (gettext_lazy("teruggedraaid"), "plain"),
    Load.State.DROPPED: (gettext_lazy("niet gebruikt"), "plain"),
}


class _SeveralFiles(forms.ClearableFileInput):
    """Lets a person choose all their lists at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """Return every file that was sent."""
        if not data:
            return [super().clean(None, initial)]
        return [super(FilesField, self).clean(one, initial) for one in data]


class LoadForm(Form):
    """Which lists, and whether they are whole."""

    marks_optional = False
    lists = FilesField(
        label=gettext_lazy("Lijsten"),
        help_text=gettext_lazy("CSV-bestanden, of een zip van School Data Sync. Je mag er meer tegelijk kiezen."),
        widget=_SeveralFiles(attrs={"accept": ".csv,.txt,.tsv,.zip"}),
    )
    whole = forms.ChoiceField(
        label=gettext_lazy("Staat iedereen in deze lijsten?"),
        choices=[("ja", gettext_lazy("Ja, iedereen")), ("nee", gettext_lazy("Nee, een deel"))],
        initial="ja",
        widget=TileRadios(
            look="two",
            icons={"ja": "users", "nee": "user-plus"},
            hints={
                "ja": gettext_lazy("Wie er niet in staat, is van school."),
                "nee": gettext_lazy("Alleen nieuwe mensen en wijzigingen. Er verdwijnt niemand."),
            },
        ),
    )


class ColumnsForm(Form):
    """What each unknown column is; leaving it out is always right."""

    marks_optional = False

    def __init__(self, unknown: dict[str, list[Any]], data: Any = None) -> None:
        super().__init__(data)
        choices = [(IGNORE, _("Overslaan")), *((name, str(label).capitalize()) for name, label in FIELDS.items())]
        self.words = {f"kolom{number}": word for number, word in enumerate(unknown)}
        for name, word in self.words.items():
            header, examples = unknown[word]
            hint = _("Bijvoorbeeld: %(examples)s") % {"examples": ", ".join(examples)} if examples else ""
            self.fields[name] = forms.ChoiceField(label=header, help_text=hint, choices=choices, initial=IGNORE)

    @property
    def told(self) -> dict[str, str]:
        """Return the meaning of each column, by its normalised header."""
        return {word: self.cleaned_data[name] for name, word in self.words.items()}


def in_background(pk: UUID, viewer: Viewer) -> None:
    """Carry out a load beside the request: closing the page stops nothing."""

    def work() -> None:
        try:
            carry_out(pk, viewer)
        finally:
            connections.close_all()

    threading.Thread(target=work, daemon=True, name="load").start()


@door("school.Load", "read")
def load(request: StaffRequest) -> HttpResponse:
    """Choose lists, and see what was loaded before."""
    viewer = request.viewer
    form = LoadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect(reverse("load_show", args=[_begin(form, viewer)]))
    earlier = scope(viewer, Load).order_by("-made_at").exclude(state=Load.State.DROPPED)[:10]
    shown = {"tabs": tabs("load"), "form": form, "earlier": [_earlier(row) for row in earlier]}
    return render(request, "web/people/load.html", shown)


def _begin(form: LoadForm, viewer: Viewer) -> str:
    """Read what was sent; sent twice, it shows the first reading."""
    key = str(form.cleaned_data["form_key"])
    told = once.earlier(key)
    if told is not None:
        if "load" not in told:
            # A key that did something else is not from our page.
            raise BadRequest
        return str(told["load"])
    intake = read_sources(Source(file.name or "", file.read()) for file in form.cleaned_data["lists"])
    made = loads.begin(intake, viewer.school, viewer.staff, complete=form.cleaned_data["whole"] == "ja")
    with one_write():
        if once.first_time(key):
            once.remember(key, load=str(made.pk))
    return str(made.pk)


def _earlier(row: Load) -> dict[str, Any]:
    words, tone = STATES[Load.State(row.state)]
    return {"load": row, "words": words, "tone": tone, "told": _summary(row)}


def _summary(row: Load) -> str:
    """Return for example "3 nieuw, 1 verdwijnt"."""
    counts = row.plan.get("counts", {})
    found = []
    for act, _name, label in PARTS[:3]:
        number = sum(kind.get(act, 0) for kind in counts.values())
        if number:
            found.append(f"{number} {str(label).lower()}")
    return ", ".join(found) or _("niets veranderd")


@door("school.Load", "read")
def show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show a load as it is now: columns to explain, a preview, its progress, or what it did."""
    found = find(request.viewer, Load, pk)
    if found.state == Load.State.PREVIEW:
        asked = found.plan.get("unknown") and "verder" not in request.GET
        return _columns(request, found) if asked else _preview(request, found)
    if found.state == Load.State.RUNNING:
        shown = {"tabs": tabs("load"), "load": found, "still": loads.stands_still(found), "form_key": uuid4()}
        return render(request, "web/people/load_running.html", shown)
    if "HX-Request" in request.headers:
        # The progress asked again, and there is none any more: show the whole page.
        return HttpResponse(headers={"HX-Redirect": reverse("load_show", args=[found.pk])})
    return _done(request, found)


def _columns(request: StaffRequest, found: Load) -> HttpResponse:
    form = ColumnsForm(found.plan["unknown"], request.POST or None)
    if form.is_valid():
        loads.decide(found, form.told)
        return HttpResponseRedirect(reverse("load_show", args=[found.pk]))
    return render(request, "web/people/load_columns.html", {"tabs": tabs("load"), "form": form, "load": found})


def _preview(request: StaffRequest, found: Load, status: int = 200) -> HttpResponse:
    plan = found.plan
    part = next((act for act, name, _label in PARTS if name == request.GET.get("deel")), _first_part(plan))
    name = next(name for act, name, _label in PARTS if act == part)
    rows = plan["errors"] if part == "wrong" else [item for item in plan["items"] if item["act"] == part]
    shown = {
        "tabs": tabs("load"),
        "load": found,
        "parts": [_part(plan, act, name, label, act == part) for act, name, label in PARTS],
        "part": part,
        "page": page_of([_row(row) for row in rows], request, ROWS, deel=name, verder="ja"),
        "wrong_files": wrong_files(found),
        "many_gone": many_gone_words(plan["many_gone"]),
        "nothing": not plan["items"],
        "whole": found.source.get("complete"),
        "form_key": uuid4(),
    }
    return render(request, "web/people/load_preview.html", shown, status=status)


def _first_part(plan: dict[str, Any]) -> str:
    """Return the part to begin with: the first that holds something."""
    acts = {item["act"] for item in plan["items"]}
    return next((act for act, _name, _label in PARTS if act in acts or (act == "wrong" and plan["errors"])), "new")


def _part(plan: dict[str, Any], act: str, name: str, label: Any, current: bool) -> dict[str, Any]:
    count = len(plan["errors"]) if act == "wrong" else sum(kind[act] for kind in plan["counts"].values())
    detail = "" if act == "wrong" else _details(plan, act)
    tone = {"wrong": "late", "gone": "soon"}.get(act, "")
    url = f"?verder&deel={name}"
    return {"label": label, "count": count, "detail": detail, "url": url, "current": current, "tone": tone}


def _details(plan: dict[str, Any], act: str) -> str:
    return ", ".join(
        f"{counts[act]} {(ONE if counts[act] == 1 else KINDS)[kind]}"
        for kind, counts in plan["counts"].items()
        if counts[act]
    )


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "kind_words": ONE.get(row.get("kind", ""), "")}


def _done(request: StaffRequest, found: Load) -> HttpResponse:
    last = until(found)
    shown = {
        "tabs": tabs("load"),
        "load": found,
        "told": _summary(found),
        "counts": [
            (KINDS[kind], counts) for kind, counts in found.plan.get("counts", {}).items() if any(counts.values())
        ],
        "until": last,
        "errors": len(found.plan.get("errors", [])),
        "wrong_files": wrong_files(found),
        "waiting": _waiting(request.viewer.school) if found.state == Load.State.DONE else 0,
        "form_key": uuid4(),
    }
    return render(request, "web/people/load_done.html", shown)


def _waiting(school: School) -> int:
    return len(uninvited(school))


@door("school.Load", "change")
@require_POST
def confirm(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Start carrying out a load."""
    found = find(request.viewer, Load, pk, "change")
    try:
        loads.confirm(found, request.viewer, confirm_gone="weg" in request.POST)
    except loads.NotNow as refusal:
        messages.error(request, str(refusal))
        if found.plan["many_gone"] and "weg" not in request.POST:
            messages.error(request, _("Klopt het? Zet dan het vinkje en kies nog een keer."))
    else:
        found.refresh_from_db()
        if found.state == Load.State.RUNNING:
            in_background(found.pk, request.viewer)
    return HttpResponseRedirect(reverse("load_show", args=[found.pk]))


@door("school.Load", "change")
@require_POST
def carry_on(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Take up a load that stands still."""
    found = find(request.viewer, Load, pk, "change")
    if found.state == Load.State.RUNNING:
        in_background(found.pk, request.viewer)
    return HttpResponseRedirect(reverse("load_show", args=[found.pk]))


@door("school.Load", "change")
@require_POST
def drop(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Throw a preview away."""
    loads.drop(find(request.viewer, Load, pk, "change"), request.viewer)
    messages.success(request, _("Deze lijst is weggegooid. Er is niets geladen."))
    return HttpResponseRedirect(reverse("load"))


@door("school.Load", "change")
@require_POST
def take_back(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Undo a load of less than a day ago."""
    found = find(request.viewer, Load, pk, "change")
    try:
        stayed = undo(found.pk, request.viewer)
    except TooLate as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Alles staat weer zoals voor het laden."))
        if stayed:
            words = ngettext(
                "%(n)d ding is na het laden veranderd of gebruikt, en blijft zoals het nu is.",
                "%(n)d dingen zijn na het laden veranderd of gebruikt, en blijven zoals ze nu zijn.",
                stayed,
            )
            messages.warning(request, words % {"n": stayed})
    return HttpResponseRedirect(reverse("load_show", args=[found.pk]))


@door("school.Load", "read")
@require_safe
def wrong(request: StaffRequest, pk: UUID, number: int) -> HttpResponse:
    """Give the wrong rows of one file, to mend and load again."""
    found = find(request.viewer, Load, pk)
    names = wrong_files(found)
    if not 0 < number <= len(names):
        raise Http404
    response = HttpResponse(wrong_rows(found, names[number - 1]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="foute-rijen-{number}.csv"'
    return response
