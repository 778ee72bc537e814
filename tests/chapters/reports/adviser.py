"""Advisers with a vault, for the tests of what is told to them; without the passphrase, which takes its time."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import Client

from omzien.chapters.reports.confidential.actions import ONLY_ME, Opening, open_file
from omzien.chapters.reports.confidential.keys import Opener
from omzien.chapters.reports.models import ConfidentialFile
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import now
from omzien.ground.school.models import Role
from omzien.ground.vault import boxes, unlocked
from omzien.ground.vault.models import AdviserKey
from tests.cast import Cast
from tests.chapters.desk import log_in

# Words that stand nowhere else.
TITLE, NAME, TEXT = "Zilvermeeuw", "Quinten Zwanenburg", "Vertelde over de kleedkamer en Otto Wildeboer."


def fatima(cast: Cast) -> Viewer:
    """Return the internal adviser, who is pupil coordinator too."""
    return cast.viewer("Fatima", Role.CONFIDENTIAL_ADVISER_INTERNAL)


def selma(cast: Cast) -> Viewer:
    """Return the external adviser."""
    return cast.viewer("Selma", Role.CONFIDENTIAL_ADVISER_EXTERNAL)


def with_vault(viewer: Viewer) -> Opener:
    """Give somebody a vault, and open it."""
    pair = boxes.new_pair()
    key = AdviserKey.objects.create(school=viewer.school, staff=viewer.staff, public=pair.public, made_at=now())
    return Opener(viewer, key, pair.private)


def sit_down(opener: Opener) -> Client:
    """Log an adviser in, with the vault open."""
    return unlock(log_in(Client(), opener.viewer), opener)


def unlock(client: Client, opener: Opener) -> Client:
    """Open the vault on a screen where its owner is logged in."""
    request: Any = HttpRequest()
    request.session, answer = client.session, HttpResponse()
    unlocked.hold(request, answer, opener.adviser, opener.private)
    request.session.save()
    client.cookies.update(answer.cookies)
    return client


def opened(opener: Opener, **said: Any) -> ConfidentialFile:
    """Open a file about somebody whose name only the adviser knows."""
    return open_file(opener, Opening(**{"title": TITLE, "way": ONLY_ME, "name": NAME, "text": TEXT, **said}))
