"""What the pages of an administrator share: tabs, pages of a list, acts that are done once or kindly refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.ground.school.actions.refusal import NotDone

T = TypeVar("T")
PAGE = 30
TABS = (
    ("people", gettext_lazy("Medewerkers")),
    ("home_groups", gettext_lazy("Klassen")),
    ("pupils", gettext_lazy("Leerlingen")),
    ("load", gettext_lazy("Laden")),
)


def tabs(current: str) -> list[dict[str, Any]]:
    """Return the parts of Mensen."""
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in TABS]


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list."""

    rows: Sequence[T]
    newer: str
    older: str
    words: str


def page_of(rows: Sequence[T], request: HttpRequest, size: int = PAGE, **keep: str) -> Page[T]:
    """Return the page that the address asks for; `keep` stays in the addresses of the other pages."""
    last = max((len(rows) - 1) // size, 0)
    try:
        at = min(max(int(request.GET.get("p", "1")) - 1, 0), last)
    except ValueError:
        at = 0

    def address(number: int) -> str:
        kept = "".join(f"&{name}={value}" for name, value in keep.items())
        return f"?p={number + 1}{kept}"

    words = _("%(first)d tot en met %(last)d van %(all)d") % {
        "first": at * size + 1,
        "last": min((at + 1) * size, len(rows)),
        "all": len(rows),
    }
    return Page(
        rows[at * size : (at + 1) * size],
        address(at - 1) if at else "",
        address(at + 1) if at < last else "",
        words,
    )


def form_key(request: HttpRequest, act: str = "") -> str:
    """Return the key by which a button is carried out once; the same page may hold several buttons."""
    try:
        key = UUID(request.POST.get("form_key", ""))
    except ValueError:
        key = uuid4()
    return f"{key}:{act}"[:64]


def carry_out(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """Carry out an act and say that it is done, or why not."""
    try:
        act()
    except NotDone as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True
