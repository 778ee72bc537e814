"""What the clock does at every tick: jobs find and tell, they never decide (5.guide)."""

from collections.abc import Callable, Mapping
from datetime import date
from inspect import signature
from types import MappingProxyType
from typing import TypeVar, cast

from omzien.ground.clock.moments import today as present

Job = Callable[[], int] | Callable[[date], int]
J = TypeVar("J", bound=Job)

_JOBS: dict[str, Job] = {}


class FailedJobs(ExceptionGroup[Exception]):
    """One or more jobs failed; the others have run, and `found` says what they found."""

    found: Mapping[str, int] = MappingProxyType({})


def job(function: J) -> J:
    """Call this function at every tick, with today's date if it takes one; it returns how much it found."""
    _JOBS[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def jobs() -> Mapping[str, Job]:
    """Return the jobs by their dotted name, of all modules imported so far."""
    return MappingProxyType(dict(_JOBS))


def run_once(today: date | None = None) -> Mapping[str, int]:
    """Run every job once and return what each found; raises FailedJobs after the last when any failed."""
    day = today or present()
    found: dict[str, int] = {}
    failures: list[Exception] = []
    for name, function in jobs().items():
        try:
            found[name] = _call(function, day)
        except Exception as failure:  # noqa: BLE001 - one that fails must not stop the others; all are raised below
            failure.add_note(f"in the job {name}")
            failures.append(failure)
    if failures:
        group = FailedJobs("jobs of the clock failed", failures)
        group.found = MappingProxyType(found)
        raise group
    return MappingProxyType(found)


def _call(function: Job, day: date) -> int:
    if signature(function).parameters:
        return cast("Callable[[date], int]", function)(day)
    return cast("Callable[[], int]", function)()
