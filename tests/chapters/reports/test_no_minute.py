"""Of who gave no name nothing that is kept tells the minute: in a school a minute is a name."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from omzien.chapters.reports.models import Report
from omzien.ground.clock.tick import run_once
from omzien.ground.journal.models import Chain, Entry
from omzien.ground.journal.verify import first_break
from tests.cast import Cast, make_school
from tests.chapters.desk import key, log_in

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EARLIER = datetime(2026, 11, 18, 8, 2, tzinfo=AMSTERDAM)
TOLD = datetime(2026, 11, 18, 10, 37, 21, 345678, tzinfo=AMSTERDAM)
MORNING = datetime(2026, 11, 18, 6, 0, tzinfo=AMSTERDAM)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Iterator[Cast]:
    with time_machine.travel(EARLIER, tick=False):
        yield make_school()


def columns_of_that_minute() -> list[str]:
    """Return every column in the whole database in which a moment shows the minute of the telling."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.DateTimeField):
                moments = model._base_manager.values_list(field.name, flat=True)
                found += [
                    f"{model._meta.label}.{field.name}" for at in moments if at and (at.hour, at.minute) == (9, 37)
                ]
    return found


def test_a_pupil_without_a_name_leaves_no_minute_anywhere(client: Client, cast: Cast) -> None:
    with time_machine.travel(TOLD, tick=False):
        client.post("/hulp/", {"form_key": key(), "told": "Het is niet leuk.", "readers": ["mentor"]})
        assert columns_of_that_minute() == []
        run_once()
        assert [name for name in columns_of_that_minute() if name.startswith(("reports.", "notices."))] == []
    assert Report.objects.get().made_at == MORNING
    assert Entry.objects.get(verb="report.receive").at == MORNING


def test_with_a_name_the_minute_is_kept(client: Client, cast: Cast) -> None:
    with time_machine.travel(TOLD, tick=False):
        client.post("/hulp/", {"form_key": key(), "told": "Het is niet leuk.", "reporter_name": "Yara"})
    assert {"reports.Report.made_at", "journal.Entry.at"} <= set(columns_of_that_minute())


@pytest.mark.parametrize("who", ["teacher", "mentor"])
def test_who_came_to_a_colleague_without_a_name_leaves_no_minute_either(client: Client, cast: Cast, who: str) -> None:
    with time_machine.travel(TOLD - timedelta(minutes=20), tick=False):
        at_desk = log_in(client, getattr(cast, who))
    with time_machine.travel(TOLD, tick=False):
        said = {"form_key": key(), "nature": "suspicion", "told": "Zit alleen.", "on_behalf": "1"}
        sent = at_desk.post(f"{reverse('tell')}?klas={cast.group_2b.pk}", said, follow=True)
        assert sent.status_code == 200
        assert Report.objects.get().on_behalf
        assert columns_of_that_minute() == []
    assert list(Entry.objects.filter(verb__startswith="report.").values_list("verb", "at")) == [
        ("report.tell", MORNING),
        ("report.reread", MORNING),
    ]


def test_the_journal_still_fits_when_a_later_entry_carries_an_earlier_moment(client: Client, cast: Cast) -> None:
    with time_machine.travel(TOLD, tick=False):
        client.post("/hulp/", {"form_key": key(), "told": "hoi", "reporter_name": "Yara"})
        client.post("/hulp/", {"form_key": key(), "told": "hoi"})
    assert first_break(Chain.SCHOOL) is None
