"""Who works on a report: the list, the whole story, who reads it, and whom a name means."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omzien.chapters.reports.jobs import tell_what_is_unread
from omzien.chapters.reports.matching import Finder
from omzien.chapters.reports.models import Mention, Reader, Report
from omzien.chapters.reports.queries import inbox, todo, who_reads
from omzien.chapters.reports.staff_actions import StaffTelling, confirm, tell_report
from omzien.ground.clock import today
from omzien.ground.journal.models import Entry
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import Placement, Pupil, Role, RoleHolding
from omzien.ground.vault.ring import index_key
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


def from_a_pupil(cast: Cast, name: str = "", **said: Any) -> Report:
    """A pupil tells something to Sanne, without a name."""
    whole: dict[str, Any] = {"source": "pupil", "door": "other", "made_at": WEDNESDAY, "told": "Help.", **said}
    report = Report.objects.create(school=cast.school, **whole)
    Reader.objects.create(school=cast.school, report=report, staff=cast.staff["Sanne"], role=Role.MENTOR)
    if name:
        Mention.objects.create(school=cast.school, report=report, about=Mention.About.TARGET, name=name)
    return report


def everything_kept() -> str:
    """Return every value of every table, opened where it is sealed."""
    kept = []
    for model in apps.get_models():
        for row in model._base_manager.all():
            kept += [str(getattr(row, field.attname)) for field in model._meta.concrete_fields]
    return "\n".join(kept)


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_inbox_is_for_whom_it_is_addressed_and_who_reads_along(cast: Cast) -> None:
    report = told(cast)
    assert [row.pk for row in inbox(cast.mentor).rows] == [report.pk]
    assert [row.pk for row in inbox(cast.coordinator).rows] == [report.pk]
    assert inbox(cast.other_mentor).rows == []
    assert inbox(cast.pupil_coordinator).rows == []


def test_another_hat_of_the_same_person_does_not_see_it(cast: Cast) -> None:
    told(cast)
    assert inbox(cast.viewer("Sanne", Role.TEACHER)).rows == []


def test_unread_stands_on_top_then_the_newest(cast: Cast, wednesday: time_machine.Traveller, client: Client) -> None:
    old, middle, new = (told(cast, told=text) for text in ("a", "b", "c"))
    for nth, report in enumerate((old, middle, new)):
        Report.objects.filter(pk=report.pk).update(made_at=WEDNESDAY + timedelta(hours=nth))
    log_in(client, cast.mentor).get(reverse("report", args=[new.pk]))
    assert [row.pk for row in inbox(cast.mentor).rows] == [middle.pk, old.pk, new.pk]
    assert [row.unread for row in inbox(cast.mentor).rows] == [True, True, False]


def test_pages_of_twenty_lose_none_and_show_none_twice(cast: Cast) -> None:
    keys: set[UUID] = set()
    for nth in range(47):
        report = told(cast)
        moment = WEDNESDAY + timedelta(minutes=nth // 3)
        Report.objects.filter(pk=report.pk).update(made_at=moment, state="read" if nth % 2 else "received")
        if nth % 2:
            report.readers.update(read_at=moment)
        keys.add(report.pk)
    seen: list[UUID] = []
    after = ""
    sizes: list[int] = []
    while not sizes or after:
        page = inbox(cast.mentor, after=after)
        seen += [row.pk for row in page.rows]
        after = page.after
        sizes.append(len(page.rows))
    assert sizes == [20, 20, 7]
    assert len(seen) == len(set(seen)) == 47
    assert set(seen) == keys
    assert [row.unread for row in inbox(cast.mentor).rows] == [True] * 20


def test_the_filter_keeps_one_state(client: Client, cast: Cast) -> None:
    told(cast)
    done = told(cast)
    Report.objects.filter(pk=done.pk).update(state="done")
    done.readers.update(read_at=WEDNESDAY)
    assert [row.pk for row in inbox(cast.mentor, "klaar").rows] == [done.pk]
    page = log_in(client, cast.mentor).get(reverse("inbox"), {"staat": "klaar"}).content.decode()
    assert str(done.pk) in page
    assert log_in(client, cast.mentor).get(reverse("inbox"), {"staat": "'--", "na": "x"}).status_code == 200


def test_the_list_asks_as_much_of_the_database_for_forty_as_for_four(client: Client, cast: Cast) -> None:
    mentor = log_in(client, cast.mentor)
    counts = []
    for many in (4, 40):
        for nth in range(many):
            report = told(cast, pupil=cast.pupils["Noor"])
            if nth % 4:
                report.readers.update(read_at=WEDNESDAY)
                Report.objects.filter(pk=report.pk).update(state="read")
        with CaptureQueriesContext(connection) as asked:
            mentor.get(reverse("inbox"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_report_without_a_name_shows_the_day_part_and_never_the_minute(client: Client, cast: Cast) -> None:
    report = from_a_pupil(cast, made_at=datetime(2026, 11, 18, 10, 17, tzinfo=AMSTERDAM))
    mentor = log_in(client, cast.mentor)
    for address in (reverse("inbox"), reverse("report", args=[report.pk])):
        page = mentor.get(address).content.decode()
        assert "woensdag 18 november ’s\u00a0ochtends" in page
        assert "10:17" not in page


def test_no_name_of_a_pupil_stands_in_the_list_the_title_or_an_address(client: Client, cast: Cast) -> None:
    report = told(cast, pupil=cast.pupils["Zofia"], told="Zofia zit alleen.", others="Finn")
    mentor = log_in(client, cast.mentor)
    assert "Zofia" not in mentor.get(reverse("inbox")).content.decode()
    page = mentor.get(reverse("report", args=[report.pk])).content.decode()
    assert "<title>Melding | Omzien</title>" in page
    assert "Zofia Kowalczyk" in page


# --- the whole report ------------------------------------------------------------------------------------------------


def test_opening_it_marks_it_read_and_reading_is_history(client: Client, cast: Cast) -> None:
    report = told(cast)
    assert report.state == "received"
    page = log_in(client, cast.mentor).get(reverse("report", args=[report.pk])).content.decode()
    report.refresh_from_db()
    assert report.state == "read"
    assert report.readers.get().read_at == WEDNESDAY
    entry = Entry.objects.get(verb="report.read")
    assert (entry.actor, entry.hat, entry.about_id) == (cast.staff["Sanne"].pk, "mentor", report.pk)
    assert "Zit steeds alleen." in page
    for way in ("triage", "first_talk", "open_case", "join_case"):
        assert reverse(way, args=[report.pk]) in page


def test_opened_by_who_reads_along_the_mentor_has_still_to_read_it(client: Client, cast: Cast) -> None:
    report = told(cast)
    log_in(client, cast.coordinator).get(reverse("report", args=[report.pk]))
    report.refresh_from_db()
    assert report.state == "read"
    assert inbox(cast.mentor).rows[0].unread
    assert not inbox(cast.coordinator).rows[0].unread


def test_who_reads_this_is_the_policy_itself(client: Client, cast: Cast) -> None:
    report = told(cast)
    page = log_in(client, cast.mentor).get(reverse("report", args=[report.pk])).content.decode()
    for one in who_reads(report, cast.mentor):
        assert one.you or one.name in page
    assert {one.name for one in who_reads(report, cast.mentor)} == {"Sanne Vos", "Jelle Bos", "Petra Wolters"}
    assert "Maarten Prins" not in page


def test_outside_it_does_not_exist(client: Client, cast: Cast) -> None:
    report = told(cast, pupil=cast.pupils["Noor"])
    mention = report.mentions.get()
    karim = log_in(client, cast.other_mentor)
    for name in ("report", "own_report", "triage", "follow_up", "open_case", "join_case", "first_talk"):
        assert karim.get(reverse(name, args=[report.pk])).status_code == 404
    for name in ("confirm_mention", "refute_mention"):
        said = {"form_key": key(), "pupil": str(cast.pupils["Noor"].pk)}
        assert karim.post(reverse(name, args=[report.pk, mention.pk]), said).status_code == 404
    assert karim.get(reverse("mention", args=[report.pk, mention.pk])).status_code == 404
    assert karim.get(reverse("report", args=[uuid4()])).status_code == 404


def test_its_author_reads_it_but_may_not_work_on_it(client: Client, cast: Cast) -> None:
    made = tell_report(cast.other_mentor, key(), StaffTelling("incident", "In 2B.", home_group=cast.group_2b))
    karim = log_in(client, cast.other_mentor)
    assert karim.get(reverse("report", args=[made])).headers["Location"] == reverse("own_report", args=[made])
    for name in ("triage", "follow_up", "open_case", "join_case", "first_talk"):
        assert karim.get(reverse(name, args=[made])).status_code == 403
    assert Report.objects.get(pk=made).state == "received"


def test_whoever_is_not_logged_in_is_asked_to(client: Client, cast: Cast) -> None:
    report = told(cast)
    for name, args in (("inbox", []), ("report", [report.pk]), ("tell", []), ("triage", [report.pk])):
        assert client.get(reverse(name, args=args)).headers["Location"].startswith("/inloggen/")


# --- whom a name means -----------------------------------------------------------------------------------------------


@pytest.mark.clause("2.hidden")
def test_one_tap_confirms_the_pupil_who_was_picked(client: Client, cast: Cast) -> None:
    report = told(cast, pupil=cast.pupils["Noor"])
    mention = report.mentions.get()
    mentor = log_in(client, cast.mentor)
    page = mentor.get(reverse("report", args=[report.pk])).content.decode()
    assert "Ja, Noor Dekkers (2B)" in page
    said = {"form_key": key(), "pupil": str(cast.pupils["Noor"].pk)}
    mentor.post(reverse("confirm_mention", args=[report.pk, mention.pk]), said)
    mention.refresh_from_db()
    assert (mention.state, mention.pupil, mention.checked_by) == ("confirmed", cast.pupils["Noor"], cast.staff["Sanne"])
    assert mention.checked_at == WEDNESDAY


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Noor", "Noor Dekkers"),
        ("noor d.", "Noor Dekkers"),
        ("Sofie vd Meer", None),
        ("sofie van der meer", "Sofie van der Meer"),
        ("Ésra", "Esra Yildiz"),
        ("Kowalczyk", "Zofia Kowalczyk"),
        ("Nour", "Noor Dekkers"),
        ("Bram", "Bram te Velde"),
        ("Quinten", None),
        ("???", None),
    ],
)
def test_a_typed_name_is_matched_kindly(cast: Cast, typed: str, first: str | None) -> None:
    found = Finder(cast.mentor, cast.group_2b.pk).find(typed)
    assert (found[0].name if found else None) == first


def test_who_is_in_the_named_group_is_proposed_first(cast: Cast) -> None:
    for group, family in ((cast.group_2c, "Aker"), (cast.group_2b, "Zand")):
        pupil = Pupil.objects.create(
            school=cast.school, given_name="Kiki", family_name=family, external_key=index_key("pupil", family)
        )
        Placement.objects.create(school=cast.school, pupil=pupil, home_group=group, from_on=SINCE)
    assert [row.name for row in Finder(cast.mentor, cast.group_2b.pk).find("Kiki")] == ["Kiki Zand"]
    assert [row.name for row in Finder(cast.mentor, None).find("Kiki")] == ["Kiki Aker", "Kiki Zand"]


def test_proposals_stay_within_the_scope_of_who_looks(cast: Cast) -> None:
    cast.group_2c.core_team = None
    cast.group_2c.save()
    assert Finder(cast.mentor, cast.group_2b.pk).find("Bram") == []
    assert [row.name for row in Finder(cast.coordinator, cast.group_2b.pk).find("Bram")] == ["Bram te Velde"]


def test_another_pupil_is_chosen_from_a_group(client: Client, cast: Cast) -> None:
    report = told(cast, name="die lange jongen")
    mention = report.mentions.get()
    mentor = log_in(client, cast.mentor)
    address = reverse("mention", args=[report.pk, mention.pk])
    page = mentor.get(f"{address}?klas={cast.group_2c.pk}").content.decode()
    assert "Ruben Hoekstra" in page
    assert "Tim Bouwman" not in page
    said = {"form_key": key(), "pupil": str(cast.pupils["Ruben"].pk)}
    assert mentor.post(f"{address}?klas={cast.group_2c.pk}", said).status_code == 302
    mention.refresh_from_db()
    assert mention.pupil == cast.pupils["Ruben"]
    empty = mentor.post(address, {"form_key": key()})
    assert empty.status_code == 422
    assert "Kies een leerling." in empty.content.decode()


def test_a_pupil_outside_the_scope_cannot_be_confirmed(client: Client, cast: Cast) -> None:
    cast.group_2c.core_team = None
    cast.group_2c.save()
    report = told(cast, name="Ruben")
    said = {"form_key": key(), "pupil": str(cast.pupils["Ruben"].pk)}
    address = reverse("confirm_mention", args=[report.pk, report.mentions.get().pk])
    assert log_in(client, cast.mentor).post(address, said).status_code == 404
    assert log_in(client, cast.mentor).post(address, {"form_key": "x", "pupil": "y"}).status_code == 404


@pytest.mark.clause("2.hidden")
@pytest.mark.parametrize("confirmed_first", [False, True])
def test_a_refuted_name_is_unlinked_and_erased(client: Client, cast: Cast, confirmed_first: bool) -> None:
    report = from_a_pupil(cast, name="Wendelmoed")
    mention = report.mentions.get()
    mentor = log_in(client, cast.mentor)
    if confirmed_first:
        said = {"form_key": key(), "pupil": str(cast.pupils["Noor"].pk)}
        mentor.post(reverse("confirm_mention", args=[report.pk, mention.pk]), said)
    assert "Wendelmoed" in everything_kept()
    seen = "confirmed" if confirmed_first else "unconfirmed"
    mentor.post(reverse("refute_mention", args=[report.pk, mention.pk]), {"form_key": key(), "seen": seen})
    mention.refresh_from_db()
    assert (mention.state, mention.name, mention.picked, mention.pupil) == ("refuted", "", "", None)
    assert "Wendelmoed" not in everything_kept()
    assert "Wendelmoed" not in mentor.get(reverse("report", args=[report.pk])).content.decode()


def test_what_a_colleague_found_out_first_stays(client: Client, cast: Cast) -> None:
    """Jelle's page still shows an open name when Sanne has confirmed it: his "klopt niet" erases nothing."""
    report = told(cast, pupil=cast.pupils["Noor"])
    mention = report.mentions.get()
    confirm(cast.mentor, mention, cast.pupils["Noor"], key())
    coordinator = log_in(client, cast.coordinator)
    late = {"form_key": key(), "seen": "unconfirmed"}
    page = coordinator.post(reverse("refute_mention", args=[report.pk, mention.pk]), late, follow=True)
    assert "Een collega heeft deze naam net nagegaan" in page.content.decode()
    mention.refresh_from_db()
    assert (mention.state, mention.pupil) == ("confirmed", cast.pupils["Noor"])


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_page_mark_from_the_end_of_time_is_the_first_page(client: Client, cast: Cast, moment: str) -> None:
    mark = f"1_{moment}_11111111-1111-4111-8111-111111111111"
    assert log_in(client, cast.mentor).get(reverse("inbox"), {"na": mark}).status_code == 200


