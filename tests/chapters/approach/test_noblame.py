"""The six steps beside the stories: "worse" at any time, what a colleague changed meanwhile, and what is never allowed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from omzien.chapters.approach.actions.cases import Stale
from omzien.chapters.approach.actions.group import Meeting, Said, change_group, give_ideas, plan_meeting, record_meeting
from omzien.chapters.approach.actions.reviews import LookBack, MemberSaid, record_member, record_review, worse
from omzien.chapters.approach.actions.rounds import Choice, choose, leave_out
from omzien.chapters.approach.actions.talk import Talk, record_talk, withdraw_consent
from omzien.chapters.approach.models import Case, Part, Told
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.course import course_of
from omzien.ground.journal.models import Entry
from omzien.ground.notices.models import Notice
from tests.cast import Cast, make_school
from tests.stories.telling import GROUP, case_about, heard, met, on, pupils, states, step, talked, window

pytestmark = pytest.mark.django_db

TALK, MEETING, NEXT_MONDAY = date(2026, 11, 3), date(2026, 11, 6), date(2026, 11, 9)


@pytest.fixture
def cast() -> Cast:
    return make_school()


def _met(cast: Cast) -> Case:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(MEETING):
        met(cast, case, MEETING)
    return case


# --- worse (A1.4) ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("A1.4")
def test_worse_brings_the_review_forward_to_today_and_tells_the_owner(cast: Cast) -> None:
    case = _met(cast)
    with on(NEXT_MONDAY):
        worse(cast.coordinator, case, "In de app begint het weer.")
    assert window(case, "A1.4") == (NEXT_MONDAY, NEXT_MONDAY)
    assert step(case, "A1.4").urgent
    notice = Notice.objects.get(kind="case.worse")
    assert notice.recipient == cast.staff["Sanne"]
    assert notice.path == f"/situaties/{case.pk}/"
    assert case.log.get(kind="worse").text == "In de app begint het weer."


@pytest.mark.clause("A1.4")
def test_who_writes_it_down_as_owner_needs_no_notice(cast: Cast) -> None:
    case = _met(cast)
    with on(NEXT_MONDAY):
        worse(cast.mentor, case)
    assert step(case, "A1.4").urgent
    assert not Notice.objects.filter(kind="case.worse").exists()


@pytest.mark.clause("A1.4")
def test_worse_before_the_group_has_met_asks_for_a_review_today_and_one_after_the_meeting(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(date(2026, 11, 5)):
        worse(cast.mentor, case)
        record_review(cast.mentor, case, LookBack(date(2026, 11, 5), "worse"))
        assert case.contact_due == MEETING
    with on(MEETING):
        met(cast, case, MEETING)
    assert window(case, "A1.4") == (date(2026, 11, 16), date(2026, 11, 20))
    assert not step(case, "A1.4").urgent


@pytest.mark.clause("A1.4")
def test_worse_before_the_first_talk_brings_that_talk_forward(cast: Cast) -> None:
    with on(date(2026, 11, 2)):
        case = case_about(cast)
        worse(cast.mentor, case)
    assert window(case, "A1.1") == (date(2026, 11, 2), date(2026, 11, 2))


@pytest.mark.clause("A1.4")
def test_worse_after_the_review_makes_contact_due_today(cast: Cast) -> None:
    case = _met(cast)
    with on(date(2026, 11, 17)):
        record_review(cast.mentor, case, LookBack(date(2026, 11, 17), "better"))
    with on(date(2026, 11, 19)):
        worse(cast.mentor, case)
    case.refresh_from_db()
    assert (case.contact_due, case.next_until) == (date(2026, 11, 19), date(2026, 11, 19))


@pytest.mark.clause("A1.4")
def test_planning_the_meeting_never_puts_off_what_got_worse(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
        worse(cast.mentor, case)
    with on(MEETING):
        met(cast, case, MEETING)
    assert window(case, "A1.4") == (TALK, TALK)
    assert step(case, "A1.4").urgent


@pytest.mark.clause("A1.6")
def test_worse_in_the_review_asks_today_how_to_go_on(cast: Cast) -> None:
    case = _met(cast)
    day = date(2026, 11, 17)
    with on(day):
        record_review(cast.mentor, case, LookBack(day, "worse"))
    assert window(case, "A1.6") == (day, day)
    case.refresh_from_db()
    assert case.contact_due == date(2026, 11, 18)


# --- what a colleague changed meanwhile ------------------------------------------------------------------------------


def test_a_step_that_a_colleague_recorded_meanwhile_is_stale(cast: Cast) -> None:
    with on(TALK):
        case = case_about(cast)
        seen = step(case, "A1.1").version
        record_talk(cast.coordinator, case, Talk(TALK))
        with pytest.raises(Stale):
            record_talk(cast.mentor, case, Talk(TALK), version=seen)
    assert states(case)["A1.1"] == "done"


def test_another_note_on_the_case_is_no_reason_to_refuse_a_step(cast: Cast) -> None:
    """The version is the step's own: what happens beside it costs nobody a second look."""
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
        seen = step(case, "A1.2").version
    with on(MEETING):
        worse(cast.coordinator, case, "Even melden.")
        record_meeting(cast.mentor, case, Meeting(MEETING, pupils(cast, *GROUP)), version=seen)
    assert states(case)["A1.2"] == "done"


