"""Choosing pupils on a small screen: the own home group in sight, the others folded, without any script."""

from datetime import date

import pytest
from django.test import Client

from tests.cast import Cast, make_school
from tests.chapters.desk import log_in
from tests.stories.telling import case_about, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_school()


def test_the_own_class_is_in_sight_and_another_class_is_folded(cast: Cast) -> None:
    with on(date(2026, 11, 18)):
        case = case_about(cast)
        page = log_in(Client(), cast.mentor).get(f"/situaties/{case.pk}/stap/A1.1/").content.decode()
    chooser = page.split("data-people", 2)[1]
    before, folded = chooser.split("<details", 1)
    assert "Daan van Elst" in before
    assert "Mila Sanders" not in before
    assert "Klas 2C" in folded
    assert "Mila Sanders" in folded
    assert not folded.split(">", 1)[0].endswith(" open")


def test_a_class_in_which_someone_is_chosen_stands_open(cast: Cast) -> None:
    with on(date(2026, 11, 18)):
        case = case_about(cast)
        sent = {"members": [str(cast.pupils["Mila"].pk)]}
        page = log_in(Client(), cast.mentor).post(f"/situaties/{case.pk}/stap/A1.1/", sent).content.decode()
    assert "data-fold open><summary>Klas 2C" in page
