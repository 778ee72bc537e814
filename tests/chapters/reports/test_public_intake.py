"""What a pupil tells arrives whole, with its readers, once; from our own page only, without a cookie."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import FieldError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from omzien.chapters.reports import intake
from omzien.chapters.reports.intake import day_part, names_in
from omzien.chapters.reports.models import Mention, Reader, Report
from omzien.chapters.reports.receipts import code_for, in_groups, key_of
from omzien.ground.journal.models import Entry, FormUse
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import HomeGroup, Role, RoleHolding, School, SchoolYear
from tests.cast import SINCE, Cast, make_school

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_a_monday")]


@pytest.fixture
def _a_monday() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 16, 10, 20, 33, tzinfo=AMSTERDAM), tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_school()


def send(client: Client | None = None, headers: dict[str, str] | None = None, **said: Any) -> Any:
    """Send the form as a browser does: what is empty goes along as empty text."""
    texts = {"told": "", "about_name": "", "reporter_name": "", "reach_me": ""}
    response = (client or Client(enforce_csrf_checks=True)).post(
        "/hulp/", {"form_key": str(uuid4()), **texts, **said}, headers=headers or {}
    )
    assert not response.cookies
    return response


def the_report() -> Report:
    return Report.objects.get()


@pytest.mark.clause("4.6c")
def test_everything_that_was_told_arrives(cast: Cast) -> None:
    shown = send(
        door="other",
        forms_seen=["exclusion", "cyber"],
        told="Ze laten Lotte niet meedoen. 😢\r\nElke dag.",
        places=["playground", "online"],
        moments=["break"],
        home_group=str(cast.group_2b.pk),
        readers=["mentor"],
        about_name="Lotte de Ruiter",
        reporter_name="Yara",
        reach_me="Na de gymles",
    )
    assert shown.status_code == 200
    got = the_report()
    assert (got.source, got.door, got.state) == ("pupil", "other", "received")
    assert (got.forms, got.places, got.moments) == (["exclusion", "cyber"], ["playground", "online"], ["break"])
    assert got.told == "Ze laten Lotte niet meedoen. 😢\nElke dag."
    assert (got.reporter_name, got.reach_me, got.home_group) == ("Yara", "Na de gymles", cast.group_2b)
    assert got.author is None
    assert [(reader.staff, reader.role) for reader in got.readers.all()] == [(cast.staff["Sanne"], "mentor")]
    assert [(name.name, name.about, name.state) for name in got.mentions.all()] == [
        ("Lotte de Ruiter", "target", "unconfirmed")
    ]


@pytest.mark.clause("4.6c")
def test_an_empty_form_is_a_report_too(cast: Cast) -> None:
    shown = send()
    assert shown.status_code == 200
    assert the_report().told == ""
    assert [reader.staff for reader in the_report().readers.all()] == [cast.staff["Jelle"]]


def test_the_code_is_shown_and_only_its_hash_is_kept(cast: Cast) -> None:
    key = uuid4()
    text = send(form_key=str(key)).content.decode()
    for group in in_groups(code_for(key)).split():
        assert f"<span>{group}</span>" in text
    assert the_report().receipt_key == key_of(code_for(key))
    assert str(key) not in str(Report.objects.values())
    assert not FormUse.objects.exists()


def test_sent_twice_it_is_one_report_with_the_same_code(cast: Cast) -> None:
    key = str(uuid4())
    first, second = send(form_key=key, told="hoi"), send(form_key=key, told="hoi")
    code = " ".join(f"<span>{part}</span>" for part in in_groups(code_for(UUID(key))).split())
    assert code in first.content.decode()
    assert code in second.content.decode()
    assert "had je al verstuurd" in second.content.decode()
    assert Report.objects.count() == Reader.objects.count() == 1
    assert Notice.objects.count() == 1
    assert Entry.objects.filter(verb="report.receive").count() == 1


def test_a_fault_halfway_keeps_nothing_and_can_be_sent_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    key = str(uuid4())

    def broken(*_args: object, **_kwargs: object) -> None:
        raise FieldError("halfway")

    with monkeypatch.context() as patch:
        patch.setattr(intake, "tell_each", broken)
        shown = Client(raise_request_exception=False).post("/hulp/", {"form_key": key, "told": "hoi"})
    assert shown.status_code == 500
    assert not Report.objects.exists()
    assert not Entry.objects.filter(verb="report.receive").exists()
    send(form_key=key, told="hoi")
    assert the_report().told == "hoi"


# --- who hears of it -------------------------------------------------------------------------------------------------


@pytest.mark.clause("4.6c")
def test_readers_and_who_reads_along_are_told_without_a_name_or_a_word(cast: Cast) -> None:
    send(home_group=str(cast.group_2b.pk), reporter_name="Noor", told="geheim")
    told = {notice.recipient.given_name: notice for notice in Notice.objects.select_related("recipient")}
    assert set(told) == {"Jelle", "Sanne"}
    assert {notice.path for notice in told.values()} == {f"/meldingen/{the_report().pk}/"}
    assert {notice.kind for notice in told.values()} == {"report.new"}
    facts = Entry.objects.get(verb="report.receive").facts
    assert facts == {"source": "pupil", "readers": 1}


@pytest.mark.clause("4.6c")
def test_the_answer_says_who_reads_it_and_by_when(cast: Cast) -> None:
    text = send(home_group=str(cast.group_2b.pk)).content.decode()
    assert "Sanne Vos" in text
    assert "Jelle Bos" in text
    assert "Uiterlijk dinsdag 17 november heeft iemand dit gelezen." in text


def test_on_a_friday_the_promise_skips_the_weekend(cast: Cast) -> None:
    with time_machine.travel(datetime(2026, 11, 20, 23, 50, tzinfo=AMSTERDAM), tick=False):
        assert "Uiterlijk maandag 23 november heeft iemand dit gelezen." in send().content.decode()


def test_a_mentor_who_is_not_known_is_said_so(cast: Cast) -> None:
    text = send(readers=["mentor"]).content.decode()
    assert "We weten niet wie de mentor is" in text
    assert "Jelle Bos" in text


def test_without_any_reader_the_page_says_whom_to_go_to_and_takes_nothing_in(cast: Cast) -> None:
    RoleHolding.objects.all().delete()
    text = Client().get("/hulp/").content.decode()
    assert "Hier leest nu niemand mee" in text
    assert "<form" not in text
    assert "0800-0432" in text
    send(told="hoi")
    assert not Report.objects.exists()


# --- what could tell who it was --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("2026-11-16T00:00", "2026-11-16T00:00"),
        ("2026-11-16T05:59", "2026-11-16T00:00"),
        ("2026-11-16T10:20", "2026-11-16T06:00"),
        ("2026-11-16T12:00", "2026-11-16T12:00"),
        ("2026-11-16T23:59", "2026-11-16T18:00"),
        # The nights on which the clock changes.
        ("2026-10-25T04:30", "2026-10-25T00:00"),
        ("2027-03-28T04:30", "2027-03-28T00:00"),
    ],
)
def test_without_a_name_only_the_day_part_is_kept(cast: Cast, at: str, kept: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=AMSTERDAM)
    with time_machine.travel(moment, tick=False):
        send(told="hoi")
    assert the_report().made_at == datetime.fromisoformat(kept).replace(tzinfo=AMSTERDAM)
    assert day_part(moment).tzinfo is AMSTERDAM


def test_with_a_name_the_moment_is_kept(cast: Cast) -> None:
    send(reporter_name="Noor Dekkers")
    assert the_report().made_at == datetime(2026, 11, 16, 10, 20, 33, tzinfo=AMSTERDAM)


def test_nothing_readable_stands_in_the_database(cast: Cast) -> None:
    send(told="kanarie-een", reporter_name="kanarie-twee", reach_me="kanarie-drie", about_name="kanarie-vier")
    with connection.cursor() as cursor:
        for table in ("reports_report", "reports_mention", "journal_entry", "notices_notice", "reports_reader"):
            cursor.execute(f"SELECT * FROM {table}")
            cells = [cell for row in cursor.fetchall() for cell in row]
            assert "kanarie" not in str([bytes(cell) if isinstance(cell, memoryview) else cell for cell in cells])


def test_no_address_and_no_browser_is_kept(cast: Cast) -> None:
    Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="kanarie-browser").post("/hulp/", {"form_key": str(uuid4())})
    for model in (Report, Reader, Entry, Notice):
        rows = str(list(model.objects.values()))
        assert "203.0.113" not in rows
        assert "kanarie" not in rows


@pytest.mark.clause("2.roles")
def test_a_name_is_a_name_to_confirm_and_touches_no_pupil(cast: Cast) -> None:
    send(door="other", about_name="Noor Dekkers en Lotte, Tim/Daan")
    assert [name.name for name in Mention.objects.all() if name.pupil is None] == [
        "Noor Dekkers", "Lotte", "Tim", "Daan",
    ]  # fmt: skip


def test_who_tells_about_oneself_with_a_name_is_whom_it_is_about(cast: Cast) -> None:
    send(door="self", reporter_name="Noor Dekkers")
    assert [(name.name, name.about) for name in Mention.objects.all()] == [("Noor Dekkers", "target")]
    Report.objects.all().delete()
    send(door="unsure", reporter_name="Noor Dekkers")
    assert not Mention.objects.exists()


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", []),
        ("  ", []),
        ("Noor", ["Noor"]),
        ("Sofie van der Meer", ["Sofie van der Meer"]),
        ("Noor en Daan", ["Noor", "Daan"]),
        ("Henk, Ben; Bente", ["Henk", "Ben", "Bente"]),
        (", , ,", []),
    ],
)
def test_names_are_parted(typed: str, names: list[str]) -> None:
    assert names_in(typed) == names


# --- from our own page only ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_our_own_page_is_heard(cast: Cast, headers: dict[str, str]) -> None:
    assert send(headers=headers).status_code == 200
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://elders.example"},
        {"Origin": "http://testserver:8000"},
        {"Origin": "http://testserver.elders.example"},
        {"Origin": "null"},
        {"Origin": "https://elders.example", "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://["},
    ],
)
def test_another_site_is_refused(cast: Cast, headers: dict[str, str]) -> None:
    shown = send(headers=headers)
    assert shown.status_code == 403
    assert "Dit kwam niet van onze pagina" in shown.content.decode()
    assert not Report.objects.exists()


def test_the_page_reads_no_cookie(cast: Cast) -> None:
    """A colleague who is logged in and tells something here is as unknown as anybody."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.staff["Sanne"].account)
    with CaptureQueriesContext(connection) as asked:
        shown = client.get("/hulp/")
        send(client)
    assert not [row for row in asked if "django_session" in row["sql"] or "school_account" in row["sql"]]
    assert "Cookie" not in shown.headers.get("Vary", "")
    assert Entry.objects.get(verb="report.receive").actor is None


