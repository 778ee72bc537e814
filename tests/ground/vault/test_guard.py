"""While a request is served, content is reached through the policy or from what was reached: a way round it stops."""

import pytest
from django.db.models import OuterRef, Prefetch

from omzien.chapters.approach.models import Case, LogEntry, Part
from omzien.chapters.reports.models import Mention, Report
from omzien.ground.access.engine import find, readers, scope
from omzien.ground.school.models import Guardian, Pupil
from omzien.ground.vault.guard import UnscopedQuery, unwatched, watched
from tests.cast import Cast, make_school
from tests.ground.access.universe import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def case(cast: Cast) -> Case:
    return make_case(cast, "Sanne", pupils=("Noor", "Daan"))


def test_no_list_and_no_look_up_by_key_goes_round_the_policy(cast: Cast, case: Case) -> None:
    for model in (Report, Mention, Case, Part, LogEntry, Pupil, Guardian):
        with watched(), pytest.raises(UnscopedQuery):
            model.objects.all()
        with watched(), pytest.raises(UnscopedQuery):
            model.objects.filter(pk=case.pk)
        with watched(), pytest.raises(UnscopedQuery):
            model.objects.filter(pk__in=[case.pk])
        with watched(), pytest.raises(UnscopedQuery):
            model.objects.get(school=cast.school)
        with watched(), pytest.raises(UnscopedQuery):
            model.objects.filter(school=cast.school)
        with watched(), pytest.raises(UnscopedQuery):
            model.objects.beyond("")


def test_the_refusal_names_the_model_and_no_value(case: Case) -> None:
    with watched(), pytest.raises(UnscopedQuery) as refused:
        Case.objects.get(pk=case.pk)
    assert str(refused.value) == "approach.Case"


def test_a_row_that_is_not_stored_opens_nothing(cast: Cast, case: Case) -> None:
    with watched(), pytest.raises(UnscopedQuery):
        Part.objects.filter(case=Case(pk=case.pk, school=cast.school))
    with watched(), pytest.raises(UnscopedQuery):
        Part.objects.filter(pupil__school=cast.school, case__in=[case.pk])


def test_an_unscoped_list_that_was_made_elsewhere_opens_nothing(case: Case) -> None:
    everything = Case.objects.all()
    with watched(), pytest.raises(UnscopedQuery):
        Part.objects.filter(case__in=everything)


def test_the_policy_reaches_and_what_it_reached_leads_on(cast: Cast, case: Case) -> None:
    with watched():
        found = find(cast.mentor, Case, case.pk)
        assert found.parts.count() == 2
        assert Part.objects.filter(case=found).count() == 2
        assert Part.objects.filter(case__in=[found]).count() == 2
        assert Part.objects.filter(case__in=scope(cast.mentor, Case)).count() == 2
        parts = Part.objects.filter(case=found)
        assert Pupil.objects.filter(pk__in=parts.values("pupil")).count() == 2
        assert Pupil.objects.filter(parts__in=parts.filter(until_on=None)).count() == 2
        assert Case.objects.again(found).get() == found
        assert scope(cast.mentor, Case).filter(parts__in=Part.objects.filter(case=OuterRef("pk"))).exists()
        rows = Case.objects.again(found).prefetch_related("parts", Prefetch("log"))
        assert [len(row.parts.all()) for row in rows] == [2]
        assert {staff.given_name for staff, _role in readers(found)} == {"Sanne", "Jelle"}


def test_adding_is_not_looking(cast: Cast, case: Case) -> None:
    with watched():
        found = find(cast.mentor, Case, case.pk)
        Part.objects.create(
            school=cast.school, case=found, pupil=cast.pupils["Amir"], plays="neutral", by=cast.staff["Sanne"],
            from_on=case.opened_on,
        )  # fmt: skip
        assert found.parts.count() == 3


def test_nothing_is_watched_outside_a_request_and_watching_ends_with_it(case: Case) -> None:
    assert Case.objects.count() == 1
    with watched():
        with unwatched():
            assert Case.objects.count() == 1
        with pytest.raises(UnscopedQuery):
            Case.objects.count()
    assert Case.objects.count() == 1