def test_a_button_pressed_twice_counts_once(client: Client, cast: Cast) -> None:
    report = told(cast, pupil=cast.pupils["Noor"])
    address = reverse("confirm_mention", args=[report.pk, report.mentions.get().pk])
    said = {"form_key": key(), "pupil": str(cast.pupils["Noor"].pk)}
    mentor = log_in(client, cast.mentor)
    assert [mentor.post(address, said).status_code for _nth in range(2)] == [302, 302]
    assert Entry.objects.filter(verb="mention.confirmed").count() == 1


# --- Vandaag and the clock -------------------------------------------------------------------------------------------


def test_an_unread_report_stands_on_vandaag_of_whom_it_is_addressed_to(client: Client, cast: Cast) -> None:
    report = told(cast)
    (row,) = todo(cast.mentor)
    assert (row.due_from, row.due_until) == (today(), today() + timedelta(days=1))
    assert row.url == reverse("report", args=[report.pk])
    assert todo(cast.coordinator) == []
    log_in(client, cast.mentor).get(row.url)
    assert todo(cast.mentor) == []


@pytest.mark.parametrize("how", ["left the school", "is mentor no more"])
def test_whose_reader_is_gone_stands_on_vandaag_of_the_coordinator(cast: Cast, how: str) -> None:
    report = told(cast)
    yesterday = today() - timedelta(days=1)
    if how == "left the school":
        cast.staff["Sanne"].left_on = yesterday
        cast.staff["Sanne"].save()
    else:
        RoleHolding.objects.filter(staff=cast.staff["Sanne"]).update(until_on=yesterday)
    assert [row.url for row in todo(cast.coordinator)] == [reverse("report", args=[report.pk])]
    assert todo(cast.other_mentor) == []


