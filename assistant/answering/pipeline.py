"""How a question is searched and read: what explains an answer, and what calibration is fitted on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.decision import Evidence, Scored, weigh
from assistant.answering.engine import Engine
from assistant.question.query import Query
from assistant.question.refusal_rules import Rule
from assistant.reader.reading import spoken_of
from assistant.retrieval.candidates import RANKED, Candidate, Retrieved, retrieve, to_read
from assistant.retrieval.rerank import rerank
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Trace:
    """A question as it was searched and read; `ranked` are its readings, the best first, and `evidence` is for the first of them."""

    searched_as: str
    query: Query
    found: Retrieved
    ranked: tuple[Scored, ...]
    evidence: Evidence
    read_ms: float


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a question.

    Attributes:
        rule: that refused it; then nothing was searched.
        searched: the question as it stands alone.
        traces: the first try, then the second of a refused follow-up; none where a rule refused or no word was left to search for.
        passed: whether the last of them is answered.
    """

    rule: Rule | None
    searched: str
    traces: tuple[Trace, ...] = ()
    passed: bool = False

    @property
    def decisive(self) -> Trace | None:
        """The try that was answered; the first one where none was."""
        return self.traces[-1 if self.passed else 0] if self.traces else None


def traced(engine: Engine, searched: str, settings: Settings) -> Trace | None:
    """Search and read a standalone question; None where it holds no content word."""
    query = engine.questions.query(searched)
    if not query.concepts:
        return None
    found = retrieve(query, engine.index, engine.encoder, to_rank(settings), settings.fusion)
    started = time.perf_counter()
    order = rerank(query, found.candidates, engine.reranker) if engine.reranker else found.candidates
    found = replace(found, candidates=to_read(order, settings.candidates))
    ranked = engine.calibration.ranked(engine.reader.read(query, found.candidates))
    evidence = weighed(engine, query, found.candidates, ranked)
    return Trace(searched, query, found, tuple(ranked), evidence, (time.perf_counter() - started) * 1e3)


def to_rank(settings: Settings) -> int:
    """Passages that are retrieved, from which a reranker and `to_read` choose those that are read."""
    return settings.candidates * RANKED


def weighed(engine: Engine, query: Query, candidates: Sequence[Candidate], ranked: Sequence[Scored]) -> Evidence:
    """The evidence for the first of `ranked`."""
    best = ranked[0].reading.candidate
    passage_terms = spoken_of(engine.index.analyzer, best.document, best.text)
    return weigh(query, candidates, ranked, engine.index, passage_terms, engine.document_terms(best.document.id))
