"""What a notice is about: its address leads to an object behind a door, and who is barred from that hears nothing."""

from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet
from django.urls import Resolver404, resolve

from omzien.ground.access.scopes import denied_people
from omzien.ground.school.models import Staff

from .models import Notice

Subject = tuple[str, UUID]


def subject(path: str) -> Subject | None:
    """Return the object that an address opens, by its label and key; None when it opens none."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    door = getattr(match.func, "door", None)
    return (door.label, match.kwargs["pk"]) if door is not None and door.label and "pk" in match.kwargs else None


def is_barred(recipient: Staff, path: str) -> bool:
    """Tell whether the recipient may not even know of what the address leads to."""
    about = subject(path)
    if about is None:
        return False
    obj = apps.get_model(about[0])._base_manager.filter(pk=about[1]).first()
    return obj is not None and recipient.pk in denied_people(about[0], obj)


def about(*keys: UUID) -> QuerySet[Notice]:
    """Return the notices whose address holds one of these keys."""
    wanted = Q(pk__in=[])
    for key in keys:
        wanted |= Q(path__contains=str(key))
    return Notice.objects.filter(wanted)
