"""Keeping a colleague out: nothing is left of it for them, and never is anything without somebody who carries it."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from omzien.chapters.approach.actions.cases import hand_over, nudge
from omzien.chapters.approach.actions.conflicts import OwnerNeeded, keep_out, let_in_again
from omzien.chapters.approach.actions.team import add_to_team, set_part, told_colleague
from omzien.chapters.approach.models import Case, CaseReport
from omzien.chapters.approach.moves import MoveRefused
from omzien.chapters.reports.models import Report
from omzien.ground.access.engine import readers, scope
from omzien.ground.access.models import Conflict
from omzien.ground.journal.models import Entry
from omzien.ground.notices.models import Notice
from omzien.ground.notices.outbox import send_mail
from omzien.ground.notices.tell import tell
from omzien.ground.school.models import Guardian, Guardianship, Role, RoleHolding
from tests.cast import SINCE, Cast, make_school
from tests.chapters.desk import key, log_in, told
from tests.stories.telling import case_about, on

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)
WEDNESDAY = date(2026, 11, 18)
CLOSE = Conflict.Why.CLOSE


@pytest.fixture
def cast() -> Cast:
    return make_school()


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    with on(WEDNESDAY):
        yield


@pytest.fixture
def case(cast: Cast) -> Case:
    return case_about(cast)


def report_of(case: Case) -> Report:
    return CaseReport.objects.get(case=case).report


def names(case: Case | Report) -> set[str]:
    return {staff.given_name for staff, _role in readers(case)}


# --- nothing is left of it for who is kept out -----------------------------------------------------------------------


def test_kept_out_of_a_case_one_finds_nothing_of_it_anywhere(client: Client, cast: Cast, case: Case) -> None:
    add_to_team(cast.mentor, case, cast.staff["Fatima"])
    report = report_of(case)
    keep_out(cast.mentor, case, cast.staff["Fatima"], CLOSE)
    log_in(client, cast.pupil_coordinator)
    for name in ("case", "case_timeline", "case_agreements", "case_people", "case_file", "case_conflicts", "case_end"):
        assert client.get(reverse(name, args=[case.pk])).status_code == 404, name
    for name in ("report", "triage", "open_case", "report_conflicts", "own_report"):
        assert client.get(reverse(name, args=[report.pk])).status_code == 404, name
    for name in ("today", "cases", "inbox", "own_reports"):
        shown = client.get(reverse(name)).content.decode()
        assert str(case.pk) not in shown, name
        assert str(report.pk) not in shown, name
        assert "Noor" not in shown, name


def test_a_coordinator_who_is_kept_out_does_not_see_it_in_the_overview_either(
    client: Client, cast: Cast, case: Case
) -> None:
    with on(date(2026, 12, 16)):
        log_in(client, cast.coordinator)
        assert "Noor" in client.get(reverse("overview")).content.decode()
        add_to_team(cast.mentor, case, cast.staff["Fatima"])
        keep_out(cast.mentor, case, cast.staff["Jelle"], CLOSE)
        for name in ("overview", "cases", "inbox", "today"):
            shown = client.get(reverse(name)).content.decode()
            assert "Noor" not in shown, name
            assert str(case.pk) not in shown, name
        other = case_about(cast, "Daan")
        joining = client.get(reverse("join_case", args=[_loose(cast).pk])).content.decode()
        assert str(other.pk) in joining
        assert str(case.pk) not in joining


def _loose(cast: Cast) -> Report:
    """A report that belongs to no case yet."""
    return told(cast)


def test_what_they_were_told_of_it_goes_and_unsent_mail_stays(client: Client, cast: Cast, case: Case) -> None:
    add_to_team(cast.mentor, case, cast.staff["Fatima"])
    mine = Notice.objects.filter(recipient=cast.staff["Fatima"], seen_at=None)
    assert mine.exists()
    keep_out(cast.mentor, case, cast.staff["Fatima"], CLOSE)
    assert not mine.exists()
    Notice.objects.exclude(recipient=cast.staff["Fatima"]).delete()
    assert send_mail() == 0


def test_nobody_who_is_kept_out_is_ever_told_again(cast: Cast, case: Case) -> None:
    add_to_team(cast.mentor, case, cast.staff["Fatima"])
    keep_out(cast.mentor, case, cast.staff["Jelle"], CLOSE)
    assert not tell(cast.staff["Jelle"], "case.late", "once", f"/situaties/{case.pk}/")
    assert not tell(cast.staff["Jelle"], "report.unread", "two", f"/meldingen/{report_of(case).pk}/")
    assert tell(cast.staff["Sanne"], "case.late", "once", f"/situaties/{case.pk}/")


def test_they_learn_nothing_and_the_coordinator_hears(cast: Cast, case: Case) -> None:
    add_to_team(cast.mentor, case, cast.staff["Fatima"])
    Notice.objects.all().delete()
    keep_out(cast.mentor, case, cast.staff["Fatima"], CLOSE)
    told_to = {(row.recipient.given_name, row.kind) for row in Notice.objects.all()}
    assert told_to == {("Jelle", "conflict.new")}
    # The journal tells that it was done, and not whom it is about.
    facts = Entry.objects.get(verb="conflict.bar").facts
    assert str(cast.staff["Fatima"].pk) not in str(facts)


def test_their_deputy_is_kept_out_with_them(cast: Cast, case: Case) -> None:
    RoleHolding.objects.create(
        school=cast.school,
        staff=cast.staff["Karim"],
        role=Role.ANTI_BULLYING_COORDINATOR,
        stands_in_for=cast.staff["Jelle"],
        from_on=SINCE,
    )
    deputy = cast.viewer("Karim", Role.ANTI_BULLYING_COORDINATOR)
    assert scope(deputy, Case).exists()
    keep_out(cast.mentor, case, cast.staff["Jelle"], CLOSE)
    assert not scope(deputy, Case).exists()
    assert names(case) == {"Sanne", "Fatima"}


def test_let_in_again_the_role_reaches_it_again(cast: Cast, case: Case) -> None:
    add_to_team(cast.mentor, case, cast.staff["Fatima"])
    keep_out(cast.mentor, case, cast.staff["Jelle"], CLOSE)
    conflict = Conflict.objects.get()
    let_in_again(cast.mentor, case, conflict)
    let_in_again(cast.mentor, case, conflict)
    assert scope(cast.coordinator, Case).exists()
    assert Entry.objects.filter(verb="conflict.end").count() == 1


# --- somebody always carries it --------------------------------------------------------------------------------------


def test_an_owner_is_kept_out_only_with_a_new_owner(cast: Cast, case: Case) -> None:
    with pytest.raises(OwnerNeeded):
        keep_out(cast.coordinator, case, cast.staff["Sanne"], CLOSE)
    assert not Conflict.objects.exists()
    keep_out(cast.coordinator, case, cast.staff["Sanne"], CLOSE, cast.staff["Karim"])
    case.refresh_from_db()
    assert case.owner == cast.staff["Karim"]
    assert names(case) == {"Karim", "Jelle"}
    assert Notice.objects.filter(recipient=cast.staff["Karim"], kind="case.yours").exists()


def test_the_new_owner_cannot_be_barred_either(cast: Cast, case: Case) -> None:
    keep_out(cast.mentor, case, cast.staff["Karim"], CLOSE)
    with pytest.raises(OwnerNeeded):
        keep_out(cast.coordinator, case, cast.staff["Sanne"], CLOSE, cast.staff["Karim"])
    with pytest.raises(OwnerNeeded):
        keep_out(cast.coordinator, case, cast.staff["Sanne"], CLOSE, cast.staff["Sanne"])
    assert Case.objects.get().owner == cast.staff["Sanne"]


def test_keeping_the_owner_out_of_a_report_asks_for_a_new_owner_of_its_case(cast: Cast, case: Case) -> None:
    report = report_of(case)
    with pytest.raises(OwnerNeeded):
        keep_out(cast.coordinator, report, cast.staff["Sanne"], CLOSE)
    keep_out(cast.coordinator, report, cast.staff["Sanne"], CLOSE, cast.staff["Karim"])
    assert not scope(cast.mentor, Case).exists()
    assert not scope(cast.mentor, Report).exists()


def test_who_carries_a_case_can_keep_themselves_out(client: Client, cast: Cast, case: Case) -> None:
    log_in(client, cast.mentor)
    said = {"staff": str(cast.staff["Sanne"].pk), "why": "close", "new_owner": str(cast.staff["Karim"].pk)}
    answer = client.post(reverse("case_conflicts", args=[case.pk]), {"form_key": key(), **said})
    assert answer["Location"] == reverse("cases")
    assert scope(cast.other_mentor, Case).filter(owner=cast.staff["Karim"]).exists()
    assert not scope(cast.mentor, Case).exists()


def test_with_the_only_coordinator_outside_the_pupil_coordinator_watches_over_the_case(cast: Cast, case: Case) -> None:
    keep_out(cast.mentor, case, cast.staff["Jelle"], CLOSE)
    assert names(case) == {"Sanne", "Fatima"}
    assert Notice.objects.filter(recipient=cast.staff["Fatima"], kind="case.team").exists()


def test_a_report_that_only_the_coordinator_read_goes_to_the_pupil_coordinator(cast: Cast) -> None:
    report = told(cast, home_group=None)
    assert {staff.given_name for staff, _role in readers(report, "handle")} == {"Jelle"}
    keep_out(cast.coordinator, report, cast.staff["Jelle"], CLOSE)
    assert {staff.given_name for staff, _role in readers(report, "handle")} == {"Fatima"}
    assert Notice.objects.filter(recipient=cast.staff["Fatima"], kind="report.new").exists()


def test_when_nobody_is_left_it_is_refused_and_says_who_must_be_appointed(cast: Cast) -> None:
    RoleHolding.objects.filter(role=Role.PUPIL_COORDINATOR).delete()
    report = told(cast, home_group=None)
    with pytest.raises(MoveRefused) as refused:
        keep_out(cast.coordinator, report, cast.staff["Jelle"], CLOSE)
    assert "antipestcoördinator of een leerlingencoördinator" in str(refused.value.said)
    assert not Conflict.objects.exists()
    assert scope(cast.coordinator, Report).exists()


# --- who is barred is not offered, and refused -----------------------------------------------------------------------


def test_a_barred_colleague_is_not_offered_and_refused_everywhere(client: Client, cast: Cast, case: Case) -> None:
    keep_out(cast.mentor, case, cast.staff["Karim"], CLOSE)
    log_in(client, cast.mentor)
    for name in ("case_team_add", "case_told_colleague", "case_conflicts"):
        offered = client.get(reverse(name, args=[case.pk])).content.decode()
        assert f'value="{cast.staff["Karim"].pk}"' not in offered, name
        assert f'value="{cast.staff["Fatima"].pk}"' in offered, name
    log_in(client, cast.coordinator)
    assert (
        f'value="{cast.staff["Karim"].pk}"'
        not in client.get(reverse("case_hand_over", args=[case.pk])).content.decode()
    )
    with pytest.raises(MoveRefused):
        add_to_team(cast.mentor, case, cast.staff["Karim"])
    with pytest.raises(MoveRefused):
        hand_over(cast.coordinator, case, cast.staff["Karim"], "")
    with pytest.raises(MoveRefused):
        told_colleague(cast.mentor, case, cast.staff["Karim"], WEDNESDAY)
    nudge(cast.coordinator, case)
    assert not Notice.objects.filter(recipient=cast.staff["Karim"]).exists()


def test_only_the_owner_and_the_coordinator_keep_somebody_out_of_a_case(client: Client, cast: Cast, case: Case) -> None:
    add_to_team(cast.mentor, case, cast.staff["Fatima"])
    with pytest.raises(PermissionDenied):
        keep_out(cast.pupil_coordinator, case, cast.staff["Karim"], CLOSE)
    log_in(client, cast.pupil_coordinator)
    assert client.get(reverse("case_conflicts", args=[case.pk])).status_code == 403
    assert (
        reverse("case_conflicts", args=[case.pk])
        not in client.get(reverse("case_people", args=[case.pk])).content.decode()
    )
    log_in(client, cast.mentor)
    assert (
        reverse("case_conflicts", args=[case.pk]) in client.get(reverse("case_people", args=[case.pk])).content.decode()
    )


def test_a_parent_of_a_pupil_does_not_become_owner_nor_does_the_owners_child_come_in(cast: Cast, case: Case) -> None:
    _parent(cast, "Sanne", "Daan")
    with pytest.raises(MoveRefused):
        set_part(cast.mentor, case, cast.pupils["Daan"], "involved")
    with pytest.raises(MoveRefused):
        case_about(cast, "Daan")
    assert case.parts.count() == 1


def _parent(cast: Cast, staff: str, pupil: str) -> None:
    guardian = Guardian.objects.create(school=cast.school, external_key=f"{staff}-{pupil}", colleague=cast.staff[staff])
    Guardianship.objects.create(school=cast.school, pupil=cast.pupils[pupil], guardian=guardian)


# --- on screen -------------------------------------------------------------------------------------------------------


def test_on_screen_a_mistake_is_said_beside_the_field_and_nothing_is_lost(
    client: Client, cast: Cast, case: Case
) -> None:
    log_in(client, cast.coordinator)
    url = reverse("case_conflicts", args=[case.pk])
    answer = client.post(
        url, {"form_key": key(), "staff": str(cast.staff["Sanne"].pk), "why": "named", "new_owner": ""}
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Kies eerst wie de nieuwe eigenaar wordt." in shown
    assert f'value="{cast.staff["Sanne"].pk}" checked' in shown or "checked" in shown
    assert not Conflict.objects.exists()


def test_sent_twice_it_is_done_once_and_let_in_again_by_a_tap(client: Client, cast: Cast, case: Case) -> None:
    log_in(client, cast.mentor)
    said = {"form_key": key(), "staff": str(cast.staff["Karim"].pk), "why": "family", "new_owner": ""}
    url = reverse("case_conflicts", args=[case.pk])
    assert client.post(url, said).status_code == 302
    assert client.post(url, said).status_code == 302
    conflict = Conflict.objects.get()
    shown = client.get(url).content.decode()
    assert "Karim Aslan" in shown
    end = reverse("case_conflict_end", args=[case.pk, conflict.pk])
    assert end in shown
    client.post(end, {"form_key": key()})
    assert not Conflict.objects.filter(ended_on=None).exists()


# --- telling about a colleague ---------------------------------------------------------------------------------------


@pytest.mark.clause("5.staff")
def test_a_report_about_a_colleague_never_reaches_that_colleague(client: Client, cast: Cast) -> None:
    log_in(client, cast.teacher)
    url = reverse("tell") + f"?klas={cast.group_2b.pk}"
    said = {"nature": "incident", "told": "Ze riep hem na.", "colleague": str(cast.staff["Sanne"].pk)}
    assert client.post(url, {"form_key": key(), **said}).status_code == 302
    report = Report.objects.get()
    conflict = Conflict.objects.get()
    assert (conflict.staff, conflict.why, conflict.about_id) == (cast.staff["Sanne"], "named", report.pk)
    assert {staff.given_name for staff, _role in readers(report)} == {"Jelle", "Petra"}
    assert not Notice.objects.filter(recipient=cast.staff["Sanne"]).exists()
    assert Notice.objects.filter(recipient=cast.staff["Jelle"]).exists()
    log_in(client, cast.mentor)
    assert client.get(reverse("report", args=[report.pk])).status_code == 404


def test_one_does_not_name_oneself(client: Client, cast: Cast) -> None:
    shown = log_in(client, cast.teacher).get(reverse("tell"), {"klas": "geen"}).content.decode()
    assert f'value="{cast.staff["Petra"].pk}"' not in shown
    assert f'value="{cast.staff["Jelle"].pk}"' in shown


def test_about_the_only_coordinator_it_goes_to_who_comes_next(cast: Cast) -> None:
    report = told(cast, home_group=None, colleague=cast.staff["Jelle"])
    assert {staff.given_name for staff, _role in readers(report)} == {"Fatima", "Petra"}


def test_about_the_only_reader_there_is_nothing_is_sent_and_the_words_stay(client: Client, cast: Cast) -> None:
    RoleHolding.objects.filter(role=Role.PUPIL_COORDINATOR).delete()
    log_in(client, cast.teacher)
    said = {"nature": "incident", "told": "Hij keek weg.", "colleague": str(cast.staff["Jelle"].pk)}
    answer = client.post(reverse("tell") + "?klas=geen", {"form_key": key(), **said})
    assert answer.status_code == 422
    assert "Hij keek weg." in answer.content.decode()
    assert "leerlingencoördinator aanwijzen" in answer.content.decode()
    assert not Report.objects.exists()


def test_a_parent_among_colleagues_never_reads_what_is_told_about_the_child(cast: Cast) -> None:
    """Also while nobody has confirmed the name: the pupil was tapped in a list."""
    _parent(cast, "Sanne", "Noor")
    report = told(cast, pupil=cast.pupils["Noor"])
    assert Conflict.objects.get().why == "family"
    assert {staff.given_name for staff, _role in readers(report)} == {"Jelle", "Petra"}
    assert not Notice.objects.filter(recipient=cast.staff["Sanne"]).exists()


def test_who_tells_about_their_own_child_does_not_read_it_back(client: Client, cast: Cast) -> None:
    _parent(cast, "Petra", "Noor")
    log_in(client, cast.teacher)
    said = {"nature": "incident", "told": "Het ging mis.", "pupil": str(cast.pupils["Noor"].pk)}
    answer = client.post(reverse("tell") + f"?klas={cast.group_2b.pk}", {"form_key": key(), **said})
    assert answer["Location"] == reverse("own_reports")
    assert not scope(cast.teacher, Report).exists()