# --- mistakes --------------------------------------------------------------------------------------------------------


def test_a_text_that_is_too_long_is_said_beside_it_and_everything_stays(cast: Cast) -> None:
    key = str(uuid4())
    shown = send(
        form_key=key, door="online", forms_seen=["cyber"], told="x" * 5001, places=["online"], moments=["break"],
        home_group=str(cast.group_2c.pk), readers=["nobody"], reporter_name="Sem Visscher",
    )  # fmt: skip
    text = shown.content.decode()
    assert shown.status_code == 422
    assert "Dit zijn 5001 tekens. Er passen er 5000." in text
    assert "x" * 5001 in text
    assert 'value="Sem Visscher"' in text
    for value in ("online", "cyber", "break", "nobody", str(cast.group_2c.pk)):
        assert any(f'value="{value}"' in tag and " checked" in tag for tag in text.split("<input"))
    assert key in text
    assert not Report.objects.exists()


@pytest.mark.parametrize("strange", ["a\x00b", "a\x08b", "a\u202eb"])
def test_a_character_that_cannot_be_kept_is_said_kindly(cast: Cast, strange: str) -> None:
    shown = send(told=strange)
    assert "Op plaats 2 staat een teken dat we niet kunnen bewaren" in shown.content.decode()
    assert not Report.objects.exists()


