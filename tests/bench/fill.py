"""Fills an installation for the bench: the fixed school and a number of cases; run with OMZIEN_DATA set."""

import sys
from datetime import date, timedelta

import django

django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402 -- models exist only after set-up
from django.core.management import call_command  # noqa: E402

from omzien.chapters.approach.models import Case, Part  # noqa: E402
from omzien.ground.access.stepup import STEPPED  # noqa: E402
from omzien.ground.clock import now  # noqa: E402
from omzien.ground.school.models import School  # noqa: E402
from omzien.web.accounts.sessions import BEGAN, SEEN  # noqa: E402
from tests.cast import Cast, make_school  # noqa: E402

FIRST = date(2026, 9, 1)


def cases(cast: Cast, number: int) -> None:
    """Add cases with a target each, spread over dates."""
    pupils = list(cast.pupils.values())
    rows = [
        Case(
            school=cast.school,
            edition="kiim/1",
            owner=cast.staff["Sanne"],
            opened_on=FIRST,
            next_from=FIRST + timedelta(days=place % 200),
            next_until=FIRST + timedelta(days=place % 200),
            next_kind="A1.4",
        )
        for place in range(number)
    ]
    Case.objects.bulk_create(rows, batch_size=500)
    Part.objects.bulk_create(
        (
            Part(
                school=cast.school,
                case=case,
                pupil=pupils[place % len(pupils)],
                plays=Part.As.TARGETED,
                by=cast.staff["Sanne"],
                from_on=FIRST,
            )
            for place, case in enumerate(rows)
        ),
        batch_size=500,
    )


def session(cast: Cast) -> str:
    """Log the coordinator in and return the key of the session."""
    account = cast.staff["Jelle"].account
    store = SessionStore()
    store["_auth_user_id"] = str(account.pk)
    store["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    store["_auth_user_hash"] = account.get_session_auth_hash()
    # Logged in a moment ago, with both factors.
    store[STEPPED] = store[BEGAN] = store[SEEN] = now().timestamp()
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    assert not School.objects.exists()
    made = make_school()
    cases(made, int(sys.argv[1]))
    print(session(made))
