"""What is new for a colleague on Vandaag, as far as the list there does not say it already; the menu counts the same."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from django.apps import apps
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.chapters.approach.models import Case, FollowUp
from omzien.chapters.approach.queries.people import targets
from omzien.chapters.reports.models import Report
from omzien.chapters.reports.queries import news_of_reports, title_of
from omzien.ground.access.doors import PUBLIC
from omzien.ground.access.engine import scope
from omzien.ground.access.second_line import lifted
from omzien.ground.access.viewer import Viewer, hats_of
from omzien.ground.clock import now
from omzien.ground.notices.models import Notice

MOST = 60
NOTICES: dict[str, tuple[Promise, str]] = {
    "report.new": (gettext_lazy("Er is een nieuwe melding"), "message-circle"),
    "report.unread": (gettext_lazy("Nog niemand heeft een melding gelezen"), "bell"),
    "report.silent": (gettext_lazy("Op een melding is nog niet gereageerd"), "bell"),
    "case.yours": (gettext_lazy("Je draagt nu een situatie"), "folder-open"),
    "case.nudge": (gettext_lazy("De coördinator vraagt je om te kijken"), "hand"),
    "case.above": (
        gettext_lazy("Een situatie blijft liggen en niemand anders kijkt ernaar. Vraag op school hoe het gaat"),
        "hand",
    ),
    "report.above": (
        gettext_lazy("Een melding blijft liggen en niemand anders kijkt ernaar. Vraag op school hoe het gaat"),
        "hand",
    ),
    "case.team": (gettext_lazy("Je denkt mee in een situatie"), "users"),
    "case.report": (gettext_lazy("Er is een melding bij een situatie gekomen"), "message-circle"),
    "case.reopened": (gettext_lazy("Een situatie is weer open"), "repeat"),
    "case.due": (gettext_lazy("Er is vandaag iets te doen"), "calendar-clock"),
    "case.late": (gettext_lazy("Er is iets te laat"), "bell"),
    "case.long_late": (gettext_lazy("Een situatie is al dagen te laat"), "bell"),
    "case.without_owner": (gettext_lazy("Een situatie heeft geen eigenaar"), "user"),
    "case.no_contact": (gettext_lazy("Een leerling is lang niet gesproken"), "message-circle"),
    "case.worse": (gettext_lazy("Een leerling zegt: het gaat slechter"), "triangle-alert"),
    "follow_up.late": (gettext_lazy("Een vervolg is te laat"), "bell"),
    "conflict.new": (gettext_lazy("Een collega blijft ergens buiten"), "lock"),
    "emergency.used": (gettext_lazy("Iemand las mee in een noodgeval"), "triangle-alert"),
    "emergency.review": (gettext_lazy("Een noodgeval vraagt om nakijken"), "shield-check"),
    "follow_up.yours": (gettext_lazy("Iemand vraagt je om iets op te pakken"), "list-checks"),
    "account.factor_added": (gettext_lazy("Bij je account is een tweede stap toegevoegd"), "shield-check"),
    "account.factor_removed": (gettext_lazy("Bij je account is een tweede stap weggehaald"), "shield"),
    "account.factors_reset": (gettext_lazy("De beheerder heeft je tweede stap weggehaald"), "shield"),
    "account.factors_reset_of": (gettext_lazy("Een andere beheerder heeft een tweede stap weggehaald"), "shield"),
    "account.codes_renewed": (gettext_lazy("Je hebt nieuwe herstelcodes"), "life-buoy"),
    "account.password_changed": (gettext_lazy("Je wachtwoord is veranderd"), "lock-keyhole"),
    "account.unused_yours": (gettext_lazy("Je account bleef aan, omdat je inlogde"), "user-check"),
    "account.unused": (gettext_lazy("Een account wordt niet gebruikt en gaat over twee weken uit"), "user"),
    "account.unused_off": (gettext_lazy("Een account is uitgezet, omdat het lang niet is gebruikt"), "user-minus"),
}
OTHER = (gettext_lazy("Er is iets dat je aandacht vraagt"), "bell")

Subject = tuple[str, UUID]


@dataclass(frozen=True)
class Item:
    """One thing that is new; the same thing that was told several times stands there once."""

    notice: Notice
    about: str
    alike: list[UUID]

    @property
    def title(self) -> str:
        """Return what it says."""
        return str(NOTICES.get(self.notice.kind, OTHER)[0])

    @property
    def icon(self) -> str:
        """Return the drawing beside it."""
        return NOTICES.get(self.notice.kind, OTHER)[1]


@dataclass(frozen=True)
class News:
    """What is shown as new, and what needs no showing: the list says it, it is over, or it is out of reach for good."""

    items: list[Item] = field(default_factory=list)
    said: list[UUID] = field(default_factory=list)


def news_of(viewer: Viewer) -> News:
    """Return what is new for this hat; one query when nothing is, else a number that does not grow."""
    rows = list(scope(viewer, Notice).filter(seen_at__isnull=True).order_by("-made_at", "pk")[:MOST])
    if not rows:
        return News()
    subjects = {row.pk: subject(row.path) for row in rows}
    here = _within(viewer, subjects.values())
    elsewhere = _within_other_hats(viewer, {one for one in subjects.values() if one and one not in here})
    listed = _listed(viewer, rows, subjects)
    about = _about(here)
    shown: dict[tuple[str, str], Item] = {}
    said: list[UUID] = []
    for row in rows:
        what = subjects[row.pk]
        if (what in here and row.pk in listed) or (what is not None and what not in here | elsewhere):
            said.append(row.pk)
        elif (row.kind, row.path) in shown:
            shown[row.kind, row.path].alike.append(row.pk)
        else:
            words = about.get(what, "") if what is None or what in here else _("Hoort bij een andere rol van jou")
            shown[row.kind, row.path] = Item(row, words, [row.pk])
    return News(list(shown.values()), said)


def see(viewer: Viewer, keys: Iterable[UUID]) -> None:
    """Note that these were seen; a second time changes nothing."""
    wanted = list(keys)
    if wanted:
        scope(viewer, Notice).filter(pk__in=wanted, seen_at__isnull=True).update(seen_at=now())


def keys_of(texts: Iterable[str]) -> list[UUID]:
    """Return the keys that a form sent; what is no key is left out."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found[:MOST]


