"""What is open on a case, in words: a title, a sentence, one button, and where it leads."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from omzien.chapters.approach.models import Case
from omzien.chapters.approach.terms import edition_of
from omzien.protocol.schema import Edition, Step

from .next import Item

_STEP_BUTTONS = {
    "A1.1": gettext_lazy("Gesprek vastleggen"),
    "A1.2": gettext_lazy("Bijeenkomst vastleggen"),
    "A1.3": gettext_lazy("Bekijk de ideeën"),
    "A1.4": gettext_lazy("Gesprek vastleggen"),
    "A1.5": gettext_lazy("Gesprekken vastleggen"),
    "A1.6": gettext_lazy("Kies hoe verder"),
}
_STEP_ICONS = {
    "A1.1": "message-circle",
    "A1.2": "users",
    "A1.3": "hand-helping",
    "A1.4": "message-circle",
    "A1.5": "messages-square",
    "A1.6": "split",
}


@dataclass(frozen=True)
class Asked:
    """One thing that is open, as a screen shows it."""

    kind: str
    title: str
    text: str
    due_from: date
    due_until: date
    url: str
    button: str
    icon: str
    # Read aloud after the button, so that no two buttons sound alike.
    about: str = ""
    item: Item | None = None

    @property
    def is_step(self) -> bool:
        """Tell whether it is one of the six steps."""
        return self.kind.startswith("A1.")


def steps(edition: Edition) -> dict[str, Step]:
    """Return the steps of the track by clause."""
    return {step.clause: step for step in edition.track("no_blame").steps}


def long_day(day: date) -> str:
    """Return for example "12 november"."""
    return date_format(day, "j F")


def short_day(day: date) -> str:
    """Return for example "12 nov"; Dutch writes its months small."""
    words = date_format(day, "j M")
    return words.lower() if (get_language() or "nl").startswith("nl") else words


def step_title(edition: Edition, clause: str, name: str = "") -> str:
    """Return a step's title, with the first name in place of "de leerling" where a name may stand."""
    step = steps(edition).get(clause)
    if step is None:
        return clause
    return step.title.replace("de leerling", name) if name else step.title


def ask(case: Case, item: Item, name: str, detail: str = "") -> Asked:
    """Return one open item in words; `name` is the target's first name, `detail` says which one of its kind."""
    title, text, url, button, icon = _words(case, item, name or _("de leerling"))
    return Asked(item.kind, title, detail or text, item.due_from, item.due_until, url, button, icon, title, item)


def _words(case: Case, item: Item, name: str) -> tuple[str, str, str, str, str]:
    pk = case.pk
    if item.is_step:
        edition = edition_of(case)
        step = steps(edition)[item.kind]
        url = f"{reverse('case', args=[pk])}stap/{item.kind}/"
        return (
            step_title(edition, item.kind, name),
            step.purpose,
            url,
            str(_STEP_BUTTONS[item.kind]),
            _STEP_ICONS[item.kind],
        )
    if item.kind == "agreement":
        return (
            _("Houdt de afspraak met %(name)s?") % {"name": name},
            _("De afspraak loopt bijna af. Vraag of het werkt, en of het nog nodig is."),
            reverse("case_agreement", args=[pk, item.id]),
            _("Kijk ernaar"),
            "shield",
        )
    if item.kind == "later_check":
        return (
            _("Vraag %(name)s hoe het nu gaat") % {"name": name},
            _("Een paar weken na het einde vraag je het nog eens. Zo zie je of het zo blijft."),
            reverse("case_later_check", args=[pk, item.id]),
            _("Antwoord noteren"),
            "calendar-check",
        )
    return _other_words(pk, item, name)


def _other_words(pk: UUID, item: Item, name: str) -> tuple[str, str, str, str, str]:
    if item.kind == "end":
        return (
            _("Rond de situatie rond %(name)s af") % {"name": name},
            _("Alle stappen zijn gezet. Vraag %(name)s of het klaar is, en kies waarom je afrondt.") % {"name": name},
            reverse("case_end", args=[pk]),
            _("Afronden"),
            "circle-check",
        )
    if item.kind == "last_word":
        return (
            _("Zeg hoe het afliep"),
            _("Wie ervan wist, hoort dat het klaar is. Er staat een tekst voor je klaar."),
            reverse("case_last_words", args=[pk]),
            _("Laatste woord"),
            "heart-handshake",
        )
    if item.kind == "reopen":
        return (
            _("Open de situatie rond %(name)s weer") % {"name": name},
            _("Bij de laatste vraag was het niet beter. Kies samen hoe jullie verdergaan."),
            reverse("case_reopen", args=[pk]),
            _("Weer openen"),
            "archive-restore",
        )
    if item.kind == "close":
        return (
            _("Sluit de situatie rond %(name)s") % {"name": name},
            _("Alles is gevraagd en gezegd. Daarna kun je alleen nog lezen."),
            reverse("case_close", args=[pk]),
            _("Sluiten"),
            "archive",
        )
    return (
        _("Spreek %(name)s even") % {"name": name},
        _("Kort contact is genoeg: hoe gaat het vandaag?"),
        reverse("case_contact", args=[pk]),
        _("Contact gehad"),
        "smile",
    )


def kind_words(case: Case) -> str:
    """Return in a few words what comes next, for a list; without any name."""
    kind = case.next_kind
    if kind.startswith("A1."):
        step = steps(edition_of(case)).get(kind)
        return _("Stap %(number)d: %(short)s") % {"number": step.number, "short": step.short} if step else kind
    words = {
        "contact": _("Contact met de leerling"),
        "agreement": _("Afspraak loopt af"),
        "later_check": _("Vragen hoe het nu gaat"),
        "last_word": _("Laatste woord"),
        "close": _("Sluiten"),
        "end": _("Afronden"),
        "reopen": _("Weer openen"),
    }
    return words.get(kind, "" if case.state == Case.State.CLOSED else kind)
