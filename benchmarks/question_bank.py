"""Matching a question with the question bank: the shipped one, and one of many times its size."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from rank_bm25 import BM25Okapi

from assistant.answering.engine import Engine
from assistant.question.query import Query
from assistant.retrieval.question_bank import QuestionBank
from assistant.settings import Settings
from benchmarks.articles import SEEDS, question_texts
from benchmarks.measure import median_ratio, milliseconds, p50_p95, print_table
from index.arrays import Vectors
from index.bank import LocatedEntry
from index.bank_index import BankIndex, wording_key
from index.bm25 import BM25
from index.build import build_index
from index.vector import VectorIndex

Match = Callable[[Query, Vectors], object]
SIZES = (5_000, 100_000)
"""Wordings; the targets are 3 and 10 ms a question."""
SPREAD = 0.02
"""Standard deviation, in each direction, by which the vector of a made-up wording differs from that of a real one."""


def run_question_bank() -> None:
    """Print the table of matching."""
    with tempfile.TemporaryDirectory() as scratch:
        build_index(SEEDS, Path(scratch))
        engine = Engine.open(Settings(index=Path(scratch)))
        asked = [(query, engine.encoder.encode_queries([query.text])[0]) for query in _queries(engine)]
        for size in SIZES:
            bank = _bank_of(engine, size)
            ours = _times(bank.matches, asked)
            baseline = _times(_plain_search(bank.parts[0]), asked)
            part = bank.parts[0]
            rows = [
                (f"matching ({part.vectors.kind}), warm: p50 / p95 ms", p50_p95(ours)),
                ("baseline: all cosines + rank-bm25 `get_scores`: p50 / p95 ms", p50_p95(baseline)),
                ("baseline against ours (medians)", median_ratio(baseline, ours)),
            ]
            print_table(f"Question bank of {len(part):,} wordings", ("what", "measured"), rows)


def _plain_search(part: BankIndex) -> Match:
    """All cosines, and the scores of rank-bm25 as it comes."""
    bm25 = BM25Okapi([part.wording(row).text.lower().split() for row in range(len(part))])
    vectors = part.vectors.rows(0, len(part))

    def search(query: Query, vector: Vectors) -> object:
        return (vectors @ vector).argmax(), bm25.get_scores(query.text.lower().split()).argmax()

    return search


def _queries(engine: Engine) -> list[Query]:
    found = (engine.query_analyzer.query(text) for text in question_texts())
    return [query for query in found if query.concepts]


def _times(run: Match, asked: Sequence[tuple[Query, Vectors]]) -> list[float]:
    """Milliseconds of each question, asked before: a server has met the words of its bank."""
    return [milliseconds(partial(run, query, vector), 1)[0] for query, vector in asked]


def _bank_of(engine: Engine, size: int) -> QuestionBank:
    """The engine's bank cut, or repeated with other words and vectors near by, to `size` wordings."""
    whole = engine.bank.parts[0]
    draw = np.random.default_rng(0)
    entries: list[LocatedEntry] = []
    vectors: list[Vectors] = []
    made = 0
    while made < size:
        located, copy = whole.entries[len(entries) % len(whole.entries)], len(entries) // len(whole.entries)
        own = whole.rows_of(len(entries) % len(whole.entries))
        near = whole.vectors.rows(own.start, len(own))
        entry = located.entry
        if copy:
            worded = tuple(dataclasses.replace(w, text=f"{w.text} bagian{copy}") for w in entry.wordings)
            entry = dataclasses.replace(entry, id=f"{entry.id}-{copy}", wordings=worded)
            near = near + draw.normal(0, SPREAD, near.shape).astype(np.float32)
        entries.append(dataclasses.replace(located, entry=entry))
        vectors.append(near / np.linalg.norm(near, axis=1, keepdims=True))
        made += len(own)
    config, analyzer = engine.index.config, engine.index.analyzer
    texts = [wording.text for located in entries for wording in located.entry.wordings]
    part = BankIndex(
        entries,
        [wording_key(engine.index.encoder_id, text) for text in texts],
        VectorIndex.build(np.concatenate(vectors).astype(np.float32), config.hnsw_from),
        BM25.fit([analyzer.terms(text) for text in texts], config.k1, config.b, config.epsilon),
    )
    return dataclasses.replace(engine.bank, parts=(part,))