def subject(path: str) -> Subject | None:
    """Return what a notice leads to: an object behind a door, or None when everyone may go there."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    opens = getattr(match.func, "door", PUBLIC)
    return (opens.label, match.kwargs["pk"]) if opens.label and "pk" in match.kwargs else None


def reaches(viewer: Viewer, path: str) -> bool:
    """Tell whether this hat reaches what a notice leads to."""
    what = subject(path)
    return what is None or what in _within(viewer, [what])


def _within(viewer: Viewer, subjects: Iterable[Subject | None]) -> set[Subject]:
    """Return which of these this hat reaches; one query for each kind of object."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for one in subjects:
        if one is not None:
            wanted[one[0]].add(one[1])
    return {
        (label, key)
        for label, keys in wanted.items()
        for key in scope(viewer, apps.get_model(label)).filter(pk__in=keys).values_list("pk", flat=True)
    }


def _within_other_hats(viewer: Viewer, subjects: set[Subject]) -> set[Subject]:
    found: set[Subject] = set()
    for hat in hats_of(viewer.staff) if subjects else []:
        if (hat.role, hat.school) != (viewer.role, viewer.school):
            # The database sees this request under one hat: what another hat of the same person reaches lies behind a wall.
            with lifted():
                found |= _within(Viewer(viewer.staff, hat.role, hat.school, viewer.account), subjects)
    return found


def _listed(viewer: Viewer, rows: list[Notice], subjects: dict[UUID, Subject | None]) -> set[UUID]:
    """Return the notices that say what stands in the list of Vandaag, or what is over and stands there no more."""
    # Only the owner is told of these, and everything due on one's own cases is in the list; as is what to look back at.
    found = {row.pk for row in rows if row.kind in {"case.due", "case.late", "emergency.review"}}
    for kinds, news in (
        ({"report.new", "report.unread"}, news_of_reports),
        ({"follow_up.yours", "follow_up.late"}, _follow_ups),
    ):
        these = {row.pk: what[1] for row in rows if row.kind in kinds and (what := subjects[row.pk])}
        if these:
            new = news(viewer, set(these.values()))
            found |= {pk for pk, key in these.items() if key not in new}
    return found


def _follow_ups(viewer: Viewer, reports: set[UUID]) -> set[UUID]:
    """Return on which of these reports something is planned that is not on the viewer's own list."""
    planned = (
        FollowUp.objects.beyond("keys of reports in hand")
        .filter(report__in=reports, done_on__isnull=True)
        .exclude(owner=viewer.staff)
    )
    return set(planned.values_list("report_id", flat=True))


def _about(here: set[Subject]) -> dict[Subject | None, str]:
    """Return in a few words what each is about, for who reaches it."""
    cases = {key for label, key in here if label == Case._meta.label}
    reports = {key for label, key in here if label == Report._meta.label}
    found: dict[Subject | None, str] = {}
    for key, pupil in (targets(cases) if cases else {}).items():
        found[Case._meta.label, key] = _("Over %(name)s") % {"name": pupil.given_name}
    for report in (
        Report.objects.beyond("keys of reports in hand").filter(pk__in=reports).select_related("home_group")
        if reports
        else []
    ):
        group = f", {report.home_group.name}" if report.home_group else ""
        found[Report._meta.label, report.pk] = f"{title_of(report)}{group}"
    return found
