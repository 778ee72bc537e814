"""A file is kept sealed in pieces: changed, cut off, mixed up or moved to another row, it is refused."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from omzien.ground.vault import boxes, files

HERE = "reports.Attachment:file:1"
SECRET = b"een foto van het schoolplein "


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def stored(name: str) -> Path:
    return files.directory() / name[:2] / name


def content(name: str, bound_to: str = HERE, inner: bytes | None = None) -> bytes:
    return b"".join(files.read(name, bound_to, inner))


@pytest.mark.parametrize("size", [0, 1, files.PIECE - 1, files.PIECE, files.PIECE + 1, 3 * files.PIECE + 17])
@pytest.mark.parametrize("inner", [None, b"k" * 32])
def test_a_file_comes_back_as_it_was(size: int, inner: bytes | None) -> None:
    plain = os.urandom(size)
    given_in = [plain[at : at + 10_000] for at in range(0, size, 10_000)]
    name = files.write(given_in, HERE, inner)
    assert content(name, inner=inner) == plain


def test_nothing_of_it_can_be_read_on_the_disk(data: Path) -> None:
    name = files.write([SECRET * 5000], HERE)
    assert stored(name).stat().st_mode & 0o777 == 0o600
    left = [path for path in data.rglob("*") if path.is_file()]
    assert left == [stored(name)]
    assert SECRET[:12] not in stored(name).read_bytes()


def test_a_write_that_fails_leaves_nothing(data: Path) -> None:
    def broken() -> object:
        yield SECRET * 5000
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.write(broken(), HERE)  # type: ignore[arg-type]  # an upload that stops half-way
    assert not [path for path in data.rglob("*") if path.is_file()]


def _cut(sealed: bytes) -> list[bytes]:
    size = files.PIECE + files.TAG
    body = sealed[files.HEAD :]
    return [sealed[: files.HEAD], *(body[at : at + size] for at in range(0, len(body), size))]


@pytest.mark.parametrize(
    "order", [(0, 1, 2), (0, 1, 3, 2), (0, 2, 1, 3), (0, 1, 1, 2, 3), (0, 2, 3), (0,), (1, 2, 3), (0, 1, 2, 3, 3), ()]
)
def test_pieces_that_are_missing_or_mixed_up_are_refused(order: tuple[int, ...]) -> None:
    name = files.write([os.urandom(3 * files.PIECE)], HERE)
    pieces = _cut(stored(name).read_bytes())
    assert len(pieces) == 4
    stored(name).write_bytes(b"".join(pieces[place] for place in order))
    with pytest.raises(files.FileDamaged):
        content(name)


def test_a_piece_of_another_file_does_not_fit() -> None:
    one, two = (files.write([os.urandom(2 * files.PIECE)], HERE) for _n in range(2))
    mine, other = _cut(stored(one).read_bytes()), _cut(stored(two).read_bytes())
    for harmed in ([mine[0], other[1], mine[2]], [other[0], mine[1], mine[2]], other):
        stored(one).write_bytes(b"".join(harmed))
        with pytest.raises(files.FileDamaged):
            content(one)


@given(st.data())
def test_any_changed_byte_is_noticed(choice: st.DataObject) -> None:
    name = files.write([os.urandom(200)], HERE)
    sealed = bytearray(stored(name).read_bytes())
    sealed[choice.draw(st.integers(0, len(sealed) - 1))] ^= choice.draw(st.integers(1, 255))
    stored(name).write_bytes(bytes(sealed))
    with pytest.raises(files.FileDamaged):
        content(name)


def test_a_file_opens_for_its_own_row_and_with_its_own_inner_key_only() -> None:
    key = boxes.new_data_key()
    name = files.write([SECRET], HERE, key)
    for bound_to, inner in (("reports.Attachment:file:2", key), (HERE, None), (HERE, boxes.new_data_key())):
        with pytest.raises(files.FileDamaged):
            content(name, bound_to, inner)


@pytest.mark.parametrize("name", ["../../keys.json", "", "a" * 31, "A" * 32, "a" * 32])
def test_only_a_name_of_ours_is_looked_for(name: str) -> None:
    with pytest.raises(files.FileDamaged):
        content(name)


def test_an_erased_file_is_gone_and_erasing_again_is_no_harm() -> None:
    name = files.write([SECRET], HERE)
    stored_at = stored(name)
    files.erase(name)
    files.erase(name)
    assert not stored_at.exists()
    assert name not in set(files.names())


def test_what_a_power_cut_left_behind_is_swept_up() -> None:
    name = files.write([SECRET], HERE)
    part = stored(name).with_name("0" * 32 + ".part")
    part.write_bytes(b"half")
    assert files.sweep(older_than=part.stat().st_mtime) == 0
    assert files.sweep(older_than=part.stat().st_mtime + 1) == 1
    assert list(files.names()) == [name]
