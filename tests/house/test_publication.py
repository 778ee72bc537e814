"""What is given away is complete: the licence, the data about it, the package, and links that lead somewhere."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

import omzien
from tests.house.ground_plan import CODE, ROOT, name

NEVER_SHIPPED = {"__pycache__", ".DS_Store"}


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [int(number) for number in re.findall(r"(?m)^(\d+)\. [A-Z]", text)] == list(range(1, 16))
    assert text.rstrip().endswith("to this Appendix require the production of a new EUPL version.")


def test_publiccode_tells_what_the_standard_asks() -> None:
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert told["publiccodeYmlVersion"] == "0.4"
    assert told["legal"]["license"] == "EUPL-1.2"
    assert told["softwareVersion"] == omzien.__version__
    assert {"name", "url", "platforms", "categories", "developmentStatus", "softwareType"} <= told.keys()
    assert told["maintenance"]["contacts"]
    assert set(told["description"]) == set(told["localisation"]["availableLanguages"]) == {"nl", "en"}
    for words in told["description"].values():
        assert 1 <= len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]


def test_the_changelog_keeps_its_form() -> None:
    heads = re.findall(r"(?m)^## (.+)$", (ROOT / "CHANGELOG.md").read_text())
    assert heads[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", head) for head in heads[1:])


DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", document.read_text())
    assert not [
        target for target in targets if "://" not in target and not (document.parent / target).resolve().exists()
    ]


def test_the_package_holds_everything_that_runs(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for part in ("pyproject.toml", "LICENSE", "README.md"):
        if (ROOT / part).exists():
            shutil.copy(ROOT / part, source)
    shutil.copytree(CODE, source / "omzien", ignore=shutil.ignore_patterns(*NEVER_SHIPPED))
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run([*command, "--wheel-dir", tmp_path, source], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        shipped = set(wheel.namelist())
    wanted = {str(path.relative_to(source)) for path in (source / "omzien").rglob("*") if path.is_file()}
    # Sources of translations are for developers; what runs is compiled.
    assert not {path for path in wanted - shipped if not path.endswith((".po", ".pot", ".scss"))}
