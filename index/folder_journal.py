"""Changes to a folder of articles that survive a kill: each is carried out whole, or not at all.

A change puts files in their places and removes others: an article, its entry in the manifest, a copy in the bin. Before anything is
touched, every new file is written beside its place. Then one rename of the journal decides: until there the change is undone, from
there it is finished, by whoever finds the journal next (the next change, the next build, the next start of the server).

Beside a folder `seeds` are, while a change runs, `.seeds.changes` (the journal), and `.seeds.changes.lock`, which keeps others out.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from filelock import FileLock, Timeout

from index.disk_space import check_room, room_on
from index.errors import DiskFullError, DocumentError, SourceError
from index.files import new_file, sync_to_disk, unfinished_name
from index.folder_scan import BIN_SUFFIX, WAITING_SUFFIX

WAIT_SECONDS = 5.0
"""How long a change waits for one by another program."""

State = Literal["undo", "finish"]
"""What becomes of a change that was interrupted."""
Stamp = tuple[int, int] | None
"""Size in bytes and time of modification in nanoseconds of a file; None where there is none."""
_log = logging.getLogger("netral")


@dataclass(frozen=True, slots=True)
class Step:
    """One file that a change puts in its place, or removes.

    Attributes:
        target: the file.
        staged: where its new contents wait; None for a file that is removed.
        before: the file as the change found it.
    """

    target: Path
    staged: Path | None
    before: Stamp


@dataclass(frozen=True, slots=True)
class _Planned:
    """A step that is asked for: contents, a file to copy, or neither where the file is removed."""

    target: Path
    data: bytes | None = None
    source: Path | None = None

    @property
    def size(self) -> int:
        return self.source.stat().st_size if self.source else len(self.data or b"")

    @property
    def removes(self) -> bool:
        return self.data is None and self.source is None


@dataclass(slots=True)
class FolderChange:
    """What a change does, in this order; nothing happens before all of it is known."""

    _planned: list[_Planned] = field(default_factory=list)

    def write(self, path: Path, data: bytes) -> None:
        """Give a file new contents."""
        self._planned.append(_Planned(path, data))

    def copy(self, source: Path, path: Path) -> None:
        """Copy a file, with its times."""
        self._planned.append(_Planned(path, source=source))

    def remove(self, *paths: Path) -> None:
        """Remove files; one that is not there is no mistake."""
        self._planned += [_Planned(path) for path in paths]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the journal says."""

    state: State
    what: str
    steps: tuple[Step, ...]
    folders: tuple[Path, ...]


