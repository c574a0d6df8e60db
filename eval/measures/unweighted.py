"""Figures in which every question counts once: the statistics of the bootstrap, taken without resampling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from eval.measures import statistics as weighted
from eval.measures.bootstrap import Statistic


def value_once(statistic: Statistic, count: int) -> float:
    """A statistic of `count` questions, each counting once."""
    return float(statistic(np.ones((1, count)))[0])


def calibration_error(outcomes: Sequence[tuple[float, bool]]) -> float | None:
    """Expected calibration error of (probability, outcome), as `statistics.weighted_calibration_error` defines it; None for no outcomes."""
    probabilities, came_true = [p for p, _ in outcomes], [outcome for _, outcome in outcomes]
    return (
        value_once(weighted.weighted_calibration_error(probabilities, came_true), len(outcomes)) if outcomes else None
    )


def auroc(positive: Iterable[float], negative: Iterable[float]) -> float:
    """The chance that a positive scores above a negative, as `statistics.weighted_auroc` defines it.

    Raises:
        ValueError: one of the two is empty.
    """
    above, below = list(positive), list(negative)
    # nan would slip through every comparison and into a chosen threshold.
    if not above or not below:
        raise ValueError("AUROC needs at least one positive and one negative")
    labels = [True] * len(above) + [False] * len(below)
    return value_once(weighted.weighted_auroc([*above, *below], labels), len(labels))
