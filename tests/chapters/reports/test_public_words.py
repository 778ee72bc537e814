"""Every sentence that a pupil can come to read is short, kind, Dutch, and lays no blame."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms

from omzien.chapters.reports import receipts
from omzien.chapters.reports.public_forms import DOORS, CodeForm, TellForm
from tests.house.ground_plan import ROOT

CHAPTERS = ROOT / "omzien" / "chapters"
PAGES = [
    *(CHAPTERS / "reports/templates/reports/public").rglob("*.html"),
    *(CHAPTERS / "guide/templates").rglob("*.html"),
]
SAID = re.compile(
    r"""(?:\{%\s*translate\s+|_\()(["'])(?P<one>.+?)\1|\{%\s*blocktranslate[^%]*%\}(?P<more>.+?)\{%""", re.S
)
MOST_WORDS = 15
# Words of an office, of a court, and of another language.
NEVER = re.compile(
    r"\b(?:incident\w*|registr\w+|dader\w*|slachtoffer\w*|pester\w*|casus\w*|dossier\w*|zaak|protocol\w*|"
    r"submit|help|report|account|login|e-?mail|feedback|anoniem\w*|formulier\w*)\b",
    re.I,
)


def in_templates() -> Iterator[tuple[str, str]]:
    for path in PAGES:
        for found in SAID.finditer(path.read_text()):
            yield path.name, found["one"] or found["more"]


def in_forms() -> Iterator[tuple[str, str]]:
    for form in (TellForm, CodeForm):
        for name, field in form.base_fields.items():
            if isinstance(field.widget, forms.HiddenInput):
                continue
            yield name, str(field.label or "")
            yield name, str(field.help_text)
    for door, words in DOORS.items():
        yield from ((door.value, text) for text in words[:2])
    for state, told in receipts.STATES.items():
        yield from ((state.value, text) for text in (told.title, told.means, told.next))


EVERYTHING = [*in_templates(), *in_forms()]


def test_there_is_much_to_read() -> None:
    assert len(EVERYTHING) > 100
    assert Path(PAGES[0]).exists()


def test_every_sentence_is_short() -> None:
    sentences = [
        (place, sentence.strip())
        for place, text in EVERYTHING
        for sentence in re.split(r"[.?!:]\s|[.?!]$", re.sub(r"\{\{.*?\}\}", "X", text))
    ]
    assert not [(place, sentence) for place, sentence in sentences if len(sentence.split()) > MOST_WORDS]


@pytest.mark.clause("2.silence")
def test_no_word_of_an_office_or_of_blame() -> None:
    assert not [(place, text) for place, text in EVERYTHING if NEVER.search(text)]


@pytest.mark.clause("2.silence")
def test_telling_is_said_not_to_be_telling_tales() -> None:
    assert any("Vertellen is geen klikken." in text for _place, text in EVERYTHING)


def test_a_pupil_is_called_je() -> None:
    """Parents and colleagues are called u: on the home page only."""
    formal = [(place, text) for place, text in EVERYTHING if re.search(r"\bu(?:w|zelf)?\b", text)]
    assert {place for place, _text in formal} <= {"home.html"}
