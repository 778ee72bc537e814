"""The code to come back with: made from the form key, kept only as a keyed hash (trust: "Receipt")."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as marked

from omzien.chapters.guide.queries import Person
from omzien.ground.access.second_line import lifted
from omzien.ground.clock import Calendar, now, today
from omzien.ground.clock.calendar import NoSchoolDay
from omzien.ground.clock.terms import due
from omzien.ground.school.calendars import calendar_for
from omzien.ground.school.models import School
from omzien.ground.vault.ring import index_key
from omzien.protocol.load import packaged

from .models import Report
from .readers import readers_of

# Crockford's letters: none looks like another figure.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 16
BITS = 80
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_NOT_IN_A_CODE = re.compile(r"[^0-9A-Z]")


@dataclass(frozen=True)
class StateWords:
    """A state as the pupil reads it: what it is, what it means, what comes next."""

    title: str
    means: str
    next: str
    icon: str


STATES = {
    Report.State.RECEIVED: StateWords(
        marked("Ontvangen"),
        marked("Wat je vertelde, is goed aangekomen."),
        marked("Op een schooldag leest iemand het. Daarna zie je dat hier."),
        "inbox",
    ),
    Report.State.READ: StateWords(
        marked("Gelezen"),
        marked("Iemand heeft gelezen wat je vertelde."),
        marked("Nu kijken we wat er nodig is. Weten we wie je bent? Dan praten we eerst met jou."),
        "eye",
    ),
    Report.State.TALKING: StateWords(
        marked("We praten er nu over"),
        marked("We zijn ermee bezig. Je staat er niet meer alleen voor."),
        marked("We kijken samen wat er beter kan. Dat kost soms een paar weken."),
        "messages-square",
    ),
    Report.State.DONE: StateWords(
        marked("Klaar"),
        marked("We hebben iets gedaan met wat je vertelde. Dat is nu klaar."),
        marked("Gaat het nog niet goed, of begint het weer? Vertel het opnieuw. Dat mag altijd."),
        "circle-check",
    ),
}


def code_for(form_key: UUID) -> str:
    """Return the code of this form: 80 bits that only this installation can make, the same at every submit."""
    number = int(index_key("receipt.code", str(form_key))[: BITS // 4], 16)
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(BITS - 5, -1, -5))


def in_groups(code: str) -> str:
    """Return the code in groups of four, as people write it."""
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))


def plain(typed: str) -> str:
    """Return what was typed as a code is kept: no spaces or dashes, capitals, and look-alikes put right."""
    return _NOT_IN_A_CODE.sub("", typed.upper()).translate(_LOOKS_LIKE)


def key_of(code: str) -> str:
    """Return the keyed hash under which the report is found; the code itself is kept nowhere."""
    return index_key("receipt.row", plain(code))


def why_unknown(typed: str) -> str:
    """Return kind words for who typed a code that we do not know."""
    letters = len(plain(typed))
    if letters != LETTERS:
        return ngettext(
            "Een code heeft 16 letters en cijfers. Hier staat er %(letters)d.",
            "Een code heeft 16 letters en cijfers. Hier staan er %(letters)d.",
            letters,
        ) % {"letters": letters}
    return gettext("Deze code kennen we niet. Kijk rustig of er iets anders staat.")


def read_by(calendar: Calendar, told_on: date) -> date | None:
    """Return the day by which someone has read it; None when the calendar knows no school day."""
    try:
        return due(packaged().term("first_reaction"), told_on, calendar)
    except NoSchoolDay:
        return None


@dataclass(frozen=True)
class Progress:
    """What the code shows: how far it is and who reads it, nothing else."""

    state: Report.State
    readers: list[Person]
    # By when we promised that someone reads it.
    read_by: date | None

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has read it yet."""
        return self.state is Report.State.RECEIVED

    @property
    def is_late(self) -> bool:
        """Tell whether we break our promise: then the page says so, and whom to go to."""
        return self.is_waiting and self.read_by is not None and self.read_by < today()

    @property
    def words(self) -> StateWords:
        """Return the state in plain words, in the language of the page."""
        words = STATES[self.state]
        return StateWords(gettext(words.title), gettext(words.means), gettext(words.next), words.icon)

    @property
    def steps(self) -> list[dict[str, object]]:
        """Return the whole way as a bar: what was, where it is, what comes."""
        order = list(STATES)
        at = order.index(self.state)
        return [
            {
                "number": place + 1,
                "title": gettext(STATES[state].title),
                "state": "now" if place == at else "done" if place < at else "waiting",
            }
            for place, state in enumerate(order)
        ]


def progress(typed: str) -> Progress | None:
    """Return how far the report with this code is; a wrong code costs the same work as a right one."""
    # Who holds the code is nobody to the database: it looks past its walls for this one report.
    with lifted():
        found = (
            Report.objects.beyond("who holds the code has told it")
            .filter(receipt_key=key_of(typed))
            .select_related("school")
            .first()
        )
        # Nobody's report, so that "no such code" asks the policy just as well.
        nobodys = Report(school=School.objects.first() or School(), made_at=now())
        readers = readers_of(found or nobodys)
        promised = read_by(calendar_for((found or nobodys).school), localtime((found or nobodys).made_at).date())
    return Progress(Report.State(found.state), readers, promised) if found else None
