"""The packaged edition says what the paper says; every expectation is written from the paper by hand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from omzien.protocol.load import packaged
from omzien.protocol.schema import Step

EDITION = packaged()
STEPS = EDITION.track("no_blame").steps

# Every clause of the paper, by its own number.
PAPER = """
1
2.definition 2.forms 2.causes 2.risk 2.signs.school 2.signs.home 2.hidden 2.silence 2.roles 2.supervision
3.1 3.2 3.3 3.4 3.5 3.6 3.7
4.1 4.2 4.3 4.4 4.5 4.6a 4.6b 4.6c 4.7a 4.7b 4.8 4.9 4.10
5.guide 5.noblame 5.persists 5.removal 5.parents 5.staff
5.mentor.1 5.mentor.2 5.mentor.3 5.mentor.4 5.pc.1 5.pc.2
5.abc.1 5.abc.2 5.abc.3 5.abc.4 5.abc.5 5.abc.6 5.abc.7 5.abc.8 5.abc.9 5.abc.10
6.what 6.prevent 6.measure.1 6.measure.2 6.measure.3 6.measure.4 6.measure.5 6.measure.6 6.measure.7
7
A1.1 A1.2 A1.3 A1.4 A1.5 A1.6 A2 A3 A4 A5 A6 A7
"""

ICONS = Path(__file__).resolve().parents[2] / "theme" / "icons.txt"


def texts(value: object) -> Iterator[str]:
    """Give every text inside a value."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from texts(tuple(value.values()))
    elif isinstance(value, tuple):
        for inner in value:
            yield from texts(inner)


@pytest.mark.clause("1")
def test_every_clause_of_the_paper_stands_in_the_edition_and_no_other() -> None:
    assert list(EDITION.clauses) == PAPER.split()
    for clause in EDITION.clauses.values():
        assert clause.title
        assert clause.text
        assert clause.en.endswith(".")


@pytest.mark.clause("1")
def test_the_edition_has_a_version_an_owner_and_a_day_of_review() -> None:
    assert EDITION.version
    assert EDITION.role(EDITION.owner).title == "antipestcoördinator"
    assert EDITION.reviewed_on is not None


def test_every_chapter_has_clauses() -> None:
    assert list(EDITION.chapters) == ["1", "2", "3", "4", "5", "6", "7", "A1", "A2", "A3", "A4", "A5", "A6", "A7"]
    assert all(EDITION.clauses_of(chapter) for chapter in EDITION.chapters)
    assert [clause.id for clause in EDITION.clauses_of("5")][:2] == ["5.guide", "5.noblame"]


@pytest.mark.clause("2.definition")
def test_three_marks_tell_bullying_and_each_has_words_for_not_knowing() -> None:
    assert list(EDITION.criteria) == ["on_purpose", "lasting", "unequal_power"]
    assert all(mark.question.endswith("?") and mark.unknown for mark in EDITION.criteria.values())


@pytest.mark.clause("2.definition")
def test_every_conclusion_has_its_follow_up() -> None:
    assert list(EDITION.conclusions) == ["bullying", "teasing", "incident", "other"]
    assert [name for name, conclusion in EDITION.conclusions.items() if conclusion.opens_case] == ["bullying"]
    assert all(conclusion.follow_ups for conclusion in EDITION.conclusions.values())


@pytest.mark.clause("2.forms")
def test_there_are_seven_forms() -> None:
    assert list(EDITION.forms) == ["words", "physical", "chasing", "exclusion", "taking", "extortion", "cyber"]


@pytest.mark.clause("2.signs.school")
@pytest.mark.clause("2.signs.home")
def test_there_are_nine_signs_at_school_and_fifteen_at_home() -> None:
    assert len(EDITION.signs_school) == 9
    assert len(EDITION.signs_home) == 15


@pytest.mark.clause("2.supervision")
def test_where_and_when_can_be_tapped_and_not_knowing_is_an_answer() -> None:
    assert len(EDITION.places) == 10
    assert len(EDITION.moments) == 6
    assert EDITION.places["unknown"].label == EDITION.moments["unknown"].label == "Weet ik niet"


@pytest.mark.clause("2.roles")
def test_no_part_in_the_six_steps_blames() -> None:
    assert list(EDITION.parts) == ["targeted", "involved", "supportive", "neutral"]


@pytest.mark.clause("4.6c")
@pytest.mark.clause("7")
def test_the_mentor_comes_first_then_the_coordinators_then_the_advisers() -> None:
    assert [(contact.id, contact.roles) for contact in EDITION.contacts] == [
        ("mentor", ("mentor",)),
        ("coordinators", ("pupil_coordinator", "anti_bullying_coordinator")),
        ("confidential_advisers", ("confidential_adviser_internal", "confidential_adviser_external")),
        ("helplines", ()),
    ]


