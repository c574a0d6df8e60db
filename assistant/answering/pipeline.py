"""The way of a question, top to bottom: a rule may refuse it; a follow-up is rewritten; it is searched, read, weighed and decided.

Every function here is pure but for the clock: it takes the engine and returns what a step found. The service makes an answer of that,
`explain` a trace for people, and `netral-eval calibrate` its training data.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.answering.compose import RULES
from assistant.answering.decision import Evidence, Scored, weigh_evidence
from assistant.answering.engine import Engine
from assistant.answering.gathered import Gathered
from assistant.answering.named_articles import find_named_articles, names_one_article
from assistant.answering.requests import gather, request_intent
from assistant.answering.roles import asked_role, role_held
from assistant.answering.statements import name_the_person, stands_for_a_person, take_apart
from assistant.question.follow_up import append_earlier_words, rewrite_follow_up
from assistant.question.query import Query
from assistant.question.refusal_rules import RefusalRule, refused_by_rule
from assistant.reader.reading import Reading, terms_in_context
from assistant.retrieval.candidates import (
    Candidate,
    Retrieved,
    candidates_of_each_article,
    candidates_to_read,
    retrieve_candidates,
)
from assistant.retrieval.rerank import rerank_candidates
from assistant.tuning import TUNING


@dataclass(frozen=True, slots=True)
class Trace:
    """A question as it was searched and read; `ranked` are its readings, the best first, and `evidence` is for the first of them.

    `read_ms` includes reranking and weighing. `across` is whether a list is asked for to which each article may add one.
    """

    searched_as: str
    query: Query
    found: Retrieved
    ranked: tuple[Scored, ...]
    evidence: Evidence
    read_ms: float
    across: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a question was tried, and whether it is answered.

    Attributes:
        rule: the rule that refused it; nothing was searched then.
        searched: the question as it stands alone.
        traces: the first try, then the second one of a refused follow-up; none where a rule refused or no word was left to search for.
        answered: whether the last of them, or the request that was gathered for, is answered.
        intent: what kind of request it is.
        gathered: the quotes for a request that no single sentence answers; nothing was traced then.
        gather_ms: how long gathering took.
    """

    rule: RefusalRule | None
    searched: str
    traces: tuple[Trace, ...] = ()
    answered: bool = False
    intent: str = "question"
    gathered: Gathered | None = None
    gather_ms: float = 0.0

    @property
    def deciding_trace(self) -> Trace | None:
        """The try that was answered; the first one where none was."""
        return self.traces[-1 if self.answered else 0] if self.traces else None


def try_question(engine: Engine, asked: str, history: Sequence[str]) -> Outcome:
    """Try a checked question, asked after the questions of `history`, the oldest first."""
    if rule := refused_by_rule(asked):
        return Outcome(rule, asked)
    look_up = make_answer_lookup(engine)
    intent = request_intent(asked)
    started = time.perf_counter()
    of_person = intent == "statement" and stands_for_a_person(asked)
    request = name_the_person(asked, earlier_person(engine, history, look_up)) if of_person else asked
    if gathered := gather(engine, intent, request, earlier_article(engine, intent, asked, history)):
        ms = (time.perf_counter() - started) * 1e3
        return Outcome(None, request, (), gathered.answered, intent, gathered, ms)
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


def earlier_article(engine: Engine, intent: str, asked: str, history: Sequence[str]) -> str | None:
    """The article that the turn before was about, for an overview that names none: "Ringkas artikel itu"."""
    if intent != "overview" or not history or find_named_articles(engine, asked).names_one:
        return None
    before = try_question(engine, history[-1], history[:-1])
    if before.gathered:
        return next(iter(before.gathered.articles), None)
    trace = before.deciding_trace
    return trace.ranked[0].reading.candidate.document.id if trace and before.answered else None


def earlier_person(engine: Engine, history: Sequence[str], look_up: Callable[[str], str]) -> str:
    """Whom the turn before was about: the person that a request for statements named, or the words that answered a question."""
    if not history:
        return ""
    if request_intent(history[-1]) == "statement":
        return take_apart(history[-1]).person
    return look_up(rewrite_follow_up(history[-1], history[:-1], engine.index.analyzer, look_up))


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
    across = asks_across_articles(engine, query, order)
    choose = candidates_of_each_article if across else candidates_to_read
    found = replace(found, candidates=choose(order, engine.passages_read))
    ranked = engine.calibration.ranked(engine.reader.read(query, found.candidates))
    evidence = weigh_best(engine, query, found.candidates, ranked)
    return Trace(searched, query, found, tuple(ranked), evidence, (time.perf_counter() - started) * 1e3, across)


def asks_across_articles(engine: Engine, query: Query, found: Sequence[Candidate]) -> bool:
    """Whether a question asks for a list to which each article may add one: "Kegiatan apa saja ...", and of no article's own event."""
    if not RULES.rules["asks_across_articles"].applies(query.text):
        return False
    documents = {candidate.document.id: candidate.document for candidate in found}
    return not names_one_article(engine, query.concepts, list(documents.values()))


def passages_to_retrieve(engine: Engine) -> int:
    """Passages that are retrieved, from which a reranker and `candidates_to_read` choose those that are read."""
    return engine.passages_read * TUNING.ranked_per_read


def weigh_best(engine: Engine, query: Query, candidates: Sequence[Candidate], ranked: Sequence[Scored]) -> Evidence:
    """The evidence for the first of `ranked`."""
    reading, analyzer = ranked[0].reading, engine.index.analyzer
    best, text = reading.candidate, reading.candidate.document.text
    role = asked_role(query.text, analyzer)
    around = text[max(0, reading.sentence.start - TUNING.role_within) : reading.sentence.end + TUNING.role_within]
    return weigh_evidence(
        query,
        candidates,
        ranked,
        engine.index,
        passage_terms=terms_in_context(analyzer, best.document, best.text),
        document_terms=engine.document_terms(best.document.id),
        sentence_terms=terms_in_context(analyzer, best.document, reading.sentence.of(text)),
        role_missing=role is not None and not role_held(role, f"{best.document.title}. {around}", analyzer),
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
