"""What holds for every address: it has a door, and its answer keeps the page inside this site."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from omzien.ground.access.doors import PUBLIC
from tests.cast import make_school

SOMETHING = UUID("00000000-0000-4000-8000-000000000000")
FILLED = {
    "<uuid:pk>": str(SOMETHING),
    "<str:clause>": "A1.4",
}


def _patterns(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, path)
        else:
            yield path, pattern


def _addresses() -> list[tuple[str, URLPattern]]:
    return list(_patterns(get_resolver().url_patterns))


def _filled(path: str) -> str:
    """Return the path with something in each open place."""
    parts = []
    for part in path.split("/"):
        if part.startswith("<uuid:"):
            parts.append(str(SOMETHING))
        elif part.startswith("<int:"):
            parts.append("1")
        elif part.startswith("<"):
            parts.append(FILLED.get(part, "A1.4"))
        else:
            parts.append(part)
    return "/" + "/".join(parts)


def test_every_address_has_a_door() -> None:
    without = [path for path, pattern in _addresses() if getattr(pattern.callback, "door", None) is None]
    assert without == []


# A page of ours uses none of these: a page inside ours could not either.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=(), browsing-topics=()"
HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Permissions-Policy": PERMISSIONS,
}


@pytest.mark.django_db
def test_every_answer_carries_the_headers() -> None:
    make_school()
    wrong = []
    for path, _pattern in _addresses():
        answer = Client().get(_filled(path))
        assert answer.status_code < 500, path
        policy = answer["Content-Security-Policy"]
        wrong += [(path, name) for name, value in HEADERS.items() if answer.get(name) != value]
        if not policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ") or "unsafe" in policy:
            wrong.append((path, policy))
    assert wrong == []


@pytest.mark.django_db
def test_behind_a_door_nobody_gets_in_without_logging_in() -> None:
    make_school()
    wrong = []
    for path, pattern in _addresses():
        answer = Client().get(_filled(path))
        public = getattr(pattern.callback, "door", None) == PUBLIC
        sent_to_log_in = answer.status_code == 302 and answer["Location"].startswith("/inloggen/")
        if sent_to_log_in == public:
            wrong.append((path, answer.status_code))
    assert wrong == []
