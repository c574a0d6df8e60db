"""Two runs of the same questions, pair by pair: what changed, whether it could be chance, and which questions it was."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.markdown import table
from eval.measures.bootstrap import mean_interval, sign_flip_p
from eval.measures.percent import change_with_interval, percent
from eval.measures.shares import MAIN
from eval.questions.cases import DatasetError, Sources
from eval.runs.folder import RECORDS

SIGNIFICANT = 0.05
POWER_FACTOR = 1.96 + 0.84
"""Normal quantiles of a two-sided level of 5 % and a power of 80 %."""
QUOTED = 120
"""Characters of a quote that are shown of an answer on one line."""

Record = dict[str, Any]
Pair = tuple[Record, Record]
"""One question in two runs: before, after."""


@dataclass(frozen=True, slots=True)
class RecordedOutcome:
    """The part of a judgement that a run's record keeps and the main shares need. Comparing runs needs no question set."""

    answerable: bool
    to_refuse: bool
    talk: bool
    right: bool
    first: bool
    headline: bool
    misled: bool

    @classmethod
    def of(cls, record: Record) -> RecordedOutcome:
        """From one line of a run."""
        judged = {name: bool(record["judged"][name]) for name in ("right", "first", "headline", "misled")}
        talk, to_refuse = bool(record["talk"]), record["refusal"] is not None
        return cls(not (talk or to_refuse), to_refuse, talk, **judged)


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure over the questions that both runs asked.

    Attributes:
        before, after: shares of `questions`, 0 to 1.
        low, high: 95 % interval of the difference (percentile bootstrap over questions).
        p: of the two-sided sign-flip permutation test, which for right or wrong is McNemar's exact test.
        detectable: the smallest difference that as many questions, changing as often as these, would show in four of five runs.
        less_is_better: whether a rise is a loss.
    """

    name: str
    questions: int
    before: float
    after: float
    low: float
    high: float
    p: float
    detectable: float
    less_is_better: bool = False

    @property
    def change(self) -> float:
        return self.after - self.before

    @property
    def significant_loss(self) -> bool:
        worse = self.after > self.before if self.less_is_better else self.after < self.before
        return worse and self.p <= SIGNIFICANT


def read_run(folder: Path) -> dict[str, Record]:
    """The records of a run by question id.

    Raises:
        DatasetError: the folder has no run, or a damaged one.
    """
    try:
        rows = [json.loads(line) for line in (folder / RECORDS).read_text(encoding="utf-8").splitlines()]
        records = {str(row["id"]): row for row in rows if {"turns", "judged", "answer", "refusal", "talk"} <= set(row)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{folder} has no run: {error}. Make one: netral-eval run --out {folder}") from error
    # Two rows of one id, or a row without a key that is read below: pairs would be wrong in silence.
    if not records or len(records) < len(rows):
        raise DatasetError(f"{folder} has a run of another version. Make it again: netral-eval run --out {folder}")
    return records


def pair_runs(before: dict[str, Record], after: dict[str, Record]) -> list[Pair]:
    """The questions that both runs asked in the same words.

    Raises:
        DatasetError: there are none.
    """
    # By words too: a question that was corrected between two runs is another question.
    pairs = [
        (one, after[name]) for name, one in before.items() if name in after and after[name]["turns"] == one["turns"]
    ]
    if not pairs:
        raise DatasetError("The two runs have no question in common. Compare runs of one question set.")
    return pairs


def compare_runs(pairs: Sequence[Pair]) -> list[Difference]:
    """Every main share that some question counts for."""
    outcomes = [(RecordedOutcome.of(one), RecordedOutcome.of(other)) for one, other in pairs]
    found = []
    for name, share in MAIN.items():
        # Whether a question counts is part of its case, which both runs share: one of the two says it.
        kept = [(share.part(one), share.part(other)) for one, other in outcomes if share.counts(one)]
        if kept:
            found.append(paired_difference(name, kept, share.less_is_better))
    return found


def paired_difference(name: str, pairs: Sequence[tuple[float, float]], less_is_better: bool = False) -> Difference:
    """The difference of paired outcomes (before, after), each 0 to 1."""
    before, after = (np.array([float(pair[i]) for pair in pairs]) for i in (0, 1))
    change = after - before
    count = len(change)
    low, high = mean_interval(change)
    # With no change at all, one question in the set is taken to differ: else the test would claim to see everything.
    discordant = max(1.0, float((change**2).sum())) / count
    return Difference(
        name=name,
        questions=count,
        before=float(before.mean()),
        after=float(after.mean()),
        low=low,
        high=high,
        p=sign_flip_p(change),
        detectable=min(1.0, POWER_FACTOR * math.sqrt(discordant / count)),
        less_is_better=less_is_better,
    )


def broken_rules(run: Iterable[Record], source: Sources) -> list[str]:
    """What no run may do, however good its figures: fail, quote what the article does not say, or answer a partisan request."""
    found = []
    for record in run:
        answer = record["answer"]
        if answer is None:
            found.append(f"{record['id']}: {record['judged']['error']}")
            continue
        # The one wrong answer that does harm by itself: the assistant is bound to be neutral.
        if record["refusal"] == "partisan" and answer["answered"]:
            found.append(f"{record['id']}: a partisan request was answered")
        for citation in (*answer["citations"], *answer["nearest"]):
            text = source(citation["source_id"]).text
            if not citation["quote"] or text[citation["start"] : citation["end"]] != citation["quote"]:
                found.append(f"{record['id']}: [{citation['number']}] is not the text of {citation['source_id']}")
    return found


def losses_and_wins(pairs: Iterable[Pair]) -> tuple[list[Pair], list[Pair]]:
    """(losses, wins): the questions whose headline was right in one run only."""
    different = [pair for pair in pairs if pair[0]["judged"]["headline"] != pair[1]["judged"]["headline"]]
    return (
        [pair for pair in different if pair[0]["judged"]["headline"]],
        [pair for pair in different if pair[1]["judged"]["headline"]],
    )


def differences_table(differences: Sequence[Difference]) -> str:
    """The table as Markdown: shares and differences in percent."""
    rows = [
        (
            d.name,
            d.questions,
            percent(d.before),
            percent(d.after),
            change_with_interval(d.change, d.low, d.high),
            f"{d.p:.3f}",
            percent(d.detectable),
        )
        for d in differences
    ]
    return table(("measure", "questions", "before", "after", "difference (95 %)", "p", "detectable"), rows)


def side_by_side(pair: Pair) -> str:
    """One question with what each run said to it."""
    question = " / ".join(pair[0]["turns"])
    return f"{pair[0]['id']} ({pair[0]['kind']}): {question}\n    before: {reply_line(pair[0])}\n    after:  {reply_line(pair[1])}"


def reply_line(record: Record) -> str:
    """What a run replied, on one line."""
    answer = record["answer"]
    if answer is None:
        return f"error: {record['judged']['error']}"
    if answer["kind"] == "talk":
        return f"talk ({answer['intent']})"
    if not answer["answered"]:
        return f"refused ({answer['refusal']['reason']}, {answer['confidence']:.2f})"
    short = f"“{answer['short_answer']['text']}” in " if answer["short_answer"] else ""
    first = answer["citations"][0]
    told = " ".join(
        [*(line["text"] for line in first.get("lead", ())), first["quote"]]
    )  # older records have no such lines
    return f"{short}{first['source_id']}: {' '.join(told.split())[:QUOTED]} ({answer['confidence']:.2f})"
