"""School Data Sync v2.1, as many schools make it already."""

from collections.abc import Iterator

import pytest
import time_machine

from omzien.ground.school.imports.read import Intake, Source, read_sources
from omzien.ground.school.models import Account, Guardian, Guardianship, HomeGroup, School
from tests.ground.school.imports.loading import (
    FILES,
    counts,
    empty_school,
    group_of,
    lists,
    load,
    look,
    mentors,
    pupils,
    staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_sunday_in_november() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def school() -> School:
    return empty_school()


def delivery(**changes: str) -> Intake:
    """Return the delivery in the folder, with some of its files replaced."""
    texts = {path.stem: path.read_text() for path in (FILES / "sds").iterdir()}
    return read_sources([Source(f"{name}.csv", text.encode()) for name, text in (texts | changes).items() if text])


def test_a_delivery_is_loaded_whole(school: School) -> None:
    plan = look(school, lists("sds"))
    assert plan.errors == []
    assert [counts(plan, kind) for kind in ("pupils", "staff", "groups", "guardians")] == [
        (3, 0, 0),
        (2, 0, 0),
        (2, 0, 0),
        (1, 0, 0),
    ]
    load(school, lists("sds"))
    assert pupils(school)["s1"].family_name == "Meer"
    assert pupils(school)["s1"].infix == "van der"
    assert [group_of(school, number) for number in ("s1", "s2", "s3")] == ["2B", "2B", "2C"]
    assert mentors(HomeGroup.objects.get(name="2B")) == ["Sanne Vos"]
    assert not HomeGroup.objects.filter(name="2B-ne").exists()


def test_the_user_name_is_the_address_when_no_address_is_given(school: School) -> None:
    load(school, lists("sds"))
    assert pupils(school)["s1"].email == "s1@leerling.example"
    assert staff(school)["t2"].email == "j.bos@school.example"
    assert Account.objects.count() == 2


def test_a_guardian_is_linked_to_the_pupil(school: School) -> None:
    load(school, lists("sds"))
    link = Guardianship.objects.get()
    assert (link.pupil_id, link.guardian.full_name) == (pupils(school)["s1"].pk, "Anja van der Meer")
    assert Guardian.objects.get().phone == ""


def test_the_same_delivery_twice_changes_nothing(school: School) -> None:
    load(school, lists("sds"))
    assert look(school, lists("sds")).items == []


def test_headers_may_be_written_in_capitals(school: School) -> None:
    users = (FILES / "sds" / "users.csv").read_text()
    plan = look(school, delivery(users=users.replace(users.split("\n")[0], users.split("\n")[0].upper())))
    assert counts(plan, "pupils") == (3, 0, 0)


def test_without_roles_nobody_can_tell_who_is_a_pupil(school: School) -> None:
    plan = look(school, delivery(roles=""))
    assert plan.items == []
    assert "roles.csv" in plan.errors[0].message


def test_another_school_of_the_board_is_left_alone(school: School) -> None:
    orgs = "sourcedId,name,type,parentSourcedId\norg1,De Lindehof,school,\norg2,De Esdoorn,school,\n"
    roles = (FILES / "sds" / "roles.csv").read_text().replace("s3,org1", "s3,org2")
    plan = look(school, delivery(orgs=orgs, roles=roles))
    assert counts(plan, "pupils") == (2, 0, 0)
    assert plan.errors == []


def test_who_is_enrolled_but_no_user_is_told(school: School) -> None:
    enrollments = "classSourcedId,userSourcedId,role\nc1,s1,student\nc1,s9,student\n"
    plan = look(school, delivery(enrollments=enrollments))
    assert [(error.file, error.row, error.column, error.value) for error in plan.errors] == [
        ("enrollments.csv", 3, "userSourcedId", "s9")
    ]


def test_when_no_class_is_called_like_a_home_group_the_largest_class_of_each_pupil_is_taken(school: School) -> None:
    classes = "sourcedId,orgSourcedId,title\nc1,org1,Oranje\nc2,org1,Paars\nc3,org1,Wiskunde\n"
    enrollments = "classSourcedId,userSourcedId,role\nc1,s1,student\nc1,s2,student\nc2,s3,student\nc3,s1,student\n"
    load(school, delivery(classes=classes, enrollments=enrollments))
    assert [group_of(school, number) for number in ("s1", "s2", "s3")] == ["Oranje", "Oranje", "Paars"]


def test_a_person_can_say_which_titles_are_home_groups(school: School) -> None:
    classes = "sourcedId,orgSourcedId,title\nc1,org1,SG Oranje\nc2,org1,SG Paars\nc3,org1,2B\n"
    school.load_maps.create(header="stamgroepen", field="SG *")
    load(school, delivery(classes=classes))
    assert sorted(HomeGroup.objects.values_list("name", flat=True)) == ["SG Oranje", "SG Paars"]


def test_a_class_with_many_teachers_gets_no_mentor_by_itself(school: School) -> None:
    users = (FILES / "sds" / "users.csv").read_text()
    roles = (FILES / "sds" / "roles.csv").read_text()
    enrollments = (FILES / "sds" / "enrollments.csv").read_text()
    for number in range(3, 6):
        users += f"t{number},,Docent,Nummer{number},,,d{number}@school.example,,\n"
        roles += f"t{number},org1,teacher\n"
        enrollments += f"c1,t{number},teacher\n"
    intake = delivery(users=users, roles=roles, enrollments=enrollments)
    assert any("2B heeft 4 docenten" in note for note in look(school, intake).notes)
    load(school, intake)
    assert mentors(HomeGroup.objects.get(name="2B")) == []
