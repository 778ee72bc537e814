"""One round, and it helps: from the first talk to the end, as appendix 1 tells it."""

from datetime import date

import pytest

from omzien.chapters.approach.actions.closing import end_case
from omzien.chapters.approach.actions.reviews import LookBack, record_review
from omzien.chapters.approach.actions.rounds import Choice, choose
from omzien.chapters.approach.models import Case, MemberReview
from tests.cast import make_school
from tests.stories.telling import GROUP, case_about, heard, met, on, states, step, talked, window

pytestmark = [pytest.mark.django_db, pytest.mark.story]

MONDAY = date(2026, 11, 2)
TALK = date(2026, 11, 3)
MEETING = date(2026, 11, 6)
LOOK_BACK = date(2026, 11, 17)
APART = date(2026, 11, 19)


@pytest.mark.clause("A1.1")
@pytest.mark.clause("A1.2")
@pytest.mark.clause("A1.3")
@pytest.mark.clause("A1.4")
@pytest.mark.clause("A1.5")
@pytest.mark.clause("A1.6")
@pytest.mark.clause("5.noblame")
def test_one_round_succeeds() -> None:
    cast = make_school()
    with on(MONDAY):
        case = case_about(cast)
        assert states(case)["A1.1"] == "open"
        assert window(case, "A1.1") == (MONDAY, date(2026, 11, 4))

    with on(TALK):
        talked(cast, case, TALK, answers={"wish": "Gewoon mee kunnen doen."}, review_on=date(2026, 11, 12))
        # The group is due within five school days; we look back 8 to 14 days after the talk, for the time being.
        assert states(case) == {
            "A1.1": "done", "A1.2": "open", "A1.3": "waiting", "A1.4": "open", "A1.5": "waiting", "A1.6": "waiting",
        }  # fmt: skip
        assert window(case, "A1.2") == (TALK, date(2026, 11, 10))
        assert window(case, "A1.4") == (date(2026, 11, 11), date(2026, 11, 17))
        assert step(case, "A1.4").provisional
        assert step(case, "A1.4").planned_on == date(2026, 11, 12)
        # Noor is spoken to again within three school days.
        assert (case.contacted_on, case.contact_due) == (TALK, date(2026, 11, 6))

    with on(MEETING):
        met(cast, case, MEETING, target=LOOK_BACK, members=APART)
        assert states(case) == {
            "A1.1": "done", "A1.2": "done", "A1.3": "open", "A1.4": "open", "A1.5": "open", "A1.6": "waiting",
        }  # fmt: skip
        # Day 0 is the meeting: 14 to 20 November for Noor, 16 to 20 November for the members, on school days.
        assert window(case, "A1.4") == (date(2026, 11, 16), date(2026, 11, 20))
        assert window(case, "A1.5") == (date(2026, 11, 16), date(2026, 11, 20))
        assert not step(case, "A1.4").provisional
        assert step(case, "A1.4").planned_on == LOOK_BACK
        assert [idea.member.pupil.given_name for idea in case.rounds.get().ideas.all() if idea.member] == list(GROUP)
        assert MemberReview.objects.filter(step__case=case, planned_on=APART).count() == 6
        assert case.contact_due == date(2026, 11, 6)

    with on(LOOK_BACK):
        said = {"going": "Veel rustiger.", "improved": "Ik loop mee in de pauze.", "needed": "Niets."}
        record_review(cast.mentor, case, LookBack(LOOK_BACK, "better", done="Samen gelopen.", answers=said))
        assert states(case)["A1.3"] == "done"
        assert states(case)["A1.4"] == "done"
        assert states(case)["A1.6"] == "waiting"
        # A talk with Noor is contact; the next is a week later.
        assert (case.contacted_on, case.contact_due) == (LOOK_BACK, date(2026, 11, 24))

    with on(APART):
        heard(cast, case, APART, GROUP[:5])
        assert states(case)["A1.5"] == "open"
        heard(cast, case, APART, GROUP[5:])
        assert states(case)["A1.5"] == "done"
        assert states(case)["A1.6"] == "open"
        assert window(case, "A1.6") == (APART, date(2026, 11, 20))
        choose(cast.mentor, case, Choice("done", APART, synthesis="Het gaat goed met Noor in de klas."))
        end_case(cast.mentor, case, "better_enough", "better")

    assert set(states(case).values()) == {"done"}
    assert case.rounds.get().ended_on == APART
    case.refresh_from_db()
    assert case.state == Case.State.AFTERCARE


@pytest.mark.clause("5.mentor.4")
def test_every_step_leaves_a_note_that_names_no_other_pupil() -> None:
    cast = make_school()
    with on(TALK):
        case = talked(cast, case_about(cast), TALK, answers={"wish": "Gewoon mee kunnen doen."})
    with on(MEETING):
        met(cast, case, MEETING)
    with on(LOOK_BACK):
        record_review(cast.mentor, case, LookBack(LOOK_BACK, "better", answers={"improved": "Meer samen."}))
        heard(cast, case, LOOK_BACK)
    notes = list(case.log.all())
    kinds = [note.kind for note in notes]
    assert (kinds.count("A1.1"), kinds.count("A1.2"), kinds.count("A1.4"), kinds.count("A1.5")) == (1, 1, 1, 6)
    text = "\n".join(note.text for note in notes)
    assert "Gewoon mee kunnen doen." in text
    assert "Samen naar de pauze lopen" in text
    assert not [pupil.given_name for pupil in cast.pupils.values() if pupil.given_name in text]
