"""What the six steps ask of a colleague on "Vandaag"; the bar of steps and the window stand in `bar`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omzien.chapters.approach.models import Case, Consent, Member, MemberReview, Step, Told
from omzien.chapters.approach.terms import edition_of
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import Calendar, today
from omzien.ground.clock.terms import due
from omzien.ground.notices.todo import Todo
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.custody import guardianships_of, nobody_may_be_phoned
from omzien.ground.school.models import Pupil

from .asking import long_day, step_title
from .bar import Dot, Picture, step_bar, window_of
from .course import CHOICE, MEETING, MEMBERS, REVIEW, TALK
from .people import targets
from .todo import AHEAD, MOST, my_cases

__all__ = ["Dot", "Picture", "step_bar", "todo_steps", "window_of"]

# What the target may agree to that leaves something to do for school.
SCHOOL_TELLS = frozenset({"together", "school_calls"})
ICONS = {
    TALK: "message-circle",
    MEETING: "users",
    REVIEW: "message-circle",
    MEMBERS: "messages-square",
    CHOICE: "split",
}


def todo_steps(viewer: Viewer) -> list[Todo]:
    """Return the open steps of the cases that the viewer owns or works on; a constant number of queries."""
    mine = my_cases(viewer).filter(state=Case.State.OPEN)
    rows = list(
        Step.objects.filter(case__in=mine, state=Step.State.OPEN)
        .filter(Q(due_from__lte=today() + AHEAD) | Q(needs_choice=True), due_until__isnull=False)
        .select_related("case__owner", "round")
        .prefetch_related(Prefetch("member_reviews", _not_heard()))
        .order_by("due_until")[:MOST]
    )
    home = _agreed_to_tell_home(mine)
    names = targets({row.case_id for row in (*rows, *home)})
    ready = _ready({row.round_id for row in rows if row.clause == MEETING})
    closed = _nobody_to_call(home, names)
    home = [row for row in home if row.case_id not in closed]
    found = [_todo(viewer, row, _first_name(names, row.case_id), ready) for row in rows]
    calendar = calendar_for(viewer.school)
    return found + [_tell_home(row, _first_name(names, row.case_id), calendar) for row in home]


def _first_name(names: Mapping[UUID, Pupil], case_id: UUID) -> str:
    return str(getattr(names.get(case_id), "given_name", "") or _("de leerling"))


def _agreed_to_tell_home(mine: QuerySet[Case]) -> list[Step]:
    """Return the talks in which it was agreed that school tells the parents, as long as nobody did."""
    rows = Step.objects.filter(case__in=mine, clause=TALK, state=Step.State.DONE, done_on__isnull=False)
    untold = rows.exclude(case__told__audience=Told.Audience.PARENTS)
    return [
        row
        for row in untold.select_related("case").order_by("done_on")[:MOST]
        if row.answers.get("home") in SCHOOL_TELLS
    ]


def _nobody_to_call(home: Sequence[Step], names: Mapping[UUID, Pupil]) -> set[UUID]:
    """Return the cases in which every parent of the target is under a recorded ban: then nobody is asked to call."""
    pupils = {row.case_id: names[row.case_id].pk for row in home if row.case_id in names}
    parents = guardianships_of(pupils.values()) if pupils else {}
    return {case for case, pupil in pupils.items() if nobody_may_be_phoned(parents.get(pupil, []))}


def _not_heard() -> QuerySet[MemberReview]:
    reviews = MemberReview.objects.beyond("tied to the steps in hand by what fetches them")
    return reviews.filter(done_on__isnull=True, reason="")


@dataclass(frozen=True)
class _Ready:
    """Whether the group of a round may meet: with consent, and with members."""

    consent: frozenset[UUID]
    members: frozenset[UUID]


def _ready(rounds: set[UUID]) -> _Ready:
    members = (
        Member.objects.beyond("keys of rounds in hand")
        .filter(round__in=rounds, left_on__isnull=True)
        .values_list("round_id", flat=True)
    )
    consent = Consent.objects.filter(round__in=rounds, withdrawn_on__isnull=True).values_list("round_id", flat=True)
    return _Ready(frozenset(consent), frozenset(members))


def _todo(viewer: Viewer, row: Step, name: str, ready: _Ready) -> Todo:
    title, note, button = _words(row, name, ready)
    if row.case.owner_id != viewer.staff.pk:
        note = _("%(name)s is eigenaar.") % {"name": row.case.owner.full_name}
    begin = row.due_from or row.due_until or today()
    if row.planned_on is not None and not row.urgent:
        begin = max(begin, row.planned_on)
    return Todo(
        title=title,
        note=note,
        # A review without a day of its own is amber until someone chooses one.
        due_from=today() if row.needs_choice else min(begin, row.due_until or begin),
        due_until=row.due_until or begin,
        url=reverse("step", args=[row.case_id, row.clause]),
        button=button,
        icon="triangle-alert" if row.urgent else ICONS.get(row.clause, "circle-dot"),
        about=title,
    )


def _words(row: Step, name: str, ready: _Ready) -> tuple[str, str, str]:
    """Return title, sentence and button of an open step."""
    if row.urgent:
        return (
            _("Het gaat slechter: praat vandaag met %(name)s") % {"name": name},
            _("Je hoeft niet te wachten tot de afgesproken dag."),
            _("Begin"),
        )
    if row.needs_choice:
        apart = _("Kies een dag om de steungroep van %(name)s te spreken")
        title = apart if row.clause == MEMBERS else _("Kies een dag om terug te kijken met %(name)s")
        return (
            title % {"name": name},
            _("De termijn valt in een vakantie. Kies de schooldag ervoor of erna."),
            _("Kies een dag"),
        )
    if row.clause == MEETING:
        return _meeting_words(row, name, ready)
    if row.clause == MEMBERS:
        number = len(row.member_reviews.all())
        title = ngettext(
            "Spreek %(number)d lid van de steungroep apart", "Spreek %(number)d leden van de steungroep apart", number
        )
        return title % {"number": number}, _("Over %(name)s. Ieder apart, kort.") % {"name": name}, _("Begin")
    if row.clause == CHOICE:
        return (
            _("%(name)s: klaar, of nog een ronde?") % {"name": name},
            _("Leg alles naast elkaar en kies samen."),
            _("Kies"),
        )
    agreed = _("Afgesproken: %(day)s. ") % {"day": long_day(row.planned_on)} if row.planned_on else ""
    return step_title(edition_of(row.case), row.clause, name), agreed + _("De gesprekskaart staat klaar."), _("Begin")


def _meeting_words(row: Step, name: str, ready: _Ready) -> tuple[str, str, str]:
    if row.round_id not in ready.consent:
        return (
            _("Vraag of %(name)s akkoord is") % {"name": name},
            _("Zonder akkoord komt er geen steungroep bij elkaar."),
            _("Leg vast"),
        )
    if row.round_id not in ready.members:
        return (
            _("Kies de steungroep voor %(name)s") % {"name": name},
            _("Zes tot acht leerlingen werkt het best."),
            _("Kies"),
        )
    planned = _("Gepland op %(day)s.") % {"day": long_day(row.planned_on)} if row.planned_on else ""
    note = planned or _("Plan een dag, of leg vast hoe het ging.")
    return _("Steungroep voor %(name)s bij elkaar") % {"name": name}, note, _("Begin")


def _tell_home(row: Step, name: str, calendar: Calendar) -> Todo:
    """Return what was agreed about home: within a school day, and on record when it is done."""
    talked = row.done_on or today()
    title = _("Vertel het thuis bij %(name)s") % {"name": name}
    edition = edition_of(row.case)
    question = {one.id: one.label for one in edition.track("no_blame").step(TALK).question("home").choices}
    return Todo(
        title=title,
        note=_("In het gesprek afgesproken: %(what)s") % {"what": question.get(row.answers["home"], "")},
        due_from=talked,
        due_until=due(edition.term("first_reaction"), talked, calendar),
        url=reverse("case_told_parents", args=[row.case_id]),
        button=_("Verteld"),
        icon="house",
        about=title,
    )
