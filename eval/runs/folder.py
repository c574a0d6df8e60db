"""A run on disk: an interrupted run goes on where it stopped, and two runs never mix in one folder.

FOLDER/run.json          questions, index, settings, versions; when the run began and ended
FOLDER/answers.jsonl     one record a question, appended as it is answered
FOLDER/retrieval.trec    the passages found, as a TREC run
FOLDER/qrels.txt         the passages that answer, as TREC relevance judgements
FOLDER/metrics.json, table.md    the figures, for programs and for people
FOLDER/expected.jsonl    what each question should have got, for the evaluators' pages; nothing of sets that are held out
FOLDER/compared.json     the latest comparisons with other runs (`eval.runs.compared`)
FOLDER/report.html       the report, where one was made
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from eval.measures.retrieval import ranking_lines, read_rankings
from eval.measures.tables import RunTables
from eval.questions.cases import Case, DatasetError
from index.files import append_file, replace_file

ABOUT, RECORDS, RANKINGS = "run.json", "answers.jsonl", "retrieval.trec"
QRELS, METRICS, TABLE = "qrels.txt", "metrics.json", "table.md"
EXPECTED, REPORT = "expected.jsonl", "report.html"
HELD_OUT = "test"
"""The split of the sets that judge: what their questions should get stays in them."""
TIMES = ("started", "finished")
Record = dict[str, Any]


class RunFolder:
    """The folder of one run, opened to continue it."""

    def __init__(self, path: Path, about: Mapping[str, Any], again: bool = False) -> None:
        """Open or make the folder. `about` (plain values) says what this run asks, and of what; `again` drops what is there.

        Raises:
            DatasetError: it has another run.
        """
        self.path = path
        self.records: dict[str, Record] = {}
        self._about = json.loads(json.dumps(about))  # as it will be read back: tuples are lists there
        path.mkdir(parents=True, exist_ok=True)
        kept = None if again else self._kept()
        # Kept from the first start: a continued run began when it was first asked.
        self.started: str = kept["started"] if kept else _now()
        self.finished: str | None = kept["finished"] if kept else None
        if kept:
            self.records = {str(row["id"]): row for row in _whole_lines(path / RECORDS)}
            # A ranking is written before its record: one without a record belongs to a question that will be asked again.
            rankings = {name: found for name, found in self.rankings().items() if name in self.records}
        else:
            rankings = {}
        # Written back without the torn last line, onto which the next record would otherwise be appended.
        _write(path / RECORDS, (json.dumps(row, ensure_ascii=False) for row in self.records.values()))
        _write(path / RANKINGS, (line for name, found in rankings.items() for line in ranking_lines(name, found)))
        self._save(self.finished)

    def add(self, record: Record, ranking: Sequence[str]) -> None:
        """Append a question's record, and the ids of the passages found for it, best first."""
        lines = "".join(f"{line}\n" for line in ranking_lines(record["id"], ranking))
        append_file(self.path / RANKINGS, lines.encode())
        append_file(self.path / RECORDS, f"{json.dumps(record, ensure_ascii=False)}\n".encode())
        self.records[record["id"]] = record

    def rankings(self) -> dict[str, list[str]]:
        """The ids of the passages found, by question."""
        path = self.path / RANKINGS
        return read_rankings(path.read_text(encoding="utf-8")) if path.exists() else {}

    def finish(self) -> None:
        """Note that every question was asked."""
        self.finished = self.finished or _now()
        self._save(self.finished)

    def _save(self, finished: str | None) -> None:
        about = {**self._about, "started": self.started, "finished": finished}
        # In one step: a folder whose run.json was cut off could not be continued.
        replace_file(self.path / ABOUT, f"{json.dumps(about, indent=1, ensure_ascii=False)}\n".encode())

    def _kept(self) -> dict[str, Any] | None:
        """The `run.json` of the run that is there, if one is; it must describe the same run as this one."""
        path = self.path / ABOUT
        otherwise = "Name another folder, or start it over with --again."
        if not path.exists():
            # Perhaps made by hand or by an old version: neither to be continued nor overwritten.
            if (self.path / RECORDS).exists():
                raise DatasetError(f"{self.path} has a run that does not say what it asked. {otherwise}")
            return None
        try:
            kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            about = {key: value for key, value in kept.items() if key not in TIMES}
            if not all(key in kept for key in TIMES):
                raise ValueError("no times")
        except (OSError, ValueError, AttributeError) as error:
            raise DatasetError(f"{path} is damaged: {error}. {otherwise}") from error
        if different := list(_different(about, self._about)):
            raise DatasetError(f"{self.path} has another run: {'; '.join(different[:3])}. {otherwise}")
        return kept


def write_tables(path: Path, tables: RunTables) -> None:
    """Put the figures of a run beside its records."""
    values = json.dumps(tables.values, indent=1, ensure_ascii=False)
    replace_file(path / METRICS, f"{values}\n".encode())
    replace_file(path / TABLE, f"{tables.text}\n".encode())


def write_expected(path: Path, cases: Iterable[Case]) -> None:
    """Put what the questions should have got beside their records, in one step; cases that are held out are left out."""
    rows = (
        {"id": case.id, "answers": list(case.answers), "gold": [asdict(gold) for gold in case.gold]}
        for case in cases
        if case.split != HELD_OUT
    )
    lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    replace_file(path / EXPECTED, lines.encode())


def finished_at(path: Path) -> str | None:
    """When the run in a folder finished; None for no run, or one that did not."""
    try:
        about = json.loads((path / ABOUT).read_text(encoding="utf-8"))
        return str(about["finished"]) if about["finished"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _different(there: Any, here: Any, name: str = "") -> Iterator[str]:
    """What differs between two runs, by dotted name, as sentences without a full stop."""
    if isinstance(there, dict) and isinstance(here, dict):
        for key in dict.fromkeys((*there, *here)):
            yield from _different(there.get(key), here.get(key), f"{name}.{key}" if name else key)
    elif there != here:
        yield f"{name} is {there!r} there and {here!r} here"


def _whole_lines(path: Path) -> Iterator[Record]:
    """The records, without a last one that was being written when the run was interrupted."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for line in text.splitlines(keepends=True):
        try:
            # An interruption can tear the last line only; damage anywhere else is an error.
            if not line.endswith("\n"):
                return
            yield json.loads(line)
        except ValueError as error:
            raise DatasetError(f"{path} is damaged: {error}. Start the run over with --again.") from error


def _write(path: Path, lines: Iterable[str]) -> None:
    replace_file(path, "".join(f"{line}\n" for line in lines).encode())


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
