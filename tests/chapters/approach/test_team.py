"""Who works on it, what part each pupil plays, who reads it and who knows of it."""

from datetime import date

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omzien.chapters.approach.actions.log import add_note
from omzien.chapters.approach.actions.team import (
    add_to_team,
    leave_team,
    remove_part,
    set_part,
    told_colleague,
    told_parents,
)
from omzien.chapters.approach.models import Case, Part
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.approach.queries.people import knowers_of, pupils_of, readers_of, team_of
from omzien.ground.access.engine import scope
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import Placement, Pupil
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in
from tests.stories.telling import GROUP, case_about, met, on, talked

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture
def case(cast: Cast) -> Case:
    with on(MONDAY):
        return case_about(cast)


@pytest.mark.clause("2.roles")
def test_a_part_is_a_working_idea_that_changes_with_its_reason_on_record(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        set_part(cast.mentor, case, cast.pupils["Daan"], "involved", "Was erbij.")
        set_part(cast.mentor, case, cast.pupils["Daan"], "supportive", "Nam het voor Noor op.")
    rows = list(case.parts.filter(pupil=cast.pupils["Daan"]).order_by("until_on"))
    assert [(row.plays, row.until_on) for row in rows if row.until_on] == [("involved", MONDAY)]
    assert [row.plays for row in rows if row.until_on is None] == ["supportive"]
    assert [entry.text for entry in case.log.filter(kind="part").order_by("entered_at", "id")].count("Was erbij.") == 1
    assert "Nam het voor Noor op." in {entry.text for entry in case.log.filter(kind="part")}


@pytest.mark.clause("2.roles")
def test_no_part_that_blames_exists_and_the_target_stays_the_target(cast: Cast, case: Case) -> None:
    assert set(Part.As.values) == {"targeted", "involved", "supportive", "neutral"}
    with on(MONDAY):
        for plays in ("bullying", "targeted", ""):
            with pytest.raises(MoveRefused):
                set_part(cast.mentor, case, cast.pupils["Daan"], plays)
        with pytest.raises(MoveRefused):
            set_part(cast.mentor, case, cast.pupils["Noor"], "involved")


def test_who_turns_out_to_have_nothing_to_do_with_it_leaves_the_page_not_the_log(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        part = set_part(cast.mentor, case, cast.pupils["Tim"], "involved")
        remove_part(cast.mentor, part, "Was ziek thuis.")
    assert cast.pupils["Tim"].pk not in {one.pupil.pk for one in pupils_of(case)}
    assert "Was ziek thuis." in {entry.text for entry in case.log.filter(kind="part")}


def test_the_target_comes_first_and_members_without_a_part_are_shown_too(cast: Cast, case: Case) -> None:
    with on(date(2026, 11, 3)):
        set_part(cast.mentor, case, cast.pupils["Sofie"], "supportive")
        talked(cast, case, date(2026, 11, 3))
        met(cast, case, date(2026, 11, 3))
    shown = pupils_of(case)
    assert shown[0].pupil == cast.pupils["Noor"]
    assert {one.pupil.given_name for one in shown if one.in_group} == set(GROUP)
    assert next(one.label for one in shown if one.pupil == cast.pupils["Sofie"]) == "steunend"
    assert next(one.label for one in shown if one.pupil == cast.pupils["Amir"]) == "nog niet ingevuld"


@pytest.mark.clause("2.roles")
def test_a_part_is_seen_by_the_team_only(cast: Cast, case: Case, client: Client) -> None:
    with on(MONDAY):
        set_part(cast.mentor, case, cast.pupils["Daan"], "involved", "Was erbij.")
        log_in(client, cast.mentor)
        assert "betrokken" in client.get(reverse("case_people", args=[case.pk])).content.decode()
        log_in(client, cast.other_mentor)
        assert client.get(reverse("case_people", args=[case.pk])).status_code == 404


def test_a_colleague_who_joins_reads_the_case_from_then_on_and_hears_of_it(cast: Cast, case: Case) -> None:
    karim = cast.other_mentor
    assert not scope(karim, Case).exists()
    with on(MONDAY):
        add_to_team(cast.mentor, case, karim.staff, "Zijn klas zit ernaast.")
        add_to_team(cast.mentor, case, karim.staff)
        assert scope(karim, Case).get() == case
    assert case.team.filter(staff=karim.staff).count() == 1
    assert Notice.objects.filter(recipient=karim.staff, kind="case.team").count() == 1


def test_who_leaves_the_team_stops_reading_at_once(cast: Cast, case: Case) -> None:
    karim = cast.other_mentor
    with on(MONDAY):
        member = add_to_team(cast.mentor, case, karim.staff)
        leave_team(cast.mentor, member)
        assert not scope(karim, Case).exists()
        with pytest.raises(Http404):
            add_note(karim, case, "Nog even dit.")


def test_the_owner_is_always_in_the_team(cast: Cast, case: Case) -> None:
    with on(MONDAY), pytest.raises(MoveRefused):
        leave_team(cast.mentor, case.team.get(staff=cast.mentor.staff))


def test_only_who_may_work_on_a_case_can_join(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        for name in ("Petra", "Maarten", "Wil", "Selma"):
            with pytest.raises(MoveRefused):
                add_to_team(cast.mentor, case, cast.staff[name])


def test_who_reads_this_is_who_can_read_this(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        assert [(one.name, one.you) for one in readers_of(case, cast.mentor)] == [
            ("Sanne Vos", True),
            ("Jelle Bos", False),
        ]
        add_to_team(cast.mentor, case, cast.staff["Fatima"])
        assert {one.name for one in readers_of(case, cast.mentor)} == {"Sanne Vos", "Jelle Bos", "Fatima Kaya"}


def test_the_team_shows_its_owner_first_and_who_has_left(cast: Cast, case: Case) -> None:
    with on(MONDAY):
        add_to_team(cast.mentor, case, cast.staff["Fatima"])
        cast.staff["Fatima"].left_on = MONDAY
        cast.staff["Fatima"].save()
        team = team_of(case, cast.mentor)
    assert [(one.staff.given_name, one.owner) for one in team] == [("Sanne", True), ("Fatima", False)]
    assert team[1].role == "werkt hier niet meer"


def test_who_knows_of_it(cast: Cast, case: Case) -> None:
    with on(date(2026, 11, 4)):
        told_parents(cast.mentor, case, cast.pupils["Noor"], date(2026, 11, 3), "Moeder gebeld.")
        told_colleague(cast.mentor, case, cast.staff["Petra"], date(2026, 11, 4), "Let op bij groepjes.")
        with pytest.raises(MoveRefused):
            told_parents(cast.mentor, case, cast.pupils["Noor"], date(2026, 11, 5))
    assert [(one.who, one.told.told_on) for one in knowers_of(case)] == [
        ("Wie het vertelde", MONDAY),
        ("De ouders van Noor", date(2026, 11, 3)),
        ("Petra Wolters", date(2026, 11, 4)),
    ]
    # Watching is not reading.
    assert not scope(cast.teacher, Case).exists()


def test_a_pupil_is_chosen_by_home_group_and_only_within_reach(cast: Cast, case: Case, client: Client) -> None:
    with on(MONDAY):
        log_in(client, cast.mentor)
        url = reverse("case_part_add", args=[case.pk])
        page = client.get(url).content.decode()
        # The target's own home group is offered; the target is not.
        assert "Daan van Elst" in page
        assert "Noor Dekkers" not in page
        assert "Mila Sanders" not in page
        assert "Mila Sanders" in client.get(url, {"groep": str(cast.group_2c.pk)}).content.decode()
        assert client.get(url, {"groep": "onzin"}).status_code == 200
        form = {"form_key": key(), "pupil": str(cast.pupils["Daan"].pk), "plays": "neutral", "why": ""}
        assert client.post(url, form).status_code == 302
    assert case.parts.get(pupil=cast.pupils["Daan"]).plays == "neutral"


def test_changing_a_part_on_screen_asks_why(cast: Cast, case: Case, client: Client) -> None:
    with on(MONDAY):
        set_part(cast.mentor, case, cast.pupils["Daan"], "involved")
        log_in(client, cast.mentor)
        url = reverse("case_part", args=[case.pk, cast.pupils["Daan"].pk])
        assert client.post(url, {"form_key": key(), "plays": "supportive", "why": ""}).status_code == 200
        client.post(url, {"form_key": key(), "plays": "supportive", "why": "Hielp met de tas."})
        assert case.parts.get(pupil=cast.pupils["Daan"], until_on=None).plays == "supportive"
        client.post(url, {"form_key": key(), "plays": "none", "why": "Toch een ander."})
    assert not case.parts.filter(pupil=cast.pupils["Daan"], until_on=None).exists()


def test_the_page_costs_the_same_with_few_and_many_people(cast: Cast, case: Case, client: Client) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("case_people", args=[case.pk]))
        return len(queries)

    with on(MONDAY):
        log_in(client, cast.mentor)
        told_parents(cast.mentor, case, cast.pupils["Noor"], MONDAY)
        add_to_team(cast.mentor, case, cast.staff["Fatima"])
        set_part(cast.mentor, case, cast.pupils["Daan"], "neutral")
        counted()
        few = counted()
        for number in range(30):
            pupil = Pupil.objects.create(
                school=cast.school, given_name="L", family_name=str(number), external_key=str(number)
            )
            Placement.objects.create(school=cast.school, pupil=pupil, home_group=cast.group_2b, from_on=MONDAY)
            set_part(cast.mentor, case, pupil, "neutral")
            told_parents(cast.mentor, case, pupil, MONDAY)
        add_to_team(cast.mentor, case, cast.staff["Karim"])
        assert counted() == few
