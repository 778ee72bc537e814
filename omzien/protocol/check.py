"""What must hold between the parts of an edition: every id that is named exists, no window runs backwards."""

from collections.abc import Collection, Iterator, Mapping

from omzien.protocol.build import Faults, Keys
from omzien.protocol.schema import Edition, Step, Track


def check(edition: Edition, fault: Faults) -> None:
    """Raise the first fault there is."""
    for keys, id_, known, what in references(edition):
        if id_ not in known:
            raise fault(keys, f"unknown {what} {id_!r}", f"Use one of: {', '.join(known)}")
    for clause, window in edition.windows.items():
        if not 0 <= window.first <= window.last:
            raise fault(
                ("windows", clause, "last"),
                f"the window of {clause} runs backwards: from day {window.first} to day {window.last}",
                "Let last be first or later, and first 0 or later",
            )
    for id_, term in edition.terms.items():
        if term.amount < 0:
            raise fault(("terms", id_, "amount"), f"term {id_} runs backwards", "Write 0 or more")
    for track in edition.tracks.values():
        check_track(track, fault)


def check_track(track: Track, fault: Faults) -> None:
    """Raise when the steps of a track are not numbered from 1 on, or its group cannot be made."""
    for number, step in enumerate(track.steps, start=1):
        if step.number != number:
            raise fault(
                ("tracks", track.id, "steps", step.clause, "number"),
                f"step {step.clause} has number {step.number}, but is step {number} of its track",
                "Number the steps 1, 2, 3 … in their order",
            )
        _check_questions(track.id, step, fault)
    if not 0 <= track.group_min <= track.group_max:
        raise fault(
            ("tracks", track.id, "group_max"),
            f"a group of {track.group_min} to {track.group_max} cannot be made",
            "Let group_max be group_min or more",
        )


def _check_questions(track: str, step: Step, fault: Faults) -> None:
    for question in step.questions:
        if question.kind == "choice" and not question.choices:
            raise fault(
                ("tracks", track, "steps", step.clause, "questions", question.id),
                f"question {question.id} has nothing to choose from",
                "Add its choices, or make its kind text",
            )


def references(edition: Edition) -> Iterator[tuple[Keys, str, Collection[str], str]]:
    """Yield every id that is named, where, and among which ids it must be."""
    clauses, roles = edition.clauses, edition.roles
    steps = tuple(step.clause for track in edition.tracks.values() for step in track.steps)
    yield ("owner",), edition.owner, roles, "role"
    yield from _in("clauses", edition.clauses, "chapter", edition.chapters, "chapter")
    yield from _in("duties", edition.duties, "clause", clauses, "clause")
    yield from _in("duties", edition.duties, "owner", roles, "role")
    yield from _in("duties", edition.duties, "term", edition.terms, "term")
    yield from _in("terms", edition.terms, "clause", clauses, "clause")
    yield from _in("windows", edition.windows, "clause", steps, "step")
    yield from _in("windows", edition.windows, "counts_from", steps, "step")
    yield from _in("windows", edition.windows, "provisional_from", steps, "step")
    yield from _in("tracks", edition.tracks, "clause", clauses, "clause")
    yield from _in("contacts", {contact.id: contact for contact in edition.contacts}, "roles", roles, "role")
    yield from _in("readings", edition.readings, "changed_by", roles, "role")
    yield from _in("readings", edition.readings, "clauses", clauses, "clause")
    yield from _in("reasons", edition.reasons, "answers", edition.answers, "answer")
    for id_, track in edition.tracks.items():
        for step in track.steps:
            yield ("tracks", id_, "steps", step.clause), step.clause, clauses, "clause"


def _in(
    name: str, values: Mapping[str, object], attribute: str, known: Collection[str], what: str
) -> Iterator[tuple[Keys, str, Collection[str], str]]:
    """Yield what one attribute of every value names; an empty text names nothing."""
    for id_, value in values.items():
        named = getattr(value, attribute)
        for target in (named,) if isinstance(named, str) else named:
            if target:
                yield (name, id_, attribute), target, known, what
