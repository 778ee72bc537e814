"""Reading an adviser's files, opened with the key in hand; and, without a key, which of them ask for attention."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.ground.access.engine import may, scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.notices.todo import Todo
from omzien.ground.school.models import Role, Staff
from omzien.ground.vault.fields import UNREADABLE
from omzien.ground.vault.models import Wrap

from .actions import MAY_BE_KNOWN, ONLY_ME, UNKNOWN
from .disclosing import OUTSIDE
from .keys import Opener, day_in, unseal
from .models import ConfidentialFile, ConfidentialNote, ConfidentialSource, Disclosure

PAGE, NOTES = 20, 30
MOST_TODO = 100
WAYS = {
    ONLY_ME: gettext_lazy("Alleen bij mij bekend"),
    UNKNOWN: gettext_lazy("Niet bekend"),
    MAY_BE_KNOWN: gettext_lazy("Mag bekend zijn"),
}
# Who may have to know a name.
TO = {
    **{
        role.value: role.label
        for role in (
            Role.MENTOR,
            Role.PUPIL_COORDINATOR,
            Role.ANTI_BULLYING_COORDINATOR,
            Role.SUPPORT_COORDINATOR,
            Role.DIRECTOR,
        )
    },
    OUTSIDE: gettext_lazy("iemand buiten school, zoals Veilig Thuis of de politie"),
}


@dataclass(frozen=True)
class Row:
    """A file in the list."""

    file: ConfidentialFile
    title: str


@dataclass(frozen=True)
class Listed:
    """One page of files; `at` is its number, from 1."""

    rows: list[Row]
    at: int
    more: bool


@dataclass(frozen=True)
class Said:
    """A note as it is read."""

    number: int
    text: str
    on: date | None
    written: date | None
    by: str
    corrects: int | None


@dataclass(frozen=True)
class Who:
    """Who came, as far as this adviser knows."""

    way: str
    name: str = ""

    @property
    def label(self) -> str:
        """Return what may be known of the name."""
        return str(WAYS.get(self.way, UNREADABLE))


def files_page(opener: Opener, *, closed: bool, at: int) -> Listed:
    """Return the files that were sealed for this adviser, the latest first."""
    found = scope(opener.viewer, ConfidentialFile).filter(closed_on__isnull=not closed)
    first = (at - 1) * PAGE
    rows = list(found.order_by("-opened_on", "pk")[first : first + PAGE + 1])
    keys = opener.keys_of(rows[:PAGE])
    return Listed([Row(row, _title(row, keys.get(row.pk))) for row in rows[:PAGE]], at, len(rows) > PAGE)


def _title(file: ConfidentialFile, key: bytes | None) -> str:
    piece = unseal(key, file) if key else None
    return str((piece or {}).get("title") or UNREADABLE)


def title_of(opener: Opener, file: ConfidentialFile) -> str:
    """Return the word by which the adviser knows the file."""
    return _title(file, opener.key_of(file))


def who_came(opener: Opener, file: ConfidentialFile) -> Who | None:
    """Return who came; None for an adviser with whom only the file was shared."""
    source: ConfidentialSource = file.source
    if not opener.holds(source):
        return None
    piece = unseal(opener.key_of(source), source) or {}
    return Who(piece.get("way", ""), piece.get("name", ""))


def notes_page(opener: Opener, file: ConfidentialFile, before: int | None) -> tuple[list[Said], bool]:
    """Return notes, the latest first, and whether there are older ones."""
    found = file.notes.order_by("-number")
    rows = list((found.filter(number__lt=before) if before else found)[: NOTES + 1])
    return said_in(rows[:NOTES], opener.key_of(file)), len(rows) > NOTES


def said_in(notes: Iterable[ConfidentialNote], key: bytes) -> list[Said]:
    """Return notes as they are read; what somebody changed without the key shows as unreadable."""
    pieces = [(note, unseal(key, note) or {}) for note in notes]
    writers = {UUID(piece["by"]) for _note, piece in pieces if "by" in piece}
    names = {staff.pk: staff.full_name for staff in Staff.objects.filter(pk__in=writers)}
    return [_said(note.number, piece, names) for note, piece in pieces]


def _said(number: int, piece: dict[str, Any], names: dict[UUID, str]) -> Said:
    return Said(
        number,
        piece.get("text") or str(UNREADABLE),
        day_in(piece, "on"),
        day_in(piece, "written"),
        names.get(UUID(piece["by"]), "") if "by" in piece else "",
        piece.get("corrects"),
    )


def newest_number(file: ConfidentialFile) -> int:
    """Return the number of the last note; 0 when there is none."""
    return file.notes.aggregate(last=Max("number"))["last"] or 0


def read_by(file: ConfidentialFile) -> list[Staff]:
    """Return the advisers who have the file's key, by name."""
    keyed = Wrap.objects.of(file).values("adviser__staff")
    return sorted(Staff.objects.filter(pk__in=keyed), key=lambda staff: staff.sort_key)


@dataclass(frozen=True)
class Asked:
    """A request as it is read by who asked and by who answers."""

    row: Disclosure
    to: str
    why: str
    answer: str
    told_to: str
    talked: bool
    why_not: str


def asked(opener: Opener, row: Disclosure) -> Asked:
    """Open a request."""
    key = opener.key_of(row)
    question, reply, told = (unseal(key, row, field) or {} for field in ("asked", "answer", "told"))
    return Asked(
        row,
        str(TO.get(question.get("to", ""), UNREADABLE)),
        question.get("why") or str(UNREADABLE),
        reply.get("why", ""),
        told.get("to", ""),
        bool(told.get("talked")),
        told.get("why_not", ""),
    )


def to_answer(viewer: Viewer) -> list[Disclosure]:
    """Return what other advisers ask this one."""
    rows = scope(viewer, Disclosure, "decide").select_related("asked_by").order_by("until_on", "pk")
    return list(rows[:MOST_TODO])


def answered(viewer: Viewer) -> list[Disclosure]:
    """Return one's own requests that were allowed, and wait until the name is passed on."""
    return list(scope(viewer, Disclosure, "tell").order_by("until_on", "pk")[:MOST_TODO])


def todo(viewer: Viewer) -> list[Todo]:
    """Return what asks for an adviser's attention: a day and a door, without a word of what is behind it."""
    if not may(viewer, "read", ConfidentialFile._meta.label):
        return []
    waiting = scope(viewer, ConfidentialFile, "handle").filter(look_again_on__isnull=False)
    files = [
        _todo(_("Kijk in je vertrouwelijke dossier"), row.look_again_on, "confidential_file", row.pk)
        for row in waiting.order_by("look_again_on", "pk")[:MOST_TODO]
        if row.look_again_on
    ]
    asks = [
        _todo(_("Een vertrouwenspersoon vraagt je iets"), row.until_on, "disclosure", row.pk, row.asked_on)
        for row in to_answer(viewer)
    ]
    replies = [
        _todo(_("Er is een antwoord op je vraag"), row.until_on, "disclosure", row.pk, row.decided_on)
        for row in answered(viewer)
    ]
    return [*files, *asks, *replies]


def _todo(title: str, until: date, name: str, pk: UUID, since: date | None = None) -> Todo:
    return Todo(
        title=title,
        note=_("Je opent eerst je kluis."),
        due_from=min(since or until, until),
        due_until=until,
        url=reverse(name, args=[pk]),
        button=_("Openen"),
        icon="lock",
        about=title,
    )


def is_over(row: Disclosure) -> bool:
    """Tell whether nobody answered or used it in time."""
    return row.told_on is None and row.until_on < today()
