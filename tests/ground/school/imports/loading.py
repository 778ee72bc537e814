"""Loading lists in a test as a person does: read, look, confirm, wait."""

from pathlib import Path

from omzien.ground.school.imports.apply import carry_out
from omzien.ground.school.imports.loads import begin, confirm, preview, said_of
from omzien.ground.school.imports.plan import Plan
from omzien.ground.school.imports.read import Intake, Source, read_paths, read_sources
from omzien.ground.school.models import Board, HomeGroup, Load, Pupil, Role, RoleHolding, School, Staff

FILES = Path(__file__).parent.parent / "files"


def empty_school(name: str = "De Lindehof") -> School:
    """Make a school without anybody in it."""
    return School.objects.create(board=Board.objects.create(name="Stichting De Linde"), name=name, region="noord")


def lists(*names: str) -> Intake:
    """Read lists from the folder with files."""
    return read_paths([FILES / name for name in names])


def csv(text: str, name: str = "lijst.csv") -> Intake:
    """Read a list that stands in the test."""
    return read_sources([Source(name, text.encode())])


def look(school: School, intake: Intake, *, complete: bool = True) -> Plan:
    """Return what would happen."""
    plan, _unknown = preview(intake, school, said_of(school), complete=complete)
    return plan


def load(school: School, intake: Intake, *, complete: bool = True, confirm_gone: bool = True) -> Load:
    """Load what was read."""
    made = begin(intake, school, None, complete=complete)
    confirm(made, None, confirm_gone=confirm_gone)
    carry_out(made.pk)
    made.refresh_from_db()
    return made


def counts(plan: Plan, kind: str) -> tuple[int, int, int]:
    """Return new, changed, gone."""
    counted = plan.counts()[kind]
    return counted["new"], counted["changed"], counted["gone"]


def pupils(school: School) -> dict[str, Pupil]:
    """Return the pupils by number."""
    return {pupil.external_id: pupil for pupil in Pupil.objects.filter(school=school)}


def staff(school: School) -> dict[str, Staff]:
    """Return the colleagues by number."""
    return {person.external_id: person for person in Staff.objects.filter(school=school)}


def group_of(school: School, number: str) -> str:
    """Return the name of the group in which a pupil is now."""
    placement = pupils(school)[number].placements.filter(until_on__isnull=True).select_related("home_group").get()
    return placement.home_group.name


def mentors(group: HomeGroup) -> list[str]:
    """Return who are mentors of a group now."""
    rows = RoleHolding.objects.filter(home_group=group, role=Role.MENTOR, until_on__isnull=True).select_related("staff")
    return sorted(row.staff.full_name for row in rows)
