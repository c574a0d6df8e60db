"""Writing to disk so that a reader, or a power cut, finds the old file or the new one, never half of either; and checksums.

Every write goes through here, so a full disk is the same declared error everywhere, and leaves nothing half-written behind.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.disk_space import room_on

UNFINISHED = ".writing"
"""The ending of a file that is being written; its name begins with a full stop, so that nothing takes it for an article."""
_UNFINISHED = re.compile(r"\..+\.[0-9a-f]{8}\.writing", re.DOTALL)


class FileWriter:
    """A file that is being written. It has what NumPy and FAISS ask of one: `write`."""

    def __init__(self, descriptor: int, folder: Path, needed: int) -> None:
        self._descriptor, self._folder, self._needed = descriptor, folder, needed
        self._written = 0

    def write(self, data: bytes | memoryview) -> int:
        """Write all of `data`; returns how many bytes that are.

        Raises:
            DiskFullError: there is no room for it.
        """
        view = memoryview(data).cast("B")
        length = len(view)
        # Not through a buffer: that would meet the full disk when it is closed, where libraries look away.
        with room_on(self._folder, max(self._needed, self._written + length)):
            while len(view):
                done = os.write(self._descriptor, view)
                view = view[done:]
        self._written += length
        return length

    def tell(self) -> int:
        """Bytes written so far."""
        return self._written

    def sync(self) -> None:
        """Wait until what was written is on disk."""
        with room_on(self._folder, max(self._needed, self._written)):
            os.fsync(self._descriptor)  # not `sync_to_disk`: Windows syncs only a file that is open for writing


@contextmanager
def new_file(path: Path, needed: int = 0) -> Iterator[FileWriter]:
    """A file to write, which is gone again if anything fails. `needed`: how many bytes it gets, where that is known.

    Raises:
        DiskFullError: there is no room for it.
        OSError: the folder cannot be written to.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    with room_on(path.parent, needed):
        descriptor = os.open(path, flags, 0o666)
        try:
            try:
                yield FileWriter(descriptor, path.parent, needed)
            finally:
                os.close(descriptor)  # a network share may say only now that it is full
        except BaseException:  # Ctrl-C, too
            path.unlink(missing_ok=True)
            raise


def write_file(path: Path, data: bytes) -> None:
    """Write a file that nobody reads yet: as `new_file`, at once."""
    with new_file(path, len(data)) as file:
        file.write(data)


def unfinished_name(path: Path) -> Path:
    """A name beside `path` to write under, until the file is whole."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, sync it to disk and rename it to `path` in one step.

    If anything fails, `path` stays as it was and nothing is left beside it.

    Raises:
        DiskFullError: there is no room for it.
        OSError: the folder cannot be written to.
    """
    aside = unfinished_name(path)
    try:
        with new_file(aside, len(data)) as file:
            file.write(data)
            file.sync()
        with room_on(path.parent, len(data)):  # the folder's own list of names may have to grow
            aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def write_output(path: Path, data: bytes) -> None:
    """Write a file that somebody named: as `replace_file`, through a link to where it leads, and into a pipe as it comes.

    Raises:
        DiskFullError: there is no room for it.
        OSError: the folder cannot be written to.
    """
    goal = path.resolve()
    if goal.exists() and not stat.S_ISREG(goal.stat().st_mode):  # /dev/stdout, say
        with room_on(goal.parent, len(data)), path.open("wb") as file:
            file.write(data)
    else:
        replace_file(goal, data)


def append_file(path: Path, data: bytes) -> None:
    """Add `data` at the end of a file, which is made where it is missing: all of it, or nothing.

    Raises:
        DiskFullError: there is no room for it.
        OSError: the file cannot be written to.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    with room_on(path.parent, len(data)):
        descriptor = os.open(path, flags, 0o666)
        try:
            before = os.fstat(descriptor).st_size
            try:
                FileWriter(descriptor, path.parent, len(data)).write(data)
            except BaseException:
                os.ftruncate(descriptor, before)
                raise
        finally:
            os.close(descriptor)


def remove_unfinished(folder: Path) -> None:
    """Remove what programs that were killed had begun to write in a folder. Nobody else may be writing there."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if _UNFINISHED.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()


def sync_to_disk(path: Path) -> None:
    """Wait until the file, or the folder's list of names, is on disk and not only in memory.

    Raises:
        DiskFullError: there is no room for it.
        OSError: the disk refuses.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with room_on(path.parent):
            os.fsync(descriptor)
    except OSError:
        if os.name != "nt":  # Windows can sync neither a folder nor a file that is open for reading
            raise
    finally:
        os.close(descriptor)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
