"""What is known of custody: unknown never blocks a call, a recorded ban does, and papers need a yes."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omzien.chapters.approach.actions.closing import say_last_word
from omzien.chapters.approach.actions.custody import Flags, flag
from omzien.chapters.approach.actions.team import set_part, told_parents
from omzien.chapters.approach.models import Case
from omzien.chapters.approach.moves import MoveRefused
from omzien.ground.journal.models import Entry
from omzien.ground.school.custody import may_be_phoned, may_get_papers
from omzien.ground.school.models import Guardian, Guardianship
from omzien.ground.vault.ring import index_key
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in
from tests.stories.telling import case_about, on

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 2)
SEEN = "Beschikking van de rechtbank gezien."


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with on(MONDAY):
        yield


@pytest.fixture
def case(cast: Cast) -> Case:
    return case_about(cast, "Noor")


@pytest.fixture
def mother(cast: Cast) -> Guardianship:
    row = Guardianship.objects.get(pupil=cast.pupils["Noor"])
    row.guardian.phone = "06 11112222"
    row.guardian.save()
    return row


@pytest.fixture
def father(cast: Cast) -> Guardianship:
    man = Guardian.objects.create(
        school=cast.school,
        given_name="Rob",
        family_name="Dekkers",
        phone="06 33334444",
        external_key=index_key("guardian", "g9"),
    )
    return Guardianship.objects.create(school=cast.school, pupil=cast.pupils["Noor"], guardian=man, relation="vader")


def banned(information: str = "unknown") -> Flags:
    return Flags("banned", information, SEEN, MONDAY)


# contact, information -> may be phoned, may get papers
TABLE = [
    ("unknown", "unknown", True, False),
    ("unknown", "yes", True, True),
    ("unknown", "no", True, False),
    ("banned", "unknown", False, False),
    ("banned", "yes", False, True),
    ("banned", "no", False, False),
]


@pytest.mark.parametrize(("contact", "information", "phone", "papers"), TABLE)
def test_the_table_says_who_is_phoned_and_who_gets_papers(
    contact: str, information: str, phone: bool, papers: bool
) -> None:
    row = Guardianship(contact=contact, information=information)
    assert may_be_phoned(row) is phone
    assert may_get_papers(row) is papers


def page_of(client: Client, case: Case) -> str:
    return client.get(reverse("case_people", args=[case.pk])).content.decode()


def test_a_ban_hides_the_number_of_that_parent_and_of_nobody_else(
    cast: Cast, case: Case, client: Client, mother: Guardianship, father: Guardianship
) -> None:
    log_in(client, cast.mentor)
    page = page_of(client, case)
    assert "06 11112222" in page
    assert "06 33334444" in page
    flag(cast.mentor, case, father.pk, banned())
    page = page_of(client, case)
    assert "06 33334444" not in page
    assert "06 11112222" in page
    assert "contactverbod vastgelegd" in page
    assert SEEN in page
    form = client.get(reverse("case_told_parents", args=[case.pk])).content.decode()
    assert "Anja Dekkers" in form
    assert "Rob Dekkers" not in form


def test_the_server_refuses_a_parent_who_is_banned_and_takes_the_other(
    cast: Cast, case: Case, mother: Guardianship, father: Guardianship
) -> None:
    noor = cast.pupils["Noor"]
    flag(cast.mentor, case, father.pk, banned())
    with pytest.raises(MoveRefused):
        told_parents(cast.mentor, case, noor, MONDAY, spoken=[father.pk])
    with pytest.raises(MoveRefused):
        told_parents(cast.mentor, case, noor, MONDAY, spoken=[uuid4()])
    told_parents(cast.mentor, case, noor, MONDAY, spoken=[mother.pk])
    assert case.log.get(kind="told_parents").facts["spoken"] == [str(mother.pk)]


def test_when_every_parent_is_banned_nobody_is_called(cast: Cast, case: Case, mother: Guardianship) -> None:
    told_parents(cast.mentor, case, cast.pupils["Noor"], MONDAY)
    flag(cast.mentor, case, mother.pk, banned())
    with pytest.raises(MoveRefused):
        told_parents(cast.mentor, case, cast.pupils["Noor"], MONDAY)
    # Of whom school knows no parent, it knows no ban either.
    told_parents(cast.mentor, case, cast.pupils["Daan"], MONDAY)


def test_it_is_recorded_on_screen_once_with_what_school_saw(
    cast: Cast, case: Case, client: Client, mother: Guardianship
) -> None:
    log_in(client, cast.mentor)
    url = reverse("case_parent", args=[case.pk, mother.pk])
    said: dict[str, Any] = {"contact": "unknown", "information": "yes", "since": "2026-11-01"}
    assert client.post(url, {"form_key": key(), **said, "evidence": ""}).status_code == 200
    once = key()
    for _twice in range(2):
        assert client.post(url, {"form_key": once, **said, "evidence": SEEN}).status_code == 302
    row = Guardianship.objects.get(pk=mother.pk)
    assert (row.contact, row.information, row.flagged_on) == ("unknown", "yes", date(2026, 11, 1))
    assert row.evidence == SEEN
    (entry,) = Entry.objects.filter(verb="guardianship.flag")
    assert entry.facts == {}
    page = client.get(reverse("case_file", args=[case.pk])).content.decode()
    assert "mag papieren over dit kind krijgen" in page


def test_only_who_works_on_the_case_and_only_parents_of_its_pupils(
    cast: Cast, case: Case, client: Client, mother: Guardianship
) -> None:
    url = reverse("case_parent", args=[case.pk, mother.pk])
    for viewer, answer in (
        (cast.other_mentor, 404),
        (cast.teacher, 403),
        (cast.director, 403),
        (cast.coordinator, 200),
    ):
        log_in(client, viewer)
        assert client.get(url).status_code == answer
    other = case_about(cast, "Mila", cast.other_mentor)
    log_in(client, cast.other_mentor)
    assert client.get(reverse("case_parent", args=[other.pk, mother.pk])).status_code == 404


def test_the_page_costs_the_same_with_many_parents(cast: Cast, case: Case, client: Client) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of(client, case)
        return len(queries)

    log_in(client, cast.mentor)
    set_part(cast.mentor, case, cast.pupils["Daan"], "neutral")
    counted()
    few = counted()
    for number, name in enumerate(("Noor", "Daan", "Noor", "Daan")):
        guardian = Guardian.objects.create(school=cast.school, given_name="A", external_key=f"x{number}")
        Guardianship.objects.create(school=cast.school, pupil=cast.pupils[name], guardian=guardian)
    assert counted() == few


def test_a_last_word_is_not_said_to_whom_school_may_not_speak_and_the_case_can_still_close(
    cast: Cast, case: Case, mother: Guardianship
) -> None:
    told = told_parents(cast.mentor, case, cast.pupils["Noor"], MONDAY)
    flag(cast.mentor, case, mother.pk, banned())
    Case.objects.filter(pk=case.pk).update(state=Case.State.AFTERCARE, ended_on=MONDAY)
    told.case.refresh_from_db()
    with pytest.raises(MoveRefused):
        say_last_word(cast.mentor, told, "Het gaat goed.", MONDAY)
    say_last_word(cast.mentor, told, "Contact mocht niet.", MONDAY, said=False)
    told.refresh_from_db()
    assert told.last_word_on == MONDAY
