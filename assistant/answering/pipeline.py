"""The way of a question, top to bottom: a rule may refuse it; a follow-up is rewritten; it is searched, read, weighed and decided.

Every function here is pure but for the clock: it takes the engine and returns what a step found. The service makes an answer of that,
`explain` a trace for people, and `netral-eval calibrate` its training data.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.answering.decision import Evidence, Scored, weigh_evidence
from assistant.answering.engine import Engine
from assistant.question.follow_up import append_earlier_words, rewrite_follow_up
from assistant.question.query import Query
from assistant.question.refusal_rules import RefusalRule, refused_by_rule
from assistant.reader.reading import Reading, terms_in_context
from assistant.retrieval.candidates import Candidate, Retrieved, candidates_to_read, retrieve_candidates
from assistant.retrieval.rerank import rerank_candidates
from assistant.tuning import TUNING


@dataclass(frozen=True, slots=True)
class Trace:
    """A question as it was searched and read; `ranked` are its readings, the best first, and `evidence` is for the first of them.

    `read_ms` includes reranking and weighing.
    """

    searched_as: str
    query: Query
    found: Retrieved
    ranked: tuple[Scored, ...]
    evidence: Evidence
    read_ms: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a question was tried, and whether it is answered.

    Attributes:
        rule: the rule that refused it; nothing was searched then.
        searched: the question as it stands alone.
        traces: the first try, then the second one of a refused follow-up; none where a rule refused or no word was left to search for.
        answered: whether the last of them is answered.
    """

    rule: RefusalRule | None
    searched: str
    traces: tuple[Trace, ...] = ()
    answered: bool = False

    @property
    def deciding_trace(self) -> Trace | None:
        """The try that was answered; the first one where none was."""
        return self.traces[-1 if self.answered else 0] if self.traces else None


def try_question(engine: Engine, asked: str, history: Sequence[str]) -> Outcome:
    """Try a checked question, asked after the questions of `history`, the oldest first."""
    if rule := refused_by_rule(asked):
        return Outcome(rule, asked)
    look_up = make_answer_lookup(engine)
    searched = rewrite_follow_up(asked, history, engine.index.analyzer, look_up)
    first = search_and_read(engine, searched)
    if first is None:
        return Outcome(None, searched)
    answered = is_answered(engine, first)
    # A question that stands alone is left alone, even if refused: no question before it may change what is said of it.
    if answered or searched == asked:
        return Outcome(None, searched, (first,), answered)
    # A refused follow-up once more, with what answered the question before it: "Siapa dia?" may need the name.
    before = rewrite_follow_up(history[-1], history[:-1], engine.index.analyzer, look_up)
    wider = append_earlier_words(asked, before, engine.index.analyzer, look_up(before))
    again = search_and_read(engine, wider) if wider != searched else None
    if again is None:
        return Outcome(None, searched, (first,))
    return Outcome(None, searched, (first, again), is_answered(engine, again))


def trace_question(engine: Engine, asked: str, history: Sequence[str]) -> Trace | None:
    """The first try alone; None where the question is refused before anything is read."""
    if refused_by_rule(asked):
        return None
    return search_and_read(engine, rewrite_follow_up(asked, history, engine.index.analyzer, make_answer_lookup(engine)))


def make_answer_lookup(engine: Engine) -> Callable[[str], str]:
    """What rewriting a follow-up may ask: a standalone question to the words that answer it, empty where it is refused.

    This is the one loop in answering. A follow-up such as "Dia berterima kasih kepada siapa?" is understood only with the answer to the
    question before it, and that takes a search and a reading of its own. The rewriting stays pure: it gets this function as a parameter.
    Each question is looked up once, however many turns lean on it.
    """

    @cache
    def look_up(question: str) -> str:
        trace = None if refused_by_rule(question) else search_and_read(engine, question)
        if trace is None or not is_answered(engine, trace):
            return ""
        best = trace.ranked[0].reading
        return (best.answer or best.sentence).of(best.candidate.document.text)

    return look_up


def search_and_read(engine: Engine, searched: str) -> Trace | None:
    """Search and read a standalone question; None where it has no content word."""
    query = engine.query_analyzer.query(searched)
    if not query.concepts:
        return None
    found = retrieve_candidates(query, engine.index, engine.encoder, passages_to_retrieve(engine), engine.fusion)
    started = time.perf_counter()
    order = rerank_candidates(query, found.candidates, engine.reranker) if engine.reranker else found.candidates
    # Reading 20 instead of 8, always or only where fewer left it open, moved the AUROC of the decision by at most .007: not built.
    found = replace(found, candidates=candidates_to_read(order, engine.passages_read))
    ranked = engine.calibration.ranked(engine.reader.read(query, found.candidates))
    evidence = weigh_best(engine, query, found.candidates, ranked)
    return Trace(searched, query, found, tuple(ranked), evidence, (time.perf_counter() - started) * 1e3)


def passages_to_retrieve(engine: Engine) -> int:
    """Passages that are retrieved, from which a reranker and `candidates_to_read` choose those that are read."""
    return engine.passages_read * TUNING.ranked_per_read


def weigh_best(engine: Engine, query: Query, candidates: Sequence[Candidate], ranked: Sequence[Scored]) -> Evidence:
    """The evidence for the first of `ranked`."""
    best = ranked[0].reading.candidate
    passage_terms = terms_in_context(engine.index.analyzer, best.document, best.text)
    return weigh_evidence(
        query, candidates, ranked, engine.index, passage_terms, engine.document_terms(best.document.id)
    )


def is_answered(engine: Engine, trace: Trace) -> bool:
    """Whether a question that was read is answered rather than refused."""
    return engine.calibration.probability(trace.evidence) >= engine.calibration.threshold


def passes_alone(engine: Engine, trace: Trace, reading: Reading) -> bool:
    """Whether a question would be answered if this reading were its best one."""
    # Without the better ones: the evidence was fitted on readings that lead all others.
    at = next(at for at, scored in enumerate(trace.ranked) if scored.reading is reading)
    evidence = weigh_best(engine, trace.query, trace.found.candidates, trace.ranked[at:])
    return engine.calibration.probability(evidence) >= engine.calibration.threshold
