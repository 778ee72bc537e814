"""Passing on who came takes two: one adviser asks, another answers, and only then the first may tell."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from omzien.ground.access.engine import may, require
from omzien.ground.clock import today
from omzien.ground.journal.record import record
from omzien.ground.journal.writing import one_write
from omzien.ground.vault import boxes

from .actions import ONLY_ME, Refused
from .keys import Opener, give_key, others_with_vault, seal, unseal
from .models import ConfidentialFile, ConfidentialSource, Disclosure

# How long a request waits for its answer, and how long the answer holds.
HOLDS = timedelta(days=14)
# To whom a name is passed on: codes of roles, and who is no colleague.
OUTSIDE = "outside"


class NoSecond(Refused):
    """There is no second adviser with a vault: then a name is never passed on."""

    def __init__(self) -> None:
        super().__init__(_("Er is geen tweede vertrouwenspersoon met een kluis. Dan kan een naam niet worden gedeeld."))


def running(file: ConfidentialFile) -> Disclosure | None:
    """Return the request about this file that waits for its answer, or whose answer holds."""
    rows = file.disclosures.filter(until_on__gte=today(), told_on=None).exclude(allowed=False)
    return rows.order_by("-asked_on", "pk").first()


def is_confided(opener: Opener, file: ConfidentialFile) -> bool:
    """Tell whether the name is known to this adviser only: else there is nothing to ask for."""
    source: ConfidentialSource = file.source
    if not opener.holds(source):
        return False
    return (unseal(opener.key_of(source), source) or {}).get("way") == ONLY_ME


def ask(opener: Opener, file: ConfidentialFile, to: str, why: str) -> Disclosure:
    """Ask the other advisers; they see why and for whom, not the file and not the name."""
    viewer = opener.viewer
    require(viewer, "handle", file)
    if not may(viewer, "add", Disclosure._meta.label):
        raise PermissionDenied
    if not is_confided(opener, file):
        raise Refused(_("De naam is niet aan jou alleen verteld. Dan is er niets te vragen."))
    seconds = others_with_vault(viewer)
    if not seconds:
        raise NoSecond
    key = boxes.new_data_key()
    row = Disclosure(school=viewer.school, file=file, asked_by=viewer.staff, asked_on=today(), until_on=today() + HOLDS)
    seal(key, row, "asked", {"to": to, "why": why})
    with one_write():
        held = ConfidentialFile.objects.again(file).select_for_update(of=("self",)).get()
        if held.closed_on is not None or running(held) is not None:
            raise Refused(_("Er loopt al een vraag over deze naam, of het dossier is afgesloten."))
        row.save(force_insert=True)
        give_key(row, key, opener.adviser, *seconds)
        record(viewer, "disclosure.ask", row)
    return row


def answer(opener: Opener, row: Disclosure, *, allowed: bool, why: str) -> None:
    """Answer what another adviser asked; the first answer counts."""
    require(opener.viewer, "decide", row)
    key = opener.key_of(row)
    with one_write():
        held = Disclosure.objects.again(row).select_for_update(of=("self",)).get()
        if held.decided_on is not None:
            raise Refused(_("Een andere vertrouwenspersoon heeft net geantwoord."))
        seal(key, held, "answer", {"why": why})
        held.decided_by, held.decided_on, held.allowed = opener.viewer.staff, today(), allowed
        held.until_on = today() + HOLDS
        held.save(update_fields=["answer", "decided_by", "decided_on", "allowed", "until_on"])
        record(opener.viewer, "disclosure.allow" if allowed else "disclosure.refuse", held)


def tell_name(opener: Opener, row: Disclosure, to: str, *, talked: bool, why_not: str) -> None:
    """Keep to whom the name was passed on, and whether who came knew it first; in danger one need not wait."""
    require(opener.viewer, "tell", row)
    if not talked and not why_not.strip():
        raise Refused(_("Schrijf op waarom je het niet eerst met de leerling besprak."))
    key = opener.key_of(row)
    with one_write():
        held = Disclosure.objects.again(row).select_for_update(of=("self",)).get()
        if held.told_on is not None or not held.allowed:
            raise Refused(_("Dit is al vastgelegd."))
        seal(key, held, "told", {"to": to, "talked": talked, "why_not": "" if talked else why_not})
        held.told_on = today()
        held.save(update_fields=["told", "told_on"])
        record(opener.viewer, "disclosure.tell", held, talked=talked)
