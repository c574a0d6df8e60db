"""Writing a file: all of it or nothing, and nothing left beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.files import replace_file, sync_to_disk


def test_a_new_file_is_written_and_an_old_one_replaced(tmp_path: Path) -> None:
    path = tmp_path / "CURRENT"
    replace_file(path, b"one")
    assert path.read_bytes() == b"one"
    replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_who_has_the_old_file_open_reads_on_in_it(tmp_path: Path) -> None:
    path = tmp_path / "CURRENT"
    replace_file(path, b"one")
    with path.open("rb") as file:
        replace_file(path, b"two")
        assert file.read() == b"one"


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_failure_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "CURRENT"
    replace_file(path, b"one")

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(step, fails)
    with pytest.raises(OSError, match="disk full"):
        replace_file(path, b"two")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_hidden_until_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr("os.fsync", lambda _: seen.extend(path.name for path in tmp_path.iterdir()))
    replace_file(tmp_path / "artikel.txt", b"Rapat.")
    assert len(seen) == 1
    assert seen[0].startswith(".artikel.txt.")


def test_a_folder_and_a_file_can_be_synced_and_what_is_missing_cannot(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    sync_to_disk(tmp_path / "a")
    sync_to_disk(tmp_path)
    with pytest.raises(FileNotFoundError):
        sync_to_disk(tmp_path / "b")
