"""A colleague at a screen, and what Petra tells about 2B: for the tests of "Working a report"."""

from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.test import Client

from omzien.chapters.reports.models import Report
from omzien.chapters.reports.staff_actions import StaffTelling, tell_report
from omzien.ground.access.stepup import STEPPED
from omzien.ground.access.viewer import HAT, Viewer
from omzien.ground.clock import now
from omzien.web.accounts.sessions import BEGAN, SEEN
from tests.cast import Cast

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# An ordinary school day.
WEDNESDAY = datetime(2026, 11, 18, 10, 42, tzinfo=AMSTERDAM)


def key() -> str:
    """Return the key of a form that was just opened."""
    return str(uuid4())


def log_in(client: Client, viewer: Viewer) -> Client:
    """Sit down at a screen with this hat on, logged in just now with both factors."""
    assert viewer.account is not None
    client.force_login(viewer.account)
    session = client.session
    session[HAT] = viewer.role.value
    session[STEPPED] = session[BEGAN] = session[SEEN] = now().timestamp()
    session.save()
    return client


class EveryDay(Client):
    """Someone who logged in anew a moment before each request, whatever the day of the story."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self.viewer = viewer

    def request(self, **request: Any) -> Any:
        """Log in, then ask."""
        log_in(self, self.viewer)
        return super().request(**request)


def told(cast: Cast, **said: Any) -> Report:
    """Let Petra tell something about 2B: it is addressed to Sanne, and Jelle reads along."""
    whole: dict[str, Any] = {"nature": "suspicion", "told": "Zit steeds alleen.", "home_group": cast.group_2b, **said}
    return Report.objects.get(pk=tell_report(cast.teacher, key(), StaffTelling(**whole)))
