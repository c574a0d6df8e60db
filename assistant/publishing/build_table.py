"""What a build did, for a terminal or a log: a sentence, a table of the documents, and what was left out, with the reasons."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from index.bank_file import BANK_FILE, BankProblem
from index.build_report import BuildReport, BuiltDocument
from index.terminal import visible_line

WIDTH = 100
"""Characters of a line, at most."""
FILE_WIDTH, KIND_WIDTH = 26, 20
"""Most characters of the columns for file and kind; the title gets what is left, 18 at least."""
DERIVED = "*"
"""After a title or a date that was taken from the text."""
HEADS = ("file", "kind", "title", "date", "pages", "passages")


def report_lines(sources: Path, report: BuildReport) -> list[str]:
    """What a build did, line by line; the first is a sentence that says it all in short."""
    return [
        summary(sources, report),
        *table_lines(report),
        *left_out_lines(report),
        *bank_report(report.entries, report.wordings, report.bank_problems),
    ]


def summary(sources: Path, report: BuildReport) -> str:
    """One sentence."""
    state = "is already" if report.unchanged else "is now"
    left_out = f", {len(report.left_out)} left out" if report.left_out else ""
    return (
        f"Index {report.fingerprint} {state} in force: {report.documents} articles from {sources}{left_out}, "
        f"{report.passages} passages ({report.encoded} encoded, {report.reused} kept) in {report.seconds:.1f} s."
    )


def table_lines(report: BuildReport) -> list[str]:
    """The documents as a table, each with what is to be said of it below its line."""
    rows = [_cells(row) for row in report.table]
    widths = [max(map(len, column)) for column in zip(HEADS, *rows, strict=True)]
    widths[0], widths[1] = min(widths[0], FILE_WIDTH), min(widths[1], KIND_WIDTH)
    others = sum(widths) - widths[2] + 2 * len(HEADS)
    widths[2] = min(widths[2], WIDTH - others)
    lines = [_line(HEADS, widths)]
    for cells, row in zip(rows, report.table, strict=True):
        lines.append(_line(cells, widths))
        lines += [line for note in _notes(row) for line in _wrapped(note, "      ")]
    derived = any({"title", "published"} & set(row.derived) for row in report.table)
    return [*lines, *([f"  {DERIVED} taken from the text"] if derived else [])]


def left_out_lines(report: BuildReport) -> list[str]:
    """What is left out, each with its reason; nothing where nothing is."""
    if not report.left_out:
        return []
    reasons = (line for each in report.left_out for line in _wrapped(str(each.problem), "    "))
    return [f"  Left out: {len(report.left_out)}", *reasons]


def report_json(report: BuildReport) -> str:
    """The report as JSON; `left_out` as file, code and reason."""
    left_out = [{"file": each.file, "code": each.code, "reason": str(each.problem)} for each in report.left_out]
    values = {
        "index": report.fingerprint,
        "unchanged": report.unchanged,
        "passages": report.passages,
        "encoded": report.encoded,
        "reused": report.reused,
        "seconds": round(report.seconds, 2),
        "documents": [asdict(row) for row in report.table],
        "left_out": left_out,
        "entries": report.entries,
        "wordings": report.wordings,
        "bank_problems": [str(problem) for problem in report.bank_problems],
    }
    return json.dumps(values, indent=1, ensure_ascii=False)


def bank_report(entries: int, wordings: int, problems: Sequence[BankProblem | str]) -> list[str]:
    """What an index has of the folder's question bank, and what it left out and why; nothing where the folder has no bank."""
    counted = f"  {entries:,} expected questions with {wordings:,} wordings"
    lines = [f"  {BANK_FILE}, {visible_line(problem)}" for problem in problems]
    return [counted, *lines] if entries or lines else []


def _cells(row: BuiltDocument) -> tuple[str, ...]:
    return (
        visible_line(row.file),
        f"{row.regulation}, {row.format}" if row.regulation else row.format,
        _marked(visible_line(" ".join(row.title.split())), "title", row),
        _marked(row.published or "-", "published", row),
        str(row.pages or "-"),
        str(row.passages),
    )


def _marked(value: str, field: str, row: BuiltDocument) -> str:
    return value + DERIVED if field in row.derived else value


def _notes(row: BuiltDocument) -> Iterator[str]:
    """What is to be said of a document below its line."""
    if row.id != Path(row.file).stem:
        yield f"id: {row.id}"
    yield from (f"warning: {warning}" for warning in row.warnings)
    if not row.passages:
        yield f"warning: nothing but page furniture; see `netral index inspect --source {row.id}`"
    if row.superseded_by:
        yield f"an older version of {row.superseded_by}, which answers in its place"
    if row.amended_by:
        yield f"amended by {', '.join(row.amended_by)}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    file, *others, pages, passages = cells
    # Of a file the end tells it from others, of anything else the beginning.
    shown = [
        _cut_before(file, widths[0]),
        *(_cut(cell, width) for cell, width in zip(others, widths[1:], strict=False)),
    ]
    padded = [cell.ljust(width) for cell, width in zip(shown, widths, strict=False)]
    return "  " + "  ".join((*padded, pages.rjust(widths[-2]), passages.rjust(widths[-1]))).rstrip()


def _cut(text: str, width: int) -> str:
    # The mark of what was derived stays.
    mark = DERIVED if text.endswith(DERIVED) else ""
    return text if len(text) <= width else text[: width - 1 - len(mark)].rstrip() + "…" + mark


def _cut_before(text: str, width: int) -> str:
    return text if len(text) <= width else "…" + text[len(text) - width + 1 :]


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        visible_line(text), WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    )
