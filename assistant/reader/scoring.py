"""What a reader gets right on questions paired with a passage: one set of definitions for training and for benchmarks.

"No answer" means: not in that passage; another one may answer. Long passages are read in windows of words, and the window with the
largest margin (best span score minus score of "no answer") counts.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.reader.pieces import best_span
from assistant.reader.spans import ReaderModel
from index.sentences import split_sentences

# No PyTorch here: `netral-eval bench` measures readers without the extra `train`.

# The reader was trained on windows of 30 to 120 words.
WINDOW = 110
"""Words of a window."""
STRIDE = 55
"""Words from one window's start to the next: every answer shorter than that is whole in one of them."""
SPACED_WORD = re.compile(r"\S+")
"""A word with the punctuation at it."""


@dataclass(frozen=True)
class Pair:
    """One question over one passage.

    Attributes:
        source: name of the data set, or `own`.
        split: `train` or `dev`.
        answers: (start, end) characters of ``passage``; none where it does not answer.
        title: of the passage; empty where the data set has no titles.
    """

    id: str
    source: str
    split: str
    question: str
    passage_id: str
    passage: str
    answers: tuple[tuple[int, int], ...]
    title: str = ""


def read_passages(folder: Path, prefix: str = "") -> dict[str, dict[str, str]]:
    """The rows of ``{prefix}passages.jsonl`` by id, in the order of the file."""
    rows = map(json.loads, (folder / f"{prefix}passages.jsonl").read_text("utf-8").splitlines())
    return {row["id"]: row for row in rows}


def read_pairs(folder: Path, prefix: str = "") -> list[Pair]:
    """Every question of ``{prefix}passages.jsonl`` and ``{prefix}questions.jsonl``.

    Raises:
        OSError, ValueError, KeyError: a file is missing, a row is damaged, or an answer is not at its offset.
    """
    passages = read_passages(folder, prefix)
    pairs = []
    for line in (folder / f"{prefix}questions.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        passage = passages[record["passage_id"]]
        answers = tuple((a["start"], a["start"] + len(a["text"])) for a in record["answers"])
        for (start, end), answer in zip(answers, record["answers"], strict=True):
            if passage["text"][start:end] != answer["text"]:
                raise ValueError(f"{record['id']}: the answer is not at its offset")
        pairs.append(
            Pair(
                id=record["id"],
                source="own" if prefix else folder.name,
                split=record["split"],
                question=record["question"].strip(),
                passage_id=passage["id"],
                passage=passage["text"],
                answers=answers,
                title=passage.get("title", ""),
            )
        )
    return pairs


@dataclass(frozen=True)
class WindowRead:
    """What a reader finds in one passage.

    Attributes:
        start, end: characters of the best span.
        span_score: the score of that span.
        null_score: the score of "no answer".
        null_logit: the logit of the separate head for "no answer", where a model keeps it apart.
    """

    start: int
    end: int
    span_score: float
    null_score: float
    null_logit: float = 0.0


ReadBatch = Callable[[str, Sequence[str]], list[WindowRead]]
"""A question and passages to what is read in each, in their order."""


def batch_reader(model: ReaderModel) -> ReadBatch:
    """A `ReadBatch` over a model whose score of "no answer" already includes its null logit."""

    def read(question: str, passages: Sequence[str]) -> list[WindowRead]:
        found = zip(model.logits(question, passages), passages, strict=True)
        return [WindowRead(*best_span(logits, passage), logits.none) for logits, passage in found]

    return read


def word_windows(passage: str) -> list[tuple[int, int]]:
    """Overlapping windows of WINDOW words, as character ranges; a shorter passage is one window."""
    spans = [(m.start(), m.end()) for m in SPACED_WORD.finditer(passage)]
    if len(spans) <= WINDOW:
        return [(0, len(passage))]
    # The last window may be shorter than WINDOW, so that no word at the end is left out.
    starts = range(0, len(spans) - WINDOW + STRIDE, STRIDE)
    return [(spans[i][0], spans[min(i + WINDOW, len(spans)) - 1][1]) for i in starts]


def read_windows(pair: Pair, read: ReadBatch) -> list[WindowRead]:
    """What is read in each window of a pair's passage, with spans as characters of the passage."""
    ranges = word_windows(pair.passage)
    found = read(pair.question, [pair.passage[a:b] for a, b in ranges])
    return [replace(r, start=r.start + a, end=r.end + a) for r, (a, _) in zip(found, ranges, strict=True)]


def answer_margin(read: WindowRead, weight: float = 0.0) -> float:
    """Span score minus null score, minus ``weight`` times the separate null logit."""
    return read.span_score - read.null_score - weight * read.null_logit


@dataclass(frozen=True)
class Measured:
    """One question. All but ``margin`` are about the best span, even if the reader would decline; 0 without a gold answer.

    Attributes:
        answerable: whether there is a gold answer.
        margin: of the best window.
        overlap: whether the span shares at least one character with a gold answer.
        exact, f1: against the gold answer that matches best.
        sentence: whether the span begins in a sentence with (part of) a gold answer.
    """

    answerable: bool
    margin: float
    overlap: bool
    exact: float
    f1: float
    sentence: bool


def measure_pair(pair: Pair, found: Sequence[WindowRead], weight: float = 0.0) -> Measured:
    """The window with the largest margin, compared with the pair's answers."""
    # By the margin, not by the score of the span: a window without the answer also has a best span.
    margins = [answer_margin(read, weight) for read in found]
    read = found[int(np.argmax(margins))]
    text = pair.passage[read.start : read.end]
    gold = [pair.passage[a:b] for a, b in pair.answers]
    ours = next(((s.start, s.end) for s in split_sentences(pair.passage) if s.start <= read.start < s.end), None)
    return Measured(
        answerable=bool(gold),
        margin=max(margins),
        overlap=any(read.start < b and a < read.end for a, b in pair.answers),
        exact=max((exact_match(text, each) for each in gold), default=0.0),
        f1=max((word_f1(text, each) for each in gold), default=0.0),
        sentence=ours is not None and any(ours[0] < b and a < ours[1] for a, b in pair.answers),
    )


def exact_match(found: str, gold: str) -> float:
    """1 if both are the same words in the same order, else 0: exact match as in SQuAD (Rajpurkar et al., EMNLP 2016).

    Case and punctuation do not count. SQuAD also drops articles; Indonesian has none.
    """
    # A span without a word, as where the passage was cut off, matches nothing.
    return float(bool(_tokens(found)) and _tokens(found) == _tokens(gold))


def word_f1(found: str, gold: str) -> float:
    """F1 of the two bags of words, as in SQuAD; words as for `exact_match`."""
    a, b = Counter(_tokens(found)), Counter(_tokens(gold))
    same = sum((a & b).values())
    return 2 * same / (sum(a.values()) + sum(b.values())) if same else 0.0


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
