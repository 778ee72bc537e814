"""The fixed times at which mail leaves when its minute would say too much."""

from datetime import datetime, timedelta

from omzien.ground.clock import AMSTERDAM

HOURS = (8, 12, 16)


def next_post(moment: datetime) -> datetime:
    """Return the first post time after a moment: 8, 12 or 16 o'clock at school, else 8 o'clock the next day."""
    here = moment.astimezone(AMSTERDAM)
    for hour in HOURS:
        post = here.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
        if post > here:
            return post
    tomorrow = here + timedelta(days=1)
    return tomorrow.replace(hour=HOURS[0], minute=0, second=0, microsecond=0, fold=0)
