"""The code: 80 bits, kept only as a keyed hash, read back however it is typed, with a state in plain words."""

import re
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from omzien.chapters.reports.models import Report
from omzien.chapters.reports.receipts import ALPHABET, STATES, code_for, in_groups, key_of, plain, progress
from omzien.ground.clock import now
from tests.cast import Cast, make_school

KEY = UUID("7b6f1f0e-5a0c-4a53-9a8e-0f9f4a6f6b1a")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_school()


def report(cast: Cast, code: str, state: str = "received") -> Report:
    made = Report.objects.create(
        school=cast.school, source="pupil", made_at=now(), receipt_key=key_of(code), state=state, told="verhaal"
    )
    made.readers.create(school=cast.school, staff=cast.staff["Sanne"], role="mentor")
    return made


@given(st.uuids())
def test_a_code_has_sixteen_letters_that_look_like_no_other(form_key: UUID) -> None:
    code = code_for(form_key)
    assert len(code) == 16
    assert set(code) <= set(ALPHABET)
    assert not set(code) & set("ILOU")


def test_a_code_belongs_to_its_form() -> None:
    assert code_for(KEY) == code_for(KEY)
    assert len({code_for(uuid4()) for _ in range(500)}) == 500


def test_the_hash_is_kept_and_says_nothing_of_the_code() -> None:
    code = code_for(KEY)
    assert re.fullmatch("[0-9a-f]{64}", key_of(code))
    assert code.lower() not in key_of(code)
    assert str(KEY) not in key_of(code)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ABCD EFGH JKMN PQRS", "ABCDEFGHJKMNPQRS"),
        ("abcd-efgh-jkmn-pqrs", "ABCDEFGHJKMNPQRS"),
        (" abcd.efgh jkmn\tpqrs\n", "ABCDEFGHJKMNPQRS"),
        ("OoIiLl 0011", "0011110011"),
        ("", ""),
        ("…", ""),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str, read: str) -> None:
    assert plain(typed) == read


@given(st.uuids())
def test_a_code_survives_the_way_people_write(form_key: UUID) -> None:
    code = code_for(form_key)
    sloppy = in_groups(code).lower().replace("0", "o").replace("1", "l").replace(" ", " - ")
    assert plain(sloppy) == code


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("received", "Ontvangen"),
        ("read", "Gelezen"),
        ("talking", "We praten er nu over"),
        ("done", "Klaar"),
    ],
)
def test_each_state_has_plain_words(cast: Cast, state: str, title: str) -> None:
    report(cast, code_for(KEY), state)
    shown = Client().post("/hulp/code/", {"form_key": uuid4(), "code": in_groups(code_for(KEY)).lower()})
    text = shown.content.decode()
    assert shown.status_code == 200
    assert title in text
    assert f'data-state="{state}"' in text
    assert "Sanne Vos" in text
    assert "Jelle Bos" in text
    assert "verhaal" not in text
    assert not shown.cookies


@pytest.mark.clause("2.definition")
def test_no_state_ever_says_that_it_is_no_bullying() -> None:
    assert set(STATES) == set(Report.State)
    for words in STATES.values():
        assert "pest" not in f"{words.title} {words.means} {words.next}".lower()


def test_every_sentence_of_a_state_is_short() -> None:
    for words in STATES.values():
        for sentence in re.split(r"[.?!]", f"{words.means} {words.next}"):
            assert len(sentence.split()) < 15


def test_a_wrong_code_gets_kind_words_and_stays_in_the_field(cast: Cast) -> None:
    shown = Client().post("/hulp/code/", {"form_key": uuid4(), "code": "abcd efgh jkmn pqrs"})
    text = shown.content.decode()
    assert "Deze code kennen we niet" in text
    assert 'value="abcd efgh jkmn pqrs"' in text
    assert not shown.cookies


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abcd", "Hier staan er 4."),
        ("a", "Hier staat er 1."),
        ("", "Vul hier iets in."),
        ("x" * 61, "Er passen er 60"),
        ("abcd\x00efgh", "een teken dat we niet kunnen bewaren"),
    ],
)
def test_what_is_no_code_is_told_apart(cast: Cast, typed: str, said: str) -> None:
    assert said in Client().post("/hulp/code/", {"form_key": uuid4(), "code": typed}).content.decode()


def test_a_wrong_code_costs_the_same_work_as_a_right_one(cast: Cast) -> None:
    report(cast, code_for(KEY))
    progress(code_for(KEY))
    with CaptureQueriesContext(connection) as right:
        assert progress(code_for(KEY))
    with CaptureQueriesContext(connection) as wrong:
        assert progress(code_for(uuid4())) is None
    assert len(right) == len(wrong)


def test_the_page_for_a_code_listens_to_its_own_site_only(cast: Cast) -> None:
    sent = Client(enforce_csrf_checks=True).post(
        "/hulp/code/", {"form_key": uuid4(), "code": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert sent.status_code == 403


def look(code: str) -> str:
    return Client().post("/hulp/code/", {"code": code}).content.decode()


@time_machine.travel("2026-11-20T16:00:00+01:00", tick=False)
def test_who_waits_sees_by_when_it_is_read(cast: Cast) -> None:
    report(cast, code_for(KEY))
    assert "Uiterlijk maandag 23 november leest iemand het." in look(code_for(KEY))


def test_a_broken_promise_is_said_and_leads_to_a_person(cast: Cast) -> None:
    with time_machine.travel("2026-11-16T10:00:00+01:00", tick=False):
        report(cast, code_for(KEY))
    with time_machine.travel("2026-11-17T23:00:00+01:00", tick=False):
        assert "langer dan we beloofden" not in look(code_for(KEY))
    with time_machine.travel("2026-11-18T00:01:00+01:00", tick=False):
        text = look(code_for(KEY))
    assert "langer dan we beloofden" in text
    assert 'href="/wie/"' in text
