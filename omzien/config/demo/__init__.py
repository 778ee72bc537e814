"""The fictional school: `omzien demo` makes it anew, with dates relative to today."""

from pathlib import Path

from django.db import transaction
from django.db.models import F

from omzien.config.refusal import Refusal
from omzien.ground.clock import today
from omzien.ground.notices.models import Notice
from omzien.ground.school.models import School

from .confided import tell_what_was_confided
from .people import found
from .stories import tell_all
from .trust import tell_of_trust


def prepare(data: Path) -> None:
    """Fill an empty database with the fictional school; one that stands there already stays, a real one is refused."""
    schools = list(School.objects.all()[:2])
    if any(not school.is_demo for school in schools):
        raise Refusal(f"There is a real school in {data}. A demo never stands beside one: choose another --data.")
    if schools:
        return
    with transaction.atomic():
        town = found(today())
        tell_all(town)
        tell_of_trust(town)
        tell_what_was_confided(town)
        # What colleagues were told in the past they have seen by now, and no mail of it goes out.
        Notice.objects.filter(made_at__date__lt=today()).update(seen_at=F("made_at"), mailed_at=F("made_at"))
