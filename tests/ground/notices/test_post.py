"""The fixed post times: mail whose own minute would say who wrote."""

from datetime import datetime

import pytest

from omzien.ground.clock import AMSTERDAM
from omzien.ground.notices.post import next_post


@pytest.mark.parametrize(
    ("moment", "post"),
    [
        ("2026-11-18T03:12:00+01:00", "2026-11-18T08:00:00+01:00"),
        ("2026-11-18T08:00:00+01:00", "2026-11-18T12:00:00+01:00"),
        ("2026-11-18T10:42:07+01:00", "2026-11-18T12:00:00+01:00"),
        ("2026-11-18T12:00:01+01:00", "2026-11-18T16:00:00+01:00"),
        ("2026-11-18T22:30:00+01:00", "2026-11-19T08:00:00+01:00"),
        # Told in another zone it is the same moment.
        ("2026-11-18T09:42:00+00:00", "2026-11-18T12:00:00+01:00"),
        # The night in which the clock goes back, and that in which it goes forward.
        ("2026-10-24T20:00:00+02:00", "2026-10-25T08:00:00+01:00"),
        ("2027-03-27T20:00:00+01:00", "2027-03-28T08:00:00+02:00"),
    ],
)
def test_the_next_post_is_at_eight_twelve_or_four(moment: str, post: str) -> None:
    assert next_post(datetime.fromisoformat(moment)) == datetime.fromisoformat(post)
    assert next_post(datetime.fromisoformat(moment)).tzinfo is AMSTERDAM
