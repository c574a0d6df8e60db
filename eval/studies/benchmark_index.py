"""Passages of a benchmark as an index that `retrieve_candidates` can search: one passage a row, encoded and analysed as articles are."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from index.analyzer import Analyzer, word_tokens
from index.arrays import Floats, Rows
from index.bm25 import BM25, top_rows
from index.config import IndexConfig
from index.document import Document, Passage, Span
from index.encoder import Encoder, Progress, Vectors
from index.files import replace_file
from index.passages import embedded_text
from index.sentences import split_sentences
from index.vector import VectorIndex

VECTORS = "vectors-{}.npy"
CONFIG = IndexConfig(context=False)
"""Benchmark passages have no title, place or date."""


class BenchmarkIndex:
    """A `SearchIndex` of whole passages.

    The encoder cuts off the end of a very long passage, which an index of articles avoids with its windows of sentences.
    """

    def __init__(
        self, texts: Mapping[str, str], encoder: Encoder, kept: Path | None, progress: Progress | None = None
    ) -> None:
        """`texts` by id. With `kept`, vectors are read from that folder if it has them, and written there if not."""
        self.analyzer = Analyzer.load()
        # A `SearchIndex` gives documents, so each text is one; benchmarks name neither file nor title.
        self._documents = [Document(name, text, "", "", "") for name, text in texts.items()]
        self._passages = [Passage(d.id, Span(0, len(d.text)), tuple(split_sentences(d.text))) for d in self._documents]
        searched = [embedded_text(d, p, CONFIG) for d, p in zip(self._documents, self._passages, strict=True)]
        # Of the encoder and every text: vectors that were kept are used for nothing else.
        self.fingerprint = hashlib.sha256("\n".join((encoder.id, *texts, *searched)).encode()).hexdigest()[:16]
        self.words = {word for text in searched for word in word_tokens(text)}
        terms = [self.analyzer.terms(text) for text in searched]
        self._bm25 = BM25.fit(terms, CONFIG.k1, CONFIG.b, CONFIG.epsilon)
        self._vectors = VectorIndex.build(self._encoded(searched, encoder, kept, progress), CONFIG.hnsw_from)

    def _encoded(self, texts: Sequence[str], encoder: Encoder, kept: Path | None, progress: Progress | None) -> Vectors:
        path = kept / VECTORS.format(self.fingerprint) if kept else None
        if path and path.exists():
            vectors: Vectors = np.load(path)
            return vectors
        vectors = encoder.encode_passages(texts, progress)
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            written = io.BytesIO()
            np.save(written, vectors)
            replace_file(path, written.getvalue())
        return vectors

    def __len__(self) -> int:
        return len(self._passages)

    def dense(self, query: Vectors, k: int) -> tuple[Rows, Vectors]:
        """Rows and cosines of the `k` passages nearest to the query vector, best first."""
        return self._vectors.search(query, k)

    def dense_scores(self, query: Vectors, rows: Rows) -> Vectors:
        """Cosines of the given rows."""
        return self._vectors.scores(query, rows)

    def sparse(self, terms: Sequence[str]) -> Floats:
        """`(passages,)` BM25 scores for analysed terms."""
        return self._bm25.scores(terms)

    def best(self, scores: Floats, k: int) -> Rows:
        """The rows of the `k` highest positive scores, best first."""
        return top_rows(scores, k)

    def passage(self, row: int) -> Passage:
        """The passage at a row."""
        return self._passages[row]

    def document_of(self, row: int) -> Document:
        """The document that the passage at a row is the whole of."""
        return self._documents[row]
