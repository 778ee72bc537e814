"""A load of plain requests over kept-open connections, a number of them at once."""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Request = Callable[[http.client.HTTPConnection, int], bool]


@dataclass(frozen=True)
class Measured:
    """What one round did: good and all requests, its seconds, and the median and 95th percentile in milliseconds."""

    good: int
    all: int
    seconds: float
    p50: float
    p95: float

    @property
    def rate(self) -> float:
        """Return good requests a second."""
        return self.good / self.seconds


def load(port: int, at_once: int, total: int, send: Request) -> Measured:
    """Send `total` requests with `at_once` connections; `send` tells whether the answer was good."""
    times: list[float] = []
    good = 0
    lock = threading.Lock()
    numbers = iter(range(total))

    def work() -> None:
        nonlocal good
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                break
            begin = time.perf_counter()
            ok = send(connection, number)
            took = time.perf_counter() - begin
            with lock:
                times.append(took)
                good += ok
        connection.close()

    begin = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begin
    ordered = sorted(times)
    return Measured(good, total, seconds, median(ordered) * 1000, ordered[int(len(ordered) * 0.95)] * 1000)
