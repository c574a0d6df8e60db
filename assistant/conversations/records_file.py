"""Backing up and restoring a records file, and who uses it meanwhile."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path

from assistant.conversations.database import copy_database, flush_log, free_bytes, sync_file
from assistant.conversations.records_check import RecordsCheck, check_records
from index.errors import RecordsBusyError, RecordsDamagedError, RecordsError, RecordsFullError

BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a database, as endings of its name."""
LOCK = ".in-use"
"""The ending of the file by whose lock a server says that it uses the records."""


def backup_records(path: Path, backup: Path) -> RecordsCheck:
    """Write all that is committed by now to one new file, while servers go on, and check it; a file that is there is replaced at last.

    Raises:
        RecordsError: the records cannot be read, the copy cannot be written, or what was copied is damaged. A file of that name
            stays as it is then.
    """
    if backup.exists() and path.exists() and backup.samefile(path):
        raise RecordsError(f"{backup} is the records file itself. Name another file for the backup.")
    part = _checked_copy(path, backup)
    try:
        found = check_records(part)
        if found.problems:
            raise RecordsDamagedError(
                f"The records in {path} are damaged: {found.problems[0]}. No backup was written. `netral records check` says what "
                "can still be read; to keep the file as it is, stop the server and copy it with what is beside it."
            )
        part.replace(backup)
    finally:
        _remove(part)
    _sync_folder(backup)
    return found


def restore_records(path: Path, backup: Path) -> Path | None:
    """Put a backup in place of the records, and give the name under which the records before it are kept; None if there were none.

    Killed at any moment, it leaves the records before it or those of the backup, whole.

    Raises:
        RecordsError: a server uses the records, the backup is not whole, or something cannot be written. The records stay then.
    """
    if path.exists() and backup.exists() and backup.samefile(path):
        raise RecordsError(f"{backup} is the records file itself. Name a backup of it.")
    check = check_records(backup)
    if not check.good:
        lost = sum(check.unreadable.values())
        raise RecordsDamagedError(
            f"{backup} is not whole: {check.problems[0] if check.problems else f'{lost} rows cannot be read'}. "
            "The records stay as they are. Take another backup; `netral records check FILE` says what is wrong with one."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with hold_alone(path):
        part = _checked_copy(backup, path)
        try:
            kept = _keep_aside(path) if path.exists() else None
            # A log that was written for one database would damage another.
            for ending in BESIDE:
                path.with_name(path.name + ending).unlink(missing_ok=True)
            part.replace(path)
        except OSError as error:
            raise RecordsError(f"The records in {path} cannot be replaced: {error}. Check its permissions.") from error
        finally:
            _remove(part)
        _sync_folder(path)
    return kept


@contextmanager
def hold_records(path: Path) -> Iterator[None]:
    """While a server uses the records: `restore_records` refuses to replace them. Several may hold one file.

    Where the folder cannot be written, nothing is held: neither can the records be replaced there.
    """
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    handle = None
    with suppress(OSError):
        handle = _locked(path, alone=False)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


@contextmanager
def hold_alone(path: Path) -> Iterator[None]:
    """While the records are replaced: no server may use them.

    Raises:
        RecordsBusyError: one does.
        RecordsError: the folder cannot be written.
    """
    try:
        handle = _locked(path, alone=True)
    except BlockingIOError:
        raise RecordsBusyError(
            f"A server uses the records in {path}. Stop it (systemctl stop netral), restore, and start it again."
        ) from None
    except OSError as error:
        raise RecordsError(f"The records in {path} cannot be replaced: {error}. Check its permissions.") from error
    try:
        yield
    finally:
        os.close(handle)


def _locked(path: Path, alone: bool) -> int:
    """A lock on the file beside the records; the system gives it back when the process ends, however it does."""
    handle = os.open(path.with_name(path.name + LOCK), os.O_RDWR | os.O_CREAT, 0o600)
    if sys.platform == "win32":  # there, nobody can replace a file that is open
        return handle
    import fcntl

    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _checked_copy(source: Path, target: Path) -> Path:
    """A copy of a database beside `target`, where it can be renamed to it. Raises RecordsError."""
    needed = source.stat().st_size if source.is_file() else 0
    if not target.parent.is_dir():
        raise RecordsError(f"There is no folder {target.parent}. Make it first.")
    if free_bytes(target) < needed:
        advice = "Free some, or name a file on another disk."
        raise RecordsFullError(target.parent, needed, free_bytes(target), advice)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        copy_database(source, part)
    except RecordsError:
        _remove(part)
        raise
    return part


def _keep_aside(path: Path) -> Path:
    """Keep the records under another name, with their log where SQLite cannot put it into them; they stay under theirs, too."""
    stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    kept = path.with_name(f"{path.stem}.before-{stamp}{path.suffix}")
    endings = ("",) if flush_log(path) else ("", *BESIDE)
    for ending in endings:
        source, target = path.with_name(path.name + ending), kept.with_name(kept.name + ending)
        if source.exists():
            try:
                os.link(source, target)
            except OSError:  # not every file system has links
                shutil.copy2(source, target)
    return kept


def _remove(part: Path) -> None:
    for ending in ("", "-journal", *BESIDE):
        part.with_name(part.name + ending).unlink(missing_ok=True)


def _sync_folder(path: Path) -> None:
    with suppress(OSError):  # not every file system can
        sync_file(path.parent)
