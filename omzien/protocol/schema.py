"""The shape of an edition: frozen values, in the words of the protocol.

The first field of a value that stands in a list of its own is its id: in the edition file it is the name of the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeVar

Status = Literal["built", "by_hand", "not_yet"]
Unit = Literal["days", "school_days", "weeks", "rounds"]
Kind = Literal["text", "choice", "yes_no", "date", "people"]
Asked = Literal["target", "member", "staff"]
Use = Literal["leave_out", "end", "decline", "member_leaves", "member_not_spoken"]

T = TypeVar("T")


class UnknownId(KeyError):
    """The edition knows no such id."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter or appendix of the paper."""

    id: str
    title: str
    en: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the protocol; its id stands on paper, screen, code, test and address alike."""

    id: str
    title: str
    text: str
    en: str
    status: Status = "not_yet"
    points: tuple[str, ...] = ()

    @property
    def chapter(self) -> str:
        """Return the chapter's id: A1.4 stands in A1, 4.6a in 4."""
        return self.id.split(".")[0]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the text in paragraphs; in the file a blank line parts them."""
        return tuple(self.text.split("\n\n"))


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a clause makes someone do; a built duty is carried by exactly one function."""

    id: str
    clause: str
    owner: str
    title: str
    status: Status = "not_yet"
    term: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """Within how long something is due; day 0 is the day it counts from. Rounds are counted, never a date."""

    id: str
    title: str
    amount: int
    unit: Unit
    clause: str
    # Whether the paper names it, or we proposed it: both may be changed at the yearly study afternoon.
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """From day `first` to day `last`, both included; the day of `counts_from` is day 0."""

    clause: str
    title: str
    first: int
    last: int
    counts_from: str
    unit: Literal["days"] = "days"
    # Until `counts_from` has been, the date is provisional and counts from here.
    provisional_from: str = ""
    # A window without a school day: from which day on an earlier day may be offered, and when the planner warns.
    early_from: int = 3
    warn_after: int = 21


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap on: a tile, or an answer to a question."""

    id: str
    label: str
    hint: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One of the protocol's own questions. A `people` question may offer choices beside the names."""

    id: str
    label: str
    kind: Kind
    help: str = ""
    asked: Asked = "target"
    required: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a track, with its conversation card and its form."""

    clause: str
    number: int
    title: str
    # For the step bar.
    short: str
    purpose: str
    agenda: tuple[str, ...]
    opening: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    # Filled from the edition's windows: the dates stand in one place.
    window: Window | None = field(default=None, metadata={"from_file": False})

    def question(self, id_: str) -> Question:
        """Return one question of this step."""
        for question in self.questions:
            if question.id == id_:
                return question
        raise UnknownId(f"step {self.clause} has no question {id_!r}")


@dataclass(frozen=True, slots=True)
class Track:
    """A way of working on a situation, step by step; a guide, never automatic (5.guide)."""

    id: str
    clause: str
    title: str
    intro: str
    steps: tuple[Step, ...]
    # How many pupils are advised in a support group.
    group_min: int = 0
    group_max: int = 0

    def step(self, clause: str) -> Step:
        """Return one step by its clause."""
        for step in self.steps:
            if step.clause == clause:
                return step
        raise UnknownId(f"track {self.id} has no step {clause!r}")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the three marks that tell bullying from teasing and from a single event (2.definition)."""

    id: str
    title: str
    question: str
    yes: str
    no: str
    unknown: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a person may conclude, and the fitting follow-ups to choose from."""

    id: str
    label: str
    hint: str
    icon: str
    opens_case: bool
    follow_ups: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step is left out, a track ends, a pupil declines, or a member changes; success is a reason too (5.guide)."""

    id: str
    label: str
    uses: tuple[Use, ...]
    hint: str = ""
    icon: str = ""
    # Which of the target's own answers allow this reason; empty allows any, also none.
    answers: tuple[str, ...] = ()
    success: bool = False


