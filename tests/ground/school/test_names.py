"""Names in one column come apart the Dutch way, and sort the Dutch way."""

import pytest

from omzien.ground.school.models import Pupil
from omzien.ground.school.names import full_name, sort_key, split_family, split_name, words_of


@pytest.mark.parametrize(
    ("text", "given", "infix", "family"),
    [
        ("Sofie van der Meer", "Sofie", "van der", "Meer"),
        ("Meer, Sofie van der", "Sofie", "van der", "Meer"),
        ("van der Meer, Sofie", "Sofie", "van der", "Meer"),
        ("Meer, van der, Sofie", "Sofie", "van der", "Meer"),
        ("Meer, S. van der (Sofie)", "Sofie", "van der", "Meer"),
        ("Hof, Els van 't", "Els", "van 't", "Hof"),
        ("Bram te Velde", "Bram", "te", "Velde"),
        ("Pieter in 't Veld", "Pieter", "in 't", "Veld"),
        ("Anna Maria Jansen", "Anna Maria", "", "Jansen"),
        ("Tom Jansen-de Vries", "Tom", "", "Jansen-de Vries"),
        ("Anne d'Hondt", "Anne", "", "d'Hondt"),
        ("Nuñez, José", "José", "", "Nuñez"),
        ("Mo el Idrissi", "Mo", "el", "Idrissi"),
        ("Ali Ben Salah", "Ali", "", "Ben Salah"),
        ("Jan De Smet", "Jan", "De", "Smet"),
        ("Cher", "Cher", "", ""),
    ],
)
def test_a_whole_name_comes_apart(text: str, given: str, infix: str, family: str) -> None:
    assert split_name(text) == (given, infix, family)


@pytest.mark.parametrize(
    ("text", "infix", "family"),
    [
        ("van der Meer", "van der", "Meer"),
        ("Meer, van der", "van der", "Meer"),
        ("'t Hart", "'t", "Hart"),
        ("De Smet", "", "De Smet"),
        ("Jansen", "", "Jansen"),
        ("van", "", "van"),
    ],
)
def test_a_tussenvoegsel_before_the_family_name_is_kept_apart(text: str, infix: str, family: str) -> None:
    assert split_family(text) == (infix, family)


def test_people_sort_by_family_name_without_the_tussenvoegsel() -> None:
    people = [
        Pupil(given_name="Zita", infix="van", family_name="Aalst"),
        Pupil(given_name="Anna", infix="", family_name="Bos"),
        Pupil(given_name="Bram", infix="de", family_name="Aalst"),
    ]
    assert [full_name(person) for person in sorted(people, key=sort_key)] == [
        "Bram de Aalst",
        "Zita van Aalst",
        "Anna Bos",
    ]


def test_words_compare_in_any_order_without_titles_and_accents() -> None:
    assert words_of("Drs. S. Núñez") == words_of("Nunez, s")