class FolderJournal:
    """The journal of one folder of articles, its bin and its uploads. Safe to share between threads and programs."""

    def __init__(self, sources: Path) -> None:
        """`sources` is the folder of articles."""
        folder = sources.resolve()
        self._folder, self._parent = folder, folder.parent
        self.path = folder.with_name(f".{folder.name}.changes")
        self._new = self.path.with_name(f"{self.path.name}.new")
        self._lock = self.path.with_name(f"{self.path.name}.lock")

    @contextmanager
    def change(self, what: str) -> Iterator[FolderChange]:
        """Collects a change, and carries it out when the block ends without an error. `what`: for the log, such as "remove a.txt".

        Raises:
            DiskFullError: there is no room for it; nothing is changed.
            DocumentError: another program is changing the folder.
            SourceError: a change that was interrupted cannot be finished.
            OSError: the disk refuses. What was begun is undone, or finished by the next change.
        """
        with self._alone():
            self._settle()
            planned = FolderChange()
            yield planned
            self._carry_out(what, planned._planned)  # noqa: SLF001 - the steps are for nobody else

    def settle(self) -> None:
        """Finish or undo a change that was interrupted, if there is one, and log it. Reads only where there is none.

        Raises:
            DocumentError: another program is changing the folder.
            SourceError: it cannot be finished.
        """
        if self.path.exists() or self._new.exists():
            with self._alone():
                self._settle()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with room_on(self._parent), FileLock(self._lock, timeout=WAIT_SECONDS):
                yield
        except Timeout:
            raise DocumentError(
                "busy", f"Another program is changing {self._folder}. Wait until that is done, then try again."
            ) from None

    def _carry_out(self, what: str, planned: Sequence[_Planned]) -> None:
        if not planned:
            return
        steps = tuple(
            Step(one.target, None if one.removes else unfinished_name(one.target), _stamp(one.target))
            for one in planned
        )
        try:
            self._stage(_Entry("undo", what, steps, tuple(_missing_folders(planned))), planned)
        except DiskFullError:
            self._settle_quietly()
            if not all(one.removes for one in planned):
                raise
            # Who makes room on a full disk must not need room for it.
            for one in planned:
                one.target.unlink(missing_ok=True)
            return
        except BaseException:  # Ctrl-C, too; it may come when the change is decided on already
            self._settle_quietly()
            raise
        self._settle(told=False)

    def _stage(self, entry: _Entry, planned: Sequence[_Planned]) -> None:
        """Write everything that is new beside its place, and decide."""
        for folder in {_existing(one.target.parent) for one in planned}:
            check_room(folder, sum(one.size for one in planned if _existing(one.target.parent) == folder))
        self._note(entry)
        for folder in entry.folders:
            with room_on(folder.parent):
                folder.mkdir(exist_ok=True)
        for one, step in zip(planned, entry.steps, strict=True):
            if step.staged is not None:
                with new_file(step.staged, one.size) as file:
                    file.write(one.source.read_bytes() if one.source else one.data or b"")
                    file.sync()
                if one.source:
                    shutil.copystat(one.source, step.staged)
        for folder in sorted({step.staged.parent for step in entry.steps if step.staged}):
            sync_to_disk(folder)
        self._note(_Entry("finish", entry.what, entry.steps, entry.folders))

    def _note(self, entry: _Entry) -> None:
        text = json.dumps(
            {
                "state": entry.state,
                "what": entry.what,
                "steps": [
                    asdict(step)
                    | {"target": self._name(step.target), "staged": step.staged and self._name(step.staged)}
                    for step in entry.steps
                ],
                "folders": [self._name(folder) for folder in entry.folders],
            }
        ).encode()
        with new_file(self._new, len(text)) as file:
            file.write(text)
            file.sync()
        with room_on(self._parent, len(text)):
            self._new.replace(self.path)
        sync_to_disk(self._parent)

    def _settle_quietly(self) -> None:
        # The error that led here is the one to be told; the journal stays for the next who looks.
        with suppress(OSError, SourceError):
            self._settle(told=False)

    def _settle(self, told: bool = True) -> None:
        """Do what the journal says, and remove it. Each step may have been done before."""
        self._new.unlink(missing_ok=True)
        entry = self._read()
        if entry is None:
            return
        try:
            if entry.state == "finish":
                sync_to_disk(self._parent)
                for step in entry.steps:
                    _finish(step)
                for folder in sorted({step.target.parent for step in entry.steps}):
                    if folder.is_dir():
                        sync_to_disk(folder)
            else:
                _undo(entry)
            self.path.unlink()
        except DiskFullError:
            raise
        except OSError as error:
            raise SourceError(
                f"A change to {self._folder} that was begun ({entry.what}) cannot be completed: {error}. "
                "Correct that; the next change, or `netral index build`, completes it."
            ) from error
        if told:
            done = "finished" if entry.state == "finish" else "undone"
            _log.warning("a change to %s that was interrupted was %s: %s", self._folder, done, entry.what)

    def _read(self) -> _Entry | None:
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            values: dict[str, Any] = json.loads(text)
            steps = tuple(
                Step(
                    self._place(each["target"]),
                    self._place(each["staged"]) if each["staged"] else None,
                    tuple(each["before"]) if each["before"] else None,
                )
                for each in values["steps"]
            )
            if values["state"] not in get_args(State):
                raise ValueError(values["state"])
            folders = tuple(self._place(each) for each in values["folders"])
            return _Entry(values["state"], str(values["what"]), steps, folders)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SourceError(
                f"The journal {self.path} is damaged ({error}). Compare {self._folder} with its bin, then remove the journal."
            ) from error

    def _name(self, path: Path) -> str:
        """A path below the folder that has the articles: they may have been moved, with bin and journal, when it is read."""
        return path.relative_to(self._parent).as_posix()

    def _place(self, name: str) -> Path:
        parts = name.split("/")
        # Only what a change may touch: the articles, and the folders beside them that are named after theirs.
        if ".." in parts or parts[0] not in {
            f"{self._folder.name}{suffix}" for suffix in ("", BIN_SUFFIX, WAITING_SUFFIX)
        }:
            raise ValueError(name)
        return self._parent.joinpath(*parts)


def _finish(step: Step) -> None:
    if step.staged is not None and not step.staged.exists():
        return  # it is in its place
    now = _stamp(step.target)
    if now != step.before:
        if now is not None or step.staged is not None:
            _log.warning("%s was changed by somebody meanwhile, and stays as it is", step.target)
        if step.staged is not None:
            step.staged.unlink()
    elif step.staged is not None:
        with room_on(step.target.parent):
            step.staged.replace(step.target)
    else:
        step.target.unlink(missing_ok=True)


def _undo(entry: _Entry) -> None:
    for step in entry.steps:
        if step.staged is not None:
            step.staged.unlink(missing_ok=True)
    for folder in reversed(entry.folders):
        with suppress(OSError):  # somebody has put something there meanwhile
            folder.rmdir()


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def _missing_folders(planned: Sequence[_Planned]) -> list[Path]:
    """The folders that have to be made, each after the one that it is in."""
    missing = {
        folder
        for one in planned
        if not one.removes
        for folder in (one.target.parent, *one.target.parent.parents)
        if not folder.exists()
    }
    return sorted(missing)
