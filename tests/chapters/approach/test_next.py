"""Every open case has an owner and a next step, always, whatever people do and in whatever order."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from omzien.chapters.approach.actions import agreements, closing, contacts, log, reviews, rounds, team
from omzien.chapters.approach.actions.answers import contact_with_answer
from omzien.chapters.approach.actions.cases import hand_over, touch
from omzien.chapters.approach.actions.talk import Talk, record_talk
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MOVES, MoveRefused, move
from omzien.chapters.approach.queries.next import nearest, open_items
from omzien.ground.clock import today
from tests.cast import Cast, make_school
from tests.stories.telling import AMSTERDAM, GROUP, case_about, heard, met, on, pupils, talked

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)

# Every move of a case and of a step, written out from the paper.
LEGAL = {
    ("case", "open", "end"): "aftercare",
    ("case", "aftercare", "close"): "closed",
    ("case", "aftercare", "reopen"): "open",
    ("case", "closed", "reopen"): "open",
    ("step", "waiting", "open"): "open",
    ("step", "open", "record"): "done",
    ("step", "waiting", "leave_out"): "left_out",
    ("step", "open", "leave_out"): "left_out",
    ("step", "left_out", "take_up"): "waiting",
    ("step", "done", "decide_again"): "open",
    ("step", "left_out", "decide_again"): "open",
}


@pytest.mark.clause("5.guide")
def test_what_is_not_on_paper_is_refused() -> None:
    acts = {row.act for row in MOVES}
    states = {"case": ("open", "aftercare", "closed"), "step": ("waiting", "open", "done", "left_out")}
    for of, sources in states.items():
        for source in sources:
            for act in acts:
                if (of, source, act) in LEGAL:
                    assert move(of, source, act) == LEGAL[of, source, act]
                else:
                    with pytest.raises(MoveRefused):
                        move(of, source, act)


def test_each_move_names_its_clause() -> None:
    assert all(row.clause for row in MOVES)


def test_the_nearest_day_comes_first() -> None:
    cast = make_school()
    with on(MONDAY):
        case = case_about(cast)
        agreements.add_agreement(cast.mentor, case, "breaks", "Vandaag binnen.", date(2026, 11, 3))
    assert [(item.kind, item.due_until) for item in open_items(case)] == [
        ("agreement", date(2026, 11, 3)),
        ("A1.1", date(2026, 11, 4)),
    ]
    assert (case.next_kind, case.next_from, case.next_until) == ("agreement", MONDAY, date(2026, 11, 3))


def test_a_case_without_steps_left_asks_to_be_ended() -> None:
    cast = make_school()
    with on(MONDAY):
        case = case_about(cast)
        for clause in ("A1.1", "A1.2", "A1.4", "A1.6"):
            rounds.leave_out(cast.mentor, case, clause, "done_another_way")
        kinds = {item.kind for item in open_items(case)}
    assert kinds == {"contact", "end"}


def test_the_database_refuses_an_open_case_without_a_next_day() -> None:
    cast = make_school()
    with on(MONDAY):
        case = case_about(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(next_until=None)


# --- any verbs, in any order --------------------------------------------------------------------------------------------

Verb = Callable[[Cast, Case], object]
ANSWERS = ("", "stopped", "better", "same", "worse")


def _contact(answer: str) -> Verb:
    return lambda cast, case: contact_with_answer(cast.mentor, case, today(), "talk", answer)


def _leave_out(clause: str) -> Verb:
    return lambda cast, case: rounds.leave_out(cast.mentor, case, clause, "other")


def _review(answer: str) -> Verb:
    return lambda cast, case: reviews.record_review(cast.mentor, case, reviews.LookBack(today(), answer))


def _choose(next_: str) -> Verb:
    choice = {"reason": "other", "agreed": next_ == "new_round"}
    return lambda cast, case: rounds.choose(cast.mentor, case, rounds.Choice(next_, today(), **choice))  # type: ignore[arg-type]  # a reason and a yes


def _hand_over(name: str) -> Verb:
    return lambda cast, case: hand_over(cast.coordinator, case, cast.staff[name], "")


def _end(reason: str, answer: str) -> Verb:
    """End with all agreements going on."""
    return lambda cast, case: closing.end_case(
        cast.mentor, case, reason, answer, goes_on=list(case.agreements.values_list("pk", flat=True))
    )


def _check(answer: str) -> Verb:
    def act(cast: Cast, case: Case) -> None:
        check = case.later_checks.filter(done_on=None).first()
        if check is None:
            raise MoveRefused("nothing to ask")
        closing.record_later_check(cast.mentor, check, answer)

    return act


def _agreement_ends(cast: Cast, case: Case) -> None:
    row = case.agreements.filter(ended_on=None).first()
    if row is None:
        raise MoveRefused("nothing was agreed")
    agreements.end_agreement(cast.mentor, row, "not_needed")


def _say_all(cast: Cast, case: Case) -> None:
    for told in case.told.filter(last_word_on=None, last_word_due__isnull=False):
        closing.say_last_word(cast.mentor, told, "Dank je wel.", today())


VERBS: dict[str, Verb] = {
    **{f"contact {answer}": _contact(answer) for answer in ANSWERS},
    **{f"leave out {clause}": _leave_out(clause) for clause in ("A1.1", "A1.2", "A1.4", "A1.5", "A1.6")},
    **{f"check {answer}": _check(answer) for answer in ("stopped", "worse")},
    "note": lambda cast, case: log.add_note(cast.mentor, case, "Rustig."),
    "talk": lambda cast, case: record_talk(cast.mentor, case, Talk(on=today(), members=pupils(cast, *GROUP))),
    "talk, no group": lambda cast, case: record_talk(cast.mentor, case, Talk(on=today(), consent="no")),
    "meeting": lambda cast, case: met(cast, case, today()),
    "review better": _review("better"),
    "review worse": _review("worse"),
    "members": lambda cast, case: heard(cast, case, today()),
    "worse": lambda cast, case: reviews.worse(cast.mentor, case, ""),
    "done": _choose("done"),
    "new round": _choose("new_round"),
    "agree": lambda cast, case: agreements.add_agreement(
        cast.mentor, case, "breaks", "Binnen.", today() + timedelta(days=5)
    ),
    "agreement ends": _agreement_ends,
    "parents": lambda cast, case: team.told_parents(cast.mentor, case, cast.pupils["Noor"], today()),
    "hand over": _hand_over("Fatima"),
    "hand back": _hand_over("Sanne"),
    "end stopped stopped": _end("stopped", "stopped"),
    "end other_help_fits same": _end("other_help_fits", "same"),
    "end stopped worse": _end("stopped", "worse"),
    "last words": _say_all,
    "close": lambda cast, case: closing.close_case(cast.mentor, case),
    "reopen": lambda cast, case: closing.reopen(cast.mentor, case, "Weer begonnen."),
}


def _holds(case: Case) -> None:
    """What is true after every verb."""
    fresh = Case.objects.select_related("owner").get(pk=case.pk)
    assert fresh.owner.left_on is None
    assert fresh.team.filter(staff=fresh.owner, until_on=None).exists()
    item = nearest(fresh)
    if fresh.state == Case.State.CLOSED:
        assert item is None
        return
    assert item is not None
    assert (fresh.next_kind, fresh.next_from, fresh.next_until) == (item.kind, item.due_from, item.due_until)
    if fresh.state == Case.State.OPEN:
        assert fresh.contact_due is not None
    else:
        assert fresh.ended_on is not None
        assert fresh.contact_due is None


@pytest.mark.clause("5.guide")
def test_whatever_people_do_there_is_an_owner_and_a_next_step() -> None:
    cast = make_school()

    @settings(max_examples=40)
    @given(st.lists(st.tuples(st.sampled_from(sorted(VERBS)), st.integers(0, 9)), max_size=14))
    def in_any_order(acts: list[tuple[str, int]]) -> None:
        with (
            transaction.atomic(),
            time_machine.travel(datetime(2026, 11, 2, 10, tzinfo=AMSTERDAM), tick=False) as clock,
        ):
            case = case_about(cast)
            _holds(case)
            for name, days in acts:
                clock.shift(timedelta(days=days))
                case = _tried(cast, case, name)
                _holds(case)
            transaction.set_rollback(True)

    in_any_order()


def _tried(cast: Cast, case: Case, name: str) -> Case:
    """Carry a verb out when it fits; refused, it leaves nothing behind."""
    try:
        with transaction.atomic():
            VERBS[name](cast, case)
    except (MoveRefused, PermissionDenied):
        return Case.objects.get(pk=case.pk)
    return case


def test_a_whole_life_keeps_its_next_step_at_every_point() -> None:
    cast = make_school()
    life = (
        "talk", "parents", "agree", "meeting", "contact worse", "review better", "members", "new round", "meeting",
        "review better", "members", "done", "end stopped stopped", "last words", "check worse", "reopen",
        "leave out A1.6", "agreement ends", "end other_help_fits same", "last words", "check stopped", "check stopped",
        "agreement ends", "close", "reopen",
    )  # fmt: skip
    carried = []
    with time_machine.travel(datetime(2026, 11, 2, 10, tzinfo=AMSTERDAM), tick=False) as clock:
        case = case_about(cast)
        for name in life:
            clock.shift(timedelta(days=1))
            try:
                with transaction.atomic():
                    VERBS[name](cast, case)
                carried.append(name)
            except MoveRefused:
                case = Case.objects.get(pk=case.pk)
            _holds(case)
    # The life is real: almost everything in it was carried out.
    assert len(carried) >= len(life) - 3
    assert "close" in carried


def test_touching_a_case_counts_its_version() -> None:
    cast = make_school()
    with on(MONDAY):
        case = case_about(cast)
        before = case.version
        touch(case)
    assert case.version == before + 1


def test_a_verb_keeps_what_another_did_since_the_row_was_read() -> None:
    cast = make_school()
    with on(MONDAY):
        case = case_about(cast)
        older = Case.objects.get(pk=case.pk)
        talked(cast, case, MONDAY)
        contacts.record_contact(cast.mentor, case, MONDAY, "talk", "better")
        log.add_note(cast.coordinator, older, "Ook gezien.")
    assert Case.objects.get(pk=case.pk).contacted_on == MONDAY
