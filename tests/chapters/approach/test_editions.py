"""A case stays on the edition that it began with: another edition changes nothing in what is running."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
from django.test import Client
from django.urls import reverse

from omzien.chapters import approach
from omzien.chapters.approach import terms
from omzien.chapters.approach.actions.closing import end_case, reopen
from omzien.chapters.approach.actions.contacts import record_contact
from omzien.chapters.approach.jobs import tell_what_is_due, tell_what_slips
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.queries.cases import cases_page
from omzien.chapters.approach.queries.overview import overview
from omzien.ground.notices.models import Notice
from omzien.protocol.load import packaged
from omzien.protocol.schema import Edition
from tests.cast import Cast, make_school
from tests.chapters.desk import log_in
from tests.stories.telling import case_about, on, step

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)


def other(title: str, **amounts: int) -> Edition:
    """Return an edition with other numbers, in which step 1 is called otherwise."""
    now = packaged()
    changed = {id_: replace(now.term(id_), amount=amount) for id_, amount in amounts.items()}
    track = now.track("no_blame")
    steps = (replace(track.steps[0], title=title, short=title), *track.steps[1:])
    return replace(
        now,
        id="oud",
        terms=MappingProxyType({**now.terms, **changed}),
        tracks=MappingProxyType({"no_blame": replace(track, steps=steps)}),
    )


OLD = other("Oud gesprek", contact_weekly=3, no_contact_alarm=5, last_word=1, long_late=1, decide_after_reopening=8)


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    shelf = {"kiim": packaged(), "oud": OLD}
    monkeypatch.setattr(terms, "packaged", lambda name="kiim": shelf[name])
    with on(MONDAY):
        yield make_school()


@pytest.fixture
def old(cast: Cast) -> Case:
    """A case that began when the old edition held."""
    case = case_about(cast, "Noor")
    Case.objects.filter(pk=case.pk).update(edition="oud/2020.1")
    case.refresh_from_db()
    return case


def test_a_new_case_begins_with_the_edition_in_force(cast: Cast) -> None:
    assert case_about(cast, "Noor").edition == f"kiim/{packaged().version}"


def test_the_dates_of_a_case_are_those_of_its_own_edition(cast: Cast, old: Case) -> None:
    new = case_about(cast, "Daan")
    for case in (old, new):
        record_contact(cast.mentor, case, MONDAY, "talk")
    assert (old.contact_due, new.contact_due) == (date(2026, 11, 5), date(2026, 11, 9))


def test_after_the_end_too(cast: Cast, old: Case) -> None:
    new = case_about(cast, "Daan")
    for case in (old, new):
        end_case(cast.mentor, case, "stopped", "stopped")
    assert [case.told.get().last_word_due for case in (old, new)] == [date(2026, 11, 3), date(2026, 11, 9)]
    for case in (old, new):
        reopen(cast.mentor, case, "Het begon weer.")
    assert [step(case, "A1.1").due_until for case in (old, new)] == [date(2026, 11, 12), date(2026, 11, 5)]


def test_the_words_of_a_case_are_those_of_its_own_edition(cast: Cast, old: Case, client: Client) -> None:
    case_about(cast, "Daan")
    assert {row.title: row.next for row in cases_page(cast.mentor, "open", client.get("/").wsgi_request.GET).rows} == {
        "Situatie rond Noor": "Stap 1: Oud gesprek",
        "Situatie rond Daan": f"Stap 1: {packaged().track('no_blame').steps[0].short}",
    }
    log_in(client, cast.mentor)
    assert "Oud gesprek" in client.get(reverse("case", args=[old.pk])).content.decode()


def test_the_alarms_of_a_case_are_those_of_its_own_edition(cast: Cast, old: Case) -> None:
    new = case_about(cast, "Daan")
    with on(date(2026, 11, 7)):
        assert [line.pk for line in overview(cast.coordinator).no_contact.lines] == [old.pk]
        tell_what_slips(date(2026, 11, 7))
    # The first talk was due on Wednesday: one school day late, or three.
    with on(date(2026, 11, 6)):
        tell_what_is_due(date(2026, 11, 6))
    told = set(Notice.objects.filter(kind__in=("case.no_contact", "case.long_late")).values_list("kind", "path"))
    assert told == {("case.no_contact", f"/situaties/{old.pk}/"), ("case.long_late", f"/situaties/{old.pk}/")}
    assert new.edition != old.edition


def test_only_the_terms_know_which_edition_is_in_force() -> None:
    """Whoever asks there for a running case gets the edition of that case."""
    home = Path(approach.__file__).parent
    asking = {
        path.relative_to(home).as_posix()
        for path in home.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Name | ast.alias) and "packaged" in (getattr(node, "id", ""), getattr(node, "name", ""))
    }
    assert asking == {"terms.py"}
