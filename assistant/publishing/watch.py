"""`netral serve --watch`: publishes the folder of articles when its files change.

It looks at what the file system says of the files every second; that works on network shares too, which send no notices.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from types import TracebackType

from assistant.publishing.publisher import Publisher
from index.furniture import EXTENSION
from index.load import is_article
from index.manifest import MANIFEST

EVERY = 1.0
SETTLE = 2.0
RETRY = 30.0

Snapshot = frozenset[tuple[str, int, int, int, int]]
"""(name, size, modified, changed, inode) of each file that counts."""


def snapshot(folder: Path) -> Snapshot:
    """What the files of a folder look like from outside; empty where it cannot be read.

    The time of the last change of the inode is among it: a file made readable, or copied with its old date, differs by that alone.
    """
    found = set()
    try:
        for path in folder.iterdir():
            if path.name in (MANIFEST, EXTENSION) or is_article(path):
                stat = path.stat()
                found.add((path.name, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino))
    except OSError:  # gone while we look; the next look sees what became of it
        return frozenset()
    return frozenset(found)


class Watcher:
    """Publishes once the folder differs from what was published last and has stayed as it is for `settle` seconds.

    So a file that is still being written waits. A folder that cannot be published is not tried again before it changes; where
    only something else was in the way, such as another build, it is after `RETRY` seconds.
    """

    def __init__(self, publisher: Publisher, every: float = EVERY, settle: float = SETTLE) -> None:
        """`every` and `settle` are in seconds."""
        self._publisher, self._every, self._settle = publisher, every, settle
        self._published: Snapshot | None = None
        self._seen: Snapshot | None = None
        self._since = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def look(self, now: float) -> None:
        """One look at the folder; `now` in seconds of a clock that never goes back."""
        seen = snapshot(self._publisher.sources)
        if seen != self._seen:
            self._seen, self._since = seen, now
        if seen == self._published or now - self._since < self._settle:
            return
        if self._publisher.publish().again:
            self._since = now + RETRY - self._settle
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