@dataclass(frozen=True, slots=True)
class LastWord:
    """What someone who knew of the situation hears at its end: no names, no details."""

    audience: str
    title: str
    stopped: str
    otherwise: str

    def text(self, *, stopped: bool) -> str:
        """Return the words for this end."""
        return self.stopped if stopped else self.otherwise


@dataclass(frozen=True, slots=True)
class Role:
    """A role with a duty in the protocol; who holds it stands in the school's own records."""

    id: str
    title: str
    plural: str
    # What they do for you, in one sentence.
    does: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact point, in the protocol's own order (4.6c, 7)."""

    id: str
    title: str
    when: str
    icon: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Helpline:
    """Help outside school; `checked_on` says when number and address were last found right."""

    id: str
    name: str
    purpose: str
    icon: str
    checked_on: date | None = None
    phone: str = ""
    phone_note: str = ""
    url: str = ""
    acute: bool = False
    audience: tuple[Literal["pupil", "parent", "staff"], ...] = ("pupil", "parent", "staff")


@dataclass(frozen=True, slots=True)
class Reading:
    """How we read the paper where it is silent or contradicts itself."""

    id: str
    question: str
    reading: str
    reason: str
    # Roles.
    changed_by: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conduct:
    """The one behaviour rule and the conduct rules under it (4.3)."""

    rule: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of the protocol: what people read and what the software runs."""

    id: str
    version: str
    title: str
    owner: str
    intro: str
    conduct: Conduct
    chapters: Mapping[str, Chapter]
    clauses: Mapping[str, Clause]
    duties: Mapping[str, Duty]
    terms: Mapping[str, Term]
    windows: Mapping[str, Window]
    tracks: Mapping[str, Track]
    forms: Mapping[str, Choice]
    criteria: Mapping[str, Criterion]
    conclusions: Mapping[str, Conclusion]
    places: Mapping[str, Choice]
    moments: Mapping[str, Choice]
    parts: Mapping[str, Choice]
    signs_school: Mapping[str, Choice]
    signs_home: Mapping[str, Choice]
    answers: Mapping[str, Choice]
    protections: Mapping[str, Choice]
    reasons: Mapping[str, Reason]
    last_words: Mapping[str, LastWord]
    roles: Mapping[str, Role]
    contacts: tuple[Contact, ...]
    helplines: Mapping[str, Helpline]
    readings: Mapping[str, Reading]
    adopted_on: date | None = None
    reviewed_on: date | None = None
    # Of all the edition's files: two editions are the same when this is.
    sha256: str = field(default="", metadata={"from_file": False})

    def clause(self, id_: str) -> Clause:
        """Return one clause."""
        return _of(self.clauses, id_, "clause")

    def duty(self, id_: str) -> Duty:
        """Return one duty."""
        return _of(self.duties, id_, "duty")

    def term(self, id_: str) -> Term:
        """Return one term."""
        return _of(self.terms, id_, "term")

    def window(self, clause: str) -> Window:
        """Return the window of a step."""
        return _of(self.windows, clause, "window")

    def track(self, id_: str) -> Track:
        """Return one track."""
        return _of(self.tracks, id_, "track")

    def role(self, id_: str) -> Role:
        """Return one role."""
        return _of(self.roles, id_, "role")

    def reasons_for(self, use: Use) -> tuple[Reason, ...]:
        """Return the reasons to choose from for this use, in the edition's order."""
        return tuple(reason for reason in self.reasons.values() if use in reason.uses)

    def clauses_of(self, chapter: str) -> tuple[Clause, ...]:
        """Return the clauses of a chapter, in the edition's order."""
        return tuple(clause for clause in self.clauses.values() if clause.chapter == chapter)


def _of(values: Mapping[str, T], id_: str, what: str) -> T:
    try:
        return values[id_]
    except KeyError:
        raise UnknownId(f"the edition has no {what} {id_!r}") from None
