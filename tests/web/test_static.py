"""What a browser fetches comes packed, and the packed file is the file."""

import gzip
from pathlib import Path

from django.test import Client

ROOM = Path(__file__).resolve().parents[2] / "omzien"


def test_every_packed_file_is_the_file_beside_it() -> None:
    texts = [path for path in ROOM.glob("**/static/**/*") if path.suffix in {".css", ".js", ".svg"}]
    assert texts
    stale = [
        path.name
        for path in texts
        if not (packed := path.with_name(f"{path.name}.gz")).exists()
        or gzip.decompress(packed.read_bytes()) != path.read_bytes()
    ]
    assert stale == [], "run theme/bundle.py"


def test_a_browser_that_can_unpack_gets_it_packed_and_nothing_is_open_to_other_sites() -> None:
    answer = Client().get("/static/web/omzien.css", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert len(b"".join(answer)) < 15_000
