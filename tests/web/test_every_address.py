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


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "pattern"), _addresses(), ids=[path for path, _pattern in _addresses()])
def test_every_answer_carries_the_headers(path: str, pattern: URLPattern) -> None:
    make_school()
    answer = Client(raise_request_exception=True).get(_filled(path))
    assert answer.status_code < 500
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "pattern"), _addresses(), ids=[path for path, _pattern in _addresses()])
def test_behind_a_door_nobody_gets_in_without_logging_in(path: str, pattern: URLPattern) -> None:
    make_school()
    answer = Client().get(_filled(path))
    if getattr(pattern.callback, "door", None) == PUBLIC:
        assert answer.status_code in {200, 302, 404, 405}
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/inloggen/")
