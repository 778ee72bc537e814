"""How the tests of the step pages look at a page and fill in a form."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from omzien.chapters.approach.actions.reviews import LookBack, record_review
from omzien.chapters.approach.models import Case
from omzien.ground.access.viewer import roles_of
from tests.cast import Cast
from tests.chapters.desk import EveryDay
from tests.stories.telling import GROUP, case_about, heard, met, on, step, talked

TALK, MEETING, BACK = date(2026, 11, 3), date(2026, 11, 6), date(2026, 11, 17)


def logged_in(cast: Cast, name: str = "Sanne") -> Client:
    """Return a browser in which someone is logged in for the whole school year."""
    roles = roles_of(cast.staff[name])
    return EveryDay(cast.viewer(name, roles[0]))


def case_after(cast: Cast, until: str = "") -> Case:
    """Return a case as it stands after a step: the talk, the meeting, the review, or the members."""
    with on(TALK):
        case = case_about(cast)
        if until:
            talked(cast, case, TALK, answers={"wish": "Meedoen.", "group_hears": "Iemand voelt zich niet fijn."})
    if until in ("A1.2", "A1.4", "A1.5"):
        with on(MEETING):
            met(cast, case, MEETING)
    if until in ("A1.4", "A1.5"):
        with on(BACK):
            record_review(cast.mentor, case, LookBack(BACK, "better", answers={"needed": "Meer tijd."}))
            if until == "A1.5":
                heard(cast, case, BACK)
    return case


def url_of(case: Case, clause: str, name: str = "step") -> str:
    """Return the address of a page of a step."""
    return reverse(name, args=[case.pk, clause])


def text_of(response: Any) -> str:
    """Return what the page says."""
    return str(response.content.decode())


def talk_data(cast: Cast, case: Case, **said: Any) -> dict[str, Any]:
    """Return the form of the talk, filled in."""
    return {
        "form_key": str(uuid4()),
        "version": step(case, "A1.1").version,
        "on": TALK.isoformat(),
        "wish": "Meedoen met gym.",
        "consent": "yes",
        "members": [str(cast.pupils[name].pk) for name in GROUP],
        "group_hears": "Iemand voelt zich niet fijn bij gym.",
        **said,
    }


def meeting_data(cast: Cast, case: Case, **said: Any) -> dict[str, Any]:
    """Return the form of the meeting, filled in."""
    return {
        "form_key": str(uuid4()),
        "version": step(case, "A1.2").version,
        "on": MEETING.isoformat(),
        "present": [str(cast.pupils[name].pk) for name in GROUP],
        "by_0": str(cast.pupils["Sofie"].pk),
        "idea_0": "Samen naar gym lopen",
        "by_1": str(cast.pupils["Amir"].pk),
        "idea_1": "In de pauze erbij zitten",
        "lines": "8",
        **said,
    }


def send(client: Client, day: date, url: str, data: dict[str, Any]) -> HttpResponse:
    """Send a form on a day."""
    with on(day):
        return client.post(url, data)  # type: ignore[return-value]  # the test client's own kind of response
