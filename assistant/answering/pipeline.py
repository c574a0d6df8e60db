"""The way of a question, top to bottom: a rule may refuse it; a follow-up is rewritten; it is searched, read, weighed and decided.

Every function here is pure but for the clock: it takes the engine and returns what a step found. The service makes an answer of that,
`explain` a trace for people, and `netral-eval calibrate` its training data.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from assistant.answering.another import without_given
from assistant.answering.decision import Evidence, Scored, weigh_evidence
from assistant.answering.engine import Engine
from assistant.question.follow_up import FollowUp, FollowUpReader
from assistant.question.query import Query
from assistant.question.refusal_rules import RefusalRule, refused_by_rule
from assistant.reader.reading import terms_in_context
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


Search = Callable[[str], "Trace | None"]
"""`search_and_read` of one request, which searches for the same question once."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a question was tried, and whether it is answered.

    Attributes:
        rule: the rule that refused it; nothing was searched then.
        searched: the question as it stands alone.
        traces: the tries. Where two were made, the one that is answered is the last; none where a rule refused or no word was left to
            search for.
        answered: whether the last of them is answered.
        explained: whether the answer is wanted in more words ("maksudnya?"): as whole sentences, with those around them.
    """

    rule: RefusalRule | None
    searched: str
    traces: tuple[Trace, ...] = ()
    answered: bool = False
    explained: bool = False

    @property
    def deciding_trace(self) -> Trace | None:
        """The try that was answered; the first one where none was."""
        return self.traces[-1 if self.answered else 0] if self.traces else None


def try_question(engine: Engine, asked: str, history: Sequence[str]) -> Outcome:
    """Try a checked question, asked after the questions of `history`, the oldest first and without small talk."""
    if rule := refused_by_rule(asked):
        return Outcome(rule, asked)
    search = cache(partial(search_and_read, engine))
    follow_up = follow_up_reader(engine, search).resolve(asked, history)
    if follow_up.request != "answer":
        return _try_for_more(engine, follow_up, search)
    if follow_up.leaning == "either":
        return _try_both_readings(engine, follow_up, search)
    first = search(follow_up.searched)
    if first is None:
        return Outcome(None, follow_up.searched)
    answered = is_answered(engine, first)
    # A question that stands alone is left alone, even if refused: no question before it may change what is said of it.
    if answered or follow_up.leaning == "alone":
        return Outcome(None, follow_up.searched, (first,), answered)
    return _try_with_what_was_found(engine, asked, follow_up, search)


def _try_with_what_was_found(engine: Engine, asked: str, follow_up: FollowUp, search: Search) -> Outcome:
    """A refused follow-up once more, with what answered the question before it: "Siapa dia?" may need the name."""
    reader = follow_up_reader(engine, search)
    wider = reader.append(asked, follow_up.before, reader.answered(follow_up.before))
    first, again = search(follow_up.searched), search(wider) if wider != follow_up.searched else None
    tried = tuple(trace for trace in (first, again) if trace)
    return Outcome(None, follow_up.searched, tried, again is not None and is_answered(engine, again))


def _try_both_readings(engine: Engine, follow_up: FollowUp, search: Search) -> Outcome:
    """A question that may stand alone or lean on the one before: the reading that is more probably answered.

    Two searches, and never a third: what neither reading answers is refused.
    """
    readings = dict.fromkeys((follow_up.likelier, follow_up.alone, follow_up.searched))  # the likelier first, each once
    traces = [trace for trace in map(search, readings) if trace]
    if not traces:
        return Outcome(None, follow_up.likelier)
    likelier, *others = traces
    best = likelier
    for other in others:
        # The earlier question's words alone make many a passage look right: being a little more probable is not enough.
        if (
            is_answered(engine, other)
            and _probability(engine, other) > _probability(engine, best) + TUNING.other_reading_by
        ):
            best = other
    if not is_answered(engine, best):
        return Outcome(None, traces[0].searched_as, tuple(traces))
    return Outcome(None, best.searched_as, (*(trace for trace in traces if trace is not best), best), True)


def _probability(engine: Engine, trace: Trace) -> float:
    return engine.calibration.probability(trace.evidence)


def _try_for_more(engine: Engine, follow_up: FollowUp, search: Search) -> Outcome:
    """The earlier question again: for its next answer ("siapa lagi?"), or for its answer in more words ("maksudnya?")."""
    trace = search(follow_up.searched)
    if trace is None:
        return Outcome(None, follow_up.searched)
    left = without_given(trace.ranked, follow_up.given)
    if not left:
        return Outcome(None, follow_up.searched, (trace,))
    if follow_up.given:
        evidence = weigh_best(engine, trace.query, trace.found.candidates, left)
        trace = replace(trace, ranked=left, evidence=evidence)
    return Outcome(
        None, follow_up.searched, (trace,), is_answered(engine, trace), explained=follow_up.request == "explanation"
    )


def trace_question(engine: Engine, asked: str, history: Sequence[str]) -> Trace | None:
    """The likelier reading's first try alone; None where the question is refused before anything is read."""
    if refused_by_rule(asked):
        return None
    search = cache(partial(search_and_read, engine))
    return search(follow_up_reader(engine, search).resolve(asked, history).likelier)


def follow_up_reader(engine: Engine, search: Search) -> FollowUpReader:
    """Reads follow-ups with the engine's words, names and answers.

    This is the one loop in answering. A follow-up such as "Dia berterima kasih kepada siapa?" is understood only with the answer to the
    question before it, and that takes a search and a reading of its own. The rewriting stays pure: it gets this function as a parameter.
    Each question is looked up once, however many turns lean on it.
    """

    def look_up(question: str) -> str:
        trace = None if refused_by_rule(question) else search(question)
        if trace is None or not is_answered(engine, trace):
            return ""
        best = trace.ranked[0].reading
        return (best.answer or best.sentence).of(best.candidate.document.text)

    return FollowUpReader(engine.index.analyzer, look_up, engine.query_analyzer.names_in)


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
