"""Which school a public page is about: the only one, or the one that its address names."""

from functools import cache
from uuid import UUID

from django.http import HttpRequest

from omzien.ground.school.models import School
from omzien.ground.vault.unchanged import Unchanged


def _named(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@cache
def _schools() -> Unchanged[School]:
    return Unchanged(School.objects.order_by("name"))


def schools() -> list[School]:
    """Return every school of this installation, by name."""
    return list(_schools().rows())


def asked_school(request: HttpRequest, among: list[School]) -> School | None:
    """Return the school that is meant; None when one must still be chosen."""
    if len(among) == 1:
        return among[0]
    key = _named(request.GET.get("school", ""))
    return next((school for school in among if school.pk == key), None)
