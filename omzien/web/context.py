"""What the frame round every staff page needs: who looks, with which hat, and where they can go."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from omzien.ground.access.engine import may
from omzien.ground.access.viewer import Viewer, hats_of

from .news import news_of

Label = Any


@dataclass(frozen=True)
class Item:
    """One entry of the main menu."""

    label: Label
    url: str
    icon: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Chrome:
    """The frame of a staff page; empty on public pages."""

    nav: list[Item] = field(default_factory=list)
    person_name: str = ""
    initials: str = ""
    hat_title: str = ""
    school_name: str = ""
    hats: int = 0
    demo: bool = False
    theme: str = "auto"


# label, url name, icon, object and act that the hat must be allowed
MENU = (
    (_("Vandaag"), "today", "home", "", ""),
    (_("Overzicht"), "overview", "list-checks", "approach.Case", "hand_over"),
    (_("Meldingen"), "inbox", "inbox", "reports.Report", "handle"),
    (_("Situaties"), "cases", "folder-open", "approach.Case", "read"),
    (_("Vertellen"), "tell", "plus", "reports.Report", "add"),
    (_("Mensen"), "people", "users", "school.Load", "read"),
    (_("Inrichting"), "setup", "list-checks", "school.RoleHolding", "read"),
    (_("Kalender"), "calendar", "calendar-days", "school.DayOff", "change"),
    (_("Vertrouwelijk"), "confidential", "lock", "reports.ConfidentialFile", "read"),
    (_("Kluis"), "vault", "key-round", "vault.AdviserKey", "own"),
    (_("Wie helpt"), "contacts", "heart-handshake", "", ""),
)


def _items(request: HttpRequest, viewer: Viewer) -> list[Item]:
    items = []
    for label, name, icon, obj, act in MENU:
        if obj and not may(viewer, act, obj):
            continue
        url = reverse(name)
        # What the menu counts is what Vandaag shows as new.
        count = len(news_of(viewer).items) if name == "today" else 0
        items.append(Item(label, url, icon, current=request.path.startswith(url), count=count))
    return items


def chrome(request: HttpRequest) -> dict[str, Chrome]:
    """Give every template `chrome`; nothing is looked up for a public page."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return {"chrome": Chrome()}
    return {
        "chrome": Chrome(
            nav=_items(request, viewer),
            person_name=viewer.staff.full_name,
            initials=viewer.staff.initials,
            hat_title=viewer.title,
            school_name=viewer.school.name,
            hats=len(hats_of(viewer.staff)),
            demo=viewer.school.is_demo,
            theme=viewer.account.theme if viewer.account else "auto",
        )
    }