def test_a_step_is_recorded_once(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
        with pytest.raises(MoveRefused):
            record_talk(cast.mentor, case, Talk(TALK))


def test_a_refused_act_leaves_nothing_behind(cast: Cast) -> None:
    """One verb is one transaction: a day outside the window undoes the whole meeting."""
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    before = (Entry.objects.count(), case.log.count())
    with on(MEETING), pytest.raises(MoveRefused):
        met(cast, case, MEETING, target=date(2026, 11, 25))
    assert states(case)["A1.2"] == "open"
    assert (Entry.objects.count(), case.log.count()) == before


# --- who may ---------------------------------------------------------------------------------------------------------


def test_who_is_not_in_the_team_cannot_record_a_step(cast: Cast) -> None:
    with on(TALK):
        case = case_about(cast)
        for viewer in (cast.other_mentor, cast.teacher, cast.director, cast.administrator):
            with pytest.raises((Http404, PermissionDenied)):
                record_talk(viewer, case, Talk(TALK))


def test_after_the_end_the_steps_are_read_only(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
        for state in (Case.State.AFTERCARE, Case.State.CLOSED):
            case.state = state
            case.save()
            for act in (lambda: worse(cast.mentor, case), lambda: leave_out(cast.mentor, case, "A1.2", "other")):
                with pytest.raises(MoveRefused):
                    act()


# --- the group (A1.2, A1.3) ------------------------------------------------------------------------------------------


@pytest.mark.clause("2.roles")
def test_the_part_of_a_member_is_a_hypothesis_of_the_team_with_dates(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
        amir = cast.pupils["Amir"]
        change_group(cast.mentor, case, plays={amir.pk: "neutral"})
    with on(MEETING):
        change_group(cast.mentor, case, plays={amir.pk: "involved"})
    rows = Part.objects.filter(case=case, pupil=amir).order_by("from_on", "until_on")
    assert [(row.plays, row.from_on, row.until_on) for row in rows] == [
        ("neutral", TALK, MEETING),
        ("involved", MEETING, None),
    ]


@pytest.mark.clause("2.roles")
@pytest.mark.parametrize("plays", ["targeted", "bullying", ""])
def test_no_part_lays_blame_and_none_makes_a_second_target(cast: Cast, plays: str) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
        with pytest.raises(MoveRefused):
            change_group(cast.mentor, case, plays={cast.pupils["Amir"].pk: plays})


@pytest.mark.clause("A1.2")
def test_the_meeting_is_planned_on_a_school_day_from_today_on(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
        for day in (date(2026, 11, 2), date(2026, 11, 7)):
            with pytest.raises(MoveRefused):
                plan_meeting(cast.mentor, case, day)
        plan_meeting(cast.mentor, case, MEETING)
        planned = step(case, "A1.2")
    assert (planned.planned_on, planned.planned_by) == (MEETING, cast.staff["Sanne"])
    assert (planned.due_from, planned.due_until) == (MEETING, MEETING)


@pytest.mark.clause("A1.2")
def test_only_members_meet_and_an_idea_is_a_members(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(MEETING):
        with pytest.raises(MoveRefused):
            record_meeting(cast.mentor, case, Meeting(MEETING, pupils(cast, "Sofie", "Tim")))
        ideas = [Said("Meelopen", cast.pupils["Tim"])]
        with pytest.raises(MoveRefused):
            record_meeting(cast.mentor, case, Meeting(MEETING, pupils(cast, *GROUP), ideas=ideas))
        with pytest.raises(MoveRefused):
            record_meeting(cast.mentor, case, Meeting(date(2026, 11, 2), pupils(cast, *GROUP)))


@pytest.mark.clause("A1.3")
def test_an_idea_without_a_member_gets_one_while_the_group_is_at_work(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(MEETING):
        record_meeting(cast.mentor, case, Meeting(MEETING, pupils(cast, *GROUP), ideas=[Said("Samen fietsen")]))
    with on(NEXT_MONDAY):
        idea = case.rounds.get().ideas.get()
        assert idea.member is None
        give_ideas(
            cast.mentor, case, [Said("Samen fietsen", cast.pupils["Esra"], idea.pk), Said("Appen", cast.pupils["Amir"])]
        )
        ideas = {row.text: row.member.pupil.given_name for row in case.rounds.get().ideas.all() if row.member}
    assert ideas == {"Samen fietsen": "Esra", "Appen": "Amir"}


@pytest.mark.clause("A1.5")
def test_a_member_who_missed_the_meeting_is_spoken_to_as_well(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(MEETING):
        met(cast, case, MEETING, GROUP[:4])
    assert step(case, "A1.5").member_reviews.count() == 6


@pytest.mark.clause("A1.5")
def test_nothing_that_one_member_says_is_kept_with_another(cast: Cast) -> None:
    case = _met(cast)
    with on(date(2026, 11, 17)):
        record_member(
            cast.mentor, case, cast.pupils["Amir"], MemberSaid(date(2026, 11, 17), {"seen": "Alleen van Amir"})
        )
    others = step(case, "A1.5").member_reviews.exclude(member__pupil=cast.pupils["Amir"])
    assert [row.answers for row in others] == [{}] * 5
    entry = case.log.get(kind="A1.5")
    assert entry.facts == {"pupil": str(cast.pupils["Amir"].pk)}


@pytest.mark.clause("A1.1")
def test_the_parents_hear_what_was_agreed_and_get_a_last_word_later(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK, home_told=TALK)
    told = Told.objects.get(case=case, audience="parents")
    assert (told.pupil, told.told_on) == (cast.pupils["Noor"], TALK)


@pytest.mark.clause("5.noblame")
def test_contact_is_due_three_school_days_after_the_meeting_too(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(date(2026, 11, 5)):
        worse(cast.mentor, case)
        record_review(cast.mentor, case, LookBack(date(2026, 11, 5), "same"))
        assert case.contact_due == date(2026, 11, 12)
    with on(MEETING):
        met(cast, case, MEETING)
    assert case.contact_due == date(2026, 11, 11)


def test_consent_that_is_not_there_cannot_be_taken_back(cast: Cast) -> None:
    with on(TALK):
        case = case_about(cast)
        record_talk(cast.mentor, case, Talk(TALK, consent="later"))
        with pytest.raises(MoveRefused):
            withdraw_consent(cast.mentor, case)


def test_who_wants_to_think_it_over_again_keeps_the_meeting_open(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
        withdraw_consent(cast.mentor, case, stop=False)
        assert states(case)["A1.2"] == "open"
        with pytest.raises(MoveRefused):
            met(cast, case, TALK)


# --- the end of a round (A1.6) ---------------------------------------------------------------------------------------


@pytest.mark.clause("A1.6")
def test_the_choice_waits_until_both_reviews_are_over(cast: Cast) -> None:
    case = _met(cast)
    with on(date(2026, 11, 17)):
        heard(cast, case, date(2026, 11, 17))
        assert states(case)["A1.6"] == "waiting"
        with pytest.raises(MoveRefused):
            choose(cast.mentor, case, Choice("done", date(2026, 11, 17), reason="other"))
        record_review(cast.mentor, case, LookBack(date(2026, 11, 17), "stopped"))
        assert states(case)["A1.6"] == "open"


@pytest.mark.clause("A1.6")
def test_every_round_keeps_its_own_answers(cast: Cast) -> None:
    case = _met(cast)
    with on(date(2026, 11, 17)):
        record_review(cast.mentor, case, LookBack(date(2026, 11, 17), "same", answers={"needed": "Meer tijd."}))
        heard(cast, case, date(2026, 11, 17))
        choose(cast.mentor, case, Choice("new_round", date(2026, 11, 17), agreed=True))
    assert course_of(case, 1).steps["A1.4"].answers["needed"] == "Meer tijd."
    assert course_of(case).steps["A1.4"].answers == {}
    assert course_of(case).round.number == 2
