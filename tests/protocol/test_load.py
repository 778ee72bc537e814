"""An edition is read whole, or refused with file, line and what to do."""

import shutil
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from omzien.protocol.load import EDITIONS, EditionError, load, packaged
from omzien.protocol.schema import UnknownId


class Copy:
    """A copy of the packaged edition, to be broken in one place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "kiim"
        shutil.copytree(EDITIONS / "kiim", self.folder)

    def change(self, file: str, old: str, new: str) -> int:
        """Write `new` for the first `old`; returns the line on which that begins."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def add(self, file: str, text: str) -> int:
        """Write at the end of a file; returns the line on which that begins."""
        path = self.folder / file
        before = path.read_text(encoding="utf-8")
        path.write_text(before + text, encoding="utf-8")
        return before.count("\n") + 1

    def refused(self) -> EditionError:
        with pytest.raises(EditionError) as caught:
            load(self.folder)
        return caught.value


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_the_packaged_edition_is_read_once() -> None:
    assert packaged() is packaged()
    assert packaged().id == "kiim"


def test_an_edition_cannot_be_changed_while_it_runs() -> None:
    edition = packaged()
    with pytest.raises(FrozenInstanceError):
        edition.version = "2"  # type: ignore[misc] # this is what must fail
    assert isinstance(edition.terms, MappingProxyType)
    assert isinstance(edition.tracks, MappingProxyType)


def test_any_directory_can_hold_an_edition(copy: Copy) -> None:
    assert load(copy.folder) == packaged()


@pytest.mark.clause("1")
def test_a_term_that_changes_on_paper_changes_what_the_software_runs(copy: Copy) -> None:
    copy.change("terms.toml", "amount = 2\nunit", "amount = 3\nunit")
    changed = load(copy.folder)
    assert changed.term("silence_alarm").amount == 3
    assert changed.sha256 != packaged().sha256


def test_a_date_and_a_text_of_several_lines_come_out_as_meant(copy: Copy) -> None:
    edition = load(copy.folder)
    assert edition.adopted_on == date(2026, 8, 24)
    assert "\n" not in edition.intro
    assert len(edition.clause("2.definition").paragraphs) == 3


def test_what_the_edition_does_not_know_is_said_by_name() -> None:
    edition = packaged()
    with pytest.raises(UnknownId, match=r"no clause '9.9'"):
        edition.clause("9.9")
    with pytest.raises(UnknownId, match="no term 'soon'"):
        edition.term("soon")
    with pytest.raises(UnknownId, match=r"no step 'A1\.7'"):
        edition.track("no_blame").step("A1.7")
    with pytest.raises(UnknownId, match="no question 'why'"):
        edition.track("no_blame").step("A1.1").question("why")


def test_an_empty_directory_holds_no_edition(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="there is no edition here"):
        load(tmp_path)


def test_an_unknown_key_is_refused_where_it_stands(copy: Copy) -> None:
    line = copy.change("terms.toml", 'unit = "school_days"\nclause = "A1.2"', 'units = "school_days"\nclause = "A1.2"')
    fault = copy.refused()
    assert (Path(fault.file).name, fault.line) == ("terms.toml", line)
    assert str(fault).startswith(f"{copy.folder / 'terms.toml'}:{line}: unknown key 'units'.")
    assert "unit" in fault.remedy


def test_an_unknown_table_is_refused(copy: Copy) -> None:
    line = copy.add("readings.toml", "[punishments.detention]\ntitle = 'Nablijven'\n")
    fault = copy.refused()
    assert (Path(fault.file).name, fault.line, fault.problem) == ("readings.toml", line, "unknown key 'punishments'")


def test_a_missing_key_is_refused_at_its_table(copy: Copy) -> None:
    line = copy.change("7_contacts.toml", '[roles.mentor]\ntitle = "mentor"\n', "[roles.mentor]\n")
    fault = copy.refused()
    assert (Path(fault.file).name, fault.line) == ("7_contacts.toml", line)
    assert fault.problem == "title is missing in roles.mentor"


def test_a_missing_list_is_missed_in_the_first_file(copy: Copy) -> None:
    (copy.folder / "readings.toml").unlink()
    fault = copy.refused()
    assert Path(fault.file).name == "edition.toml"
    assert fault.problem == "readings is missing in the edition"


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("terms.toml", 'clause = "A1.2"', 'clause = "A1.9"', "unknown clause 'A1.9'"),
        ("readings.toml", '"A1.6"]', '"A1.8"]', "unknown clause 'A1.8'"),
        ("5_approach.toml", 'term = "first_talk"', 'term = "some_day"', "unknown term 'some_day'"),
        ("5_approach.toml", 'owner = "teacher"', 'owner = "janitor"', "unknown role 'janitor'"),
        ("7_contacts.toml", 'roles = ["mentor"]', 'roles = ["mentors"]', "unknown role 'mentors'"),
        ("5_approach.toml", 'answers = ["stopped"]', 'answers = ["fine"]', "unknown answer 'fine'"),
        ("a1_no_blame.toml", 'counts_from = "A1.2"', 'counts_from = "A1.0"', "unknown step 'A1.0'"),
        ("a1_no_blame.toml", 'clause = "5.noblame"', 'clause = "5.blame"', "unknown clause '5.blame'"),
    ],
)
def test_an_id_that_leads_nowhere_is_refused(copy: Copy, file: str, old: str, new: str, problem: str) -> None:
    line = copy.change(file, old, new)
    fault = copy.refused()
    assert (Path(fault.file).name, fault.line, fault.problem) == (file, line, problem)
    assert fault.remedy.startswith("Use one of: ")


