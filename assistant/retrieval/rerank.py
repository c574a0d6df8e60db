"""Candidates in the order of a cross-encoder, which reads question and passage together. Needs the extra `models`."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from assistant.question.query import Query
from assistant.retrieval.candidates import Candidate
from assistant.retrieval.fusion import standardised_scores
from index.arrays import Floats
from index.encoder import model_identity
from index.errors import ReaderError
from index.passages import context_of
from index.reading_form import reading_form


class Reranker(Protocol):
    """Scores passages for a question.

    Attributes:
        id: name and version; a calibration belongs to a reader with its reranker.
    """

    id: str

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        """One score a passage, higher for better, `(passages,)`; the scale is the model's own."""
        ...


def rerank_candidates(query: Query, candidates: Sequence[Candidate], reranker: Reranker) -> tuple[Candidate, ...]:
    """The candidates by falling score of the reranker, equal ones in the order before; `fused` becomes that score, standardised."""
    if not candidates:
        return ()
    # Behind title, place and date, as the reader sees a passage. Standardised, since the order of readings weighs this score like any
    # fused one, and a model's own scale may be anything.
    scores = standardised_scores(
        reranker.scores(
            query.text,
            [
                context_of(c.document, c.passage.span) + reading_form(c.document.text).of(c.passage.span)
                for c in candidates
            ],
        )
    )
    order = np.argsort(-scores, kind="stable")
    return tuple(replace(candidates[i], fused=float(scores[i])) for i in order.tolist())


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder, by hub name or local path. Safe to share between threads."""

    def __init__(self, name: str, threads: int = 2) -> None:
        """Load the model `name`.

        Raises:
            ReaderError: the model, or a package that runs it, is missing, or it gives more than one score a pair.
        """
        try:
            import torch
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise ReaderError(
                f"The reranker {name!r} needs sentence-transformers: pip install 'netral[models]' (or set none)."
            ) from error
        try:
            self._model: Any = CrossEncoder(name)
        except Exception as error:  # the hub, the disk and the model code each raise their own
            raise ReaderError(
                f"The reranker {name!r} cannot be loaded: {error}. Check the name or path; without a network, give the "
                "path of a folder that contains the model."
            ) from error
        if self._model.num_labels != 1:
            raise ReaderError(
                f"The model {name!r} gives {self._model.num_labels} scores a pair. Use a reranker, with one."
            )
        self.id = f"cross-encoder {model_identity(name)}"
        self._torch, self._threads = torch, threads
        self._lock = threading.Lock()

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        """One score a passage, higher for better, `(passages,)`."""
        with self._lock:
            # Each time: the number is the process's, and the encoder may run on PyTorch too.
            if self._torch.get_num_threads() != self._threads:
                self._torch.set_num_threads(self._threads)
            scores = self._model.predict([(question, passage) for passage in passages], show_progress_bar=False)
        return np.asarray(scores, np.float64)
