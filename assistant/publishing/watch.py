"""`netral serve --watch`: publishes the folder of articles when its files change.

It asks the file system every second, since network shares send no notices of changes.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from types import TracebackType

from assistant.publishing.publisher import Publisher
from index.folder_scan import OWN_FILES, scan_folder

LOOK_SECONDS = 1.0
"""Seconds from one look at the folder to the next."""
SETTLE_SECONDS = 2.0
"""Seconds that the folder must stay the same before it is published."""
RETRY_SECONDS = 30.0
"""Seconds until a build that failed through no fault of the articles is tried again."""

Snapshot = frozenset[tuple[str, int, int, int, int]]
"""(name below the folder, bytes, time of modification, time of inode change, inode) of each file that matters; times in nanoseconds."""


def folder_snapshot(folder: Path) -> Snapshot:
    """What the file system says about the files of a folder; empty where it cannot be read.

    The time of the inode's last change is part of it: a file that became readable, or was copied with its old date, differs in
    nothing else.
    """
    found = set()
    try:
        # No article's name begins with a full stop, so a file that arrives slowly can be written under such a name and renamed.
        own = {name: folder / name for name in OWN_FILES if (folder / name).exists()}
        for name, path in {**scan_folder(folder).files, **own}.items():
            stat = path.stat()
            found.add((name, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino))
    except OSError:  # a file vanished meanwhile; the next look sees what became of it
        return frozenset()
    return frozenset(found)


class Watcher:
    """Publishes once the folder differs from what was published last and has stayed the same for `settle` seconds.

    So a file that is still being written waits. A folder that cannot be published is not tried again until it changes, except
    where the articles were not to blame (another build was running, say): then after `RETRY_SECONDS`.
    """

    def __init__(self, publisher: Publisher, every: float = LOOK_SECONDS, settle: float = SETTLE_SECONDS) -> None:
        """`every` and `settle` are in seconds."""
        self._publisher, self._every, self._settle = publisher, every, settle
        self._published: Snapshot | None = None  # unknown: the folder may have changed while no server ran
        self._seen: Snapshot | None = None
        self._since = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def look(self, now: float) -> None:
        """Look at the folder once and publish it if it is due; `now` in seconds of a monotonic clock."""
        seen = folder_snapshot(self._publisher.sources)
        if seen != self._seen:
            self._seen, self._since = seen, now
        if seen == self._published or now - self._since < self._settle:
            return
        if self._publisher.publish().again:
            # In the future: it is due again when it has "stayed the same" since then, RETRY_SECONDS from now.
            self._since = now + RETRY_SECONDS - self._settle
        else:
            self._published = seen

    def _run(self) -> None:
        while not self._stop.is_set():
            self.look(time.monotonic())
            self._stop.wait(self._every)

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=2)
