"""A success that is asked about again: after six weeks it has come back, after a second round it holds."""

from datetime import date

import pytest

from omzien.chapters.approach.actions.closing import (
    close_case,
    end_case,
    record_later_check,
    reopen,
    say_last_word,
)
from omzien.chapters.approach.actions.contacts import record_contact
from omzien.chapters.approach.actions.reviews import LookBack, record_review
from omzien.chapters.approach.actions.rounds import Choice, choose
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.cases import todo
from omzien.chapters.reports.models import Report
from tests.cast import Cast, make_school
from tests.stories.telling import case_about, heard, met, on, step, talked

pytestmark = [pytest.mark.django_db, pytest.mark.story]


def titles(cast: Cast) -> set[str]:
    return {row.title for row in todo(cast.mentor)}


def say_all(cast: Cast, case: Case, day: date) -> None:
    for told in case.told.filter(last_word_on=None):
        say_last_word(cast.mentor, told, "Dank je wel.", day)


@pytest.mark.clause("5.guide")
@pytest.mark.clause("A1.6")
def test_after_six_weeks_it_has_come_back_and_a_second_round_helps() -> None:
    cast = make_school()
    with on(date(2026, 8, 31)):
        case = case_about(cast)
    with on(date(2026, 9, 1)):
        talked(cast, case, date(2026, 9, 1))
    with on(date(2026, 9, 4)):
        met(cast, case, date(2026, 9, 4))
    with on(date(2026, 9, 16)):
        record_review(cast.mentor, case, LookBack(date(2026, 9, 16), "better"))
        heard(cast, case, date(2026, 9, 16))
        choose(cast.mentor, case, Choice("done", date(2026, 9, 16)))
        end_case(cast.mentor, case, "stopped", "stopped")
        say_all(cast, case, date(2026, 9, 16))
        assert Report.objects.get().state == Report.State.DONE

    # Six weeks after 16 September is Wednesday 28 October.
    with on(date(2026, 10, 27)):
        assert titles(cast) == {"Vraag Noor hoe het nu gaat"}
    with on(date(2026, 10, 28)):
        record_later_check(cast.mentor, case.later_checks.get(weeks=6), "same", "In de app gaat het door.")
        with pytest.raises(MoveRefused):
            close_case(cast.mentor, case)
        reopen(cast.mentor, case, "Noor zegt dat het online doorgaat.")
        assert case.contact_due == date(2026, 10, 28)
        assert step(case, "A1.6").state == "open"
        assert Report.objects.get().state == Report.State.TALKING
        choose(cast.mentor, case, Choice("new_round", date(2026, 10, 28), agreed=True))

    with on(date(2026, 10, 30)):
        met(cast, case, date(2026, 10, 30))
    with on(date(2026, 11, 11)):
        record_review(cast.mentor, case, LookBack(date(2026, 11, 11), "better"))
        heard(cast, case, date(2026, 11, 11))
        choose(cast.mentor, case, Choice("done", date(2026, 11, 11)))
        end_case(cast.mentor, case, "stopped", "stopped")
        # Everyone who knew hears the new end too.
        assert case.told.filter(last_word_on=None).count() == 2
        say_all(cast, case, date(2026, 11, 11))

    # Six weeks on is 23 December, in the holiday: Monday 4 January. Twelve weeks on is 3 February.
    assert list(case.later_checks.filter(ending=2).order_by("weeks").values_list("due_on", flat=True)) == [
        date(2027, 1, 4),
        date(2027, 2, 3),
    ]
    with on(date(2027, 1, 4)):
        record_later_check(cast.mentor, case.later_checks.get(ending=2, weeks=6), "stopped")
    with on(date(2027, 2, 3)):
        record_contact(cast.mentor, case, date(2027, 2, 3), "talk", "stopped", "Zat midden in de groep.")
        record_later_check(cast.mentor, case.later_checks.get(ending=2, weeks=12), "stopped")
        assert titles(cast) == {"Sluit de situatie rond Noor"}
        close_case(cast.mentor, case)
        assert titles(cast) == set()
    case.refresh_from_db()
    assert (case.state, case.closed_on) == ("closed", date(2027, 2, 3))
    assert Report.objects.get().state == Report.State.DONE
