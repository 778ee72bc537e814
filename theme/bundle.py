"""Joins theme/css into the one style sheet that is served, and packs what is served; run it after every change: `python theme/bundle.py`."""

import gzip
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


def packed() -> dict[Path, bytes]:
    """Returns every text file that is served, packed once and for all: a phone on a slow line gets a fifth of it."""
    served = (HERE.parent / "omzien").glob("**/static/**/*")
    texts = sorted(path for path in served if path.suffix in {".css", ".js", ".svg"})
    return {path.with_name(f"{path.name}.gz"): gzip.compress(path.read_bytes(), mtime=0) for path in texts}


if __name__ == "__main__":
    TARGET.write_text(bundled(), encoding="utf-8")
    for path, data in packed().items():
        path.write_bytes(data)
