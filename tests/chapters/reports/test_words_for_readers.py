"""What a pupil chose by "Ik" is said in the words of the colleague who reads it; who reads it is never half a list."""

import pytest
from django.test import Client

from omzien.chapters.approach.queries.people import colleagues_with_role, eligible_with_role
from omzien.chapters.reports.models import Reader, Report
from omzien.ground.clock import now
from omzien.ground.school.models import Role
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.mark.parametrize(
    ("door", "said"),
    [
        (Report.Door.SELF, "Een leerling vertelt over zichzelf"),
        (Report.Door.OTHER, "Een leerling vertelt over een ander"),
        (Report.Door.TAKING_PART, "Een leerling doet mee, en vertelt dat"),
    ],
)
def test_the_inbox_speaks_to_who_reads_it(cast: Cast, door: str, said: str) -> None:
    report = Report.objects.create(
        school=cast.school, source=Report.Source.PUPIL, door=door, made_at=now(), told="Het is niet leuk."
    )
    Reader.objects.create(school=cast.school, report=report, staff=cast.staff["Sanne"], role=Role.MENTOR)
    sanne = log_in(Client(), cast.mentor)
    for address in ("/meldingen/", f"/meldingen/{report.pk}/"):
        page = sanne.get(address).content.decode()
        assert said in page
        assert str(Report.Door(door).label) not in page


@pytest.mark.clause("4.4")
def test_who_told_it_sees_everyone_who_reads_it(cast: Cast) -> None:
    """Petra's report went to Sanne; Jelle reads along by the policy, and stands there too."""
    report = told(cast)
    page = log_in(Client(), cast.teacher).get(f"/mijn-meldingen/{report.pk}/").content.decode()
    before, after = page.split("Zij lezen het ook")
    assert "Sanne Vos" in before
    assert "Jelle Bos" in after
    assert "Petra Wolters" not in after


def test_a_colleague_is_offered_with_role_and_class(cast: Cast) -> None:
    offered = {staff.given_name: role for staff, role in eligible_with_role(cast.school)}
    assert offered["Sanne"] == "mentor 2B"
    assert offered["Jelle"] == "antipestcoördinator"
    everyone = {staff.given_name: role for staff, role in colleagues_with_role(cast.school)}
    assert everyone["Petra"] == "docent of medewerker team Blauw"
