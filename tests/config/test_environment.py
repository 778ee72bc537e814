"""An installation's environment: read once, never guessed."""

import os
from pathlib import Path

import pytest

from omzien.config import environment
from omzien.config.refusal import Refusal


def test_the_file_is_read_line_by_line() -> None:
    text = "# a remark\n\nSITE_URL=https://omzien.example\nSECRET_KEY='a=b#c'\nSMTP_HOST=\"mail.example\"\nEMPTY=\n"
    assert environment.parse(text, "omzien.env") == {
        "SITE_URL": "https://omzien.example",
        "SECRET_KEY": "a=b#c",
        "SMTP_HOST": "mail.example",
        "EMPTY": "",
    }


@pytest.mark.parametrize("line", ["SITE_URL", "export SITE_URL=x", "=x", "A-B=x"])
def test_a_line_that_says_nothing_is_pointed_at(line: str) -> None:
    with pytest.raises(Refusal, match="line 2"):
        environment.parse(f"SITE_URL=x\n{line}\n", "omzien.env")


def test_what_is_set_outside_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "omzien.env").write_text("SITE_URL=https://from.file\nSECRET_KEY=from-file\n")
    monkeypatch.setenv("SITE_URL", "https://from.outside")
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("OMZIEN_DATA", "elsewhere")
    environment.load(tmp_path)
    assert os.environ["SITE_URL"] == "https://from.outside"
    assert os.environ["SECRET_KEY"] == "from-file"
    assert os.environ["OMZIEN_DATA"] == str(tmp_path)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "omzien.env").write_bytes(b"SITE_URL=\xff\xfe")
    with pytest.raises(Refusal, match="not a text file"):
        environment.load(tmp_path)


def test_an_empty_directory_is_no_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("OMZIEN_DATA", "elsewhere")
    with pytest.raises(Refusal, match="omzien init"):
        environment.load(tmp_path)


def test_the_flag_wins_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMZIEN_DATA", str(tmp_path / "one"))
    assert environment.data_directory(str(tmp_path / "two")) == tmp_path / "two"
    assert environment.data_directory(None) == tmp_path / "one"
    monkeypatch.delenv("OMZIEN_DATA")
    assert environment.data_directory(None) == Path.cwd() / "data"


def test_a_demo_hears_nothing_of_a_school_on_the_same_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "SMTP_HOST", "OMZIEN_KEYS", "MAIL_FROM", "SITE_URL", "SECRET_KEY", "OMZIEN_DATA"):
        monkeypatch.setenv(name, "of the school")
    environment.become_demo(tmp_path, 8123, "of the demo")
    assert "of the school" not in os.environ.values()
    assert os.environ["SITE_URL"] == "http://127.0.0.1:8123"


def test_a_new_directory_is_for_its_owner_only(tmp_path: Path) -> None:
    environment.make_directory(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(Refusal, match="Cannot make the directory"):
        environment.make_directory(tmp_path / "taken" / "data")
