"""A colleague tells a suspicion or an incident, sees where it arrives, and can always read it again."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from omzien.chapters.reports.models import Mention, Reader, Report
from omzien.chapters.reports.queries import own_reports, who_reads
from omzien.chapters.reports.staff_actions import StaffTelling, tell_report
from omzien.ground.journal.models import Entry
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import Role, RoleHolding
from tests.cast import SINCE, Cast, make_school
from tests.chapters.desk import AMSTERDAM, WEDNESDAY, key, log_in, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


def sent(**said: Any) -> dict[str, Any]:
    return {"form_key": key(), "nature": "incident", "told": "Tas in de sloot gegooid.", **said}


def test_a_colleague_tells_on_one_page_after_naming_the_group(client: Client, cast: Cast) -> None:
    petra = log_in(client, cast.teacher)
    first = petra.get(reverse("tell"))
    assert f"?klas={cast.group_2b.pk}" in first.content.decode()
    address = f"{reverse('tell')}?klas={cast.group_2b.pk}"
    page = petra.get(address).content.decode()
    assert "Noor Dekkers" in page
    assert "Mila Sanders" not in page
    done = petra.post(address, sent(pupil=str(cast.pupils["Noor"].pk), forms_seen=["taking"], places=["route"]))
    report = Report.objects.get()
    assert done.headers["Location"] == reverse("own_report", args=[report.pk])
    assert (report.source, report.nature, report.author) == ("staff", "incident", cast.staff["Petra"])
    assert report.told == "Tas in de sloot gegooid."
    assert (report.forms, report.places) == (["taking"], ["route"])
    assert report.home_group == cast.group_2b


def test_a_mentor_begins_in_the_own_group(client: Client, cast: Cast) -> None:
    page = log_in(client, cast.mentor).get(reverse("tell")).content.decode()
    assert "Zofia Kowalczyk" in page


@pytest.mark.clause("5.staff")
def test_it_goes_to_the_mentor_of_the_group_and_the_coordinator_reads_along(client: Client, cast: Cast) -> None:
    address = f"{reverse('tell')}?klas={cast.group_2b.pk}"
    page = log_in(client, cast.teacher).get(address).content.decode()
    promised = page[page.index("Wie leest dit?") :]
    assert "Sanne Vos" in promised
    assert "Jelle Bos" in promised
    assert "Karim Aslan" not in promised
    client.post(address, sent())
    report = Report.objects.get()
    assert [(one.staff, one.role) for one in report.readers.all()] == [(cast.staff["Sanne"], "mentor")]
    kept = {one.name for one in who_reads(report, cast.coordinator)}
    assert kept == {"Sanne Vos", "Jelle Bos", "Petra Wolters"}
    assert {notice.recipient for notice in Notice.objects.all()} == {cast.staff["Sanne"], cast.staff["Jelle"]}


def test_without_a_group_it_goes_to_the_anti_bullying_coordinator(client: Client, cast: Cast) -> None:
    address = f"{reverse('tell')}?klas=geen"
    page = log_in(client, cast.teacher).get(address).content.decode()
    assert "Jelle Bos" in page[page.index("Wie leest dit?") :]
    client.post(address, sent(name="een jongen uit de brugklas"))
    assert [one.staff for one in Reader.objects.all()] == [cast.staff["Jelle"]]


def test_a_pupil_with_an_own_mentor_is_that_mentors(client: Client, cast: Cast) -> None:
    RoleHolding.objects.create(
        school=cast.school, staff=cast.staff["Karim"], role=Role.MENTOR, pupil=cast.pupils["Noor"], from_on=SINCE
    )
    address = f"{reverse('tell')}?klas={cast.group_2b.pk}"
    page = log_in(client, cast.teacher).get(address).content.decode()
    assert "eigen mentor: Karim Aslan" in page
    client.post(address, sent(pupil=str(cast.pupils["Noor"].pk)))
    assert [one.staff for one in Reader.objects.all()] == [cast.staff["Karim"]]


@pytest.mark.clause("2.hidden")
def test_a_name_is_only_a_name_also_when_the_pupil_was_tapped(cast: Cast) -> None:
    report = told(cast, pupil=cast.pupils["Noor"], others="Tim, Esra en Finn")
    target, *others = sorted(report.mentions.all(), key=lambda one: one.about != "target")
    assert (target.name, target.state, target.pupil) == ("Noor Dekkers", "unconfirmed", None)
    assert {one.name for one in others} == {"Tim", "Esra", "Finn"}
    assert not Mention.objects.filter(pupil__isnull=False).exists()
    assert not cast.pupils["Noor"].mentions.exists()


def test_a_pupil_outside_ones_scope_is_typed_and_cannot_be_picked(client: Client, cast: Cast) -> None:
    director = log_in(client, cast.director)
    address = f"{reverse('tell')}?klas={cast.group_2b.pk}"
    assert "Noor Dekkers" not in director.get(address).content.decode()
    director.post(address, sent(pupil=str(cast.pupils["Noor"].pk), name="Noor uit 2B"))
    assert Mention.objects.get().name == "Noor uit 2B"
    assert Mention.objects.get().picked == ""


def test_who_came_to_talk_may_stay_unnamed_and_then_only_the_day_part_is_kept(cast: Cast) -> None:
    unnamed, named = told(cast, on_behalf=True), told(cast, on_behalf=True, came_name="Esra")
    assert unnamed.made_at.astimezone(AMSTERDAM).strftime("%H:%M") == "06:00"
    assert named.made_at == WEDNESDAY
    assert (unnamed.reporter_name, named.reporter_name) == ("", "Esra")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"nature": ""}, "Kies een antwoord."),
        ({"told": ""}, "Tik aan wat er gebeurt"),
        ({"happened_on": "2026-11-19"}, "of eerder."),
        ({"happened_on": "gisteren"}, "Dit is geen datum"),
        ({"told": "x" * 5001}, "5001 tekens"),
        ({"told": "nul\x00teken"}, "teken dat we niet kunnen bewaren"),
        ({"forms_seen": ["roof"]}, "Een van de keuzes is er niet meer"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_nothing_is_lost(
    client: Client, cast: Cast, wrong: dict[str, Any], says: str
) -> None:
    address = f"{reverse('tell')}?klas={cast.group_2b.pk}"
    said = sent(others="Tim", **wrong)
    page = log_in(client, cast.teacher).post(address, said)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert 'value="Tim"' in page.content.decode()
    assert not Report.objects.exists()


def test_sent_twice_it_arrives_once(client: Client, cast: Cast) -> None:
    petra = log_in(client, cast.teacher)
    address, said = f"{reverse('tell')}?klas={cast.group_2b.pk}", sent()
    first, second = petra.post(address, said), petra.post(address, said)
    assert first.headers["Location"] == second.headers["Location"]
    assert Report.objects.count() == 1
    assert Notice.objects.count() == 2  # Sanne, and Jelle who reads along


def test_a_key_of_another_form_is_refused(client: Client, cast: Cast) -> None:
    report = told(cast, pupil=cast.pupils["Noor"])
    sanne = log_in(client, cast.mentor)
    used = key()
    mention = report.mentions.get()
    sanne.post(reverse("refute_mention", args=[report.pk, mention.pk]), {"form_key": used})
    assert sanne.post(f"{reverse('tell')}?klas=geen", sent(form_key=used)).status_code == 400


@pytest.mark.clause("4.4")
def test_who_tells_sees_that_it_arrived_and_until_then_it_is_theirs(client: Client, cast: Cast) -> None:
    report = told(cast)
    petra = log_in(client, cast.teacher)
    page = petra.get(reverse("own_report", args=[report.pk])).content.decode()
    assert "Sanne Vos" in page
    assert "Let tot die tijd zelf op de leerling" in page
    assert "nog niet gelezen" in page
    assert "Zit steeds alleen." in page
    log_in(client, cast.mentor).get(reverse("report", args=[report.pk]))
    page = log_in(client, cast.teacher).get(reverse("own_report", args=[report.pk])).content.decode()
    assert "Gelezen" in page
    assert "gelezen op woensdag 18 november" in page


@pytest.mark.parametrize(
    ("state", "word"),
    [("received", "Ontvangen"), ("read", "Gelezen"), ("talking", "We praten erover"), ("done", "Klaar")],
)
def test_one_honest_word_says_how_far_it_is(client: Client, cast: Cast, state: str, word: str) -> None:
    report = told(cast)
    Report.objects.filter(pk=report.pk).update(state=state)
    petra = log_in(client, cast.teacher)
    assert re.search(rf"<b>{word}</b>", petra.get(reverse("own_report", args=[report.pk])).content.decode())
    assert word.lower() in petra.get(reverse("own_reports")).content.decode()


def test_own_reports_are_paged_newest_first_and_lose_none(cast: Cast, wednesday: time_machine.Traveller) -> None:
    keys: list[UUID] = []
    for _nth in range(45):
        keys.append(told(cast).pk)
        wednesday.shift(60)
    seen: list[UUID] = []
    after, pages = "", 0
    while pages == 0 or after:
        page = own_reports(cast.teacher, after)
        seen += [row.pk for row in page.rows]
        after, pages = page.after, pages + 1
    assert seen == keys[::-1]
    assert pages == 3
    assert own_reports(cast.teacher, "onzin_van_buiten").rows[0].pk == keys[-1]


def test_another_colleague_does_not_find_it(client: Client, cast: Cast) -> None:
    report = told(cast)
    karim = log_in(client, cast.other_mentor)
    assert karim.get(reverse("own_report", args=[report.pk])).status_code == 404
    assert str(report.pk) not in karim.get(reverse("own_reports")).content.decode()


def test_the_administrator_tells_nothing_and_reads_nothing(client: Client, cast: Cast) -> None:
    report = told(cast)
    wil = log_in(client, cast.administrator)
    for name, args in (("tell", []), ("own_reports", []), ("inbox", []), ("report", [report.pk])):
        assert wil.get(reverse(name, args=args)).status_code == 403


def test_a_mentor_who_writes_it_down_for_the_own_group_has_read_it(cast: Cast) -> None:
    made = tell_report(cast.mentor, key(), StaffTelling("incident", "Noor kwam langs.", home_group=cast.group_2b))
    report = Report.objects.get(pk=made)
    assert report.state == Report.State.READ
    assert report.readers.get().read_at == WEDNESDAY
    assert [notice.recipient for notice in Notice.objects.all()] == [cast.staff["Jelle"]]


def test_the_journal_says_that_it_was_told_and_not_what(cast: Cast) -> None:
    told(cast, pupil=cast.pupils["Noor"], told="Over Noor gezegd.")
    entry = Entry.objects.get(verb="report.tell")
    assert entry.facts == {"nature": "suspicion", "on_behalf": False, "readers": 1}


@pytest.mark.clause("4.6c")
def test_who_reads_along_is_told_and_the_author_is_not(cast: Cast) -> None:
    tell_report(cast.coordinator, key(), StaffTelling("suspicion", home_group=cast.group_2b))
    assert [one.recipient for one in Notice.objects.all()] == [cast.staff["Sanne"]]


def test_for_who_came_without_a_name_the_notice_waits_for_the_post(cast: Cast) -> None:
    told(cast, on_behalf=True)
    kept = {
        (one.made_at.astimezone(AMSTERDAM).hour, one.mail_after.astimezone(AMSTERDAM).hour)
        for one in Notice.objects.all()
    }
    assert kept == {(6, 12)}
