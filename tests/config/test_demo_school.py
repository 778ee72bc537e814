"""The fictional school: on any day something is late, something is due and something is fine; never beside a real one."""

from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from omzien.chapters.approach.models import Case
from omzien.config.demo import prepare
from omzien.config.refusal import Refusal
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import Board, Role, RoleHolding, School
from tests.cast import make_school

pytestmark = pytest.mark.django_db

A_SCHOOL_DAY = date(2026, 11, 18)
DAYS = (A_SCHOOL_DAY, date(2026, 12, 27), date(2027, 2, 22), date(2027, 7, 24), date(2027, 8, 25))


def _at_nine(day: date) -> str:
    return f"{day.isoformat()}T09:00:00+01:00"


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_on_any_day_something_is_late_something_due_and_something_fine(day: date) -> None:
    with time_machine.travel(_at_nine(day), tick=False):
        prepare(Path())
        assert Case.objects.filter(state=Case.State.OPEN, next_until__lt=day).count() >= 2
        assert Case.objects.filter(state=Case.State.OPEN, next_until__gte=day).count() >= 1
        assert Case.objects.filter(state=Case.State.AFTERCARE).count() == 1
        assert Case.objects.filter(state=Case.State.CLOSED).count() == 1


def test_made_twice_it_stays_as_it_is() -> None:
    prepare(Path())
    prepare(Path())
    assert School.objects.count() == 1


def test_it_is_never_made_beside_a_real_school() -> None:
    make_school()
    with pytest.raises(Refusal, match="real school"):
        prepare(Path())


def test_the_mentor_finds_late_and_due_things_on_vandaag() -> None:
    with time_machine.travel(_at_nine(A_SCHOOL_DAY), tick=False):
        prepare(Path())
        page = _logged_in("Sanne", Role.MENTOR).get("/vandaag/")
        assert page.status_code == 200
        day = page.context["day"]
        assert day.late
        assert day.due


def test_no_mail_of_the_told_past_goes_out() -> None:
    with time_machine.travel(_at_nine(A_SCHOOL_DAY), tick=False):
        prepare(Path())
        assert not Notice.objects.filter(mailed_at__isnull=True, made_at__date__lt=A_SCHOOL_DAY).exists()


def test_one_tap_logs_in_with_the_hat_that_was_chosen() -> None:
    prepare(Path())
    page = _logged_in("Fatima", Role.PUPIL_COORDINATOR).get("/vandaag/")
    assert page.context["chrome"].hat_title == "leerlingencoördinator"


def test_nobody_can_become_someone_in_a_real_school() -> None:
    cast = make_school()
    holding = RoleHolding.objects.filter(staff=cast.staff["Sanne"]).get()
    assert Client().get("/demo/").status_code == 404
    assert Client().post("/demo/in/", {"holding": str(holding.pk)}).status_code == 404


def test_a_real_school_that_came_beside_the_demo_closes_the_demo() -> None:
    prepare(Path())
    School.objects.create(board=Board.objects.create(name="Een bestuur"), name="Een school")
    assert Client().get("/demo/").status_code == 404


def test_a_key_that_is_none_is_not_found() -> None:
    prepare(Path())
    for odd in ("", "1", "x" * 500, "00000000-0000-4000-8000-000000000000"):
        assert Client().post("/demo/in/", {"holding": odd}).status_code == 404


def _logged_in(given_name: str, role: Role) -> Client:
    holding = next(
        row
        for row in RoleHolding.objects.filter(role=role).select_related("staff")
        if row.staff.given_name == given_name
    )
    client = Client()
    assert client.post("/demo/in/", {"holding": str(holding.pk)}).status_code == 302
    return client
