"""Nobody with an open case is ever removed by a list: their situation must be finished, or handed over, first."""

from collections.abc import Iterable
from uuid import UUID

from omzien.ground.school.keeps import register
from omzien.ground.school.models import School

from .models import Case, Member, Part

GOING = (Case.State.OPEN, Case.State.AFTERCARE)


def pupils_in_a_case(school: School) -> Iterable[UUID]:
    """Return the pupils who play a part in a case that is not closed, or are in its support group."""
    parts = Part.objects.beyond("who is needed is not removed by a load").filter(school=school, until_on__isnull=True, case__state__in=GOING)
    members = Member.objects.beyond("who is needed is not removed by a load").filter(school=school, left_on__isnull=True, round__case__state__in=GOING)
    return {*parts.values_list("pupil_id", flat=True), *members.values_list("pupil_id", flat=True)}


def owners_of_a_case(school: School) -> Iterable[UUID]:
    """Return the colleagues who carry a case that is not closed."""
    return set(Case.objects.beyond("who is needed is not removed by a load").filter(school=school, state__in=GOING).values_list("owner_id", flat=True))


register(pupils_in_a_case, "pupils")
register(owners_of_a_case, "staff")
