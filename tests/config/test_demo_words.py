"""The fictional school reads as a real one: times within a school day, and closing words that differ."""

from datetime import date, time
from pathlib import Path

import pytest
import time_machine

from omzien.chapters.approach.models import Told
from omzien.chapters.reports.models import Report
from omzien.config.demo import prepare
from omzien.ground.clock import AMSTERDAM, today

pytestmark = pytest.mark.django_db


def test_what_happened_before_happened_in_school_hours_and_not_all_at_once() -> None:
    with time_machine.travel("2026-11-18T22:10:00+01:00", tick=False):
        prepare(Path())
        named = Report.objects.exclude(made_at__date=today())
        times = {row.made_at.astimezone(AMSTERDAM).time() for row in named if row.reporter_name or row.author_id}
    assert len(times) > 3
    assert all(time(8) < moment < time(17, 30) for moment in times), times


def test_nothing_in_it_lies_ahead() -> None:
    with time_machine.travel("2026-11-18T08:05:00+01:00", tick=False):
        prepare(Path())
        assert not Report.objects.filter(made_at__date__gt=date(2026, 11, 18)).exists()
        late = [row for row in Report.objects.all() if row.made_at.astimezone(AMSTERDAM).time() > time(17, 30)]
        assert late == []


def test_every_last_word_is_said_for_whom_it_is() -> None:
    with time_machine.travel("2026-11-18T09:00:00+01:00", tick=False):
        prepare(Path())
        words = [row.last_word for row in Told.objects.filter(last_word_on__isnull=False)]
    assert len(words) > 3
    assert len(set(words)) >= len(words) - 2
