"""Development figures: answerability AUROC, span overlap and F1, and the sentence that answers.

Definitions, all over paired passages (another passage may well answer; that is not asked here):
``auroc`` ranks questions by their margin, best span score minus null score. ``overlap`` is the share of
answerable questions whose best span shares at least one character with a gold answer, ``f1`` the usual bag of
words F1 against the best-matching gold answer; both read the best span even where the reader would decline.
``sentence_top1`` is the share of answerable questions whose best span begins in a sentence that holds a gold answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.reader.train.data import WORD, Pair
from index.segment import split

WINDOW = 110
STRIDE = 55


@dataclass(frozen=True)
class Read:
    """The reader's verdict on one passage: best span, its score, the null score, the separate null logit."""

    start: int
    end: int
    span_score: float
    null_score: float
    null_logit: float


ReadBatch = Callable[[str, Sequence[str]], list[Read]]


def windows(passage: str) -> list[tuple[int, int]]:
    """Overlapping windows of 110 words, as character ranges."""
    spans = [(m.start(), m.end()) for m in WORD.finditer(passage)]
    if len(spans) <= WINDOW:
        return [(0, len(passage))]
    starts = range(0, len(spans) - WINDOW + STRIDE, STRIDE)
    return [(spans[i][0], spans[min(i + WINDOW, len(spans)) - 1][1]) for i in starts]


def best_read(reads: Sequence[Read], offsets: Sequence[int], weight: float) -> tuple[Read, float]:
    """The window with the largest margin, its span moved to passage offsets."""
    margins = [margin(r, weight) for r in reads]
    i = int(np.argmax(margins))
    r, at = reads[i], offsets[i]
    return Read(r.start + at, r.end + at, r.span_score, r.null_score, r.null_logit), margins[i]


def margin(read: Read, weight: float) -> float:
    """Span score minus null score, minus ``weight`` times the separate null logit."""
    return read.span_score - read.null_score - weight * read.null_logit


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def f1(found: str, gold: str) -> float:
    """Bag-of-words F1."""
    a, b = Counter(_tokens(found)), Counter(_tokens(gold))
    same = sum((a & b).values())
    return 2 * same / (sum(a.values()) + sum(b.values())) if same else 0.0


def sentences(text: str) -> list[tuple[int, int]]:
    """Sentence ranges in order."""
    return [(span.start, span.end) for span in split(text)]


def read_all(pairs: Sequence[Pair], read: ReadBatch) -> list[tuple[list[Read], list[int]]]:
    """Every window of every pair's passage."""
    out = []
    for pair in pairs:
        ranges = windows(pair.passage)
        out.append((read(pair.question, [pair.passage[a:b] for a, b in ranges]), [a for a, _ in ranges]))
    return out


def figures(
    pairs: Sequence[Pair], reads: Sequence[tuple[list[Read], list[int]]], weight: float = 0.0
) -> dict[str, float]:
    """All figures for one set; the answerability ones only where the set has unanswerable questions."""
    margins, labels, overlaps, scores, in_sentence, answered = [], [], [], [], [], []
    for pair, (window_reads, offsets) in zip(pairs, reads, strict=True):
        read, m = best_read(window_reads, offsets, weight)
        margins.append(m)
        labels.append(bool(pair.answers))
        if not pair.answers:
            continue
        hit = any(read.start < b and a < read.end for a, b in pair.answers)
        overlaps.append(hit)
        answered.append(hit and m > 0)
        text = pair.passage[read.start : read.end]
        scores.append(max(f1(text, pair.passage[a:b]) for a, b in pair.answers))
        spans = sentences(pair.passage)
        ours = next(((s, e) for s, e in spans if s <= read.start < e), None)
        in_sentence.append(ours is not None and any(ours[0] < b and a < ours[1] for a, b in pair.answers))
    out = {
        "n": float(len(pairs)),
        "overlap": float(np.mean(overlaps)),
        "f1": float(np.mean(scores)),
        "sentence_top1": float(np.mean(in_sentence)),
    }
    if not all(labels):
        y, m_ = np.array(labels), np.array(margins)
        platt = LogisticRegression(C=1e6).fit(m_[:, None], y)
        out |= {
            "auroc": float(roc_auc_score(y, m_)),
            "answered_overlap_at_0": float(np.mean(answered)),
            "refused_at_0": float(np.mean(m_[~y] <= 0)),
            "platt_a": float(platt.coef_[0, 0]),
            "platt_b": float(platt.intercept_[0]),
        }
    return out
