"""Figures as functions of how often each question counts, so that bootstrapping all of them takes a few matrix products.

Each function returns a `Statistic`: weights `(resamples, questions)` to `(resamples,)`, nan where nothing is left to count.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eval.measures.bootstrap import Statistic
from index.arrays import Floats

BINS = 10
"""Bins of equal width of the calibration error and the reliability diagram."""


def weighted_ratio(parts: Sequence[float], wholes: Sequence[float] | None = None) -> Statistic:
    """The sum of `parts` divided by the sum of `wholes`; without `wholes`, the mean of the parts."""
    part = np.asarray(parts, float)
    whole = np.ones(len(part)) if wholes is None else np.asarray(wholes, float)
    return lambda weights: (weights @ part) / (weights @ whole)


def weighted_auroc(scores: Sequence[float], positive: Sequence[bool]) -> Statistic:
    """The chance that a positive scores above a negative, ties counting half (the Mann-Whitney statistic)."""
    order, starts = _by_score(scores)
    label = np.asarray(positive, bool)[order]

    def statistic(weights: Floats) -> Floats:
        inside = weights[:, order]
        above = np.add.reduceat(inside * label, starts, axis=1)
        below = np.add.reduceat(inside * ~label, starts, axis=1)
        # Best first: a group of positives beats every negative of the later groups, and ties with those of its own.
        later = below.sum(axis=1, keepdims=True) - np.cumsum(below, axis=1)
        won: Floats = (above * (later + below / 2)).sum(axis=1)
        area: Floats = won / (above.sum(axis=1) * below.sum(axis=1))
        return area

    return statistic


def weighted_risk_coverage_area(confidences: Sequence[float], right: Sequence[bool]) -> Statistic:
    """The area under the risk-coverage curve (El-Yaniv and Wiener, JMLR 2010); 0 is best.

    Questions are answered by falling confidence, equal ones at once. The area is the mean, over the questions, of the share of wrong
    answers among those given up to and including that question's.
    """
    order, starts = _by_score(confidences)
    wrong = ~np.asarray(right, bool)[order]

    def statistic(weights: Floats) -> Floats:
        inside = weights[:, order]
        entering = np.add.reduceat(inside, starts, axis=1)
        covered = np.cumsum(entering, axis=1)
        # At least 1: where a resample left out the most confident questions, nothing is covered yet, and nothing wrong.
        risk = np.cumsum(np.add.reduceat(inside * wrong, starts, axis=1), axis=1) / np.maximum(covered, 1)
        area: Floats = (entering * risk).sum(axis=1) / covered[:, -1]
        return area

    return statistic


def weighted_calibration_error(probabilities: Sequence[float], outcomes: Sequence[bool | None]) -> Statistic:
    """Expected calibration error over ten bins of equal width (Naeini et al., AAAI 2015); a question without an outcome is left out.

    It is the distance between a bin's mean probability and the share that came true, averaged by the bins' sizes.
    """
    probability = np.asarray(probabilities, float)
    counted = np.array([outcome is not None for outcome in outcomes], float)
    gap = counted * (probability - np.array([bool(outcome) for outcome in outcomes]))
    # A bin's gap is the sum of its (probability - outcome), and its size cancels: no division in each bin.
    bins = np.minimum(BINS - 1, (probability * BINS).astype(int))
    inside = gap[:, None] * (bins[:, None] == np.arange(BINS))
    return lambda weights: np.abs(weights @ inside).sum(axis=1) / (weights @ counted)


def _by_score(scores: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """`(n,)` rows from the highest score to the lowest, and where each group of equal scores begins among them."""
    values = np.asarray(scores, float)
    order = np.argsort(-values, kind="stable")
    falling = values[order]
    return order, np.flatnonzero(np.r_[True, falling[1:] != falling[:-1]])
