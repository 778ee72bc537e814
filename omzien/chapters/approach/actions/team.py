"""Who works on the case, what part each pupil plays in it, and who knows of it."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Case, Part, TeamMember, Told
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.people import fit_for, outside
from omzien.ground.access.conflicts import parents_among_staff
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.tell import tell
from omzien.ground.school.models import Pupil, Staff
from omzien.protocol.duties import fulfils

from .cases import begin, path_of, touch, write
from .custody import refuse_banned

FAMILY_OF_OWNER = _("Deze leerling is familie van de eigenaar. Geef de situatie eerst over aan een ander.")
_FREE_PARTS = (Part.As.INVOLVED, Part.As.SUPPORTIVE, Part.As.NEUTRAL)


def add_to_team(viewer: Viewer, case: Case, staff: Staff, why: str = "") -> TeamMember:
    """Let a colleague work on the case too: from now on they read it."""
    with one_write():
        begin(viewer, case)
        if staff.pk not in {one.pk for one, _role in fit_for(case)}:
            raise MoveRefused(
                "the colleague has no role in a case", _("Deze collega kan niet in het team. Kies een ander.")
            )
        member = case.team.filter(staff=staff, until_on__isnull=True).first()
        if member is not None:
            return member
        member = TeamMember.objects.create(school_id=case.school_id, case=case, staff=staff, from_on=today())
        write(case, viewer.staff, "team_joined", why, facts={"staff": str(staff.pk)})
        touch(case)
        record(viewer, "case.team_join", case, staff=str(staff.pk))
        tell(staff, "case.team", f"case.team:{member.pk}", path_of(case))
    return member


def leave_team(viewer: Viewer, member: TeamMember, why: str = "") -> None:
    """Let a colleague stop; the owner first hands the case over."""
    with one_write():
        case = member.case
        begin(viewer, case)
        if member.staff_id == case.owner_id:
            raise MoveRefused(
                "the owner is always in the team", _("De eigenaar hoort bij het team. Geef de situatie eerst over.")
            )
        # Until yesterday: reading stops at once.
        for row in case.team.filter(staff_id=member.staff_id, until_on__isnull=True):
            row.until_on = today() - timedelta(days=1)
            row.save()
        write(case, viewer.staff, "team_left", why, facts={"staff": str(member.staff_id)})
        touch(case)
        record(viewer, "case.team_leave", case, staff=str(member.staff_id))


@fulfils("2.roles")
def set_part(viewer: Viewer, case: Case, pupil: Pupil, plays: str, why: str = "") -> Part:
    """Say what part a pupil plays in this case: a working hypothesis, changed with a reason on record."""
    with one_write():
        begin(viewer, case)
        if plays not in _FREE_PARTS:
            raise MoveRefused(f"no such part: {plays}")
        now_plays = case.parts.filter(pupil=pupil, until_on__isnull=True).first()
        if now_plays is not None and now_plays.plays == Part.As.TARGETED:
            raise MoveRefused("the target stays the target", _("Om deze leerling gaat het. Dat verandert niet."))
        if now_plays is not None and now_plays.plays == plays:
            return now_plays
        if case.owner_id in parents_among_staff([pupil.pk]):
            raise MoveRefused("the owner is a parent of this pupil", FAMILY_OF_OWNER)
        if now_plays is not None:
            now_plays.until_on = today()
            now_plays.save()
        part = Part.objects.create(
            school_id=case.school_id, case=case, pupil=pupil, plays=plays, by=viewer.staff, from_on=today()
        )
        was = now_plays.plays if now_plays else ""
        write(case, viewer.staff, "part", why, facts={"pupil": str(pupil.pk), "plays": plays, "was": was})
        touch(case)
        record(viewer, "case.part", case, plays=plays)
    return part


def remove_part(viewer: Viewer, part: Part, why: str) -> None:
    """A pupil turns out to have nothing to do with it: the part ends, with the reason on record."""
    with one_write():
        case = part.case
        begin(viewer, case)
        if part.plays == Part.As.TARGETED:
            raise MoveRefused("the target stays the target", _("Om deze leerling gaat het. Dat verandert niet."))
        if part.until_on is None:
            part.until_on = today()
            part.save()
            write(case, viewer.staff, "part", why, facts={"pupil": str(part.pupil_id), "plays": "", "was": part.plays})
            touch(case)
            record(viewer, "case.part", case, plays="")


def told_parents(
    viewer: Viewer, case: Case, pupil: Pupil, on: date, note: str = "", spoken: Collection[UUID] = ()
) -> Told:
    """Keep that a pupil's parents know of it, and which of them school spoke; they get a last word at the end."""
    with one_write():
        begin(viewer, case)
        refuse_banned(pupil, spoken)
        return _told(viewer, case, Told.Audience.PARENTS, on, note, spoken, pupil=pupil)


def told_colleague(viewer: Viewer, case: Case, staff: Staff, on: date, note: str = "") -> Told:
    """Keep that a colleague knows what to watch for, without reading the case."""
    with one_write():
        begin(viewer, case)
        if staff.pk in outside(case):
            raise MoveRefused("the colleague is barred", _("Deze collega blijft hierbuiten. Kies een ander."))
        return _told(viewer, case, Told.Audience.COLLEAGUE, on, note, staff=staff)


def _told(
    viewer: Viewer,
    case: Case,
    audience: Told.Audience,
    on: date,
    note: str,
    spoken: Collection[UUID] = (),
    **whom: Pupil | Staff,
) -> Told:
    """Keep who knows of it; who hears of it in aftercare gets a last word too, at once."""
    if on > today():
        raise MoveRefused("telling lies in the past", _("Kies de dag waarop het is verteld: vandaag of eerder."))
    told, _new = Told.objects.get_or_create(
        case=case,
        audience=audience,
        last_word_on=None,
        **whom,
        defaults={"school_id": case.school_id, "told_on": on},
    )
    facts: dict[str, Any] = {name: str(one.pk) for name, one in whom.items()}
    if spoken:
        facts["spoken"] = [str(key) for key in spoken]
    write(case, viewer.staff, f"told_{audience.value}", note, happened_on=on, facts=facts)
    if case.state == Case.State.AFTERCARE:
        told.last_word_due = today()
        told.save()
    touch(case)
    record(viewer, "case.told", case, audience=audience.value)
    return told
