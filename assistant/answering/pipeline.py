"""The way of a question, top to bottom: its intent; a follow-up is rewritten; it is searched, read, weighed and decided.

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
from assistant.question.intent import REPEATS, Intent, IntentDecision
from assistant.question.query import Query
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a turn was tried, and whether it is answered.

    Attributes:
        turn: what kind of turn it is, and how sure that is.
        searched: the question as it stands alone; of "ulangi", the earlier one.
        traces: the first try, then the second one of a refused follow-up; none where nothing was searched: the intent decided, or no word
            was left to search for.
        answered: whether the last of them is answered.
    """

    turn: IntentDecision
    searched: str
    traces: tuple[Trace, ...] = ()
    answered: bool = False

    @property
    def intent(self) -> Intent:
        """What kind of turn it is."""
        return self.turn.intent

    @property
    def deciding_trace(self) -> Trace | None:
        """The try that was answered; the first one where none was."""
        return self.traces[-1 if self.answered else 0] if self.traces else None


def try_question(engine: Engine, asked: str, history: Sequence[str]) -> Outcome:
    """Try a checked question, asked after the questions of `history`, the oldest first."""
    turn = decide_intent(engine, asked)
    earlier = earlier_questions(engine, history)
    if turn.intent in REPEATS:
        # Without a question to repeat, "ulangi" means nothing.
        return replace(try_question(engine, earlier[-1], earlier[:-1]), turn=turn) if earlier else Outcome(turn, asked)
    if not is_searched(turn):
        return Outcome(turn, asked)
    look_up = make_answer_lookup(engine)
    searched = rewrite_follow_up(turn.text, earlier, engine.index.analyzer, look_up)
    first = search_and_read(engine, searched, turn)
    if first is None:
        return Outcome(turn, searched)
    answered = is_answered(engine, first)
    # A question that stands alone is left alone, even if refused: no question before it may change what is said of it.
    if answered or searched == turn.text:
        return Outcome(turn, searched, (first,), answered)
    # A refused follow-up once more, with what answered the question before it: "Siapa dia?" may need the name.
    before = rewrite_follow_up(earlier[-1], earlier[:-1], engine.index.analyzer, look_up)
    wider = append_earlier_words(turn.text, before, engine.index.analyzer, look_up(before))
    again = search_and_read(engine, wider) if wider != searched else None
    if again is None:
        return Outcome(turn, searched, (first,))
    return Outcome(turn, searched, (first, again), is_answered(engine, again))


def trace_question(engine: Engine, asked: str, history: Sequence[str]) -> Trace | None:
    """The first try alone; None where nothing is searched."""
    turn = decide_intent(engine, asked)
    earlier = earlier_questions(engine, history)
    if turn.intent in REPEATS and earlier:
        return trace_question(engine, earlier[-1], earlier[:-1])
    if not is_searched(turn):
        return None
    look_up = make_answer_lookup(engine)
    return search_and_read(engine, rewrite_follow_up(turn.text, earlier, engine.index.analyzer, look_up), turn)


def decide_intent(engine: Engine, asked: str) -> IntentDecision:
    """What kind of turn it is: as the classifier says, but off the subject only where the articles know few of its words."""
    turn = engine.intents.decide(asked)
    if turn.intent != "off_topic":
        return turn
    concepts = engine.query_analyzer.query(turn.text).concepts
    known = sum(any(engine.index.knows(term) for term in (concept.term, *concept.others)) for concept in concepts)
    # An example sentence can be near in meaning and still be about the subject: "jam kerja ASN" is not "jam berapa sekarang".
    if known < TUNING.off_topic_known * len(concepts):
        return turn
    return replace(turn, intent="question", probability=turn.probabilities["question"], nearest="")


def is_searched(turn: IntentDecision) -> bool:
    """Whether a turn is searched for: not small talk, refused by its intent, or a repetition (whose earlier question is)."""
    return turn.intent in ("question", "overview", "statement")


def earlier_questions(engine: Engine, history: Sequence[str]) -> list[str]:
    """The questions of a conversation: without small talk and repetitions, which no later question leans on."""
    turns = [engine.intents.decide(earlier) for earlier in history]
    return [turn.text for turn in turns if not turn.is_talk and turn.intent not in REPEATS]


def make_answer_lookup(engine: Engine) -> Callable[[str], str]:
    """What rewriting a follow-up may ask: a standalone question to the words that answer it, empty where it is refused.

    This is the one loop in answering. A follow-up such as "Dia berterima kasih kepada siapa?" is understood only with the answer to the
    question before it, and that takes a search and a reading of its own. The rewriting stays pure: it gets this function as a parameter.
    Each question is looked up once, however many turns lean on it.
    """

    @cache
    def look_up(question: str) -> str:
        turn = decide_intent(engine, question)
        trace = search_and_read(engine, question, turn) if is_searched(turn) else None
        if trace is None or not is_answered(engine, trace):
            return ""
        best = trace.ranked[0].reading
        return (best.answer or best.sentence).of(best.candidate.document.text)

    return look_up


def search_and_read(engine: Engine, searched: str, turn: IntentDecision | None = None) -> Trace | None:
    """Search and read a standalone question; None where it has no content word.

    `turn` is the intent of the question as asked: where that is what is searched, its vector is used again.
    """
    query = engine.query_analyzer.query(searched)
    if not query.concepts:
        return None
    known = turn if turn is not None and turn.text == query.text else None
    found = retrieve_candidates(
        query,
        engine.index,
        engine.encoder,
        passages_to_retrieve(engine),
        engine.fusion,
        vector=known.vector if known else None,
    )
    found = replace(found, encode_ms=found.encode_ms + (turn.encode_ms if turn else 0.0))
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
