"""What the six steps ask on "Vandaag", and the bar of steps: in plain words, in a constant number of queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omzien.chapters.approach.actions.cases import hand_over
from omzien.chapters.approach.actions.group import plan_meeting
from omzien.chapters.approach.actions.reviews import LookBack, record_review, worse
from omzien.chapters.approach.actions.rounds import Choice, choose, leave_out
from omzien.chapters.approach.actions.talk import Talk, record_talk
from omzien.chapters.approach.actions.team import told_parents
from omzien.chapters.approach.queries.course import course_of
from omzien.chapters.approach.queries.next import open_items
from omzien.chapters.approach.queries.noblame import step_bar, todo_steps, window_of
from omzien.ground.access.viewer import Viewer
from omzien.ground.notices.todo import Todo
from tests.cast import Cast, make_school
from tests.stories.telling import GROUP, case_about, heard, met, on, talked

pytestmark = pytest.mark.django_db

TALK, MEETING, BACK = date(2026, 11, 3), date(2026, 11, 6), date(2026, 11, 17)


@pytest.fixture
def cast() -> Cast:
    return make_school()


def _row(viewer: Viewer, title: str) -> Todo:
    found = [row for row in todo_steps(viewer) if row.title == title]
    assert len(found) == 1, [row.title for row in todo_steps(viewer)]
    return found[0]


def test_the_first_talk_asks_from_the_first_day(cast: Cast) -> None:
    with on(TALK):
        case = case_about(cast)
        row = _row(cast.mentor, "Gesprek met Noor")
    assert (row.due_from, row.due_until) == (TALK, date(2026, 11, 5))
    assert row.url == f"/situaties/{case.pk}/stap/A1.1/"
    assert row.button == "Begin"


@pytest.mark.clause("A1.1")
@pytest.mark.clause("A1.2")
def test_the_group_asks_for_consent_then_for_members_then_to_meet(cast: Cast) -> None:
    with on(TALK):
        asked = case_about(cast, "Noor")
        record_talk(cast.mentor, asked, Talk(TALK, consent="later"))
        agreed = case_about(cast, "Daan")
        record_talk(cast.mentor, agreed, Talk(TALK, you_choose=True))
        ready = talked(cast, case_about(cast, "Tim"), TALK)
        planned = talked(cast, case_about(cast, "Finn"), TALK)
        plan_meeting(cast.mentor, planned, MEETING)
        assert _row(cast.mentor, "Vraag of Noor akkoord is").url.endswith(f"{asked.pk}/stap/A1.2/")
        assert _row(cast.mentor, "Kies de steungroep voor Daan").url.endswith(f"{agreed.pk}/stap/A1.2/")
        assert _row(cast.mentor, "Steungroep voor Tim bij elkaar").url.endswith(f"{ready.pk}/stap/A1.2/")
        row = _row(cast.mentor, "Steungroep voor Finn bij elkaar")
    assert (row.due_from, row.due_until, row.note) == (MEETING, MEETING, "Gepland op 6 november.")


@pytest.mark.clause("A1.5")
def test_the_members_are_one_row_with_their_number(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(MEETING):
        met(cast, case, MEETING)
    with on(BACK):
        heard(cast, case, BACK, GROUP[:2])
        assert _row(cast.mentor, "Spreek 4 leden van de steungroep apart").due_until == date(2026, 11, 20)
        heard(cast, case, BACK, GROUP[2:5])
        assert _row(cast.mentor, "Spreek 1 lid van de steungroep apart").button


@pytest.mark.clause("A1.4")
def test_a_review_waits_for_the_day_that_was_agreed(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(MEETING):
        met(cast, case, MEETING, target=BACK)
        row = _row(cast.mentor, "Terugkijken met Noor")
    assert (row.due_from, row.due_until) == (BACK, date(2026, 11, 20))
    assert row.note == "Afgesproken: 17 november. De gesprekskaart staat klaar."


@pytest.mark.clause("A1.4")
def test_a_review_in_a_holiday_is_amber_until_someone_chooses(cast: Cast) -> None:
    with on(date(2026, 9, 29)):
        case = talked(cast, case_about(cast), date(2026, 9, 29))
    with on(date(2026, 10, 2)):
        met(cast, case, date(2026, 10, 2))
        row = _row(cast.mentor, "Kies een dag om terug te kijken met Noor")
    assert (row.due_from, row.due_until) == (date(2026, 10, 2), date(2026, 10, 19))


@pytest.mark.clause("A1.4")
def test_worse_is_asked_today(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(MEETING):
        met(cast, case, MEETING, target=BACK)
        worse(cast.mentor, case)
        row = _row(cast.mentor, "Het gaat slechter: praat vandaag met Noor")
    assert (row.due_from, row.due_until, row.icon) == (MEETING, MEETING, "triangle-alert")


def test_a_case_whose_steps_are_over_asks_to_be_ended(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
        leave_out(cast.mentor, case, "A1.2", "other")
        record_review(cast.mentor, case, LookBack(TALK, "stopped"))
        assert _row(cast.mentor, "Noor: klaar, of nog een ronde?").button
        choose(cast.mentor, case, Choice("done", TALK))
        # Without a step the end itself is what is open.
        assert todo_steps(cast.mentor) == []
        assert "end" in {item.kind for item in open_items(case)}


def test_it_is_asked_of_who_owns_the_case_or_works_on_it(cast: Cast) -> None:
    with on(TALK):
        case = case_about(cast)
        assert todo_steps(cast.other_mentor) == []
        # The coordinator reads every case; what the owner has to do is not hers to do.
        assert todo_steps(cast.coordinator) == []
        hand_over(cast.coordinator, case, cast.staff["Karim"], "Karim kent Noor.")
        assert _row(cast.other_mentor, "Gesprek met Noor").button
        assert _row(cast.mentor, "Gesprek met Noor").note == "Karim Aslan is eigenaar."


def test_ten_cases_cost_as_many_queries_as_one(cast: Cast) -> None:
    counts = []
    with on(TALK):
        for names in (("Noor",), ("Daan", "Tim", "Finn", "Zofia", "Fleur", "Ruben", "Sem", "Bram", "Yara")):
            for name in names:
                talked(cast, case_about(cast, name), TALK)
            with CaptureQueriesContext(connection) as queries:
                rows = todo_steps(cast.mentor)
            counts.append((len(queries), len(rows)))
    assert [rows for _queries, rows in counts] == [2, 20]
    assert counts[0][0] == counts[1][0]
    assert counts[1][0] <= 12


@pytest.mark.clause("A1.1")
def test_what_was_agreed_about_home_comes_back_until_someone_told(cast: Cast) -> None:
    with on(TALK):
        for name, home in (("Noor", "school_calls"), ("Daan", "pupil_tells"), ("Tim", "not_now")):
            talked(cast, case_about(cast, name), TALK, answers={"home": home})
        row = _row(cast.mentor, "Vertel het thuis bij Noor")
        assert (row.due_from, row.due_until) == (TALK, date(2026, 11, 4))
        assert row.note == "In het gesprek afgesproken: School belt"
        assert not [
            one
            for one in todo_steps(cast.mentor)
            if one.title.startswith(("Vertel het thuis bij D", "Vertel het thuis bij T"))
        ]
        case = cast.pupils["Noor"].parts.get(plays="targeted").case
        told_parents(cast.mentor, case, cast.pupils["Noor"], TALK)
        assert not [one for one in todo_steps(cast.mentor) if one.title == "Vertel het thuis bij Noor"]


# --- the bar and the window ------------------------------------------------------------------------------------------


def test_the_bar_shows_where_the_case_stands(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
    with on(MEETING):
        met(cast, case, MEETING, target=BACK)
        bar = step_bar(case)
    with on(date(2026, 11, 16)):
        later = step_bar(case)
    # Once the days to look back have begun, looking back is next.
    assert [dot.state for dot in later] == ["done", "done", "done", "now", "waiting", "waiting"]
    assert [(dot.number, dot.state, dot.text) for dot in bar] == [
        (1, "done", "3 nov"),
        (2, "done", "6 nov, 6 leerlingen"),
        (3, "now", "6 ideeën"),
        (4, "waiting", "17 nov"),
        (5, "waiting", "0 van 6 gesproken"),
        (6, "waiting", ""),
    ]


@pytest.mark.clause("5.guide")
def test_a_step_that_was_left_out_stays_in_the_bar_with_its_reason(cast: Cast) -> None:
    with on(TALK):
        case = case_about(cast)
        record_talk(cast.mentor, case, Talk(TALK, consent="no"))
        bar = step_bar(case)
    assert [(dot.state, dot.text) for dot in bar[1:3]] == [("left", "De leerling wil dit liever niet")] * 2
    assert bar[3].state == "now"


@pytest.mark.clause("A1.4")
def test_the_window_is_drawn_from_day_0(cast: Cast) -> None:
    with on(TALK):
        case = talked(cast, case_about(cast), TALK)
        early = window_of(course_of(case), "A1.4")
    with on(MEETING):
        met(cast, case, MEETING)
        picture = window_of(course_of(case), "A1.4")
    assert early is not None
    assert picture is not None
    assert (early.title, early.start) == ("8 tot 14 dagen na het gesprek", TALK)
    assert early.text == "Voorlopig, vanaf het gesprek. Na de bijeenkomst telt die dag."
    assert (picture.title, picture.start) == ("8 tot 14 dagen na de bijeenkomst", MEETING)
    assert (picture.due_from, picture.due_until) == (date(2026, 11, 14), date(2026, 11, 20))
    assert date(2026, 11, 14) in picture.free
    assert date(2026, 11, 16) not in picture.free
    assert window_of(course_of(case), "A1.2") is None
