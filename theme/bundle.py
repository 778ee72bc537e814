"""Joins theme/css into the one style sheet that is served; run it after every change: `python theme/bundle.py`."""

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "omzien" / "web" / "static" / "web" / "omzien.css"
ORDER = ("tokens", "base", "controls", "parts", "drawings", "public", "staff", "gathered", "print")


def bundled() -> str:
    """Returns the parts in order, without comments and line breaks."""
    text = "\n".join((HERE / "css" / f"{name}.css").read_text(encoding="utf-8") for name in ORDER)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*\n\s*", "", text)
    return f"/* Omzien, EUPL-1.2. Made from theme/css by theme/bundle.py. */\n{text}\n"


if __name__ == "__main__":
    TARGET.write_text(bundled(), encoding="utf-8")
