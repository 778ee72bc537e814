"""The target would rather not have a support group, or thinks it over, or takes its consent back: help goes on."""

from datetime import date

import pytest

from omzien.chapters.approach.actions.group import Meeting, change_group, record_meeting
from omzien.chapters.approach.actions.reviews import LookBack, record_review
from omzien.chapters.approach.actions.rounds import Choice, choose
from omzien.chapters.approach.actions.talk import Talk, give_consent, record_talk, withdraw_consent
from omzien.chapters.approach.models import Case, Consent
from omzien.chapters.approach.moves import MoveRefused
from tests.cast import Cast, make_school
from tests.stories.telling import GROUP, case_about, met, on, pupils, states, step, talked, window

pytestmark = [pytest.mark.django_db, pytest.mark.story, pytest.mark.clause("A1.1")]

TUESDAY = date(2026, 11, 3)
FRIDAY = date(2026, 11, 6)


def _asked(cast: Cast, consent: str) -> Case:
    with on(TUESDAY):
        case = case_about(cast)
        record_talk(cast.mentor, case, Talk(TUESDAY, consent=consent))
    return case


@pytest.mark.clause("5.guide")
@pytest.mark.clause("5.noblame")
def test_declining_the_group_never_ends_help() -> None:
    cast = make_school()
    case = _asked(cast, "no")
    assert states(case) == {
        "A1.1": "done", "A1.2": "left_out", "A1.3": "left_out", "A1.4": "open", "A1.5": "left_out", "A1.6": "waiting",
    }  # fmt: skip
    assert {step(case, clause).reason for clause in ("A1.2", "A1.3", "A1.5")} == {"pupil_prefers_not"}
    # The review stays, 8 to 14 days after the talk, and Noor is spoken to within three school days.
    assert window(case, "A1.4") == (date(2026, 11, 11), date(2026, 11, 17))
    assert case.contact_due == FRIDAY
    with on(date(2026, 11, 12)):
        record_review(cast.mentor, case, LookBack(date(2026, 11, 12), "better"))
        assert states(case)["A1.4"] == "done"
        assert states(case)["A1.6"] == "open"
        choose(cast.mentor, case, Choice("done", date(2026, 11, 12)))


def test_without_consent_on_record_no_group_meets() -> None:
    cast = make_school()
    case = _asked(cast, "later")
    with on(FRIDAY):
        change_group(cast.mentor, case, pupils(cast, *GROUP))
        with pytest.raises(MoveRefused) as refused:
            record_meeting(cast.mentor, case, Meeting(FRIDAY, pupils(cast, *GROUP)))
    assert "Vraag het eerst en leg het vast" in str(refused.value.said)
    assert states(case)["A1.2"] == "open"


def test_consent_is_kept_with_its_day_and_who_wrote_it_down() -> None:
    cast = make_school()
    case = _asked(cast, "later")
    with on(FRIDAY):
        give_consent(cast.mentor, case, "yes")
    consent = Consent.objects.get(round__case=case)
    assert (consent.given_on, consent.by, consent.withdrawn_on) == (FRIDAY, cast.staff["Sanne"], None)
    # From the consent on there are five school days to meet.
    assert window(case, "A1.2") == (FRIDAY, date(2026, 11, 13))


def test_who_says_no_later_goes_on_without_a_group() -> None:
    cast = make_school()
    case = _asked(cast, "later")
    with on(FRIDAY):
        give_consent(cast.mentor, case, "no")
    assert states(case)["A1.2"] == "left_out"
    assert states(case)["A1.4"] == "open"


def test_who_said_no_may_still_say_yes() -> None:
    cast = make_school()
    case = _asked(cast, "no")
    with on(FRIDAY):
        give_consent(cast.mentor, case, "yes")
        change_group(cast.mentor, case, pupils(cast, *GROUP), agreed=True)
        met(cast, case, FRIDAY)
    assert states(case)["A1.2"] == "done"
    assert states(case)["A1.5"] == "open"


def test_consent_can_be_taken_back_at_any_time() -> None:
    cast = make_school()
    with on(TUESDAY):
        case = talked(cast, case_about(cast), TUESDAY)
    with on(FRIDAY):
        met(cast, case, FRIDAY)
    with on(date(2026, 11, 9)):
        withdraw_consent(cast.mentor, case, "Wil het nu zelf proberen.")
    consent = Consent.objects.get(round__case=case)
    assert (consent.withdrawn_on, consent.withdrawn_by) == (date(2026, 11, 9), cast.staff["Sanne"])
    assert states(case) == {
        "A1.1": "done", "A1.2": "done", "A1.3": "left_out", "A1.4": "open", "A1.5": "left_out", "A1.6": "waiting",
    }  # fmt: skip
    with on(date(2026, 11, 16)):
        record_review(cast.mentor, case, LookBack(date(2026, 11, 16), "same"))
    assert states(case)["A1.6"] == "open"


def test_a_member_whom_the_target_would_rather_not_have_cannot_be_chosen() -> None:
    cast = make_school()
    with on(TUESDAY):
        case = case_about(cast)
        talked(cast, case, TUESDAY, ["Sofie", "Amir"], not_members=pupils(cast, "Tim"), you_choose=True)
        with pytest.raises(MoveRefused):
            change_group(cast.mentor, case, pupils(cast, "Sofie", "Amir", "Tim"))
        change_group(cast.mentor, case, pupils(cast, "Sofie", "Amir", "Lotte"))
    assert case.rounds.get().members.filter(left_on__isnull=True).count() == 3


def test_the_target_is_never_in_the_group() -> None:
    cast = make_school()
    with on(TUESDAY):
        case = case_about(cast)
        with pytest.raises(MoveRefused):
            talked(cast, case, TUESDAY, ["Sofie", "Noor"])


def test_a_changed_group_is_asked_of_the_target() -> None:
    cast = make_school()
    with on(TUESDAY):
        case = talked(cast, case_about(cast), TUESDAY)
        with pytest.raises(MoveRefused):
            change_group(cast.mentor, case, pupils(cast, *GROUP[:5], "Finn"))
        change_group(cast.mentor, case, pupils(cast, *GROUP[:5], "Finn"), agreed=True)
