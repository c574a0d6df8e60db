"""Two runs of the same questions, pair by pair: what changed, whether it could be chance, and which questions it was."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.measures.bootstrap import interval, p_value
from eval.questions.cases import DatasetError
from eval.runs.folder import RECORDS
from index.document import Document

SIGNIFICANT = 0.05
POWER_FACTOR = 1.96 + 0.84
"""Normal quantiles of a two-sided level of 5 % and a power of 80 %."""

Record = dict[str, Any]
Measure = Callable[[Record], bool]

MEASURES: dict[str, tuple[Callable[[Record], bool], Measure]] = {
    "answerable, right": (lambda r: not _to_refuse(r), lambda r: bool(r["judged"]["right"])),
    "answerable, first right": (lambda r: not _to_refuse(r), lambda r: bool(r["judged"]["first"])),
    "to be refused, refused": (lambda r: _to_refuse(r), lambda r: bool(r["judged"]["right"])),
    "all, right": (lambda _: True, lambda r: bool(r["judged"]["right"])),
}
"""A name to which questions count, and what is counted of them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure over the questions that both runs asked.

    Attributes:
        before, after: shares of `questions`, 0 to 1.
        low, high: 95 % interval of the difference (percentile bootstrap over questions).
        p: of the two-sided sign-flip permutation test, which for right or wrong is McNemar's exact test.
        detectable: the difference that as many questions, changing as often as these do, would show in four of five runs.
    """

    name: str
    questions: int
    before: float
    after: float
    low: float
    high: float
    p: float
    detectable: float

    @property
    def significant_loss(self) -> bool:
        return self.after < self.before and self.p <= SIGNIFICANT


def read_run(folder: Path) -> dict[str, Record]:
    """The records of a run by question id.

    Raises:
        DatasetError: the folder holds no run, or a damaged one.
    """
    try:
        rows = [json.loads(line) for line in (folder / RECORDS).read_text(encoding="utf-8").splitlines()]
        records = {str(row["id"]): row for row in rows if {"turns", "judged", "answer", "refusal"} <= set(row)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{folder} holds no run: {error}. Make one: netral-eval run --out {folder}") from error
    if not records or len(records) < len(rows):
        raise DatasetError(f"{folder} holds a run of another version. Make it again: netral-eval run --out {folder}")
    return records


def paired(before: dict[str, Record], after: dict[str, Record]) -> list[tuple[Record, Record]]:
    """The questions that both runs asked in the same words.

    Raises:
        DatasetError: there are none.
    """
    pairs = [
        (one, after[name]) for name, one in before.items() if name in after and after[name]["turns"] == one["turns"]
    ]
    if not pairs:
        raise DatasetError("The two runs have no question in common. Compare runs of one question set.")
    return pairs


def compare(pairs: Sequence[tuple[Record, Record]]) -> list[Difference]:
    """Every measure that some question counts for."""
    found = []
    for name, (counts, measure) in MEASURES.items():
        kept = [(measure(one), measure(other)) for one, other in pairs if counts(one)]
        if kept:
            found.append(difference(name, kept))
    return found


def difference(name: str, pairs: Sequence[tuple[float, float]]) -> Difference:
    """The difference of paired outcomes (before, after), each 0 to 1."""
    before, after = (np.array([float(pair[i]) for pair in pairs]) for i in (0, 1))
    change = after - before
    count = len(change)
    low, high = interval(change)
    # With no change at all, one question in the set is taken to differ.
    discordant = max(1.0, float((change**2).sum())) / count
    return Difference(
        name=name,
        questions=count,
        before=float(before.mean()),
        after=float(after.mean()),
        low=low,
        high=high,
        p=p_value(change),
        detectable=min(1.0, POWER_FACTOR * math.sqrt(discordant / count)),
    )


def broken_rules(run: Iterable[Record], document: Callable[[str], Document]) -> list[str]:
    """What no run may do, whatever its figures: fail, quote what the article does not say, or answer a partisan request."""
    found = []
    for record in run:
        answer = record["answer"]
        if answer is None:
            found.append(f"{record['id']}: {record['judged']['error']}")
            continue
        if record["refusal"] == "partisan" and answer["answered"]:
            found.append(f"{record['id']}: a partisan request was answered")
        for citation in (*answer["citations"], *answer["nearest"]):
            text = document(citation["source_id"]).text
            if not citation["quote"] or text[citation["start"] : citation["end"]] != citation["quote"]:
                found.append(f"{record['id']}: [{citation['number']}] is not the text of {citation['source_id']}")
    return found


def changed(pairs: Iterable[tuple[Record, Record]]) -> tuple[list[tuple[Record, Record]], list[tuple[Record, Record]]]:
    """(losses, wins): the questions that were right in one run only."""
    different = [pair for pair in pairs if pair[0]["judged"]["right"] != pair[1]["judged"]["right"]]
    return (
        [pair for pair in different if pair[0]["judged"]["right"]],
        [pair for pair in different if pair[1]["judged"]["right"]],
    )


def formatted(differences: Sequence[Difference]) -> str:
    """The table as Markdown: shares and differences in percent."""
    lines = [
        "| measure | questions | before | after | difference (95 %) | p | detectable |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for d in differences:
        interval = f"{100 * (d.after - d.before):+.1f} ({100 * d.low:+.1f} to {100 * d.high:+.1f})"
        lines.append(
            f"| {d.name} | {d.questions} | {100 * d.before:.1f} | {100 * d.after:.1f} | {interval} | {d.p:.3f} | {100 * d.detectable:.1f} |"
        )
    return "\n".join(lines)


def side_by_side(pair: tuple[Record, Record]) -> str:
    """One question with what each run said to it."""
    question = " / ".join(pair[0]["turns"])
    return f"{pair[0]['id']} ({pair[0]['kind']}): {question}\n    before: {said(pair[0])}\n    after:  {said(pair[1])}"


def said(record: Record) -> str:
    """What a run replied, on one line."""
    answer = record["answer"]
    if answer is None:
        return f"error: {record['judged']['error']}"
    if not answer["answered"]:
        return f"refused ({answer['refusal']['reason']}, {answer['confidence']:.2f})"
    short = f"“{answer['short_answer']['text']}” in " if answer["short_answer"] else ""
    first = answer["citations"][0]
    return f"{short}{first['source_id']}: {' '.join(first['quote'].split())[:120]} ({answer['confidence']:.2f})"


def _to_refuse(record: Record) -> bool:
    return record["refusal"] is not None
