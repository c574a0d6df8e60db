"""Asks a question set and judges each answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from assistant.answer import Answer
from eval.measures.judge import Judged, judge_answer
from eval.questions.cases import Case, Source
from eval.runs.folder import Record, RunFolder
from index.encoder import Progress
from index.errors import NetralError

Ranking = Callable[[Answer], Sequence[str]]
"""An answer to the ids of the passages found for it, best first."""


class AskedService(Protocol):
    """What a run asks: the answer service of this process, or a server."""

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer `question`, asked after the questions in `history`."""

    def source(self, source_id: str) -> Source:
        """The article with that id; judging reads only its text."""


class StoppedError(NetralError):
    """Ends a run, instead of counting as one question's wrong answer; what was asked so far is kept."""


def run_questions(
    service: AskedService,
    cases: Sequence[Case],
    out: Path | None = None,
    progress: Progress | None = None,
    *,
    ranking: Ranking | None = None,
    about: Mapping[str, Any] | None = None,
    again: bool = False,
) -> list[Judged]:
    """Ask every question and judge its answer. With `out`, each record is kept there, and questions with a record are not asked again.

    A question that raises one of Netral's own errors is judged wrong and the run goes on; anything else is a defect and stops it.

    Raises:
        DatasetError: `out` has another run than the one that `about` describes.
        StoppedError: nothing answers any more; run it again to go on.
    """
    folder = RunFolder(out, about or {}, again) if out is not None else None
    judged: list[Judged] = []
    for number, case in enumerate(cases, 1):
        record = folder.records.get(case.id) if folder else None
        if record is None:
            answer, error, took = _ask(service, case)
            judged.append(judge_answer(case, answer, service.source, error))
            if folder:
                found = ranking(answer) if ranking and answer else ()
                # Each as it is answered, not all at the end: a run takes minutes, and may be interrupted.
                folder.add(_record(judged[-1], answer, took), found)
        else:
            # Judged again rather than read back, so that a case corrected since then counts as it is now.
            kept = Answer.from_dict(record["answer"]) if record["answer"] else None
            judged.append(judge_answer(case, kept, service.source, record["judged"]["error"]))
        if progress:
            progress(number, len(cases))
    if folder:
        folder.finish()
    return judged


def _ask(service: AskedService, case: Case) -> tuple[Answer | None, str | None, float]:
    """The answer, or what went wrong, and the milliseconds that the caller waited (a server's network included)."""
    started = time.perf_counter()
    answer, error = None, None
    try:
        answer = service.ask(case.question, case.history)
    # A server that is gone would otherwise make every remaining question wrong.
    except StoppedError:
        raise
    except NetralError as raised:
        error = f"{type(raised).__name__}: {raised}"
    return answer, error, round((time.perf_counter() - started) * 1e3, 2)


def _record(judged: Judged, answer: Answer | None, took: float) -> Record:
    verdict = asdict(judged)
    return {
        "id": judged.case.id,
        "kind": judged.case.kind,
        "turns": list(judged.case.turns),
        "refusal": judged.case.refusal,
        "talk": list(judged.case.talk),
        # The case itself stays in the question set, which may be held out: a record has only what was asked.
        "judged": {name: value for name, value in verdict.items() if name != "case"},
        "took_ms": took,
        "answer": answer.as_dict() if answer else None,
    }
