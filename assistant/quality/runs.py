"""Evaluation runs for the pages: the list of them, and one with all it has. What cannot be read is said, never raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.quality.run_answers import RunAnswer, read_answers
from assistant.quality.run_figures import RunAbout, RunFigures, read_about, read_figures
from assistant.quality.run_files import (
    ABOUT,
    ANSWERS,
    COMPARED,
    EXPECTED,
    FIGURES,
    REPORT,
    RunFileError,
    RunFiles,
    RunsFolder,
)
from assistant.quality.run_pairs import PairedDifference, read_tested

RUNS_SHOWN = 200
_NOTHING = read_about({})


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run without its answers.

    Attributes:
        figures: None where `netral-eval` has written none, or none that can be read.
        report: whether there is one to open.
        wrong: what is wrong with its files.
    """

    name: str
    about: RunAbout
    figures: RunFigures | None
    report: bool
    wrong: tuple[RunFileError, ...]


@dataclass(frozen=True, slots=True)
class RunDetails:
    """A run with its answers; none of them where they cannot be read."""

    summary: RunSummary
    answers: tuple[RunAnswer, ...]
    wrong: tuple[RunFileError, ...]


@dataclass(frozen=True, slots=True)
class RunList:
    """The runs of a folder, the latest first; `left_out` are more than are shown."""

    runs: tuple[RunSummary, ...]
    left_out: int


class Runs:
    """The runs below a folder, read anew for each page; a summary is kept until its files change. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = RunsFolder(folder)
        self._summary = lru_cache(maxsize=2 * RUNS_SHOWN)(self._read_summary)

    def all(self) -> RunList:
        """Every run there is, up to `RUNS_SHOWN`."""
        names = self._files.names()
        opened = [found for name in names if (found := self._files.open(name))]
        # By the time of the file: which runs are left out has to be known before they are read.
        latest = sorted(opened, key=lambda one: max(one.changed(ABOUT), one.changed(ANSWERS)), reverse=True)
        summaries = [self._of(files) for files in latest[:RUNS_SHOWN]]
        return RunList(tuple(summaries), max(0, len(latest) - RUNS_SHOWN))

    def summary(self, name: str) -> RunSummary | None:
        """A run without its answers; None where there is none of that name."""
        files = self._files.open(name)
        return self._of(files) if files else None

    def details(self, name: str) -> RunDetails | None:
        """A run with its answers; None where there is none of that name."""
        files = self._files.open(name)
        if files is None:
            return None
        summary = self._of(files)
        try:
            answers = read_answers(files.rows(ANSWERS) or (), files.rows(EXPECTED))
            return RunDetails(summary, answers, summary.wrong)
        except RunFileError as error:
            known = any(one.values == error.values for one in summary.wrong)  # the summary says it already
            return RunDetails(summary, (), summary.wrong if known else (*summary.wrong, error))

    def tested(self, before: RunSummary, after: RunSummary) -> Mapping[str, PairedDifference]:
        """What `netral-eval compare` found of the two; nothing where it was not asked, or a run was made again since."""
        files = self._files.open(after.name)
        try:
            row = files.json(COMPARED) if files else None
        except RunFileError:
            return {}
        return read_tested(row or {}, before.about, after.about)

    def report(self, name: str) -> Path | None:
        """The report of a run; None where there is none.

        Raises:
            RunFileError: it is too large to be shown.
        """
        files = self._files.open(name)
        return files.path(REPORT) if files else None

    def _of(self, files: RunFiles) -> RunSummary:
        return self._summary(files.name, *(files.changed(file) for file in (ABOUT, FIGURES, REPORT, ANSWERS)))

    def _read_summary(self, name: str, *_: tuple[int, int]) -> RunSummary:
        files = self._files.open(name)
        if files is None:  # gone since it was listed
            return RunSummary(name, _NOTHING, None, False, (RunFileError("runs_wrong_missing", file=ABOUT),))
        wrong: list[RunFileError] = []
        about = _read(files, ABOUT, wrong)
        figures = _read(files, FIGURES, wrong)
        there = {file: _is_there(files, file, wrong) for file in (REPORT, ANSWERS)}
        return RunSummary(
            name, read_about(about or {}), read_figures(figures) if figures else None, there[REPORT], tuple(wrong)
        )


def _is_there(files: RunFiles, file: str, wrong: list[RunFileError]) -> bool:
    try:
        there = files.path(file) is not None
        if not there and file == ANSWERS:
            raise RunFileError("runs_wrong_missing", file=file)
    except RunFileError as error:
        wrong.append(error)
        return False
    return there


def _read(files: RunFiles, file: str, wrong: list[RunFileError]) -> Mapping[str, object] | None:
    try:
        found = files.json(file)
        if found is None:
            raise RunFileError("runs_wrong_figures" if file == FIGURES else "runs_wrong_missing", file=file)
    except RunFileError as error:
        wrong.append(error)
        return None
    return found
