"""How long a session lives: half an hour without doing anything, and twelve hours in all.

As confidential adviser ten minutes. The moments stand in the session itself, on the server; nothing says from where
or with what.
"""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse

from omzien.ground.access.doors import PUBLIC
from omzien.ground.access.viewer import HAT
from omzien.ground.clock import now
from omzien.ground.clock.tick import job
from omzien.ground.school.models import ADVISERS

BEGAN, SEEN = "began_at", "seen_at"
IDLE, ADVISER_IDLE, WHOLE = timedelta(minutes=30), timedelta(minutes=10), timedelta(hours=12)
# A page is no reason to write a row; once a minute is.
STEP = 60
Next = Callable[[HttpRequest], HttpResponse]


def start(request: HttpRequest) -> None:
    """Begin to count."""
    request.session[BEGAN] = request.session[SEEN] = now().timestamp()


def as_adviser(request: HttpRequest) -> bool:
    """Tell whether the hat in this session is an adviser's, at whichever school."""
    worn = str(request.session.get(HAT, ""))
    return any(worn.startswith(role.value) for role in ADVISERS)


class Sessions:
    """Ends a session whose time is over, before anything else looks who it is."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Look at the clock where a door asks who it is; a public page never touches a session."""
        if getattr(view, "door", PUBLIC) != PUBLIC and request.session.get(SESSION_KEY):
            self._look(request)

    def _look(self, request: HttpRequest) -> None:
        moment = now().timestamp()
        if BEGAN not in request.session:
            start(request)
        idle = ADVISER_IDLE if as_adviser(request) else IDLE
        quiet, whole = moment - request.session[SEEN], moment - request.session[BEGAN]
        # A clock that was put back ends the session too, rather than make it longer.
        if not (-STEP <= quiet < idle.total_seconds() and -STEP <= whole < WHOLE.total_seconds()):
            request.session.flush()
            request.user = AnonymousUser()
        elif quiet >= STEP:
            request.session[SEEN] = moment


@job
def forget_sessions() -> int:
    """Erase what is left of sessions that are over; returns how many."""
    over = Session.objects.filter(expire_date__lt=now())
    return over.delete()[0] if over.exists() else 0
