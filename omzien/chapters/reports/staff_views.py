"""The pages of colleagues: tell something, follow one's own reports, and work on what was told."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from omzien.ground.access.doors import StaffRequest, door
from omzien.ground.access.engine import fields, find, scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.panels import panels_at
from omzien.ground.school.models import HomeGroup, Pupil, Role, Staff
from omzien.protocol.load import packaged

from .keeping_out import NobodyLeft
from .matching import Finder, Placed, groups_within, placed
from .models import Mention, Report
from .queries import (
    STATES,
    TONES,
    inbox,
    is_unnamed,
    knows_teller,
    named,
    own_reports,
    own_title_of,
    part_of_day,
    quiet_title_of,
    reads_along,
    title_of,
    who_reads,
    would_read,
)
from .readers import Readership, readership
from .staff_actions import Settled, addressed, confirm, mark_read, mark_reread, refute, tell_report
from .staff_forms import TellForm, WhoForm, chosen_group, posted_id, posted_key

# What stands in the address when the group is not known.
NO_GROUP = "geen"
UNREADABLE = 422


# --- telling ---------------------------------------------------------------------------------------------------------


@door("reports.Report", "add")
@require_http_methods(["GET", "HEAD", "POST"])
def tell_page(request: StaffRequest) -> HttpResponse:
    """Let a colleague tell a suspicion or an incident (5.staff): first the group, then what happens."""
    viewer, who = request.viewer, readership(request.viewer.school)
    asked = request.GET.get("klas", "")
    group = chosen_group(asked, who.home_groups) or _own_group(viewer, asked, who)
    if group is None and asked != NO_GROUP:
        return render(request, "reports/staff/tell_group.html", _group_choice(viewer, who))
    pupils = placed(viewer, groups=[group.pk]) if group else []
    form = TellForm(pupils, _own_mentors(who, pupils), request.POST or None, colleagues=_others(viewer))
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, tell_report(viewer, form.key, form.telling(group)))
        except NobodyLeft as nobody:
            form.add_error("colleague", nobody.said)
    shown = {
        "form": form,
        "group": group,
        "readers": would_read(viewer, who, addressed(who, group)),
        "teams": who.teams_read,
    }
    return render(request, "reports/staff/tell.html", shown, status=UNREADABLE if form.is_bound else 200)


def _sent(request: StaffRequest, key: UUID) -> HttpResponse:
    """Go to the report that was sent; a parent of the pupil does not read it back."""
    messages.success(request, _("Je melding is verstuurd. Dank je wel."))
    if scope(request.viewer, Report).filter(pk=key).exists():
        return redirect("own_report", pk=key)
    return redirect("own_reports")


def _others(viewer: Viewer) -> list[Staff]:
    """Return the colleagues whom a report can be about, by name."""
    rows = scope(viewer, Staff).filter(left_on__isnull=True).exclude(pk=viewer.staff.pk)
    return sorted(rows, key=lambda one: one.sort_key)


def _own_group(viewer: Viewer, asked: str, who: Readership) -> HomeGroup | None:
    """Return a mentor's only group, so that the most usual report begins one page further."""
    own = [group for group in who.home_groups if group.pk in viewer.home_group_ids]
    return own[0] if not asked and viewer.role is Role.MENTOR and len(own) == 1 else None


def _group_choice(viewer: Viewer, who: Readership) -> dict[str, Any]:
    near = {*viewer.home_group_ids} if viewer.home_group_ids or viewer.core_team_ids else set()
    near |= {group.pk for group in who.home_groups if group.core_team_id in viewer.core_team_ids}
    return {
        "near": [group for group in who.home_groups if group.pk in near],
        "others": [group for group in who.home_groups if group.pk not in near],
        "no_group": NO_GROUP,
    }


def _own_mentors(who: Readership, pupils: list[Placed]) -> dict[str, str]:
    """Return a note for each pupil with a mentor of their own: that one reads it, not the group's."""
    names: dict[UUID, list[str]] = {}
    for row in who.held(Role.MENTOR):
        if row.pupil_id:
            names.setdefault(row.pupil_id, []).append(row.staff.full_name)
    there = {row.pupil.pk: row.key for row in pupils}
    return {
        there[pk]: _("eigen mentor: %(names)s") % {"names": ", ".join(own)} for pk, own in names.items() if pk in there
    }


