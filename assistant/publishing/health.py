"""Whether everything that answers needs is in order, and how much room it takes on the disk."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from assistant.conversations.database import open_transaction
from assistant.publishing.bin import Bin
from assistant.publishing.publisher import Publisher
from assistant.publishing.waiting import WaitingUploads
from assistant.settings import Settings
from index.errors import NetralError
from index.store import current_generation

SPACE_SECONDS = 30.0
"""How long the sizes on disk count before they are looked at again."""
LEAST_FREE = 256 * 1024 * 1024
"""Bytes that should be free whatever the index takes."""

CheckName = Literal["index", "encoder", "reader", "records", "disk"]
CHECKS: tuple[CheckName, ...] = get_args(CheckName)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that answering needs: whether it is in order, and a name or an error's own words about it."""

    name: CheckName
    good: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """Bytes on disk: of the articles, the bin with what waits, the kept indexes and the records, and what is free where the index is."""

    documents: int
    bin: int
    indexes: int
    records: int
    free: int
    total: int

    @property
    def short(self) -> bool:
        """Whether the next build might fill the disk: it needs as much again as the kept indexes at most."""
        return self.free < max(LEAST_FREE, self.indexes)


class SpaceMeter:
    """Measures the space on disk, at most once in `SPACE_SECONDS`. Safe to share between threads."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._known: tuple[float, DiskSpace] | None = None
        self._measuring = threading.Lock()

    def space(self) -> DiskSpace:
        """The sizes as they were when they were last looked at."""
        with self._measuring:
            now = self._clock()
            if self._known is None or now - self._known[0] >= SPACE_SECONDS:
                self._known = now, measure_space(self._settings)
            return self._known[1]


def measure_space(settings: Settings) -> DiskSpace:
    """The sizes as they are."""
    sources, records = settings.sources.resolve(), settings.records
    usage = shutil.disk_usage(_existing(settings.index))
    # SQLite keeps what it has not yet put into the file beside it.
    beside = [records.with_name(records.name + ending) for ending in ("", "-wal", "-shm")]
    return DiskSpace(
        _size(sources),
        _size(Bin(sources).folder) + _size(WaitingUploads(sources).folder),
        _size(settings.index),
        sum(path.stat().st_size for path in beside if path.is_file()),
        usage.free,
        usage.total,
    )


def check_health(settings: Settings, publisher: Publisher, space: DiskSpace) -> tuple[Check, ...]:
    """Each check, in the order of `CHECKS`. Nothing is loaded for it but an index that came into force since the last question."""
    engine = publisher.engine()
    in_force = current_generation(settings.index)
    if engine is None:
        models = tuple(Check(name, False) for name in ("index", "encoder", "reader"))
    else:
        opened = engine.index.fingerprint
        models = (
            Check("index", opened == in_force, opened if opened == in_force else f"{in_force}, {opened}"),
            Check("encoder", True, engine.encoder.id),
            Check("reader", True, engine.reader.id),
        )
    return (*models, _records(settings.records), Check("disk", not space.short))


def _records(path: Path) -> Check:
    # Looking must not create the file.
    if not path.exists():
        return Check("records", True)
    try:
        with open_transaction(path) as database:
            database.execute("SELECT 1")
    except NetralError as error:
        return Check("records", False, str(error))
    return Check("records", True)


def _size(folder: Path) -> int:
    """Bytes of all files in a folder; what vanishes while it is read counts nothing."""
    total = 0
    for path in folder.rglob("*") if folder.is_dir() else ():
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total


def _existing(path: Path) -> Path:
    """The path, or the nearest folder above it that is there."""
    found = path.resolve()
    while not found.exists():
        found = found.parent
    return found
