"""Binds a duty of the protocol to the one function that carries it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_CARRIED: dict[str, str] = {}


class TwiceCarried(ValueError):
    """Two functions claim one duty: nobody would know which one counts."""


def fulfils(*ids: str) -> Callable[[F], F]:
    """Say that a function carries these duties; refuses a duty that another function carries already."""

    def bind(function: F) -> F:
        name = f"{function.__module__}.{function.__qualname__}"
        for id_ in ids:
            if _CARRIED.setdefault(id_, name) != name:
                raise TwiceCarried(f"duty {id_} is carried by {_CARRIED[id_]} and by {name}")
        return function

    return bind


def carried() -> Mapping[str, str]:
    """Return the dotted name of the function that carries each duty, of all modules imported so far."""
    return MappingProxyType(dict(_CARRIED))
