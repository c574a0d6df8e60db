"""A question set to answer records on disk, and their judgement."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.answer import Answer
from assistant.service import AnswerService
from eval.dataset import Case
from eval.metrics import Judged, formatted, judge, table
from index.errors import NetralError

RECORDS = "answers.jsonl"
TABLE = "table.md"
Progress = Callable[[int, int], None]


def run(
    service: AnswerService, cases: Sequence[Case], out: Path | None = None, progress: Progress | None = None
) -> list[Judged]:
    """Ask every question and judge its answer; with `out`, the records and the table are written there.

    A question that raises one of Netral's own errors is judged wrong and the run goes on; anything else is a defect and stops it.
    """
    judged: list[Judged] = []
    records = []
    for number, case in enumerate(cases, 1):
        answer: Answer | None = None
        error: str | None = None
        try:
            answer = service.ask(case.question, case.history)
        except NetralError as raised:
            error = f"{type(raised).__name__}: {raised}"
        judged.append(judge(case, answer, service.source, error))
        records.append(_record(judged[-1], answer))
        if progress:
            progress(number, len(cases))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / RECORDS).write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
        (out / TABLE).write_text(formatted(table(judged)) + "\n", encoding="utf-8")
    return judged


def _record(judged: Judged, answer: Answer | None) -> dict[str, object]:
    verdict = asdict(judged)
    return {
        "id": judged.case.id,
        "kind": judged.case.kind,
        "turns": judged.case.turns,
        "refusal": judged.case.refusal,
        "judged": {name: value for name, value in verdict.items() if name != "case"},
        "answer": answer.as_dict() if answer else None,
    }
