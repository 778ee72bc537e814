"""The real command on a real database file: no name, number or address of anyone can be read in it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.ground.school.imports.loading import FILES

NEVER = ["Nuñez", "Ruiter", "Rooij", "Anja", "20001", "s.vos@school.example", "thuis.example", "0612345678"]
NEVER_EVEN_IN_PYTHON = ["123456782", "Dorpsstraat", "geheim123"]


def omzien(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    keep = {
        name: value for name, value in os.environ.items() if not name.startswith(("OMZIEN_", "DATABASE_", "SECRET_"))
    }
    command = [sys.executable, "-m", "omzien.config.cli", *words, "--data", str(home)]
    return subprocess.run(command, env=keep, capture_output=True, text=True, check=False, timeout=120)


def test_what_is_loaded_cannot_be_read_in_the_files(tmp_path: Path) -> None:
    made = omzien(tmp_path / "data", "init", "--school", "De Lindehof", "--region", "noord", "--yes")
    assert made.returncode == 0, made.stderr
    files = [str(FILES / name) for name in ("andere-koppen.csv", "medewerkers.csv", "ouders.csv", "leerlingen.csv")]
    told = omzien(tmp_path / "data", "import", "people", *files, "--json")
    assert json.loads(told.stdout)["staff"]["new"] == 4, told.stderr
    written = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert len(written) > 100_000
    for text in NEVER + NEVER_EVEN_IN_PYTHON:
        for encoding in ("utf-8", "utf-16-le"):
            assert text.encode(encoding) not in written, text
    assert "Traceback" not in told.stderr
