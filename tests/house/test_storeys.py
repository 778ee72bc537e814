"""Stairs only lead down."""

import re
import subprocess
import sys
from pathlib import Path

from tests.house.ground_plan import CODE, ROOT


def test_every_import_contract_holds() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_storey_and_room_has_a_contract() -> None:
    told = (ROOT / "pyproject.toml").read_text()
    for storey in ("chapters", "ground"):
        for room in (CODE / storey).iterdir():
            if (room / "__init__.py").exists():
                assert re.search(rf'[" ]omzien\.{storey}\.{room.name}[" ]', told), (
                    f"{room.name} stands outside the contracts"
                )
