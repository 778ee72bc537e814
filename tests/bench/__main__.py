"""`make bench`: B2 (intake) and B4 (case list), as ratios to the yardstick, in one run.

Every target is its own process; rounds are interleaved (product, yardstick, product, ...) and the median round counts.
Each acknowledged report is looked up afterwards by its code.
"""

import contextlib
import http.client
import json
import platform
import re
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import django

from tests.bench.load import Measured, Request, load
from tests.bench.servers import product, serving, yardstick

ROUNDS = 3
AT_ONCE = (1, 4, 20, 200)
INTAKES, LISTS = 300, 60
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TOLD = "Ze pakken steeds mijn tas af bij de kluisjes en lachen dan. Ik durf niet meer door die gang."
CODE = re.compile(r'id="code"[^>]*>(.*?)</p>', re.S)
Targets = dict[str, tuple[int, str]]


def _send(connection: http.client.HTTPConnection, method: str, path: str, body: str, headers: dict[str, str]) -> str:
    """Return the page, or nothing when the answer was not good."""
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
    except (OSError, http.client.HTTPException):
        connection.close()
        return ""
    return page if answer.status == http.HTTPStatus.OK else ""


def intake(codes: list[str]) -> Request:
    """Return a sender of the real form, each with a key of its own; keeps the codes that came back."""

    def send(connection: http.client.HTTPConnection, number: int) -> bool:
        body = urlencode(
            {"form_key": str(uuid4()), "door": "self", "forms_seen": "words", "places": "hallway", "told": TOLD}
        )
        found = CODE.search(_send(connection, "POST", "/hulp/", body, FORM))
        if found is None:
            return False
        codes.append("".join(re.findall(r">([0-9A-Z]{4})<", found.group(1))))
        return True

    return send


def plain_post(connection: http.client.HTTPConnection, number: int) -> bool:
    """Send the same words to the yardstick."""
    return _send(connection, "POST", "/post", urlencode({"told": TOLD}), FORM) == "ok"


def getter(path: str, marker: str, cookie: str = "") -> Request:
    """Return a sender that asks for a page and checks that it is the right one."""
    headers = {"Cookie": f"sessionid={cookie}"} if cookie else {}

    def send(connection: http.client.HTTPConnection, number: int) -> bool:
        return marker in _send(connection, "GET", path, "", headers)

    return send


def _rounds(measure: Callable[[], Measured], beside: Callable[[], Measured]) -> tuple[Measured, Measured]:
    """Return the median round of both, measured in turn."""
    pairs = [(measure(), beside()) for _ in range(ROUNDS)]
    ours = sorted((pair[0] for pair in pairs), key=lambda row: row.rate)[ROUNDS // 2]
    theirs = sorted((pair[1] for pair in pairs), key=lambda row: row.rate)[ROUNDS // 2]
    return ours, theirs


def _tell(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


def bench_intake(port: int, beside: int) -> None:
    """B2: the real form at 1, 4, 20 and 200 at once."""
    codes: list[str] = []
    for at_once in AT_ONCE:
        ours, theirs = _rounds(
            partial(load, port, at_once, INTAKES, intake(codes)),
            partial(load, beside, at_once, INTAKES, plain_post),
        )
        _tell(
            id="B2", at_once=at_once, good=ours.good, all=ours.all, per_second=round(ours.rate),
            p50_ms=round(ours.p50, 1), p95_ms=round(ours.p95, 1), yardstick_per_second=round(theirs.rate),
            ratio=round(ours.rate / theirs.rate, 2),
        )  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    found = 0
    for code in codes:
        body = urlencode({"form_key": str(uuid4()), "code": code})
        found += "data-state" in _send(connection, "POST", "/hulp/code/", body, FORM)
    _tell(id="B2", acknowledged=len(codes), found_by_code=found)


def bench_list(small: Targets, beside: int) -> None:
    """B4: the coordinator's list of cases at 1,000 and 10,000, one reader at a time."""
    times = {}
    for name, (port, cookie) in small.items():
        ours, theirs = _rounds(
            partial(load, port, 1, LISTS, getter("/situaties/", "Situatie rond", cookie)),
            partial(load, beside, 1, LISTS, getter("/list", "<li>")),
        )
        times[name] = ours.p50
        _tell(
            id="B4", cases=name, good=ours.good, all=ours.all, p50_ms=round(ours.p50, 1), p95_ms=round(ours.p95, 1),
            yardstick_p50_ms=round(theirs.p50, 2), ratio=round(ours.p50 / theirs.p50, 1),
        )  # fmt: skip
    _tell(id="B4", growth_10k_over_1k=round(times["10000"] / times["1000"], 2))


@contextlib.contextmanager
def _targets(base: Path) -> Iterator[tuple[Targets, int]]:
    with contextlib.ExitStack() as stack:
        targets: Targets = {}
        for cases in (1_000, 10_000):
            env, cookie = product(base / str(cases), cases)
            port = stack.enter_context(serving("omzien.config.wsgi:application", "/healthz", env))
            targets[str(cases)] = (port, cookie)
        env = yardstick(base / "yardstick")
        yield targets, stack.enter_context(serving("tests.bench.yardstick:application", "/list", env))


def main() -> None:
    """Measure and print one JSON line per figure."""
    _tell(python=platform.python_version(), django=django.get_version(), rounds=ROUNDS)
    with tempfile.TemporaryDirectory(prefix="omzien-bench-") as base, _targets(Path(base)) as (targets, beside):
        # The lists first: what the intake tells the coordinator would make one page heavier than the other.
        bench_list(targets, beside)
        bench_intake(targets["1000"][0], beside)


if __name__ == "__main__":
    main()