def test_half_a_character_arrives_as_a_mark_and_breaks_nothing(cast: Cast) -> None:
    body = f"form_key={uuid4()}&told=hoi%ED%A0%80".encode()
    shown = Client().post("/hulp/", body, content_type="application/x-www-form-urlencoded")
    assert shown.status_code == 200
    assert the_report().told.startswith("hoi")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7|add:7 }}", "' OR 1=1 --", "😀" * 200])
def test_any_text_is_kept_as_it_is(cast: Cast, text: str) -> None:
    send(told=text)
    assert the_report().told == text
    shown = send(told=text, reach_me="x" * 300).content.decode()
    assert "<script>alert" not in shown
    assert "{{ 7|add:7 }}" in shown or "add:7" not in text


@pytest.mark.parametrize("missing", ["", "geen sleutel"])
def test_a_form_without_its_key_gets_one_and_keeps_the_text(cast: Cast, missing: str) -> None:
    shown = send(form_key=missing, told="mijn verhaal")
    assert shown.status_code == 422
    assert "mijn verhaal" in shown.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("door", "x"), ("home_group", "11111111-1111-4111-8111-111111111111"), ("readers", "x")]
)
def test_a_choice_that_does_not_exist_is_asked_again(cast: Cast, field: str, value: str) -> None:
    said: dict[str, Any] = {field: value}
    assert send(**said).status_code == 422
    assert not Report.objects.exists()


