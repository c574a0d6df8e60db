"""The generations of an index that are kept: when each was put in force and by whom, and how an earlier one is again.

`history.jsonl` in the index's folder has one line for each time that a generation was put in force. It is a record for people: an
index whose history is missing or damaged opens and builds as any other.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from filelock import FileLock, Timeout

from index.errors import SwitchError
from index.files import replace_file, sync_to_disk
from index.store import CURRENT_FILE, INDEX_MANIFEST, current_generation

GENERATIONS_KEPT = 3
"""Generations that a build keeps unless told otherwise, the one in force included."""
HISTORY_FILE = "history.jsonl"
LOCK_FILE = ".lock"
"""In the index's folder: the file that keeps a second build out."""
HISTORY_LENGTH = 200
"""Lines of the history that are kept."""
_GENERATION = re.compile(r"[0-9a-f]{16}")
"""The folders that may be removed. Anything else in the index's folder is somebody else's."""

_log = logging.getLogger(__name__)

Did = Literal["publish", "back"]
"""How a generation came into force: it was built, or an earlier one was put back."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One time that a generation was put in force.

    Attributes:
        on: when, as UTC in ISO format.
        index: the generation's name.
        did: how.
        by: who, where known.
    """

    on: str
    index: str
    did: Did
    by: str = ""

    @classmethod
    def now(cls, index: str, did: Did, by: str = "") -> Switch:
        """A switch at this moment."""
        return cls(dt.datetime.now(dt.timezone.utc).isoformat(timespec="microseconds"), index, did, by)


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation on disk.

    Attributes:
        name: that of its folder, its fingerprint.
        since: when it was last put in force, as UTC in ISO format.
        did, by: how it then was, and by whom; "" where nobody is known.
        documents, passages, entries: how many it has; of expected questions, the entries.
        size: bytes on disk.
        in_force: whether it is the one that answers.
    """

    name: str
    since: str
    did: Did
    by: str
    documents: int
    passages: int
    entries: int
    size: int
    in_force: bool


def read_history(folder: Path) -> list[Switch]:
    """The switches, the newest first; lines that cannot be read are passed over."""
    try:
        lines = (folder / HISTORY_FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return [switch for line in reversed(lines) if (switch := _switch_of(line))]


def note_switch(folder: Path, switch: Switch) -> None:
    """Write a switch into the history. A disk that refuses costs the note, not the index, which is in force already."""
    switches = [*reversed(read_history(folder)[: HISTORY_LENGTH - 1]), switch]
    text = "".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in switches)
    try:
        replace_file(folder / HISTORY_FILE, text.encode())
    except OSError as error:
        _log.warning("the history of the index in %s was not written: %s", folder, error)


def kept_generations(folder: Path) -> list[Generation]:
    """The generations on disk, the one put in force last first; one whose manifest cannot be read is left out."""
    current, switches = current_generation(folder), read_history(folder)
    found = [_generation(path, switches, path.name == current) for path in _folders(folder)]
    return sorted(filter(None, found), key=lambda each: (each.in_force, each.since), reverse=True)


def surplus_generations(folder: Path, keep: int, previous: str | None = None) -> list[Path]:
    """The folders of the generations that need not be kept: all but the `keep` put in force last, the current and `previous`."""
    last = {switch.index: switch.on for switch in reversed(read_history(folder))}

    def age(path: Path) -> tuple[str, str]:
        return last.get(path.name, _written(path)), path.name

    spared = {current_generation(folder), previous}
    others = sorted((path for path in _folders(folder) if path.name not in spared), key=age, reverse=True)
    whole = [path for path in others if (path / INDEX_MANIFEST).exists()]
    # Of one that was not written to its end nothing can be used.
    return whole[max(0, keep - len(spared - {None})) :] + [path for path in others if path not in whole]


def put_in_force(folder: Path, name: str, by: str = "", seen: str | None = None) -> None:
    """Put a generation that is kept in force again; the caller has made sure that it opens.

    Args:
        folder: of the index.
        name: of the generation.
        by: who does it, for the history.
        seen: the generation that was in force when somebody decided on this; None: whichever is.

    Raises:
        SwitchError: a build is running, it is gone, or another one than `seen` is in force by now.
        OSError: the disk refuses; then the generation before stays in force.
    """
    try:
        with FileLock(folder / LOCK_FILE, timeout=0):
            if not (folder / name / INDEX_MANIFEST).exists() or not _GENERATION.fullmatch(name):
                raise SwitchError("gone", f"There is no index {name} in {folder} any more. Choose another one.")
            if seen is not None and current_generation(folder) != seen:
                raise SwitchError(
                    "changed", "Another index was put in force meanwhile. Look at the list again, then choose."
                )
            replace_file(folder / CURRENT_FILE, f"{name}\n".encode())
            sync_to_disk(folder)
            note_switch(folder, Switch.now(name, "back", by))
    except Timeout:
        raise SwitchError("running", f"A build of {folder} is running. Wait until it ends, then try again.") from None


def _switch_of(line: str) -> Switch | None:
    try:
        values = json.loads(line)
        # Sorted by, compared and shown: a line that somebody edited must not break the page.
        on = dt.datetime.fromisoformat(values["on"]).astimezone(dt.timezone.utc).isoformat(timespec="microseconds")
        texts = (values["index"], values.get("by", ""))
        known = values["did"] in get_args(Did) and all(isinstance(text, str) for text in texts)
        return Switch(on, texts[0], values["did"], texts[1]) if known else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _folders(folder: Path) -> list[Path]:
    paths = folder.iterdir() if folder.is_dir() else ()
    return [path for path in paths if path.is_dir() and _GENERATION.fullmatch(path.name)]


def _generation(path: Path, switches: Sequence[Switch], in_force: bool) -> Generation | None:
    last = next((switch for switch in switches if switch.index == path.name), None)
    try:
        counts: dict[str, Any] = json.loads((path / INDEX_MANIFEST).read_text(encoding="utf-8"))["counts"]
        return Generation(
            name=path.name,
            since=last.on if last else _written(path),
            did=last.did if last else "publish",
            by=last.by if last else "",
            documents=int(counts["documents"]),
            passages=int(counts["passages"]),
            entries=int(counts.get("entries", 0)),
            size=sum(file.stat().st_size for file in path.rglob("*") if file.is_file()),
            in_force=in_force,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _written(path: Path) -> str:
    """When a generation was written, for those that are older than the history: UTC in ISO format; "" if that cannot be read."""
    try:
        seconds = (path / INDEX_MANIFEST).stat().st_mtime
    except OSError:
        return ""
    return dt.datetime.fromtimestamp(seconds, dt.timezone.utc).isoformat(timespec="microseconds")
