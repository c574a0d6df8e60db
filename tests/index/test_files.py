"""Writing a file: all of it or nothing, and nothing left beside it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from index.arrays import save_array
from index.errors import DiskFullError
from index.files import append_file, new_file, remove_unfinished, replace_file, sync_to_disk, write_output
from index.vector import VectorIndex


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


@contextmanager
def full_after(monkeypatch: pytest.MonkeyPatch, size: int) -> Iterator[None]:
    """The disk takes `size` bytes more, and then no more."""
    left, write = [size], os.write

    def limited(descriptor: int, data: memoryview) -> int:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        done = write(descriptor, data[: left[0]])
        left[0] -= done
        return done

    with monkeypatch.context() as patch:
        patch.setattr("os.write", limited)
        yield


def test_a_full_disk_leaves_the_old_file_and_says_how_much_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "CURRENT"
    replace_file(path, b"one")
    with full_after(monkeypatch, 2), pytest.raises(DiskFullError, match="5 bytes needed"):
        replace_file(path, b"three")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_is_gone_again_where_it_does_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill() -> None:
        with new_file(tmp_path / "a") as file:
            assert file.write(b"abc") == file.tell() == 3
            file.write(b"def")

    with full_after(monkeypatch, 4), pytest.raises(DiskFullError, match="6 bytes needed"):
        fill()
    assert list(tmp_path.iterdir()) == []


def test_what_is_added_is_added_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "answers.jsonl"
    append_file(path, b"one\n")
    with full_after(monkeypatch, 2), pytest.raises(DiskFullError):
        append_file(path, b"two\n")
    assert path.read_bytes() == b"one\n"
    append_file(path, b"two\n")
    assert path.read_bytes() == b"one\ntwo\n"


def test_an_array_and_vectors_that_do_not_fit_are_said_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with full_after(monkeypatch, 200), pytest.raises(DiskFullError, match="4,128 bytes needed"):
        save_array(tmp_path / "a.npy", np.zeros(1000, np.float32))
    vectors = VectorIndex.build(np.eye(16, dtype=np.float32), 1000)
    with full_after(monkeypatch, 200), pytest.raises(DiskFullError, match="bytes needed"):
        vectors.save(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_output_goes_through_a_link_and_into_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "goal")
    write_output(tmp_path / "link", b"one")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "goal").read_bytes() == b"one"
    write_output(Path(os.devnull), b"one")
    assert not Path(os.devnull).is_file()


def test_what_was_being_written_when_a_program_was_killed_can_be_removed(tmp_path: Path) -> None:
    for name in (".a.txt.0123abcd.writing", ".a.txt", "a.writing", ".hidden.0123abcd"):
        (tmp_path / name).write_bytes(b"x")
    remove_unfinished(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".a.txt", ".hidden.0123abcd", "a.writing"]
    remove_unfinished(tmp_path / "none")
