"""Fits the space of wordings (`index.projection`) on a question bank: wordings of one entry near, those of others far.

The loss is the contrastive one of van den Oord et al. (2018, InfoNCE), with all other wordings of an entry as what a wording should be
near to (Khosla et al., 2020); wordings of entries with the same first quote count neither way. The map begins as the identity and is held
near it.
No question of the evaluation is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.arrays import Floats, Vectors
from index.bank import LocatedEntry

STEPS = 400
BATCH = 256
RATE = 1e-3
TEMPERATURE = 0.05
HELD = 0.003
"""What the squared distance of the map from the identity counts beside the loss."""
_FIRST, _SECOND, _SMALL = 0.9, 0.999, 1e-8  # of Adam (Kingma and Ba, 2015)


@dataclass(frozen=True)
class WordingSet:
    """Wordings to fit on: vectors `(n, dimension)`; for each the number of its entry, and of what its entry shows first, `(n,)`."""

    vectors: Floats
    entries: npt.NDArray[np.int64]
    replies: npt.NDArray[np.int64]

    @classmethod
    def of_bank(cls, entries: Sequence[LocatedEntry], vectors: Vectors) -> WordingSet:
        """Those of a bank's entries; `vectors` has a row for each wording of all entries in order."""
        counts = [len(located.entry.wordings) for located in entries]
        places = [
            (located.quotes[0].source_id, located.quotes[0].span.start) if located.quotes else ("", number)
            for number, located in enumerate(entries)
        ]
        known = {place: number for number, place in enumerate(dict.fromkeys(places))}
        rows = np.repeat(np.arange(len(entries)), counts)
        return cls(vectors.astype(np.float64), rows, np.array([known[places[row]] for row in rows]))


def fit_projection(wordings: WordingSet, steps: int = STEPS) -> tuple[Floats, Floats]:
    """The matrix and the centre of the map. The same wordings always give the same."""
    draw = np.random.default_rng(0)
    centre = wordings.vectors.mean(axis=0)
    centred = wordings.vectors - centre
    identity = np.eye(centred.shape[1])
    matrix, first, second = identity.copy(), np.zeros_like(identity), np.zeros_like(identity)
    for step in range(1, steps + 1):
        rows = draw.integers(len(centred), size=min(BATCH, len(centred)))
        slope = _slope(matrix, centred, wordings, rows) + 2 * HELD * (matrix - identity)
        first = _FIRST * first + (1 - _FIRST) * slope
        second = _SECOND * second + (1 - _SECOND) * slope**2
        mean, spread = first / (1 - _FIRST**step), second / (1 - _SECOND**step)
        matrix = matrix - RATE * mean / (np.sqrt(spread) + _SMALL)
    return matrix, centre


def _slope(matrix: Floats, centred: Floats, wordings: WordingSet, rows: npt.NDArray[np.int64]) -> Floats:
    """The derivative of the loss of a batch by the matrix."""
    mapped = centred @ matrix.T
    norms = np.linalg.norm(mapped, axis=1, keepdims=True)
    unit = mapped / norms
    scores = unit[rows] @ unit.T / TEMPERATURE
    own = np.arange(len(centred)) == rows[:, np.newaxis]
    same = (wordings.entries[rows][:, np.newaxis] == wordings.entries) & ~own
    akin = (wordings.replies[rows][:, np.newaxis] == wordings.replies) & ~same
    among = _softmax(scores, ~(own | akin))
    wanted = _softmax(scores, same)
    told = same.any(axis=1, keepdims=True)  # an entry with one wording says nothing
    by_score = np.where(told, among - wanted, 0.0) / max(1, int(told.sum())) / TEMPERATURE
    by_unit = by_score.T @ unit[rows]
    np.add.at(by_unit, rows, by_score @ unit)
    by_mapped = (by_unit - unit * (unit * by_unit).sum(axis=1, keepdims=True)) / norms
    slope: Floats = by_mapped.T @ centred
    return slope


def _softmax(scores: Floats, kept: npt.NDArray[np.bool_]) -> Floats:
    """Over each row, of the kept scores alone; zeros where none is kept."""
    held = np.where(kept, scores, -np.inf)
    top = np.max(held, axis=1, keepdims=True, initial=-1e9)
    powers = np.exp(held - top)
    shares: Floats = powers / np.maximum(powers.sum(axis=1, keepdims=True), 1e-300)
    return shares