def test_a_clause_of_an_unknown_chapter_is_refused(copy: Copy) -> None:
    line = copy.add("readings.toml", '[clauses."9.1"]\ntitle = "Nieuw"\ntext = "Nieuw."\nen = "New."\n')
    fault = copy.refused()
    assert (Path(fault.file).name, fault.line, fault.problem) == ("readings.toml", line, "unknown chapter '9'")


@pytest.mark.clause("A1.4")
def test_a_window_that_runs_backwards_is_refused(copy: Copy) -> None:
    line = copy.change("a1_no_blame.toml", "first = 8\nlast = 14", "first = 14\nlast = 8") + 1
    fault = copy.refused()
    assert (Path(fault.file).name, fault.line) == ("a1_no_blame.toml", line)
    assert fault.problem == "the window of A1.4 runs backwards: from day 14 to day 8"


def test_a_term_that_runs_backwards_is_refused(copy: Copy) -> None:
    line = copy.change("terms.toml", "amount = 14", "amount = -14")
    fault = copy.refused()
    assert (fault.line, fault.problem) == (line, "term no_contact_alarm runs backwards")


def test_the_same_id_twice_in_a_file_is_refused(copy: Copy) -> None:
    line = copy.add("2_bullying.toml", '[forms.words]\nlabel = "Nog eens"\n')
    fault = copy.refused()
    assert (Path(fault.file).name, fault.line) == ("2_bullying.toml", line)


def test_the_same_id_in_two_files_is_refused_and_both_are_named(copy: Copy) -> None:
    line = copy.add("readings.toml", '[forms.words]\nlabel = "Nog eens"\n')
    fault = copy.refused()
    assert (Path(fault.file).name, fault.line) == ("readings.toml", line)
    assert fault.problem.startswith("forms.words also stands in 2_bullying.toml:")


def test_an_id_that_is_repeated_inside_its_table_is_refused(copy: Copy) -> None:
    line = copy.change("2_bullying.toml", "[forms.words]\nlabel", '[forms.words]\nid = "words"\nlabel') + 1
    fault = copy.refused()
    assert (fault.line, fault.problem) == (line, "id stands in the table and in its name")


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("a1_no_blame.toml", "first = 8", 'first = "8"', "first is '8'"),
        ("a1_no_blame.toml", "first = 8", "first = true", "first is True"),
        ("a1_no_blame.toml", 'kind = "people"', 'kind = "pupils"', "kind is 'pupils'"),
        ("edition.toml", "adopted_on = 2026-08-24", "adopted_on = 2026-08-24T09:00:00", "adopted_on is "),
        ("terms.toml", 'unit = "weeks"', 'unit = "months"', "unit is 'months'"),
        ("2_bullying.toml", 'label = "Met woorden"', 'label = " "', "label is empty"),
        ("7_contacts.toml", 'roles = ["mentor"]', 'roles = "mentor"', "roles is not a list"),
        ("2_bullying.toml", '[forms.words]\nlabel = "Met woorden"', '[forms]\nwords = "x"', "words is not a table"),
        ("a1_no_blame.toml", "number = 4", "number = 7", "step A1.4 has number 7, but is step 4 of its track"),
        ("a1_no_blame.toml", "group_max = 8", "group_max = 5", "a group of 6 to 5 cannot be made"),
        (
            "a1_no_blame.toml",
            'label = "Wat wil je dat er anders wordt?"\nkind = "text"',
            'label = "Wat wil je?"\nkind = "choice"',
            "question wish has nothing to choose from",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_refused(copy: Copy, file: str, old: str, new: str, problem: str) -> None:
    copy.change(file, old, new)
    fault = copy.refused()
    assert Path(fault.file).name == file
    assert fault.problem.startswith(problem)
    assert fault.remedy


def test_a_file_that_is_no_toml_is_refused_with_its_line(copy: Copy) -> None:
    line = copy.add("readings.toml", "this is a sentence\n")
    fault = copy.refused()
    assert (Path(fault.file).name, fault.line) == ("readings.toml", line)


def test_a_file_that_ends_too_early_is_refused(copy: Copy) -> None:
    copy.add("readings.toml", 'title = "half')
    assert Path(copy.refused().file).name == "readings.toml"


def test_a_file_in_another_encoding_is_refused_with_its_line(copy: Copy) -> None:
    path = copy.folder / "readings.toml"
    line = path.read_bytes().count(b"\n") + 1
    path.write_bytes(path.read_bytes() + "# café".encode("cp1252"))
    fault = copy.refused()
    assert (Path(fault.file).name, fault.line, fault.remedy) == ("readings.toml", line, "Save the file as UTF-8")
