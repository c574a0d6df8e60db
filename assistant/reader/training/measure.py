"""Development figures: answerability AUROC, span overlap and F1, and the sentence that answers.

The definitions are those of ``assistant.reader.scoring``, over paired passages. ``auroc`` ranks questions by their margin (best span
score minus null score); ``overlap``, ``f1`` and ``sentence_top1`` are means over the answerable questions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.reader.scoring import Pair, ReadBatch, WindowRead, measure_pair, read_windows


def read_all(pairs: Sequence[Pair], read: ReadBatch) -> list[list[WindowRead]]:
    """What is read in every window of every pair's passage."""
    return [read_windows(pair, read) for pair in pairs]


def dev_figures(pairs: Sequence[Pair], reads: Sequence[list[WindowRead]], weight: float = 0.0) -> dict[str, float]:
    """All figures of one set, with ``weight`` for the null logit; figures of answerability only where some question has no answer."""
    found = [measure_pair(pair, windows, weight) for pair, windows in zip(pairs, reads, strict=True)]
    answerable = [one for one in found if one.answerable]
    out = {
        "n": float(len(pairs)),
        "overlap": float(np.mean([one.overlap for one in answerable])),
        "f1": float(np.mean([one.f1 for one in answerable])),
        "sentence_top1": float(np.mean([one.sentence for one in answerable])),
    }
    # Every question of FacQA has an answer.
    if len(answerable) < len(found):
        y, margins = np.array([one.answerable for one in found]), np.array([one.margin for one in found])
        # So little penalty that it is plain Platt scaling.
        platt = LogisticRegression(C=1e6).fit(margins[:, None], y)
        out |= {
            "auroc": float(roc_auc_score(y, margins)),
            "answered_overlap_at_0": float(np.mean([one.overlap and one.margin > 0 for one in answerable])),
            "refused_at_0": float(np.mean(margins[~y] <= 0)),
            "platt_a": float(platt.coef_[0, 0]),
            "platt_b": float(platt.intercept_[0]),
        }
    return out
