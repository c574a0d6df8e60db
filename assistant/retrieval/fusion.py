"""Rankings to one ranking. Pure functions over passage rows; nothing here knows texts or models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
RRF_K = 60


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]], k: int = RRF_K) -> dict[int, float]:
    """Sum over the rankings of 1 / (k + rank), ranks from 1 (Cormack, Clarke and Büttcher, SIGIR 2009).

    A row that a ranking leaves out gets nothing from it.
    """
    fused: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, 1):
            fused[row] = fused.get(row, 0.0) + 1.0 / (k + rank)
    return fused


def weighted_sum(dense: Floats, sparse: Floats, dense_share: float) -> Floats:
    """`dense_share` of the standardised dense scores plus the rest of the standardised sparse ones; both `(n,)`.

    Standardised over the candidates, so that a cosine (0.7 to 0.9 for e5) and a BM25 score (0 to 30) weigh what they should.
    """
    return dense_share * standardised(dense) + (1.0 - dense_share) * standardised(sparse)


def standardised(scores: Floats) -> Floats:
    """Mean 0, deviation 1; all 0 where the scores do not differ."""
    # Compared first: the mean of equal numbers need not be that number, and their deviation need not be 0.
    if not len(scores) or scores.max() == scores.min():
        return np.zeros(len(scores))
    deviation = float(scores.std())
    return (scores - scores.mean()) / deviation if deviation > 0 else np.zeros(len(scores))


def ranked(scores: Mapping[int, float]) -> list[int]:
    """Rows by falling score; equal scores by rising row, so that a ranking never depends on insertion order."""
    return sorted(scores, key=lambda row: (-scores[row], row))
