"""BM25 served from a sparse matrix.

`rank_bm25.BM25Okapi` fits the corpus and defines the score, but its `get_scores` visits every passage. The matrix has each
(passage, term) contribution once, in float64: a query costs only the postings of its terms, and its scores are equal to the bit.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rank_bm25 import BM25Okapi

from index.arrays import Floats, Rows, save_array
from index.files import write_file


class BM25:
    """BM25 scores by term: the columns of a sparse (passage, term) matrix.

    `starts[t]` to `starts[t + 1]` are the postings of term `t`: passage numbers in `rows`, contributions in `weights`.
    """

    FILES = ("bm25_starts.npy", "bm25_rows.npy", "bm25_weights.npy", "bm25_terms.json")

    def __init__(
        self,
        terms: Sequence[str],
        starts: npt.NDArray[np.int64],
        rows: npt.NDArray[np.int32],
        weights: Floats,
        count: int,
    ) -> None:
        self.count = count
        self.terms = terms
        self._column = {term: column for column, term in enumerate(terms)}
        self._starts, self._rows, self._weights = starts, rows, weights

    @classmethod
    def fit(cls, corpus: Sequence[Sequence[str]], k1: float, b: float, epsilon: float) -> BM25:
        """The matrix of `BM25Okapi(corpus)`, where `corpus` is each passage's terms."""
        if not any(corpus):  # BM25Okapi divides by the number of terms
            empty = np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float64)
            return cls([], *empty, count=len(corpus))
        fitted = BM25Okapi(corpus, k1=k1, b=b, epsilon=epsilon)
        terms = sorted(fitted.idf)
        column = {term: number for number, term in enumerate(terms)}
        entries = np.array(
            [
                (column[term], row, frequency)
                for row, counts in enumerate(fitted.doc_freqs)
                for term, frequency in counts.items()
            ],
            np.int64,
        )
        # By term, then by passage, so that the postings of a term are adjacent.
        entries = entries[np.lexsort((entries[:, 1], entries[:, 0]))]
        columns, rows, frequency = entries.T
        # The expression of BM25Okapi.get_scores, in its order of operations: written otherwise, the last bits differ.
        length = np.array(fitted.doc_len)[rows]
        idf = np.array([fitted.idf[term] for term in terms])[columns]
        weights = idf * (frequency * (k1 + 1) / (frequency + k1 * (1 - b + b * length / fitted.avgdl)))
        starts = np.searchsorted(columns, np.arange(len(terms) + 1)).astype(np.int64)
        return cls(terms, starts, rows.astype(np.int32), weights, len(corpus))

    def scores(self, query: Iterable[str]) -> Floats:
        """The score of each passage, `(passages,)`; a term given twice counts twice, as in `get_scores`."""
        scores = np.zeros(self.count)
        for term in query:
            if (column := self._column.get(term)) is not None:
                first, last = self._starts[column], self._starts[column + 1]
                scores[self._rows[first:last]] += self._weights[first:last]
        return scores

    def most(self, query: Iterable[str]) -> float:
        """An upper bound of `scores`: the sum of every term's highest contribution."""
        total = 0.0
        for term in query:
            if (column := self._column.get(term)) is not None:
                total += float(self._weights[self._starts[column] : self._starts[column + 1]].max())
        return total

    def rarity(self, terms: Iterable[str]) -> float:
        """log(1 + (N - n + 0.5) / (n + 0.5)) divided by its value at n = 0, so 0 to 1.

        N passages, n of which contain the most frequent of the terms. The weight is that of Robertson and Spärck Jones (1976), with
        the 1 so that it is never negative. It is a share so that weights learnt on a few articles also fit many.
        """
        columns = [column for term in terms if (column := self._column.get(term)) is not None]
        containing = max((int(self._starts[column + 1] - self._starts[column]) for column in columns), default=0)
        weight = math.log(1 + (self.count - containing + 0.5) / (containing + 0.5))
        return weight / math.log(1 + (self.count + 0.5) / 0.5)

    def __contains__(self, term: str) -> bool:
        return term in self._column

    @property
    def nbytes(self) -> int:
        """Bytes of the matrix."""
        return int(self._starts.nbytes + self._rows.nbytes + self._weights.nbytes)

    def save(self, folder: Path) -> None:
        """Write `FILES` into `folder`.

        Raises:
            DiskFullError: there is no room for them.
        """
        save_array(folder / self.FILES[0], self._starts)
        save_array(folder / self.FILES[1], self._rows)
        save_array(folder / self.FILES[2], self._weights)
        write_file(folder / self.FILES[3], json.dumps(list(self.terms), ensure_ascii=False).encode())

    @classmethod
    def load(cls, folder: Path, count: int) -> BM25:
        """Open `FILES` of `folder`, memory-mapped, for an index of `count` passages."""
        # Mapped, not read: a query touches the postings of its own terms alone.
        starts, rows, weights = (np.load(folder / name, mmap_mode="r") for name in cls.FILES[:3])
        terms = json.loads((folder / cls.FILES[3]).read_text(encoding="utf-8"))
        return cls(terms, np.asarray(starts), rows, weights, count)


def top_rows(scores: Floats, k: int) -> Rows:
    """The numbers of the `k` highest positive scores, best first; equal scores in order of number."""
    k = min(k, len(scores))
    if k == 0:
        return np.zeros(0, np.int64)
    # argpartition, not a sort: with 100,000 passages the sort costs more than the scores.
    best = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
    best = best[scores[best] > 0]
    return best[np.lexsort((best, -scores[best]))].astype(np.int64)
