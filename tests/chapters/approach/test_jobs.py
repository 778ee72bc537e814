"""What the clock tells: once when something begins, once when it is late, and the coordinator when it slips."""

from datetime import date

import pytest

from omzien.chapters.approach.actions.agreements import add_agreement
from omzien.chapters.approach.actions.closing import end_case
from omzien.chapters.approach.actions.contacts import record_contact
from omzien.chapters.approach.jobs import tell_what_is_due, tell_what_slips
from omzien.chapters.approach.models import Case
from omzien.ground.clock import today
from omzien.ground.notices.models import Notice
from tests.cast import Cast, make_school
from tests.stories.telling import case_about, met, on, talked

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def case(cast: Cast) -> Case:
    with on(MONDAY):
        return case_about(cast)


def kinds(cast: Cast, name: str) -> list[str]:
    """What somebody was told, in order."""
    rows = Notice.objects.filter(recipient=cast.staff[name]).order_by("made_at", "kind")
    return list(rows.values_list("kind", flat=True))


def tick(day: date) -> None:
    with on(day, hour=8):
        tell_what_is_due(today())
        tell_what_is_due(today())
        tell_what_slips(today())
        tell_what_slips(today())


def test_the_owner_hears_it_once_when_it_is_due_and_once_when_it_is_late(cast: Cast, case: Case) -> None:
    # The first talk is due from Monday to Wednesday.
    tick(MONDAY)
    tick(date(2026, 11, 3))
    assert kinds(cast, "Sanne") == ["case.due"]
    tick(date(2026, 11, 5))
    tick(date(2026, 11, 6))
    assert kinds(cast, "Sanne") == ["case.due", "case.late"]


def test_the_coordinator_hears_it_when_it_is_three_school_days_late(cast: Cast, case: Case) -> None:
    # Due on Wednesday 4 November: Thursday, Friday, Monday.
    tick(date(2026, 11, 8))
    assert kinds(cast, "Jelle") == []
    tick(date(2026, 11, 9))
    assert kinds(cast, "Jelle") == ["case.long_late"]


def test_a_new_date_is_told_anew(cast: Cast, case: Case) -> None:
    with on(date(2026, 11, 3)):
        talked(cast, case, date(2026, 11, 3))
        Notice.objects.all().delete()
    tick(date(2026, 11, 6))
    with on(date(2026, 11, 6)):
        record_contact(cast.mentor, case, date(2026, 11, 6), "talk", "same")
    before = kinds(cast, "Sanne").count("case.due")
    tick(date(2026, 11, 13))
    assert kinds(cast, "Sanne").count("case.due") == before + 2  # contact, and the review by the talk's count


def test_an_agreement_is_told_the_school_day_before_it_ends(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        add_agreement(cast.mentor, case, "seat", "Vooraan.", date(2026, 11, 9))
        talked(cast, case, MONDAY)
    tick(date(2026, 11, 5))
    with on(date(2026, 11, 5)):
        record_contact(cast.mentor, case, date(2026, 11, 5), "talk", "better")
    before = len(kinds(cast, "Sanne"))
    tick(date(2026, 11, 6))
    assert len(kinds(cast, "Sanne")) == before + 1


@pytest.mark.clause("5.guide")
def test_later_checks_and_last_words_are_told_too(cast: Cast, case: Case) -> None:
    with on(date(2026, 11, 3)):
        end_case(cast.mentor, case, "stopped", "stopped")
    tick(date(2026, 11, 9))
    assert kinds(cast, "Sanne") == []
    tick(date(2026, 11, 10))
    assert kinds(cast, "Sanne") == ["case.due"]
    tick(date(2026, 12, 15))
    assert kinds(cast, "Sanne").count("case.due") == 2


@pytest.mark.clause("5.abc.1")
def test_the_coordinator_hears_of_fourteen_days_without_contact(cast: Cast, case: Case) -> None:
    with on(date(2026, 11, 3)):
        talked(cast, case, date(2026, 11, 3))
        Notice.objects.all().delete()
    with on(date(2026, 11, 16)):
        tell_what_slips(today())
    assert kinds(cast, "Jelle") == []
    with on(date(2026, 11, 17)):
        tell_what_slips(today())
        tell_what_slips(today())
    assert kinds(cast, "Jelle") == ["case.no_contact"]


def test_the_clock_moves_no_case(cast: Cast, case: Case) -> None:
    with on(date(2026, 11, 3)):
        talked(cast, case, date(2026, 11, 3))
        met(cast, case, date(2026, 11, 3))
    before = Case.objects.values().get()
    steps = list(case.steps.order_by("clause").values("clause", "state", "due_from", "due_until"))
    tick(date(2027, 3, 1))
    assert Case.objects.values().get() == before
    assert list(case.steps.order_by("clause").values("clause", "state", "due_from", "due_until")) == steps


def test_a_notice_holds_no_name_and_no_content(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        add_agreement(cast.mentor, case, "seat", "Vooraan bij Sofie.", date(2026, 11, 3))
    tick(date(2026, 11, 20))
    for notice in Notice.objects.all():
        told = f"{notice.kind} {notice.path} {notice.dedupe}"
        assert "Noor" not in told
        assert "Vooraan" not in told
        assert notice.path == f"/situaties/{case.pk}/"
        assert len(notice.dedupe) <= 120
