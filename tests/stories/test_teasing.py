"""A report is teasing: it is not waved away, it gets what fits, and it is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from omzien.chapters.approach.models import Case, FollowUp
from omzien.chapters.approach.queries.triage import todo_follow_ups
from omzien.chapters.reports.models import Report
from omzien.chapters.reports.queries import todo
from omzien.ground.access.viewer import Viewer
from tests.cast import make_school
from tests.chapters.desk import key, log_in
from tests.stories.telling import on

pytestmark = [pytest.mark.django_db, pytest.mark.story]

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
WEEK_LATER = date(2026, 11, 25)
MONTH_LATER = date(2026, 12, 16)


@contextmanager
def at_the_desk(viewer: Viewer, day: date) -> Iterator[Client]:
    """Sit down at a screen on this day, logged in with this hat."""
    with on(day):
        yield log_in(Client(), viewer)


@pytest.mark.clause("2.definition")
@pytest.mark.clause("5.staff")
@pytest.mark.clause("4.4")
def test_a_report_is_teasing() -> None:
    cast = make_school()
    tim = cast.pupils["Tim"]

    # Petra sees two boys pushing each other at the lockers, and tells it: the group, the pupil, what, and a few words.
    with at_the_desk(cast.teacher, MONDAY) as petra:
        address = f"{reverse('tell')}?klas={cast.group_2b.pk}"
        said = {"form_key": key(), "nature": "incident", "pupil": str(tim.pk), "forms_seen": ["physical"]}
        mine = petra.post(address, {**said, "told": "Tim en Finn duwden elkaar.", "places": ["hallway"]}).headers[
            "Location"
        ]
        assert "Nog niemand heeft die gelezen" in petra.get(mine).content.decode()

    # Sanne finds it on Vandaag and reads it. She first talks with Tim: the card is one tap away.
    report = Report.objects.get()
    with at_the_desk(cast.mentor, TUESDAY) as sanne:
        (row,) = todo(cast.mentor)
        page = sanne.get(row.url).content.decode()
        assert reverse("first_talk", args=[report.pk]) in page
        assert sanne.get(reverse("first_talk", args=[report.pk])).status_code == 200

    # The day after she judges: it goes both ways and nobody minds. She is not sure how long it lasts; that is fine.
    with at_the_desk(cast.mentor, WEDNESDAY) as sanne:
        answers = {"on_purpose": "no", "lasting": "unknown", "unequal_power": "no", "conclusion": "teasing"}
        done = sanne.post(reverse("triage", args=[report.pk]), {"form_key": key(), **answers})
        plan = {"what": "talk_both", "owner": str(cast.staff["Sanne"].pk), "due_until": WEEK_LATER.isoformat()}
        sanne.post(done.headers["Location"], {"form_key": key(), **plan})
        assert "Kort gesprek met allebei" in sanne.get(row.url).content.decode()
    with at_the_desk(cast.teacher, WEDNESDAY) as petra:
        assert "We praten erover" in petra.get(mine).content.decode()

    # A week later it stands on Vandaag, until she writes down how it went.
    with at_the_desk(cast.mentor, WEEK_LATER) as sanne:
        (row,) = todo_follow_ups(cast.mentor)
        assert (row.title, row.due_until) == ("Kort gesprek met allebei", WEEK_LATER)
        sanne.post(row.url, {"form_key": key(), "outcome": "Ze weten nu waar de grens ligt."})
        assert todo_follow_ups(cast.mentor) == []
    with at_the_desk(cast.teacher, WEEK_LATER) as petra:
        assert "Klaar" in petra.get(mine).content.decode()

    # No case came of it, no pupil's record was touched, and it is kept: a month later everything is still there.
    assert not Case.objects.exists()
    assert not tim.mentions.exists()
    with at_the_desk(cast.mentor, MONTH_LATER) as sanne:
        page = sanne.get(reverse("report", args=[report.pk])).content.decode()
        assert "Plagen" in page
        assert "Ze weten nu waar de grens ligt." in page
        assert "Tim en Finn duwden elkaar." in page
        # And if it turns out to be more, the way to a case is still open.
        assert reverse("open_case", args=[report.pk]) in page
    assert FollowUp.objects.get().done_on == WEEK_LATER
