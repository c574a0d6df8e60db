"""A full disk in words: how much is needed, how much is free, and what to do."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.disk_space import check_room, disk_full, free_bytes, room_on
from index.errors import DiskFullError, NetralError


def test_an_error_of_the_system_is_said_with_folder_and_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=9000, free=1000))
    with pytest.raises(DiskFullError) as raised, room_on(tmp_path, 12_345):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert str(raised.value) == (
        f"No space left on {tmp_path}: 12,345 bytes needed, 1,000 free. Free some there, then try again."
    )
    assert isinstance(raised.value, NetralError)
    assert raised.value.errno == errno.ENOSPC


def test_where_it_is_not_known_how_much_is_needed_nothing_is_made_up(tmp_path: Path) -> None:
    assert "needed" not in str(disk_full(tmp_path))


def test_another_error_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), room_on(tmp_path):
        raise PermissionError(errno.EACCES, "denied")


def test_the_innermost_block_says_it(tmp_path: Path) -> None:
    with pytest.raises(DiskFullError) as raised, room_on(tmp_path), room_on(tmp_path / "in", 7):
        raise OSError(errno.ENOSPC, "full")
    assert (raised.value.folder, raised.value.needed) == (tmp_path / "in", 7)


def test_room_is_asked_for_before_it_is_needed(tmp_path: Path) -> None:
    check_room(tmp_path / "not" / "there", 1)
    with pytest.raises(DiskFullError, match="bytes needed"):
        check_room(tmp_path / "not" / "there", 1 << 62)


def test_a_disk_that_tells_nothing_is_not_taken_for_a_full_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=0, free=0))
    check_room(tmp_path, 1)
    assert free_bytes(tmp_path) is None

    def fails(_: Path) -> None:
        raise OSError("no answer")

    monkeypatch.setattr(shutil, "disk_usage", fails)
    check_room(tmp_path, 1)
    assert disk_full(tmp_path).free == 0
