"""What was recorded in a step, in words: the protocol's own questions with their answers, for the team alone."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omzien.ground.school.models import Pupil
from omzien.protocol.schema import Question

from .asking import long_day
from .course import MEETING, Course

Line = tuple[str, str]
# What a form asks besides the questions of the edition.
_BESIDES: Mapping[str, Any] = {
    "letter_text": gettext_lazy("De brief of tekening"),
    "new_agreements": gettext_lazy("Nieuwe afspraken met de groep"),
    "done": gettext_lazy("Wat is er gedaan?"),
}


def said_in(course: Course, clause: str) -> list[Line]:
    """Return what was said in a step, question by question."""
    answers = course.steps[clause].answers
    return _lines(course, clause, answers)


def said_early(course: Course, clause: str) -> list[list[Line]]:
    """Return the reviews that were held before the group had met."""
    earlier: Sequence[Mapping[str, Any]] = course.steps[clause].answers.get("earlier", [])
    return [[(_("Wanneer"), _day(one.get("on"))), *_lines(course, clause, one)] for one in earlier]


def said_by_member(course: Course, answers: Mapping[str, Any]) -> list[Line]:
    """Return what one member said."""
    return _lines(course, "A1.5", answers)


def _lines(course: Course, clause: str, answers: Mapping[str, Any]) -> list[Line]:
    names = _names(course, clause, answers)
    questions = course.edition.track("no_blame").step(clause).questions
    # The day of the meeting stands above what was said.
    asked = [question for question in questions if question.id != "held_on"]
    lines = [(question.label, _words(course, question, answers.get(question.id), names)) for question in asked]
    lines += [(str(label), str(answers.get(key) or "")) for key, label in _BESIDES.items()]
    return [(label, words) for label, words in lines if words]


def _names(course: Course, clause: str, answers: Mapping[str, Any]) -> Mapping[str, str]:
    if clause == MEETING:
        rows = course.round.members.select_related("pupil")
        return {str(row.pk): row.pupil.full_name for row in rows}
    keys = {key for id_ in ("members", "not_members") for key in answers.get(id_, [])}
    found = Pupil.objects.beyond("names that a case in hand points at").in_bulk(keys) if keys else {}
    return {str(pk): pupil.full_name for pk, pupil in found.items()}


def _words(course: Course, question: Question, answer: Any, names: Mapping[str, str]) -> str:
    if not answer:
        return ""
    if question.kind == "people":
        return ", ".join(names[key] for key in answer if key in names)
    if question.kind == "date":
        return _day(answer)
    labels = {choice.id: choice.label for choice in question.choices}
    if question.id == "change":
        labels |= {id_: one.label for id_, one in course.edition.answers.items()}
    return labels.get(str(answer), str(answer))


def _day(text: Any) -> str:
    try:
        return long_day(date.fromisoformat(str(text)))
    except ValueError:
        return ""
