"""The folders of evaluation runs, read for the pages: which there are, and their files, within limits.

`netral-eval` writes them (`docs/evaluation-questions.md`); nothing of it is imported here. Whatever a folder holds, reading it
ends: no name leads out of the folder of all runs, no file is read beyond its limit, and what is wrong is an error that says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import NetralError

ABOUT, ANSWERS, EXPECTED = "run.json", "answers.jsonl", "expected.jsonl"
FIGURES, COMPARED, REPORT = "metrics.json", "compared.json", "report.html"
LIMITS = {ABOUT: 1, FIGURES: 16, COMPARED: 16, ANSWERS: 64, EXPECTED: 64, REPORT: 64}
"""Most mebibytes of each file that are read; 300 questions take about one."""
DEPTH = 2
"""A study, such as `netral-eval ablations`, keeps its runs in folders of its own."""
MOST_FOLDERS = 2_000
"""Folders that are looked at: somebody may set `runs` to the folder above everything."""
_NAME_LENGTH = 200


class RunFileError(NetralError):
    """A file of a run that cannot be used. `key` is the sentence that says why, with its `values`."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(f"{key}: {values}")
        self.key, self.values = key, values


class RunsFolder:
    """The folder of all runs. Nothing is read when it is made; it need not exist."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self) -> list[str]:
        """The names of the runs that are there, a study's as `study/run`: each has a `run.json` or answers."""
        return [name for name in self._folders(self._root, "", DEPTH, [MOST_FOLDERS]) if self._is_run(name)]

    def open(self, name: str) -> RunFiles | None:
        """The run of that name; None where there is none, or where the name leads elsewhere."""
        if not _is_plain(name) or not self._is_run(name):
            return None
        return RunFiles(name, self._root / name, self._root)

    def _is_run(self, name: str) -> bool:
        folder = self._root / name
        try:
            return _lies_within(folder, self._root) and any((folder / file).is_file() for file in (ABOUT, ANSWERS))
        except OSError:
            return False

    def _folders(self, folder: Path, before: str, depth: int, left: list[int]) -> Iterator[str]:
        try:
            found = sorted(path for path in folder.iterdir() if _is_plain(path.name))
        except OSError:  # no such folder, or none that may be read
            return
        for path in found:
            if left[0] <= 0:
                return
            if path.is_dir():
                left[0] -= 1
                yield before + path.name
                if depth > 1:
                    yield from self._folders(path, f"{before}{path.name}/", depth - 1, left)


class RunFiles:
    """The files of one run."""

    def __init__(self, name: str, folder: Path, root: Path) -> None:
        self.name, self._folder, self._root = name, folder, root

    def path(self, file: str) -> Path | None:
        """Where a file is; None where there is none, or none that may be read.

        Raises:
            RunFileError: it is larger than its limit.
        """
        path = self._folder / file
        try:
            # A link may be put into a folder by whoever may write there: only what lies among the runs is read.
            if not path.is_file() or not _lies_within(path, self._root):
                return None
            size = path.stat().st_size
        except OSError:
            return None
        if size > LIMITS[file] << 20:
            raise RunFileError("runs_wrong_big", file=file, size=size >> 20, limit=LIMITS[file])
        return path

    def changed(self, file: str) -> tuple[int, int]:
        """(nanoseconds, bytes): another pair means that the file was written anew; (0, 0) for none."""
        try:
            stat = (self._folder / file).stat()
        except OSError:
            return 0, 0
        return stat.st_mtime_ns, stat.st_size

    def json(self, file: str) -> dict[str, Any] | None:
        """A file that is one JSON object; None where there is none.

        Raises:
            RunFileError: it is too large, cannot be read, or is none.
        """
        text = self._text(file)
        if text is None:
            return None
        value = _parsed(text, file, 0)
        if not isinstance(value, dict):
            raise RunFileError("runs_wrong_damaged", file=file, line=1)
        return value

    def rows(self, file: str) -> list[dict[str, Any]] | None:
        """A file of JSON objects, one a line; None where there is none. A last line that was cut off is left out.

        Raises:
            RunFileError: it is too large, cannot be read, or a line is none.
        """
        text = self._text(file)
        if text is None:
            return None
        rows = []
        for number, line in enumerate(text.split("\n")[:-1], 1):  # not splitlines: a quote may contain U+2028
            row = _parsed(line, file, number)
            if not isinstance(row, dict):
                raise RunFileError("runs_wrong_damaged", file=file, line=number)
            rows.append(row)
        return rows

    def _text(self, file: str) -> str | None:
        path = self.path(file)
        if path is None:
            return None
        try:
            # No more than the limit even where the file grows while it is read.
            with path.open("rb") as opened:
                return opened.read(LIMITS[file] << 20).decode()
        except (OSError, UnicodeDecodeError):
            raise RunFileError("runs_wrong_unreadable", file=file) from None


def _is_plain(name: str) -> bool:
    """Whether a name is that of a folder below, and of nothing else."""
    parts = name.split("/")
    return len(name) <= _NAME_LENGTH and len(parts) <= DEPTH and all(map(_is_plain_part, parts))


def _is_plain_part(part: str) -> bool:
    # No hidden folder, and with it neither `.` nor `..`; a backslash separates folders on Windows, as a colon does drives.
    return bool(part) and not part.startswith(".") and part.isprintable() and not set(part) & set("\\:")


def _lies_within(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def _parsed(text: str, file: str, line: int) -> Any:
    try:
        value = json.loads(text, parse_constant=lambda _: None)
        # Half of a surrogate pair can be written in JSON and in no page.
        return _without_surrogates(value) if "\\u" in text.lower() else value
    except (ValueError, RecursionError) as error:
        at = line or getattr(error, "lineno", 1)
        raise RunFileError("runs_wrong_damaged", file=file, line=at) from None


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_without_surrogates(each) for each in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(each) for key, each in value.items()}
    return value