def test_someone_elses_school_cannot_be_addressed(cast: Cast) -> None:
    other = School.objects.create(board=cast.school.board, name="Het Baken")
    year = SchoolYear.objects.create(school=other, first=cast.year.first, last=cast.year.last)
    group = HomeGroup.objects.create(school=other, year=year, name="2B")
    shown = Client().post(f"/hulp/?school={cast.school.pk}", {"form_key": str(uuid4()), "home_group": str(group.pk)})
    assert shown.status_code == 422
    assert not Report.objects.exists()


def test_with_several_schools_it_arrives_at_the_one_that_was_chosen(cast: Cast) -> None:
    School.objects.create(board=cast.school.board, name="Het Baken")
    here = f"/hulp/?school={cast.school.pk}"
    page = Client().get(here).content.decode()
    assert f'action="{here}"' in page
    assert f'href="/weg/?school={cast.school.pk}"' in page
    key = uuid4()
    assert Client().post(here, {"form_key": str(key), "told": "hoi"}).status_code == 200
    assert the_report().school == cast.school
    assert "Jelle Bos" in Client().post("/hulp/code/", {"code": code_for(key)}).content.decode()


def test_a_tile_that_is_sent_twice_counts_once(cast: Cast) -> None:
    send(forms_seen=["words", "words", "cyber"])
    assert the_report().forms == ["words", "cyber"]


def test_no_name_ever_stands_in_a_title_or_an_address(cast: Cast) -> None:
    key = str(uuid4())
    told: dict[str, Any] = {"home_group": str(cast.group_2b.pk), "reporter_name": "Noor Dekkers", "about_name": "Lotte"}
    pages = [send(form_key=key, **told), Client().post("/hulp/code/", {"code": code_for(UUID(key))})]
    for shown in pages:
        text = shown.content.decode()
        assert "<title>Hulp op school</title>" in text
        assert "Noor" not in text
        assert "Lotte" not in text
        assert not re.findall(r'href="[^"]*(?:Sanne|Jelle|Noor)', text)


# --- what it costs ---------------------------------------------------------------------------------------------------


def forty_groups(cast: Cast) -> None:
    for number in range(40):
        group = HomeGroup.objects.create(school=cast.school, year=cast.year, name=f"3{number:02d}", grade=3)
        RoleHolding.objects.create(
            school=cast.school, staff=cast.staff["Petra"], role=Role.MENTOR, home_group=group, from_on=SINCE
        )


def test_the_page_and_the_post_cost_the_same_for_two_groups_as_for_forty(cast: Cast) -> None:
    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as page:
            Client().get("/hulp/")
        with CaptureQueriesContext(connection) as post:
            send(home_group=str(cast.group_2b.pk))
        return len(page), len(post)

    few = cost()
    forty_groups(cast)
    assert cost() == few
    # Two of them say to the database who asks, where it has a second line.
    assert few[0] <= 6


@pytest.mark.clause("7")
def test_who_reads_along_is_said_before_any_choice(cast: Cast) -> None:
    text = Client().get("/hulp/").content.decode()
    assert text.index("leest altijd mee") < text.index('name="door"') < text.index('name="readers"')
    assert "Karim" not in text


def test_the_notice_of_a_report_without_a_name_leaves_with_the_next_post(cast: Cast) -> None:
    send(told="Elke dag.")
    notice = Notice.objects.get()
    assert notice.made_at == datetime(2026, 11, 16, 6, tzinfo=AMSTERDAM)
    assert notice.mail_after == datetime(2026, 11, 16, 12, tzinfo=AMSTERDAM)


def test_the_notice_of_who_gave_a_name_leaves_at_once(cast: Cast) -> None:
    send(told="Elke dag.", reporter_name="Yara")
    moment = datetime(2026, 11, 16, 10, 20, 33, tzinfo=AMSTERDAM)
    notice = Notice.objects.get()
    assert (notice.made_at, notice.mail_after) == (moment, moment)
