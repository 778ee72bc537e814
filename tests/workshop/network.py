"""Tests reach this machine only: a call to anywhere else fails at once, also a look-up of a name."""

import ipaddress
import socket
from typing import Any

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_sendto = socket.socket.sendto
_getaddrinfo = socket.getaddrinfo
_gethostbyname = socket.gethostbyname


class OutsideCall(AssertionError):
    """Something wanted to leave this machine."""


def is_local(host: object) -> bool:
    """Tell whether a host is this machine."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name in {"localhost", "testserver"}:
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False


def _check(address: Any) -> None:
    if isinstance(address, tuple) and not is_local(address[0]):
        raise OutsideCall(f"a test may not reach {address[0]}")


def guard() -> None:
    """Put the guard in place for the whole run."""

    def connect(self: socket.socket, address: Any) -> None:
        _check(address)
        _connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        _check(address)
        return _connect_ex(self, address)

    def sendto(self: socket.socket, data: Any, *told: Any) -> int:
        _check(told[-1])
        return _sendto(self, data, *told)

    def gethostbyname(name: str) -> str:
        _check((name,))
        return _gethostbyname(name)

    def getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:
        _check((host,))
        return _getaddrinfo(host, *arguments, **named)

    setattr(socket.socket, "connect", connect)  # noqa: B010 - a plain assignment to a method is refused by mypy
    setattr(socket.socket, "connect_ex", connect_ex)  # noqa: B010 - as above
    setattr(socket.socket, "sendto", sendto)  # noqa: B010 - as above
    socket.gethostbyname = gethostbyname
    socket.getaddrinfo = getaddrinfo
