"""A full disk: asked about before something large is written, and said in words where a write is refused."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import DiskFullError

_ADVICE = {
    getattr(errno, "EDQUOT", -1): "If that is enough, a quota is used up: raise it, then try again.",  # not on Windows
    errno.ENOSPC: "Free some there, then try again.",
    errno.EFBIG: "If that is enough, the limit on the size of a file is met: raise it (ulimit -f), then try again.",
}
"""What to do about each error of the system that means that there is no room."""


@contextmanager
def room_on(folder: Path, needed: int = 0) -> Iterator[None]:
    """Whatever finds no room within the block is said as that. `needed` are the bytes that it is about, 0 where unknown.

    Raises:
        DiskFullError: there is no room.
    """
    try:
        yield
    except DiskFullError:
        raise
    except OSError as error:
        if not is_full(error):
            raise
        raise disk_full(folder, needed, error.errno) from error


def check_room(folder: Path, needed: int) -> None:
    """Refuse now what would fail half-way; `needed` in bytes. Quotas show only when something is written.

    Raises:
        DiskFullError: less is free.
    """
    usage = _usage(folder)
    # Some network file systems say nothing, which reads as a disk of no bytes at all.
    if usage is not None and usage[0] and usage[1] < needed:
        raise disk_full(folder, needed)


def is_full(error: OSError) -> bool:
    """Whether an error of the system means that there is no room."""
    return error.errno in _ADVICE


def disk_full(folder: Path, needed: int = 0, code: int | None = errno.ENOSPC) -> DiskFullError:
    """The error that says so; `code` is the system's."""
    usage = _usage(folder)
    return DiskFullError(folder, needed, usage[1] if usage else 0, _ADVICE[code or errno.ENOSPC])


def free_bytes(folder: Path) -> int | None:
    """Bytes that are free where `folder` is, or will be; None where the system does not say."""
    usage = _usage(folder)
    return usage[1] if usage and usage[0] else None


def _usage(folder: Path) -> tuple[int, int] | None:
    """Bytes in all and free, of the disk that has the folder or will have it."""
    there = next((path for path in (folder, *folder.absolute().parents) if path.exists()), None)
    try:
        usage = shutil.disk_usage(there) if there else None
    except OSError:
        return None
    return (usage.total, usage.free) if usage else None