@pytest.mark.clause("7")
def test_help_outside_school_has_its_number_and_the_day_it_was_checked() -> None:
    numbers = {line.id: line.phone for line in EDITION.helplines.values()}
    assert numbers["emergency"] == "112"
    assert numbers["suicide_prevention"] == "0800-0113"
    assert numbers["kindertelefoon"] == "0800-0432"
    assert numbers["veilig_thuis"] == "0800-2000"
    assert all(line.checked_on and line.purpose and (line.phone or line.url) for line in EDITION.helplines.values())


@pytest.mark.clause("A1.4")
@pytest.mark.clause("A1.5")
def test_the_reviews_have_the_days_of_the_paper() -> None:
    target, members = EDITION.window("A1.4"), EDITION.window("A1.5")
    assert (target.first, target.last, target.counts_from, target.provisional_from) == (8, 14, "A1.2", "A1.1")
    assert (members.first, members.last, members.counts_from, members.provisional_from) == (10, 14, "A1.2", "")
    assert (target.early_from, target.warn_after) == (3, 21)
    assert [step.clause for step in STEPS if step.window] == ["A1.4", "A1.5"]
    assert STEPS[3].window is target


@pytest.mark.parametrize(
    ("term", "amount", "unit"),
    [
        ("first_reaction", 1, "school_days"),
        ("silence_alarm", 2, "school_days"),
        ("first_talk", 2, "school_days"),
        ("group_meets", 5, "school_days"),
        ("contact_after_talk", 3, "school_days"),
        ("contact_after_meeting", 3, "school_days"),
        ("contact_weekly", 7, "days"),
        ("no_contact_alarm", 14, "days"),
        ("later_check_first", 6, "weeks"),
        ("later_check_second", 12, "weeks"),
        ("contact_after_worse", 1, "school_days"),
        ("protection_lasts", 14, "days"),
        ("follow_up", 7, "days"),
        ("round_off", 7, "days"),
        ("last_word", 5, "school_days"),
        ("decide_after_reopening", 3, "school_days"),
        ("almost_late", 2, "school_days"),
        ("long_late", 3, "school_days"),
        ("persists_from", 2, "rounds"),
    ],
)
def test_the_terms_are_as_proposed(term: str, amount: int, unit: str) -> None:
    assert (EDITION.term(term).amount, EDITION.term(term).unit) == (amount, unit)


@pytest.mark.clause("5.noblame")
@pytest.mark.clause("A1.1")
@pytest.mark.clause("A1.2")
@pytest.mark.clause("A1.3")
@pytest.mark.clause("A1.6")
def test_there_are_six_steps_with_their_own_card() -> None:
    assert [step.clause for step in STEPS] == ["A1.1", "A1.2", "A1.3", "A1.4", "A1.5", "A1.6"]
    assert [len(step.agenda) for step in STEPS] == [5, 4, 1, 5, 3, 3]
    for step in STEPS:
        assert step.opening
        assert step.avoid
        assert step.questions
        assert len(step.short) <= 15


def test_a_support_group_of_six_to_eight_is_advised() -> None:
    assert (EDITION.track("no_blame").group_min, EDITION.track("no_blame").group_max) == (6, 8)


@pytest.mark.clause("A1.1")
def test_the_target_agrees_first_and_may_decline_each_thing() -> None:
    talk = STEPS[0]
    order = [question.id for question in talk.questions]
    assert order.index("consent") < order.index("members") < order.index("group_hears")
    assert talk.question("consent").required
    assert [choice.id for choice in talk.question("consent").choices] == ["yes", "later", "no"]
    assert [choice.label for choice in talk.question("members").choices] == ["Weet ik niet, kies jij"]
    assert {"no"} <= {choice.id for choice in talk.question("named").choices}
    assert {"no"} <= {choice.id for choice in talk.question("letter").choices}
    assert [reason.id for reason in EDITION.reasons_for("decline")] == [
        "decline_group",
        "decline_member",
        "decline_letter",
        "decline_name",
        "decline_home",
    ]


@pytest.mark.clause("A1.4")
def test_the_review_with_the_target_asks_the_three_questions_and_how_it_goes() -> None:
    review = STEPS[3]
    assert [question.id for question in review.questions] == ["going", "improved", "needed", "change"]
    assert [choice.id for choice in review.question("change").choices] == ["better", "same", "worse"]


