"""Mail that does not arrive: how much is waiting for a mail server, and whose address is refused."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from omzien.ground.access.second_line import lifted
from omzien.ground.clock import now
from omzien.ground.school import invitations
from omzien.ground.school.models import School

from . import outbox
from .models import Notice

# A mail server that restarts, or asks a newcomer to come back later, is no trouble yet.
PATIENCE = timedelta(hours=1)
TRIES = 3


@dataclass(frozen=True)
class Trouble:
    """How many mails cannot leave, and the keys of the colleagues whose mail is refused."""

    waiting: int
    refused: frozenset[UUID]


def trouble(school: School) -> Trouble:
    """Return what is wrong with the mail of a school now; it is over by itself as soon as mail arrives or is not needed."""
    notices = outbox.waiting().filter(school=school, recipient__left_on__isnull=True)
    notices = notices.exclude(recipient__account__is_active=False)
    invited = invitations.waiting().filter(school=school, account__is_active=True, account__staff__left_on__isnull=True)
    stuck = {"refused_at__isnull": True, "tries__gte": TRIES, "made_at__lte": now() - PATIENCE}
    # Whoever got a later mail has an address that works again.
    arrived = Notice.objects.filter(recipient=OuterRef("recipient"), mailed_at__gt=OuterRef("refused_at"))
    refused = notices.filter(~Exists(arrived), refused_at__isnull=False).values_list("recipient_id", flat=True)
    uninvited = invited.filter(refused_at__isnull=False).values_list("account__staff_id", flat=True)
    # A notice is its recipient's alone; from here only a number and keys of colleagues come back.
    with lifted():
        return Trouble(
            waiting=notices.filter(**stuck).count() + invited.filter(**stuck).count(),
            refused=frozenset(refused) | frozenset(uninvited),
        )
