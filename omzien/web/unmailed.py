"""What Vandaag says when mail does not arrive: to who can put it right, and to who counts on it."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omzien.chapters.guide.queries import listed
from omzien.ground.access.engine import may, scope
from omzien.ground.access.viewer import Viewer
from omzien.ground.clock import today
from omzien.ground.notices.todo import Todo
from omzien.ground.notices.trouble import trouble
from omzien.ground.school.models import Role, Staff

NAMED = 5


def todo(viewer: Viewer) -> list[Todo]:
    """Return what is wrong with the mail; a constant number of queries, none for who has no part in it."""
    manages = may(viewer, "invite", "school.Staff")
    if not manages and viewer.role is not Role.ANTI_BULLYING_COORDINATOR:
        return []
    found = trouble(viewer.school)
    rows = []
    if found.waiting:
        rows.append(_away(found.waiting, manages=manages))
    if found.refused:
        rows.append(_refused_of(viewer, found.refused) if manages else _refused(len(found.refused)))
    return rows


def _away(waiting: int, *, manages: bool) -> Todo:
    note = ngettext("Er wacht %(n)d mail.", "Er wachten %(n)d mails.", waiting) % {"n": waiting}
    # The settings stand on the server, where no button leads.
    what = (
        _("Kijk of de mailserver aanstaat en of de instellingen voor mail kloppen.")
        if manages
        else _("Vraag de beheerder om ernaar te kijken, en kijk zelf elke dag in Omzien.")
    )
    return _row(_("E-mail komt niet aan"), f"{note} {what}")


def _title(people: int) -> str:
    title = ngettext("E-mail komt niet aan bij %(n)d collega", "E-mail komt niet aan bij %(n)d collega's", people)
    return title % {"n": people}


def _refused(people: int) -> Todo:
    return _row(_title(people), _("Vraag de beheerder om te kijken welk e-mailadres niet klopt."))


def _refused_of(viewer: Viewer, keys: Iterable[UUID]) -> Todo:
    """Return the row with names: the addresses are in these hands."""
    people = sorted(scope(viewer, Staff).filter(pk__in=keys), key=lambda person: person.sort_key)
    names = [person.full_name for person in people[:NAMED]]
    if len(people) > NAMED:
        names.append(_("nog %(n)d") % {"n": len(people) - NAMED})
    note = _("%(names)s. Verbeter het e-mailadres in je lijst en laad die opnieuw.") % {"names": listed(names)}
    url = reverse("person", args=[people[0].pk]) if len(people) == 1 else reverse("people")
    return _row(_title(len(people)), note, url, _("Bekijk"))


def _row(title: str, note: str, url: str = "", button: str = "") -> Todo:
    day = today()
    return Todo(title=title, note=note, due_from=day, due_until=day, url=url, button=button, icon="mail", about=title)