@pytest.mark.clause("A1.5")
def test_the_review_with_a_member_asks_the_three_questions() -> None:
    review = STEPS[4]
    assert [question.id for question in review.questions] == ["seen", "improved", "needed"]
    assert {question.asked for question in review.questions} == {"member"}


@pytest.mark.clause("5.guide")
def test_success_is_a_reason_and_stopped_needs_the_targets_own_answer() -> None:
    assert EDITION.reasons["stopped"].answers == ("stopped",)
    assert any(reason.success for reason in EDITION.reasons_for("leave_out"))
    assert any(reason.success for reason in EDITION.reasons_for("end"))
    for reason in EDITION.reasons_for("end"):
        # "Same" and "worse" never count as a success.
        assert not reason.success or not {"same", "worse"} & set(reason.answers)
        assert reason.answers or not reason.success


@pytest.mark.clause("A1.6")
def test_a_member_can_leave_or_be_missed_for_a_reason() -> None:
    assert [reason.id for reason in EDITION.reasons_for("member_leaves")] == [
        "left_school",
        "member_prefers_not",
        "pupil_prefers_another",
        "other",
    ]
    assert "absent" in [reason.id for reason in EDITION.reasons_for("member_not_spoken")]


def test_everyone_who_knew_gets_a_last_word_for_either_end() -> None:
    assert list(EDITION.last_words) == ["reporter", "parents", "group", "colleague"]
    for word in EDITION.last_words.values():
        assert word.text(stopped=True) == word.stopped != word.otherwise == word.text(stopped=False)


def test_what_is_needed_to_be_safe_has_its_tiles() -> None:
    assert list(EDITION.protections) == ["breaks", "route", "seat", "online", "other"]


@pytest.mark.clause("5.staff")
@pytest.mark.clause("5.mentor.1")
def test_a_built_clause_has_a_built_duty_and_a_built_duty_a_built_clause() -> None:
    built = {clause.id for clause in EDITION.clauses.values() if clause.status == "built"}
    assert built == {
        *("2.definition", "2.forms", "2.roles", "4.6c", "5.guide", "5.noblame", "5.mentor.1", "5.staff", "7"),
        *("A1.1", "A1.2", "A1.3", "A1.4", "A1.5", "A1.6"),
    }
    assert {duty.clause for duty in EDITION.duties.values() if duty.status == "built"} == built


def test_the_edition_says_how_it_reads_what_the_paper_leaves_open() -> None:
    assert len(EDITION.readings) == 13
    for reading in EDITION.readings.values():
        assert reading.question.endswith("?")
        assert reading.reason
        assert reading.changed_by


@pytest.mark.clause("5.noblame")
@pytest.mark.parametrize("step", STEPS, ids=[step.clause for step in STEPS])
def test_no_card_and_no_question_labels_anyone(step: Step) -> None:
    said = " ".join(texts(step))
    assert not re.search(r"dader|slachtoffer|\bpester|gepeste|schuldige|meeloper", said, re.I)


def test_sentences_are_short_enough_to_read_easily() -> None:
    long = [
        sentence
        for text in texts((STEPS, EDITION.clauses, EDITION.readings, EDITION.last_words, EDITION.contacts))
        for sentence in re.split(r"(?<=[.?!:])\s", text)
        if len(sentence.split()) > 21
    ]
    english = {sentence for clause in EDITION.clauses.values() for sentence in re.split(r"(?<=[.?!:])\s", clause.en)}
    assert set(long) <= english


def test_every_icon_is_in_the_set() -> None:
    known = {line.split(" = ")[0] for line in ICONS.read_text().splitlines() if not line.startswith("#")}
    tiles = [EDITION.forms, EDITION.places, EDITION.moments, EDITION.parts, EDITION.protections, EDITION.answers]
    used = {tile.icon for group in tiles for tile in group.values()}
    used |= {reason.icon for reason in EDITION.reasons.values()}
    used |= {line.icon for line in EDITION.helplines.values()}
    used |= {contact.icon for contact in EDITION.contacts}
    used |= {conclusion.icon for conclusion in EDITION.conclusions.values()}
    used |= {choice.icon for conclusion in EDITION.conclusions.values() for choice in conclusion.follow_ups}
    used |= {choice.icon for step in STEPS for question in step.questions for choice in question.choices}
    assert used - {""} <= known


def test_no_address_or_number_of_a_person_stands_in_the_edition() -> None:
    said = " ".join(texts(EDITION))
    assert "@" not in said
    assert not re.search(r"\b06[ -]?\d", said)
