"""Vandaag: a notice waits for the hat that it is for."""

import pytest
from django.test import Client
from django.utils.translation import get_language

from omzien.ground.notices.models import Notice
from omzien.ground.notices.tell import tell
from omzien.ground.school.models import Role, RoleHolding
from tests.cast import SINCE, Cast, make_school
from tests.chapters.desk import log_in, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


def _notice(cast: Cast, name: str, path: str) -> Notice:
    Notice.objects.all().delete()
    tell(cast.staff[name], "report.new", "a", path)
    return Notice.objects.get()


def test_under_another_hat_a_notice_stays_new_and_says_so(cast: Cast, client: Client) -> None:
    """Jelle is coordinator, and teaches too: as a teacher he does not reach the report, and the notice waits."""
    RoleHolding.objects.create(school=cast.school, staff=cast.staff["Jelle"], role=Role.TEACHER, from_on=SINCE)
    report = told(cast)
    notice = _notice(cast, "Jelle", f"/meldingen/{report.pk}/")
    teacher = log_in(client, cast.viewer("Jelle", Role.TEACHER))
    page = teacher.get(f"/bericht/{notice.pk}/", follow=True)
    assert page.redirect_chain[-1][0] == "/rol/"
    assert "Wissel eerst van rol" in page.content.decode()
    assert Notice.objects.get().seen_at is None


def test_with_the_right_hat_it_opens_and_is_seen(cast: Cast, client: Client) -> None:
    report = told(cast)
    notice = _notice(cast, "Jelle", f"/meldingen/{report.pk}/")
    answer = log_in(client, cast.coordinator).get(f"/bericht/{notice.pk}/")
    assert answer["Location"] == f"/meldingen/{report.pk}/"
    assert Notice.objects.get().seen_at is not None


def test_a_notice_of_somebody_else_does_not_exist(cast: Cast, client: Client) -> None:
    report = told(cast)
    notice = _notice(cast, "Jelle", f"/meldingen/{report.pk}/")
    assert log_in(client, cast.mentor).get(f"/bericht/{notice.pk}/").status_code == 404


def test_every_hat_has_its_vandaag(cast: Cast) -> None:
    for name, role in (
        ("Sanne", Role.MENTOR),
        ("Petra", Role.TEACHER),
        ("Jelle", Role.ANTI_BULLYING_COORDINATOR),
        ("Fatima", Role.PUPIL_COORDINATOR),
        ("Fatima", Role.CONFIDENTIAL_ADVISER_INTERNAL),
        ("Maarten", Role.DIRECTOR),
        ("Wil", Role.ADMINISTRATOR),
        ("Selma", Role.CONFIDENTIAL_ADVISER_EXTERNAL),
    ):
        assert log_in(Client(), cast.viewer(name, role)).get("/vandaag/").status_code == 200, name


def test_the_language_of_one_reader_is_not_that_of_the_next(cast: Cast, client: Client) -> None:
    account = cast.staff["Sanne"].account
    account.language = "en"
    account.save()
    assert "Today" in log_in(client, cast.mentor).get("/vandaag/").content.decode()
    assert get_language() == "nl"
    assert "Vandaag" in log_in(Client(), cast.coordinator).get("/vandaag/").content.decode()
