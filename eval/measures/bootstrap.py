"""Whether a figure could be chance: bootstrap intervals, and the sign-flip test of paired differences."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from index.arrays import Floats

# Fixed, so that the same run has the same interval everywhere; its value means nothing.
SEED = 20240418
RESAMPLES = 10_000
BLOCK = 1_000
"""Resamples drawn at once, so that a large question set does not fill the memory."""

Statistic = Callable[[Floats], Floats]
"""How often each question counts, `(resamples, questions)`, to the figure of each resample, `(resamples,)`; nan for nothing to count."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over `questions` with its 95 % interval: the percentile bootstrap over questions (Efron and Tibshirani, 1993).

    All three are None where there is nothing to count.
    """

    questions: int
    value: float | None
    low: float | None
    high: float | None


def bootstrap_estimates(statistics: Mapping[str, tuple[int, Statistic]], count: int) -> dict[str, Estimate]:
    """Each figure of `count` questions, given with how many of them it is about; all on the same resamples.

    Resampling weights instead of questions turns ten thousand evaluations into a few matrix products.
    """
    found: dict[str, list[Floats]] = {name: [] for name in statistics}
    with np.errstate(divide="ignore", invalid="ignore"):
        for weights in _resamples(count):
            for name, (_, statistic) in statistics.items():
                found[name].append(statistic(weights))
        once = np.ones((1, count))
        return {
            name: _estimate(questions, float(statistic(once)[0]), np.concatenate(found[name]))
            for name, (questions, statistic) in statistics.items()
        }


def _estimate(questions: int, value: float, draws: Floats) -> Estimate:
    draws = draws[np.isfinite(draws)]  # a resample may draw no question that counts
    if not math.isfinite(value) or not len(draws):
        return Estimate(questions, None, None, None)
    low, high = np.percentile(draws, (2.5, 97.5))
    return Estimate(questions, value, float(low), float(high))


def _resamples(count: int) -> Iterator[Floats]:
    draw = np.random.default_rng(SEED)
    for _ in range(RESAMPLES // BLOCK):
        # Drawing n of n questions with replacement is drawing how often each counts.
        yield draw.multinomial(count, np.full(count, 1 / count), BLOCK).astype(np.float64)


def mean_interval(values: Floats) -> tuple[float, float]:
    """The 95 % interval of the mean of `values`."""
    found = bootstrap_estimates({"mean": (len(values), lambda weights: weights @ values / len(values))}, len(values))[
        "mean"
    ]
    return found.low or 0.0, found.high or 0.0


def sign_flip_p(change: Floats) -> float:
    """Two-sided p of the sign-flip permutation test: under the null, each difference is as likely to point either way.

    Exact where every question was won, lost or unchanged (McNemar's exact test), else estimated from random flips.
    """
    if set(np.unique(change)) <= {-1.0, 0.0, 1.0}:
        return exact_sign_test(int((change > 0).sum()), int((change < 0).sum()))
    moved = change[change != 0]
    signs = np.random.default_rng(SEED).choice((-1.0, 1.0), (RESAMPLES, len(moved)))
    as_far = np.abs(signs @ moved) >= abs(moved.sum()) - 1e-12  # sums in another order may differ in the last bit
    # The observed signs are one of the draws, so that p is never 0 (Phipson and Smyth, 2010).
    return float((1 + as_far.sum()) / (1 + RESAMPLES))


def exact_sign_test(wins: int, losses: int) -> float:
    """Two-sided p of a split at least as uneven, each change being as likely to be a win as a loss (the exact sign test).

    By hand, not `scipy.stats.binomtest`: sums of whole numbers are exact, and the gate works without the extra `eval`.
    """
    changes = wins + losses
    tail = sum(math.comb(changes, k) for k in range(min(wins, losses) + 1)) / 2**changes
    return float(min(1.0, 2 * tail))
