"""The language of a public page: Dutch, or English when its address says so; no cookie remembers it."""

from django.http import HttpRequest
from django.utils.translation import get_language

# What stands in the address.
LANGUAGE = "taal"


def speaks_dutch() -> bool:
    """Tell whether the page that is being made is Dutch."""
    return (get_language() or "nl").startswith("nl")


def same_page(request: HttpRequest) -> str:
    """Return the address of this page in the other language; all else in it stays."""
    told = request.GET.copy()
    told.pop(LANGUAGE, None)
    if speaks_dutch():
        told[LANGUAGE] = "en"
    return f"{request.path}?{told.urlencode()}" if told else request.path
