"""What a school has not filled: a school of twelve where one person holds five roles, and one of 150."""

import pytest

from omzien.ground.access.gaps import POSTS, Held, Rule, checks, gaps, posts
from omzien.ground.school.models import Role

R = Role
# Twelve people on a small school, as the paper of the school says it. Mees holds five roles.
SMALL = [
    Held("Mees", R.MENTOR, "1A"),
    Held("Mees", R.PUPIL_COORDINATOR),
    Held("Mees", R.ANTI_BULLYING_COORDINATOR),
    Held("Mees", R.SUPPORT_COORDINATOR),
    Held("Mees", R.ICT_COORDINATOR),
    Held("Noa", R.MENTOR, "2A"),
    Held("Ravi", R.CONFIDENTIAL_ADVISER_INTERNAL),
    Held("Dina", R.DIRECTOR),
    Held("Wil", R.ADMINISTRATOR),
    *[Held(name, R.TEACHER) for name in ("Ans", "Bob", "Cor", "Els", "Fay", "Guy", "Han")],
]
CLASSES = {"1A": "1A", "2A": "2A", "3A": "3A"}


def open_rules(held: list[Held], classes: dict[str, str]) -> dict[Rule, tuple[str, ...]]:
    return {one.rule: one.without for one in checks(held, classes) if one.open}


def open_roles(held: list[Held]) -> set[Role]:
    return {one.role for one in posts(held) if one.open}


def test_a_school_of_twelve_hears_of_every_gap_and_whom_it_is_about() -> None:
    assert open_roles(SMALL) == {R.CONFIDENTIAL_ADVISER_EXTERNAL, R.BOARD, R.PRIVACY_OFFICER}
    assert open_rules(SMALL, CLASSES) == {
        Rule.MENTOR: ("3A",),
        # A report about Mees as mentor or as coordinator finds nobody else.
        Rule.ABOUT_A_MENTOR: ("Mees",),
        Rule.ABOUT_THE_COORDINATOR: ("Mees",),
        Rule.SECOND_ADVISER: ("Ravi",),
        Rule.SECOND_ADMINISTRATOR: ("Wil",),
    }
    assert gaps(SMALL, CLASSES) == 8


def test_the_director_stands_above_who_coordinates_and_carries() -> None:
    (above,) = [one for one in checks(SMALL, CLASSES) if one.rule is Rule.ABOVE]
    assert above.people == ("Dina",)
    without = [one for one in SMALL if one.role != R.DIRECTOR]
    assert open_rules(without, CLASSES)[Rule.ABOVE] == ("Mees",)


def test_outsiders_fill_every_gap_of_the_small_school() -> None:
    filled = [
        *SMALL,
        Held("Noa", R.MENTOR, "3A"),
        Held("Olga of the board", R.BOARD),
        Held("Pim of the board", R.PRIVACY_OFFICER),
        Held("Quinten", R.CONFIDENTIAL_ADVISER_EXTERNAL),
        Held("Rosa of the sister school", R.PUPIL_COORDINATOR),
        Held("Sam of the board", R.ADMINISTRATOR),
    ]
    assert gaps(filled, CLASSES) == 0


@pytest.mark.parametrize(
    ("lookers", "without"),
    [
        # Only one person in the school may break the glass, and only that one could look back.
        ([], ("Dina",)),
        ([Held("Pim", R.PRIVACY_OFFICER)], ()),
        ([Held("Olga", R.BOARD)], ()),
        ([Held("Mees", R.ANTI_BULLYING_COORDINATOR)], ()),
    ],
)
def test_who_breaks_the_glass_never_looks_back_alone(lookers: list[Held], without: tuple[str, ...]) -> None:
    assert open_rules([Held("Dina", R.DIRECTOR), *lookers], {}).get(Rule.LOOK_BACK, ()) == without


def test_one_adviser_counts_once_however_many_roles_and_none_is_a_gap_of_the_role() -> None:
    both = [Held("Ravi", role) for role in (R.CONFIDENTIAL_ADVISER_INTERNAL, R.CONFIDENTIAL_ADVISER_EXTERNAL)]
    assert open_rules(both, {})[Rule.SECOND_ADVISER] == ("Ravi",)
    assert Rule.SECOND_ADVISER not in open_rules([], {})
    assert open_roles([]) == set(POSTS)


def test_a_school_of_150_with_two_of_everything_has_no_gap() -> None:
    classes = {f"{grade}{letter}": f"{grade}{letter}" for grade in range(1, 7) for letter in "ABCDEFGHIJ"}
    held = [Held(f"mentor {name}", R.MENTOR, name) for name in classes]
    held += [Held(f"teacher {number}", R.TEACHER) for number in range(60)]
    held += [Held(f"{role} {number}", role) for role in POSTS for number in (1, 2)]
    assert len({one.person for one in held}) >= 140
    assert gaps(held, classes) == 0
    # One class loses its mentor, and one adviser leaves each side: three things to see, not sixty.
    fewer = [one for one in held if one.person not in {"mentor 4C", f"{R.CONFIDENTIAL_ADVISER_EXTERNAL} 1"}]
    assert open_rules(fewer, classes) == {Rule.MENTOR: ("4C",)}