@door("reports.Report", "add")
@require_safe
def own_reports_page(request: StaffRequest) -> HttpResponse:
    """List what the viewer told, with one honest word about each (4.4)."""
    page = own_reports(request.viewer, request.GET.get("na", ""))
    return render(request, "reports/staff/own_reports.html", {"page": page, "first": "na" not in request.GET})


@door("reports.Report", "read")
@require_safe
def own_report_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show the viewer's own words again, where they arrived, and what is done with them (4.4)."""
    viewer = request.viewer
    mine = scope(viewer, Report).filter(author=viewer.staff)
    report = get_object_or_404(mine.select_related("home_group"), pk=pk)
    if request.method == "GET":
        mark_reread(viewer, report)
        # Kept just now, and of who gave no name without its minute: no other entry of this look beside it.
        request.look_kept = True  # type: ignore[attr-defined]  # read where looks are kept, after the answer
    shown = {
        **_told(report, fields(viewer, report)),
        "addressed": report.readers.select_related("staff").order_by("read_at", "pk"),
    }
    shown["along"] = reads_along(report, viewer)
    shown["handles"] = scope(viewer, Report, "handle").filter(pk=pk).exists()
    shown["names"] = [mention.name for mention in report.mentions.all() if mention.name]
    return render(request, "reports/staff/own_report.html", shown)


# --- working on what was told ----------------------------------------------------------------------------------------


@door("reports.Report", "handle")
@require_safe
def inbox_page(request: StaffRequest) -> HttpResponse:
    """List what the viewer works on: unread on top, newest first."""
    state, after = request.GET.get("staat", ""), request.GET.get("na", "")
    page = inbox(request.viewer, state, after)
    shown = {"page": page, "tabs": _tabs(state), "state": state, "first": not after}
    return render(request, "reports/staff/inbox.html", shown)


def _tabs(state: str) -> list[dict[str, Any]]:
    words = [("", _("Alles")), *((key, str(of.label).capitalize()) for key, of in STATES.items())]
    return [
        {
            "label": label,
            "url": f"?staat={key}" if key else "?",
            "current": state == key or (not key and state not in STATES),
        }
        for key, label in words
    ]


