"""A question's candidates: passages found by meaning, by words, or by both, each with its ranks and scores."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.question.query import Query
from assistant.retrieval.fusion import rank_rows, reciprocal_rank_fusion, standardised_scores, weighted_sum
from assistant.settings import Fusion
from assistant.tuning import TUNING
from index.arrays import Floats, Rows, Vectors
from index.document import Document, Passage
from index.encoder import Encoder

_NUMBER = re.compile(r"\d+")


class SearchIndex(Protocol):
    """What retrieval asks of an index. `index.store.Index` is one; an index in a database would be another."""

    fingerprint: str

    def __len__(self) -> int: ...
    def dense(self, query: Vectors, k: int) -> tuple[Rows, Vectors]: ...
    def dense_scores(self, query: Vectors, rows: Rows) -> Vectors: ...
    def sparse(self, terms: Sequence[str]) -> Floats: ...
    def best(self, scores: Floats, k: int) -> Rows: ...
    def passage(self, row: int) -> Passage: ...
    def document_of(self, row: int) -> Document: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage and why it was found.

    Attributes:
        row: its number in the index.
        dense_score: cosine of its vector with the question's.
        sparse_score: its BM25 score.
        dense_rank, sparse_rank: from 1, or None where that search did not propose it.
        fused: its score in the ranking made of both; comparable within one question only.
    """

    row: int
    passage: Passage
    document: Document
    dense_score: float
    sparse_score: float
    dense_rank: int | None
    sparse_rank: int | None
    fused: float

    @property
    def text(self) -> str:
        return self.passage.span.of(self.document.text)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The candidates, best first, the question's vector `(dimension,)`, and how long encoding and searching took."""

    candidates: tuple[Candidate, ...]
    vector: Vectors
    encode_ms: float
    search_ms: float


def retrieve_candidates(
    query: Query,
    index: SearchIndex,
    encoder: Encoder,
    k: int,
    fusion: Fusion = "weighted",
    dense_share: float = TUNING.dense_share,
    vector: Vectors | None = None,
    also: Sequence[int] = (),
) -> Retrieved:
    """The `k` best passages for a question.

    Each search proposes 50 passages, or `k` if that is more. Every proposed passage gets both scores, computed exactly: otherwise
    the search that did not propose it would count it as worthless. `vector` is the question's, where it has been encoded already. The
    rows `also` are proposed by something else, and among the candidates whatever their rank.
    """
    started = time.perf_counter()
    if vector is None:
        vector = encoder.encode_queries([query.text])[0]
    encoded = time.perf_counter()
    found = search_candidates(query, vector, index, k, fusion, dense_share, also)
    done = time.perf_counter()
    return Retrieved(found, vector, (encoded - started) * 1e3, (done - encoded) * 1e3)


def search_candidates(
    query: Query,
    vector: Vectors,
    index: SearchIndex,
    k: int,
    fusion: Fusion = "weighted",
    dense_share: float = TUNING.dense_share,
    also: Sequence[int] = (),
) -> tuple[Candidate, ...]:
    """`retrieve_candidates` for a question whose vector, `(dimension,)`, is known already.

    An older version of a document is left out where the newer one is among the candidates (`is_outdated`).
    """
    pool = max(TUNING.proposed, k)
    dense_rows, _ = index.dense(vector, pool)
    # Of every passage, not of the proposed ones: that is one pass over the postings, and gives the exact scores below.
    sparse_all = index.sparse(query.terms)
    # Fewer than `pool` where few passages share a word with the question: `best` passes over scores of 0.
    sparse_rows = index.best(sparse_all, pool)
    # Merged by row, never by text: two articles may print the same passage.
    rows = np.union1d(np.union1d(dense_rows, sparse_rows), np.array(also, np.int64))
    dense = index.dense_scores(vector, rows).astype(np.float64)
    sparse = sparse_all[rows]
    fused = _fuse(fusion, dense_share, rows, dense, sparse, dense_rows, sparse_rows)
    dense_rank = {int(row): rank for rank, row in enumerate(dense_rows, 1)}
    sparse_rank = {int(row): rank for rank, row in enumerate(sparse_rows, 1)}
    place = {int(row): number for number, row in enumerate(rows)}
    order = rank_rows(fused)
    candidates = [
        Candidate(
            row=row,
            passage=index.passage(row),
            document=index.document_of(row),
            dense_score=float(dense[place[row]]),
            sparse_score=float(sparse[place[row]]),
            dense_rank=dense_rank.get(row),
            sparse_rank=sparse_rank.get(row),
            fused=fused[row],
        )
        for row in (*order[:k], *(row for row in order[k:] if row in also))
    ]
    there = {candidate.document.id: candidate.document for candidate in candidates}
    return tuple(each for each in candidates if each.row in also or not is_outdated(each, there, query.text))