def test_vandaag_costs_as_much_for_thirty_as_for_one(cast: Cast) -> None:
    counts = []
    for many in (1, 29):
        for _nth in range(many):
            told(cast)
        with CaptureQueriesContext(connection) as asked:
            todo(cast.mentor)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4


@pytest.mark.clause("5.staff")
def test_unread_for_more_than_a_school_day_the_readers_hear_it_again_and_the_coordinator_too(cast: Cast) -> None:
    told(cast)
    Notice.objects.all().delete()
    with time_machine.travel(WEDNESDAY + timedelta(days=1), tick=False):
        assert tell_what_is_unread(today()) == 0
    with time_machine.travel(WEDNESDAY + timedelta(days=2), tick=False):
        assert tell_what_is_unread(today()) == 2
        assert tell_what_is_unread(today()) == 0
    assert {notice.recipient.given_name for notice in Notice.objects.all()} == {"Sanne", "Jelle"}
    assert {notice.kind for notice in Notice.objects.all()} == {"report.unread"}


def test_told_on_friday_it_is_late_on_tuesday(cast: Cast, wednesday: time_machine.Traveller) -> None:
    wednesday.move_to(WEDNESDAY + timedelta(days=2))
    told(cast)
    Notice.objects.all().delete()
    found = []
    for days in range(1, 5):
        wednesday.move_to(WEDNESDAY + timedelta(days=2 + days))
        found.append(tell_what_is_unread(today()))
    assert found == [0, 0, 0, 2]


def test_what_was_read_asks_for_no_reading(client: Client, cast: Cast, wednesday: time_machine.Traveller) -> None:
    report = told(cast)
    log_in(client, cast.mentor).get(reverse("report", args=[report.pk]))
    wednesday.move_to(WEDNESDAY + timedelta(days=9))
    assert tell_what_is_unread(today()) == 0


def test_only_who_opens_the_page_has_read_it(client: Client, cast: Cast) -> None:
    report = told(cast)
    address = reverse("report", args=[report.pk])
    assert log_in(client, cast.mentor).head(address).status_code == 200
    report.refresh_from_db()
    assert (report.state, report.readers.get().read_at) == (Report.State.RECEIVED, None)
    client.get(address)
    report.refresh_from_db()
    assert report.state == Report.State.READ


def test_looking_at_ones_own_words_stands_in_the_journal_once_per_look(client: Client, cast: Cast) -> None:
    address = reverse("own_report", args=[told(cast).pk])
    petra = log_in(client, cast.teacher)
    assert petra.head(address).status_code == 200
    assert not Entry.objects.filter(verb="report.reread").exists()
    petra.get(address)
    assert Entry.objects.filter(verb="report.reread").count() == 1
