"""Several rankings to one. Pure functions over passage rows; nothing here knows texts or models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from assistant.tuning import TUNING
from index.arrays import Floats


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]], k: int = TUNING.rrf_k) -> dict[int, float]:
    """Each row's sum over the rankings of 1 / (k + rank), ranks from 1 (Cormack, Clarke and Büttcher, SIGIR 2009).

    A ranking adds nothing to a row that it leaves out.
    """
    fused: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, 1):
            fused[row] = fused.get(row, 0.0) + 1.0 / (k + rank)
    return fused


def weighted_sum(dense: Floats, sparse: Floats, dense_share: float) -> Floats:
    """`dense_share` times the standardised dense scores plus `1 - dense_share` times the standardised sparse ones, all `(n,)`.

    Standardised over the candidates: a cosine (0.7 to 0.9 with e5) would otherwise weigh nothing beside a BM25 score (0 to 30).
    """
    return dense_share * standardised_scores(dense) + (1.0 - dense_share) * standardised_scores(sparse)


def standardised_scores(scores: Floats) -> Floats:
    """The scores shifted and scaled to mean 0 and standard deviation 1; all 0 where they do not differ."""
    # Not by `deviation > 0` alone: in floating point the deviation of equal numbers need not be 0.
    if not len(scores) or scores.max() == scores.min():
        return np.zeros(len(scores))
    deviation = float(scores.std())
    return (scores - scores.mean()) / deviation if deviation > 0 else np.zeros(len(scores))


def rank_rows(scores: Mapping[int, float]) -> list[int]:
    """Rows by falling score, equal scores by rising row: a ranking must not depend on the order of insertion."""
    return sorted(scores, key=lambda row: (-scores[row], row))
