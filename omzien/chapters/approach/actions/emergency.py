"""Break-glass: for an hour somebody reads what is known of one pupil; everyone concerned hears of it at once."""

from datetime import timedelta

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from omzien.chapters.approach.models import Case, Part
from omzien.chapters.approach.moves import MoveRefused
from omzien.ground.access.engine import may, readers, require, scope
from omzien.ground.access.models import Emergency
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now, today
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.notices.tell import tell
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.holders import holders
from omzien.ground.school.models import Pupil, Role, Staff

from .cases import path_of

LASTS = timedelta(minutes=60)
LEAST_REASON = 20
REVIEW_SCHOOL_DAYS = 5


def break_glass(viewer: Viewer, pupil: Pupil, category: str, reason: str) -> Emergency:
    """Open the situations of a pupil for an hour, to read only; owners, coordinators and the privacy officer hear it."""
    if not may(viewer, "add", Emergency._meta.label):
        raise Http404
    if not scope(viewer, Pupil, "choose_in_emergency").filter(pk=pupil.pk).exists():
        raise Http404
    if category not in Emergency.Category.values or len(reason.strip()) < LEAST_REASON:
        raise MoveRefused("a category and a reason are needed", _("Schrijf in een zin waarom het niet kan wachten."))
    moment = now()
    with one_write():
        emergency = Emergency.objects.create(
            school=viewer.school,
            staff=viewer.staff,
            role=viewer.role,
            pupil=pupil,
            category=category,
            reason=reason.strip(),
            began_at=moment,
            until_at=moment + LASTS,
            review_by=calendar_for(viewer.school).add_school_days(today(), REVIEW_SCHOOL_DAYS),
        )
        opened = opened_by(viewer, emergency)
        record(viewer, "emergency.break", emergency, category=category, cases=len(opened))
        for case in opened:
            record(viewer, "emergency.open", case, emergency=str(emergency.pk))
        _tell(viewer, emergency, opened)
    return emergency


def opened_by(viewer: Viewer, emergency: Emergency) -> list[Case]:
    """Return the situations of the pupil that the viewer reads now; what is barred stays closed."""
    about = Part.objects.filter(pupil=emergency.pupil).values("case_id")
    return list(scope(viewer, Case).filter(pk__in=about).select_related("owner").order_by("-opened_on", "pk"))


def _tell(viewer: Viewer, emergency: Emergency, opened: list[Case]) -> None:
    """Tell who carries these situations, the coordinators, and who looks back at it: that it was, never why."""
    along = holders(viewer.school, Role.ANTI_BULLYING_COORDINATOR)
    for case in opened:
        for staff in {one.pk: one for one in [case.owner, *along]}.values():
            _tell_one(viewer, staff, "emergency.used", f"{emergency.pk}:{case.pk.hex[:12]}", path_of(case))
    review = reverse("emergency_review", args=[emergency.pk])
    for staff, _role in readers(emergency, "review"):
        _tell_one(viewer, staff, "emergency.review", str(emergency.pk), review)
    if not opened:
        for staff in along:
            _tell_one(viewer, staff, "emergency.used", str(emergency.pk), reverse("today"))


def _tell_one(viewer: Viewer, staff: Staff, kind: str, key: str, path: str) -> None:
    if staff.pk != viewer.staff.pk:
        tell(staff, kind, f"{kind}:{key}", path)


def stop(viewer: Viewer, emergency: Emergency) -> None:
    """Stop reading before the hour is over."""
    require(viewer, "stop", emergency)
    with one_write():
        held = Emergency.objects.select_for_update(of=("self",)).get(pk=emergency.pk)
        if held.until_at > now():
            held.until_at = now()
            held.save(update_fields=["until_at"])
            record(viewer, "emergency.stop", held)


def look_back(viewer: Viewer, emergency: Emergency, *, was_right: bool, words: str) -> None:
    """Say afterwards whether it was right; whoever was first has said it."""
    require(viewer, "review", emergency)
    with one_write():
        held = Emergency.objects.select_for_update(of=("self",)).get(pk=emergency.pk)
        if held.reviewed_at is not None:
            raise MoveRefused("somebody looked back at it before", _("Een collega heeft dit net nagekeken."))
        held.reviewed_by, held.reviewed_at = viewer.staff, now()
        held.was_right, held.review = was_right, words.strip()
        held.save(update_fields=["reviewed_by", "reviewed_at", "was_right", "review"])
        record(viewer, "emergency.review", held, was_right=was_right)
