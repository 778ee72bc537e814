"""Every move that a case and a step may make, each with its clause. What stands not here is refused."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .models import Case, Step

C, S = Case.State, Step.State


@dataclass(frozen=True)
class Move:
    """From where to where, by which act, and the clause it rests on."""

    of: str
    source: str
    target: str
    act: str
    clause: str


MOVES: tuple[Move, ...] = (
    Move("case", C.OPEN, C.AFTERCARE, "end", "5.guide"),
    Move("case", C.AFTERCARE, C.CLOSED, "close", "5.guide"),
    Move("case", C.AFTERCARE, C.OPEN, "reopen", "5.guide"),
    Move("case", C.CLOSED, C.OPEN, "reopen", "5.guide"),
    Move("step", S.WAITING, S.OPEN, "open", "5.noblame"),
    Move("step", S.OPEN, S.DONE, "record", "5.noblame"),
    Move("step", S.WAITING, S.LEFT_OUT, "leave_out", "5.guide"),
    Move("step", S.OPEN, S.LEFT_OUT, "leave_out", "5.guide"),
    # A case that is reopened goes on where its end cut it off, or decides anew.
    Move("step", S.LEFT_OUT, S.WAITING, "take_up", "5.guide"),
    Move("step", S.DONE, S.OPEN, "decide_again", "A1.6"),
    Move("step", S.LEFT_OUT, S.OPEN, "decide_again", "A1.6"),
)


class MoveRefused(Exception):
    """The act does not fit where the case or the step stands; `said` tells a person what to do instead."""

    def __init__(self, why: str, said: object = "") -> None:
        super().__init__(why)
        self.said = said or _("Misschien heeft een collega intussen iets veranderd. Kijk hoe het er nu voor staat.")


def move(of: str, source: str, act: str) -> str:
    """Return where an act leads from here; raises MoveRefused when it leads nowhere."""
    for row in MOVES:
        if (row.of, row.source, row.act) == (of, source, act):
            return row.target
    raise MoveRefused(f"{act} does not fit a {of} that is {source}")
