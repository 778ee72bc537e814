"""The end: its reason, the last words, the later checks, closing and reopening."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from omzien.chapters.approach.actions.agreements import add_agreement, end_agreement
from omzien.chapters.approach.actions.cases import Stale
from omzien.chapters.approach.actions.closing import (
    close_case,
    end_case,
    record_later_check,
    reopen,
    say_last_word,
)
from omzien.chapters.approach.actions.contacts import record_contact
from omzien.chapters.approach.actions.log import add_note
from omzien.chapters.approach.actions.reviews import LookBack, record_review
from omzien.chapters.approach.actions.rounds import Choice, choose
from omzien.chapters.approach.actions.team import add_to_team, set_part, told_colleague, told_parents
from omzien.chapters.approach.models import Case, LaterCheck, Told
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.cases import todo
from omzien.chapters.approach.queries.last_words import last_words_of
from omzien.chapters.approach.queries.next import nearest
from omzien.chapters.reports.models import Report
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in
from tests.stories.telling import case_about, heard, met, on, states, step, talked

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)
TUESDAY = date(2026, 11, 3)


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def case(cast: Cast) -> Case:
    with on(MONDAY):
        return case_about(cast)


def ended(cast: Cast, case: Case, day: date = TUESDAY) -> Case:
    with on(day):
        end_case(cast.mentor, case, "stopped", "stopped")
    return case


def all_said(cast: Cast, case: Case, day: date) -> None:
    for told in case.told.filter(last_word_on=None):
        say_last_word(cast.mentor, told, "Dank je wel.", day)


# --- ending ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("5.guide")
@pytest.mark.parametrize(
    ("reason", "answer", "allowed"),
    [
        ("stopped", "stopped", True),
        ("stopped", "better", False),
        ("stopped", "same", False),
        ("stopped", "worse", False),
        ("stopped", "", False),
        ("better_enough", "stopped", True),
        ("better_enough", "better", True),
        ("better_enough", "same", False),
        ("better_enough", "worse", False),
        ("better_enough", "", False),
        ("other_help_fits", "worse", True),
        ("other_help_fits", "", True),
        ("not_bullying", "same", True),
        ("left_school", "", True),
        ("pupil_wants_to_stop", "same", True),
    ],
)
def test_the_targets_own_answer_decides_which_reasons_there_are(
    cast: Cast, case: Case, reason: str, answer: str, allowed: bool
) -> None:
    with on(TUESDAY):
        if allowed:
            end_case(cast.mentor, case, reason, answer)
        else:
            with pytest.raises(MoveRefused):
                end_case(cast.mentor, case, reason, answer)
    case.refresh_from_db()
    assert case.state == ("aftercare" if allowed else "open")


@pytest.mark.clause("5.guide")
def test_ending_leaves_out_what_is_open_with_the_reason_and_asks_for_no_contact(cast: Cast, case: Case) -> None:
    with on(TUESDAY):
        talked(cast, case, TUESDAY)
        end_case(cast.mentor, case, "other_help_fits", "same", "Een training via de ondersteuningscoördinator.")
    assert states(case) == {
        "A1.1": "done", "A1.2": "left_out", "A1.3": "left_out",
        "A1.4": "left_out", "A1.5": "left_out", "A1.6": "left_out",
    }  # fmt: skip
    assert {row.reason for row in case.steps.filter(state="left_out")} == {"other_help_fits"}
    assert case.contact_due is None
    assert (case.ended_on, case.end_reason, case.end_answer) == (TUESDAY, "other_help_fits", "same")
    assert case.rounds.get().ended_on == TUESDAY


@pytest.mark.clause("5.guide")
@pytest.mark.parametrize(
    ("day", "due"),
    [
        # Six and twelve weeks after Tuesday 3 November: 15 December, and 26 January.
        (date(2026, 11, 3), [date(2026, 12, 15), date(2027, 1, 26)]),
        # Six weeks after 10 November is in the Christmas holiday: the first school day after it.
        (date(2026, 11, 10), [date(2027, 1, 4), date(2027, 2, 2)]),
    ],
)
def test_the_target_is_asked_again_after_six_and_twelve_weeks_on_a_school_day(
    cast: Cast, case: Case, day: date, due: list[date]
) -> None:
    ended(cast, case, day)
    assert [(row.weeks, row.due_on) for row in case.later_checks.order_by("weeks")] == list(
        zip((6, 12), due, strict=True)
    )


def test_a_school_may_ask_at_other_moments(cast: Cast, case: Case) -> None:
    cast.school.later_check_weeks = [4]
    cast.school.save()
    ended(cast, Case.objects.get(pk=case.pk))
    assert case.later_checks.get().due_on == date(2026, 12, 1)


def test_ending_asks_which_agreements_go_on(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        stays = add_agreement(cast.mentor, case, "seat", "Vooraan.", date(2026, 11, 20))
        stops = add_agreement(cast.mentor, case, "breaks", "In de mediatheek.", date(2026, 11, 20))
    with on(TUESDAY):
        end_case(cast.mentor, case, "stopped", "stopped", goes_on=[stays.pk])
    stays.refresh_from_db()
    stops.refresh_from_db()
    assert stays.ended_on is None
    assert (stops.ended_on, stops.outcome) == (TUESDAY, "case_ended")
    # It returns in aftercare too.
    with on(date(2026, 11, 19)):
        assert "Houdt de afspraak met Noor?" in {row.title for row in todo(cast.mentor)}


def test_on_screen_a_reason_that_does_not_fit_is_refused_beside_it(cast: Cast, case: Case, client: Client) -> None:
    with on(TUESDAY):
        log_in(client, cast.mentor)
        url = reverse("case_end", args=[case.pk])
        form = {
            "form_key": key(),
            "answer": "same",
            "reason": "stopped",
            "note": "Bijna.",
            "version": str(case.version),
        }
        page = client.post(url, form).content.decode()
        assert "Dit past niet bij wat de leerling zelf zegt." in page
        assert "Bijna." in page
        answer = client.post(url, {**form, "answer": "stopped"})
        assert answer["Location"] == reverse("case_last_words", args=[case.pk])
        # Sent again it goes to the same page, and nothing happens twice.
        assert client.post(url, {**form, "answer": "stopped"})["Location"] == answer["Location"]
    assert case.later_checks.count() == 2


def test_who_ends_an_older_page_sees_what_happened_meanwhile(cast: Cast, case: Case, client: Client) -> None:
    with on(TUESDAY):
        version = case.version
        add_note(cast.coordinator, case, "Noor belde vanmorgen: het begint weer.")
        with pytest.raises(Stale):
            end_case(cast.mentor, case, "stopped", "stopped", version=version)
        log_in(client, cast.mentor)
        url = reverse("case_end", args=[case.pk])
        form = {"form_key": key(), "answer": "stopped", "reason": "stopped", "note": "Klaar.", "version": str(version)}
        page = client.post(url, form).content.decode()
        assert "Noor belde vanmorgen: het begint weer." in page
        assert "Klaar." in page
        case.refresh_from_db()
        assert case.state == "open"
        assert client.post(url, {**form, "version": str(case.version)}).status_code == 302


# --- last words ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("5.guide")
def test_everyone_who_knew_gets_a_fitting_last_word(cast: Cast, case: Case) -> None:
    with on(TUESDAY):
        talked(cast, case, TUESDAY)
        told_parents(cast.mentor, case, cast.pupils["Noor"], TUESDAY)
        told_colleague(cast.mentor, case, cast.staff["Petra"], TUESDAY)
    with on(date(2026, 11, 6)):
        met(cast, case, date(2026, 11, 6))
        end_case(cast.mentor, case, "stopped", "stopped")
        words = last_words_of(case)
    assert {word.who for word in words} == {"Wie het vertelde", "De ouders van Noor", "De steungroep", "Petra Wolters"}
    # Within five school days after Friday.
    assert {word.due for word in words} == {date(2026, 11, 13)}
    assert all(word.text for word in words)
    assert not any("Noor" in word.text for word in words)


def test_the_words_fit_the_end(cast: Cast, case: Case) -> None:
    with on(TUESDAY):
        stopped = last_words_of(ended(cast, case))[0].text
        reopen(cast.mentor, case, "Het begint weer.")
        end_case(cast.mentor, case, "other_help_fits", "same")
        otherwise = last_words_of(case)[0].text
    assert stopped != otherwise
    assert "het gaat nu goed" in stopped
    assert "het gaat nu goed" not in otherwise


def test_the_code_of_who_told_it_says_done_after_the_last_word(cast: Cast, case: Case) -> None:
    ended(cast, case)
    assert Report.objects.get().state == Report.State.TALKING
    with on(date(2026, 11, 4)):
        say_last_word(cast.mentor, case.told.get(), "Dank je dat je het vertelde.", date(2026, 11, 4))
        assert Report.objects.get().state == Report.State.DONE
        with pytest.raises(MoveRefused):
            say_last_word(cast.mentor, case.told.get(), "Nog eens.", date(2026, 11, 4))


def test_last_words_stay_on_vandaag_until_they_are_said(cast: Cast, case: Case) -> None:
    ended(cast, case)
    with on(date(2026, 11, 4)):
        assert "Zeg hoe het afliep" in {row.title for row in todo(cast.mentor)}
        all_said(cast, case, date(2026, 11, 4))
        assert "Zeg hoe het afliep" not in {row.title for row in todo(cast.mentor)}


def test_last_words_on_screen(cast: Cast, case: Case, client: Client) -> None:
    ended(cast, case)
    with on(date(2026, 11, 4)):
        log_in(client, cast.mentor)
        page = client.get(reverse("case_last_words", args=[case.pk])).content.decode()
        assert "Dank je dat je het vertelde." in page
        told = case.told.get()
        url = reverse("case_last_word", args=[case.pk, told.pk])
        assert client.post(url, {"form_key": key(), "text": "", "on": "2026-11-04", "said": "yes"}).status_code == 200
        client.post(url, {"form_key": key(), "text": "Onbekend wie het was.", "on": "2026-11-04", "said": "no"})
    told.refresh_from_db()
    assert (told.last_word_on, told.last_word) == (date(2026, 11, 4), "Onbekend wie het was.")
    assert case.log.get(kind="last_word").facts["said"] is False


# --- later checks, closing -------------------------------------------------------------------------------------------------


@pytest.mark.clause("5.guide")
def test_a_case_closes_after_the_last_check_the_last_words_and_the_last_agreement(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        agreement = add_agreement(cast.mentor, case, "seat", "Vooraan.", date(2026, 11, 20))
    with on(TUESDAY):
        end_case(cast.mentor, case, "stopped", "stopped", goes_on=[agreement.pk])
        with pytest.raises(MoveRefused):
            close_case(cast.mentor, case)
        all_said(cast, case, TUESDAY)
        with pytest.raises(MoveRefused):
            close_case(cast.mentor, case)
        for check in case.later_checks.all():
            record_later_check(cast.mentor, check, "stopped")
        with pytest.raises(MoveRefused):
            close_case(cast.mentor, case)
        end_agreement(cast.mentor, agreement, "not_needed")
        item = nearest(case)
        assert item is not None
        assert item.kind == "close"
        close_case(cast.mentor, case)
    assert (case.state, case.closed_on, case.next_until) == ("closed", TUESDAY, None)


@pytest.mark.parametrize("answer", ["same", "worse"])
def test_a_success_that_did_not_last_is_not_closed(cast: Cast, case: Case, answer: str) -> None:
    ended(cast, case)
    with on(date(2026, 12, 15)):
        all_said(cast, case, date(2026, 12, 15))
        record_later_check(cast.mentor, case.later_checks.get(weeks=6), "stopped")
        record_later_check(cast.mentor, case.later_checks.get(weeks=12), answer)
        with pytest.raises(MoveRefused):
            close_case(cast.mentor, case)
        reopen(cast.mentor, case, "Het is niet gestopt.")
    assert case.state == "open"


def test_same_or_worse_offers_to_open_the_case_again(cast: Cast, case: Case, client: Client) -> None:
    ended(cast, case)
    with on(date(2026, 12, 15)):
        log_in(client, cast.mentor)
        check = case.later_checks.get(weeks=6)
        url = reverse("case_later_check", args=[case.pk, check.pk])
        answer = client.post(url, {"form_key": key(), "answer": "worse", "note": "In de app."})
        assert answer["Location"] == reverse("case_reopen", args=[case.pk])
        page = client.get(reverse("case", args=[case.pk])).content.decode()
        assert "Bij de laatste vraag was het niet beter" in page
        all_said(cast, case, date(2026, 12, 15))
        assert "Open de situatie rond Noor weer" in {row.title for row in todo(cast.mentor)}
    check.refresh_from_db()
    assert (check.answer, check.done_on, check.by) == ("worse", date(2026, 12, 15), cast.mentor.staff)


def test_an_end_without_success_may_be_closed_after_the_same_answer(cast: Cast, case: Case) -> None:
    with on(TUESDAY):
        end_case(cast.mentor, case, "pupil_wants_to_stop", "same")
        all_said(cast, case, TUESDAY)
        for check in case.later_checks.all():
            record_later_check(cast.mentor, check, "same")
        assert {row.title for row in todo(cast.mentor)} == {"Sluit de situatie rond Noor"}
        close_case(cast.mentor, case)
    assert case.state == "closed"


def test_a_check_that_nobody_could_ask_needs_a_reason(cast: Cast, case: Case, client: Client) -> None:
    ended(cast, case)
    with on(date(2026, 12, 15)):
        check = case.later_checks.get(weeks=6)
        with pytest.raises(MoveRefused):
            record_later_check(cast.mentor, check, "")
        log_in(client, cast.mentor)
        url = reverse("case_later_check", args=[case.pk, check.pk])
        page = client.post(url, {"form_key": key(), "answer": "not_asked", "note": ""}).content.decode()
        assert "Schrijf op waarom vragen niet lukte." in page
        assert client.post(url, {"form_key": key(), "answer": "not_asked", "note": "Verhuisd."}).status_code == 302


@pytest.mark.clause("5.guide")
def test_a_closed_case_is_read_only(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        part = set_part(cast.mentor, case, cast.pupils["Daan"], "neutral")
    ended(cast, case)
    with on(TUESDAY):
        all_said(cast, case, TUESDAY)
        for check in case.later_checks.all():
            record_later_check(cast.mentor, check, "stopped")
        close_case(cast.mentor, case)
        verbs: list[Callable[[], object]] = [
            lambda: add_note(cast.mentor, case, "Nog iets."),
            lambda: record_contact(cast.mentor, case, TUESDAY, "talk"),
            lambda: add_agreement(cast.mentor, case, "seat", "Vooraan.", date(2026, 11, 20)),
            lambda: set_part(cast.mentor, case, part.pupil, "supportive"),
            lambda: add_to_team(cast.mentor, case, cast.staff["Fatima"]),
            lambda: told_parents(cast.mentor, case, cast.pupils["Noor"], TUESDAY),
            lambda: end_case(cast.mentor, case, "stopped", "stopped"),
            lambda: close_case(cast.mentor, case),
        ]
        for verb in verbs:
            with pytest.raises(MoveRefused):
                verb()


def test_a_verb_on_a_closed_case_is_answered_with_a_kind_page(cast: Cast, case: Case, client: Client) -> None:
    ended(cast, case)
    with on(TUESDAY):
        all_said(cast, case, TUESDAY)
        for check in case.later_checks.all():
            record_later_check(cast.mentor, check, "stopped")
        close_case(cast.mentor, case)
        log_in(client, cast.mentor)
        answer = client.post(
            reverse("case_note", args=[case.pk]), {"form_key": key(), "text": "Nog iets.", "happened_on": "2026-11-03"}
        )
    assert answer.status_code == 409
    assert "Deze situatie is afgesloten." in answer.content.decode()


# --- reopening ---------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("5.guide")
def test_reopening_takes_up_what_the_end_cut_off_and_contact_is_due_today(cast: Cast, case: Case) -> None:
    with on(TUESDAY):
        talked(cast, case, TUESDAY)
        end_case(cast.mentor, case, "better_enough", "better")
    with on(date(2026, 11, 16)):
        reopen(cast.mentor, case, "Het begon weer bij gym.")
    assert case.state == "open"
    assert case.contact_due == date(2026, 11, 16)
    assert states(case) == {
        "A1.1": "done", "A1.2": "open", "A1.3": "waiting", "A1.4": "waiting", "A1.5": "waiting", "A1.6": "waiting",
    }  # fmt: skip
    # Three school days to go on.
    assert step(case, "A1.2").due_until == date(2026, 11, 19)
    assert not case.later_checks.filter(done_on=None).exists()


@pytest.mark.clause("A1.6")
def test_after_a_whole_round_reopening_asks_for_a_new_decision(cast: Cast, case: Case) -> None:
    with on(TUESDAY):
        talked(cast, case, TUESDAY)
    with on(date(2026, 11, 6)):
        met(cast, case, date(2026, 11, 6))
    with on(date(2026, 11, 18)):
        record_review(cast.mentor, case, LookBack(date(2026, 11, 18), "better"))
        heard(cast, case, date(2026, 11, 18))
        choose(cast.mentor, case, Choice("done", date(2026, 11, 18)))
        end_case(cast.mentor, case, "stopped", "stopped")
    with on(date(2026, 12, 15)):
        reopen(cast.mentor, case, "Het is weer begonnen.")
        assert step(case, "A1.6").state == "open"
        assert step(case, "A1.6").due_until == date(2026, 12, 18)
        # And from there a new round begins.
        choose(cast.mentor, case, Choice("new_round", date(2026, 12, 15), agreed=True))
    assert case.rounds.count() == 2


def test_reopened_and_ended_again_everyone_is_asked_and_told_again(cast: Cast, case: Case) -> None:
    ended(cast, case)
    with on(date(2026, 11, 4)):
        all_said(cast, case, date(2026, 11, 4))
        record_later_check(cast.mentor, case.later_checks.get(weeks=6), "same")
        reopen(cast.mentor, case, "Niet gestopt.")
        assert Report.objects.get().state == Report.State.TALKING
    with on(date(2026, 11, 25)):
        end_case(cast.mentor, case, "stopped", "stopped")
    assert [(row.ending, row.weeks, bool(row.done_on)) for row in LaterCheck.objects.order_by("ending", "weeks")] == [
        (1, 6, True),
        (2, 6, False),
        (2, 12, False),
    ]
    assert Told.objects.filter(last_word_on=None).count() == 1
    assert Told.objects.count() == 2


def test_a_closed_case_can_be_opened_again(cast: Cast, case: Case, client: Client) -> None:
    ended(cast, case)
    with on(TUESDAY):
        all_said(cast, case, TUESDAY)
        for check in case.later_checks.all():
            record_later_check(cast.mentor, check, "stopped")
        close_case(cast.mentor, case)
    saturday = date(2026, 11, 7)
    with on(saturday):
        log_in(client, cast.mentor)
        url = reverse("case_reopen", args=[case.pk])
        assert client.post(url, {"form_key": key(), "why": ""}).status_code == 200
        client.post(url, {"form_key": key(), "why": "Moeder belde in het weekend."})
    case.refresh_from_db()
    assert (case.state, case.closed_on) == ("open", None)
    assert case.contact_due == saturday + timedelta(days=2)
    assert nearest(case) is not None
