"""Who is kept out of a report or a case, and who stays out by itself: a parent, a deputy."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from omzien.chapters.approach.models import Case
from omzien.chapters.reports.models import Report
from omzien.ground.access.conflicts import running
from omzien.ground.access.models import Conflict
from omzien.ground.access.scopes import denied_people
from omzien.ground.school.models import Staff

from .people import colleagues_with_role


@dataclass(frozen=True)
class Outside:
    """Someone who is kept out by a recorded conflict."""

    conflict: Conflict
    name: str
    why: str
    by: str
    key: UUID


@dataclass(frozen=True)
class KeptOut:
    """Everyone who may not see it: by a recorded conflict, or by being a parent or a deputy."""

    recorded: list[Outside]
    others: list[str]
    offered: list[tuple[Staff, str]]


def kept_out(obj: Report | Case) -> KeptOut:
    """Return who is outside, and who could still be kept out; a constant number of queries."""
    rows = list(running(obj).select_related("staff", "by").order_by("from_on", "pk"))
    barred = denied_people(obj._meta.label, obj)
    everyone = colleagues_with_role(obj.school)
    named = {row.staff_id for row in rows}
    return KeptOut(
        recorded=[
            Outside(
                row, row.staff.full_name, str(Conflict.Why(row.why).label), row.by.full_name if row.by else "", uuid4()
            )
            for row in rows
        ],
        others=[staff.full_name for staff, _role in everyone if staff.pk in barred - named],
        offered=[pair for pair in everyone if pair[0].pk not in barred],
    )
