"""What `omzien init` accepts as an answer."""

from pathlib import Path

import pytest

from omzien.config import setup
from omzien.config.refusal import Refusal


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://omzien.school.example/", "https://omzien.school.example"),
        (" https://omzien.school.example:8443 ", "https://omzien.school.example:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000/", "http://localhost:8000"),
    ],
)
def test_the_address_of_a_site(given: str, kept: str) -> None:
    assert setup.check_site_url(given) == kept


@pytest.mark.parametrize(
    "given", ["", "omzien.school.example", "ftp://omzien.example", "https://", "https://school.example/omzien"]
)
def test_what_is_not_the_address_of_a_site(given: str) -> None:
    with pytest.raises(Refusal, match="not the address of a site"):
        setup.check_site_url(given)


def test_a_real_address_is_never_readable_on_the_way() -> None:
    with pytest.raises(Refusal, match="https://"):
        setup.check_site_url("http://omzien.school.example")


def test_a_region_of_the_school_holidays() -> None:
    assert setup.check_region(" Zuid ") == "zuid"
    with pytest.raises(Refusal, match="noord, midden, zuid"):
        setup.check_region("oost")


def test_a_name_is_there_and_fits() -> None:
    assert setup.check_name("  De   Linde ", "school") == "De Linde"
    for wrong in ("", "  ", "x" * 121):
        with pytest.raises(Refusal, match="school"):
            setup.check_name(wrong, "school")


@pytest.mark.parametrize("left", ["omzien.env", "keys.json", "omzien.sqlite3", "demo.env"])
def test_nothing_is_overwritten(tmp_path: Path, left: str) -> None:
    (tmp_path / left).write_text("precious")
    with pytest.raises(Refusal, match="Nothing was changed"):
        setup.refuse_existing(tmp_path)
