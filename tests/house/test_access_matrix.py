"""What a director reads of who sees what is what the policy says today."""

from tools.access_matrix import PAGE, render


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run `make map`"
