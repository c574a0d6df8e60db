"""Writing to disk so that a reader, or a power cut, finds the old file or the new one, never half of either; and checksums."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, sync it to disk and rename it to `path` in one step.

    If anything fails, `path` stays as it was and nothing is left beside it. The temporary name begins with a full stop, so
    that nothing takes it for an article.

    Raises:
        OSError: the folder cannot be written to.
    """
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # not `sync_to_disk`: Windows syncs only a file that is open for writing
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def sync_to_disk(path: Path) -> None:
    """Wait until the file, or the folder's list of names, is on disk and not only in memory.

    Raises:
        OSError: the disk refuses.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
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
