"""Passing on who came takes two advisers, and who came hears it first."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse

from omzien.chapters.reports.confidential import actions, disclosing
from omzien.chapters.reports.confidential.keys import Opener, disclosure_is_possible
from omzien.chapters.reports.confidential.queries import asked, todo
from omzien.chapters.reports.models import ConfidentialFile, ConfidentialNote, ConfidentialSource, Disclosure
from omzien.ground.access import second_line
from omzien.ground.access.engine import require, scope
from omzien.ground.clock import now, today
from omzien.ground.journal.models import Chain, Entry
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import Role, RoleHolding
from omzien.ground.vault import vaults
from omzien.ground.vault.models import AdviserKey
from tests.cast import SINCE, Cast, make_school
from tests.chapters.desk import WEDNESDAY, key, log_in
from tests.chapters.reports.adviser import NAME, TEXT, TITLE, fatima, opened, selma, sit_down, with_vault

pytestmark = pytest.mark.django_db
WHY = "Zonder de naam kan niemand deze leerling helpen; het gevaar groeit."
BECAUSE = "Ik zie het ook zo: zonder naam blijft het onveilig."


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def first(cast: Cast) -> Opener:
    return with_vault(selma(cast))


@pytest.fixture
def second(cast: Cast) -> Opener:
    return with_vault(fatima(cast))


@pytest.fixture
def row(first: Opener, second: Opener) -> Disclosure:
    return disclosing.ask(first, opened(first), "director", WHY)


def fresh(row: Disclosure) -> Disclosure:
    return Disclosure.objects.get(pk=row.pk)


def test_two_advisers_pass_on_a_name_together(first: Opener, second: Opener) -> None:
    file, one, two = opened(first), sit_down(first), sit_down(second)
    asking = {"form_key": key(), "to": "director", "why": WHY}
    sent = one.post(reverse("disclosure_ask", args=[file.pk]), asking)
    url = sent["Location"]
    assert one.post(reverse("disclosure_ask", args=[file.pk]), asking)["Location"] == url
    assert "Je eigen vraag kun je niet zelf beantwoorden" in one.get(url).content.decode()
    seen = two.get(url).content.decode()
    assert WHY in seen
    assert "Directeur" in seen
    for word in (NAME, TITLE, TEXT):
        assert word not in seen
    assert two.post(url, {"form_key": key(), "allowed": "yes", "why": BECAUSE}).status_code == 302
    assert BECAUSE in one.get(url).content.decode()
    telling = reverse("disclosure_tell", args=[url.split("/")[-2]])
    page = one.get(telling).content.decode()
    assert NAME in page
    assert "Heb je dit vooraf met de leerling besproken?" in page
    assert two.get(telling).status_code == 403
    bare = one.post(telling, {"form_key": key(), "talked": "no", "to": "Maarten Prins"})
    assert bare.status_code == 422
    assert "Schrijf op waarom je het niet eerst met de leerling besprak." in bare.content.decode()
    said = {"form_key": key(), "talked": "yes", "to": "Maarten Prins"}
    assert one.post(telling, said).status_code == 302
    assert "Aan Maarten Prins" in one.get(url).content.decode()
    assert one.get(telling).status_code == 403
    verbs = list(Entry.objects.filter(about="reports.Disclosure").order_by("place").values_list("verb", "chain"))
    assert verbs == [(f"disclosure.{act}", Chain.ADVISERS) for act in ("ask", "allow", "tell")]
    assert not Notice.objects.exists()


def test_nobody_answers_their_own_request_under_any_hat(cast: Cast, first: Opener, row: Disclosure) -> None:
    RoleHolding.objects.create(
        school=cast.school, staff=cast.staff["Selma"], role=Role.CONFIDENTIAL_ADVISER_INTERNAL, from_on=SINCE
    )
    other_hat = cast.viewer("Selma", Role.CONFIDENTIAL_ADVISER_INTERNAL)
    for viewer in (first.viewer, other_hat):
        with pytest.raises(PermissionDenied):
            require(viewer, "decide", row)
        opener = Opener(viewer, first.adviser, first.private)
        answer = sit_down(opener).post(
            reverse("disclosure", args=[row.pk]), {"form_key": key(), "allowed": "yes", "why": BECAUSE}
        )
        assert answer.status_code == 403
    assert fresh(row).allowed is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=row.pk).update(decided_by=first.viewer.staff, allowed=True)


def test_without_an_answer_or_after_a_no_the_name_stays_where_it_is(
    first: Opener, second: Opener, row: Disclosure
) -> None:
    with pytest.raises(PermissionDenied):
        disclosing.tell_name(first, row, "de directeur", talked=True, why_not="")
    disclosing.answer(second, row, allowed=False, why=BECAUSE)
    with pytest.raises(PermissionDenied):
        disclosing.tell_name(first, fresh(row), "de directeur", talked=True, why_not="")
    with pytest.raises(PermissionDenied):
        disclosing.answer(second, fresh(row), allowed=True, why=BECAUSE)
    assert asked(first, fresh(row)).answer == BECAUSE
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=row.pk).update(told_on=today())


def test_a_request_and_its_answer_hold_for_fourteen_days(first: Opener, second: Opener, row: Disclosure) -> None:
    with time_machine.travel(now() + timedelta(days=15), tick=False):
        with pytest.raises(PermissionDenied):
            disclosing.answer(second, row, allowed=True, why=BECAUSE)
        assert todo(second.viewer) == []
        again = disclosing.ask(first, row.file, "mentor", WHY)
    with time_machine.travel(now() + timedelta(days=29), tick=False):
        disclosing.answer(second, again, allowed=True, why=BECAUSE)
    with time_machine.travel(now() + timedelta(days=44), tick=False), pytest.raises(PermissionDenied):
        disclosing.tell_name(first, fresh(again), "de mentor", talked=True, why_not="")
    with time_machine.travel(now() + timedelta(days=43), tick=False):
        disclosing.tell_name(first, fresh(again), "de mentor", talked=False, why_not="Er was direct gevaar.")
    told = asked(first, fresh(again))
    assert (told.told_to, told.talked, told.why_not) == ("de mentor", False, "Er was direct gevaar.")


def test_one_request_at_a_time_and_only_for_a_name_that_was_confided(first: Opener, row: Disclosure) -> None:
    with pytest.raises(actions.Refused):
        disclosing.ask(first, row.file, "mentor", WHY)
    for way in (actions.UNKNOWN, actions.MAY_BE_KNOWN):
        with pytest.raises(actions.Refused):
            disclosing.ask(first, opened(first, way=way), "mentor", WHY)


def test_who_only_shares_the_file_has_no_name_to_pass_on(first: Opener, second: Opener) -> None:
    file = opened(first)
    actions.share_file(first, file, second.adviser)
    with pytest.raises(actions.Refused):
        disclosing.ask(second, file, "mentor", WHY)


def test_a_colleague_let_into_the_whole_vault_gets_the_files_and_never_the_names(first: Opener, second: Opener) -> None:
    file = opened(first)
    assert vaults.without(first.adviser, second.adviser).count() == 1
    vaults.share_with(first.viewer, first.adviser, first.private, second.adviser)
    assert scope(second.viewer, ConfidentialFile).filter(pk=file.pk).exists()
    with pytest.raises(actions.Refused):
        disclosing.ask(second, file, "mentor", WHY)


def test_alone_it_is_impossible_and_the_page_says_so(cast: Cast, first: Opener) -> None:
    file, client = opened(first), sit_down(first)
    assert not disclosure_is_possible(cast.school)
    with pytest.raises(disclosing.NoSecond):
        disclosing.ask(first, file, "director", WHY)
    page = client.get(reverse("disclosure_ask", args=[file.pk])).content.decode()
    assert "Een naam delen kan hier niet" in page
    assert "twee vertrouwenspersonen" in page
    assert "Jij bent hier de enige met een kluis" in client.get(reverse("confidential")).content.decode()
    with_vault(fatima(cast))
    assert disclosure_is_possible(cast.school)
    RoleHolding.objects.filter(role=Role.CONFIDENTIAL_ADVISER_INTERNAL).update(until_on=today() - timedelta(days=1))
    assert not disclosure_is_possible(cast.school)


def test_an_adviser_of_a_sister_school_can_be_the_second(cast: Cast, first: Opener) -> None:
    sister = make_sister(cast)
    assert disclosure_is_possible(cast.school)
    row = disclosing.ask(first, opened(first), "director", WHY)
    disclosing.answer(sister, row, allowed=True, why=BECAUSE)
    assert fresh(row).allowed is True


def make_sister(cast: Cast) -> Opener:
    """Let Karim, who comes from elsewhere, help out here as an adviser."""
    RoleHolding.objects.create(
        school=cast.school, staff=cast.staff["Karim"], role=Role.CONFIDENTIAL_ADVISER_EXTERNAL, from_on=SINCE
    )
    return with_vault(cast.viewer("Karim", Role.CONFIDENTIAL_ADVISER_EXTERNAL))


def test_a_request_is_there_for_the_advisers_only(cast: Cast, first: Opener, second: Opener, row: Disclosure) -> None:
    assert [one.title for one in todo(second.viewer)] == ["Een vertrouwenspersoon vraagt je iets"]
    assert todo(first.viewer) == []
    # The same person, in the hat that they wear all day.
    assert todo(cast.pupil_coordinator) == []
    today_page = log_in(Client(), cast.pupil_coordinator).get(reverse("today")).content.decode()
    assert "vertrouwenspersoon vraagt" not in today_page
    disclosing.answer(second, row, allowed=True, why=BECAUSE)
    assert [one.title for one in todo(first.viewer)] == ["Er is een antwoord op je vraag"]
    assert todo(second.viewer) == []
    for viewer in (cast.director, cast.coordinator, cast.mentor, cast.administrator, cast.pupil_coordinator):
        assert not scope(viewer, Disclosure).exists()
        assert log_in(Client(), viewer).get(reverse("disclosure", args=[row.pk])).status_code == 403
    third = make_sister(cast)
    with pytest.raises(Http404):
        require(third.viewer, "read", row)


def test_a_shut_vault_shows_no_request(first: Opener, second: Opener, row: Disclosure) -> None:
    for opener in (first, second):
        answer = log_in(Client(), opener.viewer).get(reverse("disclosure", args=[row.pk]))
        assert answer["Location"].startswith("/kluis/openen/?next=")


def test_the_database_shows_it_only_to_who_has_the_key(
    cast: Cast, first: Opener, second: Opener, row: Disclosure
) -> None:
    """Behind the walls of PostgreSQL: whoever has no key, or another hat on, finds empty tables."""
    if connection.vendor != "postgresql":
        assert not second_line.is_drawn()
        return
    tables = (ConfidentialFile, ConfidentialNote, ConfidentialSource, Disclosure)
    everyone = [cast.director, cast.coordinator, cast.pupil_coordinator, cast.mentor, cast.administrator, None]
    expected = {viewer: [0, 0, 0, 0] for viewer in everyone}
    expected |= {first.viewer: [1, 1, 1, 1], second.viewer: [0, 0, 0, 1]}
    for viewer, counts in expected.items():
        second_line.enter(viewer)
        try:
            assert [model._base_manager.count() for model in tables] == counts, viewer
        finally:
            second_line.leave()
    assert AdviserKey.objects.count() == 2