@door("reports.Report", "read")
@require_safe
def report_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show what the viewer may see of a report, and keep that it was read; its author goes to the own page."""
    viewer = request.viewer
    report = find(viewer, Report, pk)
    works = scope(viewer, Report, "handle").filter(pk=pk).exists()
    if not works and report.author_id == viewer.staff.pk:
        return redirect("own_report", pk=pk)
    if request.method == "GET":
        # What a program asks for its headers alone, nobody has read.
        mark_read(viewer, report)
    seen, parts = who_reads(report, viewer), fields(viewer, report)
    shown = {
        **_told(report, parts),
        "works": works,
        "readers": seen,
        "knowers": knows_teller(seen),
        "names": _names(viewer, report, works=works) if "names" in parts else [],
        "panels": panels_at("reports.Report", request, report),
    }
    return render(request, "reports/staff/report.html", shown)


def _told(report: Report, parts: frozenset[str]) -> dict[str, Any]:
    edition, identity = packaged(), "identity" in parts
    return {
        "report": report,
        "identity": identity,
        "title": title_of(report) if identity else quiet_title_of(report),
        "own_title": own_title_of(report),
        "tone": TONES[Report.State(report.state)],
        # The minute would tell who it was.
        "unnamed": is_unnamed(report) or not identity,
        "part": part_of_day(report.made_at),
        "forms": named(report.forms, edition.forms),
        "places": named(report.places, edition.places),
        "moments": named(report.moments, edition.moments),
    }


def _names(viewer: Viewer, report: Report, *, works: bool) -> list[dict[str, Any]]:
    """Return the names in the report, for who works on it with the pupil each probably means: one tap confirms."""
    finder = Finder(viewer, report.home_group_id)
    mentions = report.mentions.select_related("pupil")
    return [
        {"mention": one, "key": uuid4(), "other_key": uuid4(), "proposed": _proposed(one, finder) if works else None}
        for one in sorted(mentions, key=lambda one: (one.about != Mention.About.TARGET, one.state, str(one.pk)))
    ]


def _proposed(mention: Mention, finder: Finder) -> Placed | None:
    """Return the one pupil that a name most probably means."""
    if mention.state != Mention.State.UNCONFIRMED:
        return None
    return next(iter(finder.find(mention.name, mention.picked)), None)


def _mention(request: StaffRequest, pk: UUID, mention: UUID) -> Mention:
    """Return a name in a report that the viewer works on."""
    report = find(request.viewer, Report, pk, "handle")
    found = get_object_or_404(report.mentions, pk=mention)
    found.report = report
    return found


@door("reports.Report", "handle")
@require_http_methods(["GET", "HEAD", "POST"])
def mention_page(request: StaffRequest, pk: UUID, mention: UUID) -> HttpResponse:
    """Let an adult say which pupil a name means: proposals first, then a whole group."""
    viewer, named_one = request.viewer, _mention(request, pk, mention)
    groups = groups_within(viewer)
    group = chosen_group(request.GET.get("klas", ""), groups) or _first_group(named_one.report, groups)
    rows, notes = _who_choices(viewer, named_one, group)
    form = WhoForm(rows, notes, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _settled(request, pk, partial(confirm, viewer, named_one, form.chosen.pupil, form.key))
    shown = {"form": form, "mention": named_one, "groups": groups, "group": group}
    return render(request, "reports/staff/mention.html", shown, status=UNREADABLE if form.is_bound else 200)


def _settled(request: StaffRequest, pk: UUID, act: Callable[[], None], done: str = "") -> HttpResponse:
    """Settle a name; when a colleague was first, what they found stays."""
    try:
        act()
    except NobodyLeft as nobody:
        messages.warning(request, nobody.said)
    except Settled:
        messages.warning(request, _("Een collega heeft deze naam net nagegaan. Kijk eerst hoe het er nu staat."))
    else:
        messages.success(request, done or _("De naam is bevestigd."))
    still = scope(request.viewer, Report).filter(pk=pk).exists()
    return redirect("report", pk=pk) if still else redirect("inbox")


def _first_group(report: Report, groups: list[HomeGroup]) -> HomeGroup | None:
    return next((group for group in groups if group.pk == report.home_group_id), groups[0] if groups else None)


def _who_choices(viewer: Viewer, mention: Mention, group: HomeGroup | None) -> tuple[list[Placed], dict[str, str]]:
    """Return who can be chosen: who fits the name, then the rest of one group."""
    first = Finder(viewer, mention.report.home_group_id).find(mention.name, mention.picked)
    notes = {row.key: _("lijkt op de naam") for row in first}
    rest = placed(viewer, groups=[group.pk]) if group else []
    return [*first, *(row for row in rest if row.key not in notes)], notes


@door("reports.Report", "handle")
@require_POST
def confirm_mention(request: StaffRequest, pk: UUID, mention: UUID) -> HttpResponse:
    """Confirm with one tap that a name means the proposed pupil."""
    named_one = _mention(request, pk, mention)
    pupil = find(request.viewer, Pupil, posted_id(request.POST, "pupil"))
    return _settled(request, pk, partial(confirm, request.viewer, named_one, pupil, posted_key(request.POST)))


@door("reports.Report", "handle")
@require_POST
def refute_mention(request: StaffRequest, pk: UUID, mention: UUID) -> HttpResponse:
    """Take a name out of the report: it is erased."""
    seen = request.POST.get("seen", Mention.State.UNCONFIRMED)
    named_one = _mention(request, pk, mention)
    act = partial(refute, request.viewer, named_one, posted_key(request.POST), seen)
    return _settled(request, pk, act, _("De naam is gewist."))
