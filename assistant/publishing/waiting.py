"""Uploads that wait for a decision: they would take the place of a document, and somebody has to look at the difference first."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.publishing.details import Details
from index.errors import DocumentError
from index.folder_journal import FolderJournal
from index.folder_scan import WAITING_SUFFIX

WAITING_SECONDS = 24 * 3600
"""How long an upload waits; then it is deleted, as nobody lacks it: whoever sent it still has the file."""
MOST_WAITING = 50
"""Uploads that wait at once, each of up to 20 MiB."""

Clash = Literal["name", "id", "content"]
"""Why an upload waits: there is a document of its name, one of its name with another ending, or one of nearly the same text."""
_TOKEN = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class WaitingUpload:
    """An upload that waits.

    Attributes:
        token: names it; nobody can guess it.
        name: the file's name, as it was sent.
        clash: why it waits.
        replaces: the document that it would replace.
        details: what was filled in with it.
        since: seconds since 1970.
    """

    token: str
    name: str
    clash: Clash
    replaces: str
    details: Details
    since: float


class WaitingUploads:
    """The uploads that wait, in a folder beside the articles, so that they outlive a restart. Safe to share between threads."""

    def __init__(self, sources: Path, clock: Callable[[], float] = time.time) -> None:
        """`sources` is the folder of articles; `clock` counts seconds since 1970."""
        self.folder, self._clock = sources.with_name(sources.name + WAITING_SUFFIX), clock
        self._journal = FolderJournal(sources)

    def put(self, name: str, data: bytes, clash: Clash, replaces: str, details: Details) -> WaitingUpload:
        """Let an upload wait; those that have waited for too long are deleted. One that waits already is not kept twice.

        Raises:
            DocumentError: too many wait.
            DiskFullError: there is no room for it.
        """
        for old in self.waiting(too_old=True):
            self.drop(old.token)
        for other in self.waiting():
            same = (other.name, other.replaces, other.details) == (name, replaces, details)
            if same and self._holds(other.token, data):
                return other
        if len(self.waiting()) >= MOST_WAITING:
            raise DocumentError("many_waiting", f"{MOST_WAITING} uploads wait already. Decide about them first.")
        upload = WaitingUpload(secrets.token_hex(12), name, clash, replaces, details, self._clock())
        with self._journal.change(f"let {name} wait") as change:
            # The file first: what has a description is whole.
            change.write(self._data(upload.token), data)
            change.write(self._about(upload.token), json.dumps(asdict(upload), ensure_ascii=False).encode())
        return upload

    def waiting(self, too_old: bool = False) -> list[WaitingUpload]:
        """The uploads that wait, the first one first; with `too_old`, those that have waited for too long."""
        paths = self.folder.glob("*.json") if self.folder.is_dir() else ()
        found = filter(None, (_upload_of(path) for path in paths))
        limit = self._clock() - WAITING_SECONDS
        return sorted((each for each in found if (each.since < limit) == too_old), key=lambda each: each.since)

    def get(self, token: str) -> tuple[WaitingUpload, bytes]:
        """An upload and its bytes.

        Raises:
            DocumentError: it does not wait any more.
        """
        # Into a path only what cannot leave the folder.
        upload = _upload_of(self._about(token)) if _TOKEN.fullmatch(token) else None
        try:
            if upload and upload.since >= self._clock() - WAITING_SECONDS:
                return upload, self._data(token).read_bytes()
        except OSError:  # somebody decided about it just now
            pass
        raise DocumentError("waiting_gone", "That upload does not wait any more. Send the file again.")

    def drop(self, token: str) -> None:
        """Delete an upload; nothing happens where it does not wait any more."""
        if _TOKEN.fullmatch(token):
            with self._journal.change("discard an upload") as change:
                change.remove(*self.paths(token))

    def paths(self, token: str) -> tuple[Path, Path]:
        """The files of an upload: its description, and itself."""
        return self._about(token), self._data(token)

    def _holds(self, token: str, data: bytes) -> bool:
        try:
            return self._data(token).read_bytes() == data
        except OSError:
            return False

    def _data(self, token: str) -> Path:
        return self.folder / f"{token}.upload"

    def _about(self, token: str) -> Path:
        return self.folder / f"{token}.json"


def _upload_of(path: Path) -> WaitingUpload | None:
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        upload = WaitingUpload(**(values | {"details": Details(**values["details"])}))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return upload if upload.clash in get_args(Clash) and upload.token == path.stem else None