def is_outdated(candidate: Candidate, there: Mapping[str, Document], question: str) -> bool:
    """Whether a passage is of an older version of a document that is there too, by its id.

    Not where the question names a number, such as a year, that is in the passage and not in the newer version: then the older one is
    asked for.
    """
    newer = there.get(candidate.document.superseded_by or "")
    if newer is None:
        return False
    asked = set(_NUMBER.findall(question)) & set(_NUMBER.findall(candidate.text))
    return not asked - set(_NUMBER.findall(newer.text))


def candidates_to_read(ranked: Sequence[Candidate], k: int) -> tuple[Candidate, ...]:
    """The `k` candidates that are read: the best `k - 1`, and the best from an article that these leave out, if one is ranked.

    The passages of one article overlap, and a right one brings its neighbours along. Without the reserved place, the service often
    did not read a second source that agrees or disagrees.
    """
    best = tuple(ranked[: k - 1])
    articles = {candidate.document.id for candidate in best}
    rest = ranked[k - 1 :]
    last = next((candidate for candidate in rest if candidate.document.id not in articles), rest[0] if rest else None)
    return best if last is None else (*best, last)


def candidates_with(
    chosen: Sequence[Candidate], ranked: Sequence[Candidate], rows: Sequence[int]
) -> tuple[Candidate, ...]:
    """The chosen candidates, the last of them replaced by those of certain rows that are not among them."""
    known = {candidate.row for candidate in chosen}
    missing = [candidate for candidate in ranked if candidate.row in rows and candidate.row not in known][: len(chosen)]
    wanted = [candidate for candidate in chosen if candidate.row in rows]
    others = [candidate for candidate in chosen if candidate.row not in rows]
    # Never more than were chosen: each takes its time to read.
    return (*wanted, *others[: max(0, len(others) - len(missing))], *missing)[: len(chosen)]


def candidates_of_each_article(ranked: Sequence[Candidate], k: int) -> tuple[Candidate, ...]:
    """The `k` candidates that are read for a list across articles: the best of each article, then the best of the others."""
    first = {candidate.document.id: candidate for candidate in reversed(ranked)}
    best = [candidate for candidate in ranked if first[candidate.document.id] is candidate]
    return tuple([*best, *(candidate for candidate in ranked if candidate not in best)][:k])


def _fuse(
    fusion: Fusion, share: float, rows: Rows, dense: Floats, sparse: Floats, dense_rows: Rows, sparse_rows: Rows
) -> dict[int, float]:
    if fusion == "rrf":
        fused = reciprocal_rank_fusion([dense_rows.tolist(), sparse_rows.tolist()])
        # Standardised like the weighted sum: the order of readings weighs this score, and sums of 1/(60 + rank) hardly differ. What
        # neither search proposed has no rank, and so nothing to add up.
        sums = np.array([fused.get(row, 0.0) for row in rows.tolist()])
        return dict(zip(rows.tolist(), standardised_scores(sums).tolist(), strict=True))
    # One search alone is the sum in which the other weighs nothing; both still propose passages.
    share = {"weighted": share, "dense": 1.0, "bm25": 0.0}[fusion]
    return dict(zip(rows.tolist(), weighted_sum(dense, sparse, share).tolist(), strict=True))
