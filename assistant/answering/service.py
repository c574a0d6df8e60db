"""The one answer service that every surface calls: page, API, command line and evaluation."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

from assistant.answer import Answer, Citation, Lang, Refusal, RefusalReason
from assistant.answering.compose import choose, compose, prove
from assistant.answering.decision import Calibration, Evidence, Scored
from assistant.answering.engine import Engine, LiveEngine, calibration_id
from assistant.answering.explain import explained
from assistant.answering.pipeline import Trace, Tried, to_rank, traced, weighed
from assistant.explanation import Explanation
from assistant.question.check import check_history, check_question
from assistant.question.follow_up import Answered, behind, standalone
from assistant.question.query import language
from assistant.question.refusal_rules import refused_by_rule
from assistant.retrieval.candidates import POOL as PROPOSED
from assistant.retrieval.candidates import Candidate, retrieve, search
from assistant.retrieval.rerank import rerank
from assistant.settings import Settings
from assistant.wording import message
from index.document import Document

OFF_TOPIC_DENSE = 0.0
OFF_TOPIC_COVERAGE = 0.34
"""A refused question is off the subject when its nearest passage is further than this, or shares fewer of its words."""
SUGGESTED = 5
FOLLOW_UPS = 3


class AnswerService:
    """Answers questions from the index in force. Safe to share between threads."""

    def __init__(self, settings: Settings, calibration: Calibration | None = None) -> None:
        """Serve under `settings`; `calibration` takes the place of the one fitted for the reader."""
        self.settings = settings
        self._live = LiveEngine(settings, calibration)

    def ask(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer:
        """Answer or refuse one question; `history` holds the earlier questions, the oldest first.

        Raises:
            QuestionError: a question that cannot be asked.
            StoreError: there is no usable index.
            QuoteError: a quote that is not its source's text; nothing is shown then.
        """
        started = time.perf_counter()
        _, _, answer = self._asked(question, history, lang)
        timings = {**answer.timings_ms, "total": (time.perf_counter() - started) * 1e3}
        return replace(answer, timings_ms={name: round(ms, 2) for name, ms in timings.items()})

    def engine(self) -> Engine:
        """All that answers a question, of the index in force.

        Raises:
            StoreError, EncoderError: there is none.
        """
        return self._live.get()

    def explain(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Explanation:
        """Answer one question as `ask` does, and say how the answer came about; raises what `ask` raises."""
        return explained(check_history(history), *self._asked(question, history, lang))

    @property
    def reader_id(self) -> str:
        """The reader in use, with its reranker; a calibration belongs to it."""
        engine = self._live.get()
        return calibration_id(engine.reader, engine.reranker)

    def trace(self, question: str, history: Sequence[str] = ()) -> Trace | None:
        """How the service sees a question; None where it is refused before anything is read."""
        engine = self._live.get()
        asked = check_question(question)
        if refused_by_rule(asked):
            return None
        searched = standalone(asked, check_history(history), engine.index.analyzer, partial(self._found, engine))
        return self._traced(engine, searched)

    def ranking(self, answer: Answer, depth: int) -> tuple[Candidate, ...]:
        """The passages found for a question that was answered or refused, best first: `depth` of them, or all there are.

        Those that were read are among the first; none where the question was refused before anything was searched.
        """
        engine = self._live.get()
        query = engine.questions.query(answer.searched_as)
        if refused_by_rule(answer.question) or not query.concepts:
            return ()
        first = to_rank(self.settings)
        # From the same pool as was read from: fused scores depend on it. Only what lies deeper comes from a wider one.
        found = retrieve(query, engine.index, engine.encoder, max(PROPOSED, first), self.settings.fusion)
        wider = search(query, found.vector, engine.index, depth, self.settings.fusion)
        ranked = found.candidates
        if engine.reranker:
            ranked = (*rerank(query, ranked[:first], engine.reranker), *ranked[first:])
        known = {candidate.row for candidate in ranked}
        return (*ranked, *(candidate for candidate in wider if candidate.row not in known))[:depth]

    def weigh(self, trace: Trace, ranked: Sequence[Scored]) -> Evidence:
        """The evidence for the first of `ranked`, which may be in another order than the trace's own."""
        return weighed(self._live.get(), trace.query, trace.found.candidates, ranked)

    def source(self, source_id: str) -> Document:
        """An article with its furniture marked.

        Raises:
            SourceNotFoundError: the index holds no such article.
        """
        return self._live.get().index.document(source_id)

    def sources(self) -> list[Document]:
        """All articles, in the order of their ids."""
        index = self._live.get().index
        return [index.document(document_id) for document_id in index.document_ids]

    def neighbours(self, source_id: str) -> tuple[Document | None, Document | None]:
        """The article before that one and the article after it, in the order of `sources`; None at the ends.

        Raises:
            SourceNotFoundError: the index holds no such article.
        """
        index = self._live.get().index
        index.document(source_id)
        ids = [None, *index.document_ids, None]
        at = ids.index(source_id)
        before, after = (index.document(name) if name is not None else None for name in (ids[at - 1], ids[at + 1]))
        return before, after

    def suggestions(self, lang: Lang) -> list[str]:
        """Questions for an empty page: one of each article, then the next of each, from the manifest."""
        of_each = [[q for language, q in document.questions if language == lang] for document in self.sources()]
        longest = max((len(questions) for questions in of_each), default=0)
        turns = [questions[turn] for turn in range(longest) for questions in of_each if turn < len(questions)]
        return turns[:SUGGESTED]

    def follow_ups(self, answer: Answer, lang: Lang) -> list[str]:
        """Questions that the cited (or nearest) articles answer, other than the one just asked."""
        index = self._live.get().index
        cited = dict.fromkeys(c.source_id for c in (*answer.citations, *answer.nearest))
        documents = [index.document(source_id) for source_id in cited if source_id in index.document_ids]
        questions = [q for document in documents for language, q in document.questions if language == lang]
        asked = {answer.question.casefold(), answer.searched_as.casefold()}
        return [q for q in questions if q.casefold() not in asked][:FOLLOW_UPS]

    def ready(self) -> dict[str, object]:
        """What is being served.

        Raises:
            StoreError, EncoderError: nothing can be.
        """
        index = self._live.get().index
        return {
            "index": index.fingerprint,
            "documents": len(index.document_ids),
            "passages": len(index),
            "encoder": index.encoder_id,
        }

    def _asked(self, question: str, history: Sequence[str], lang: Lang | None) -> tuple[Engine, Tried, Answer]:
        asked = check_question(question)
        earlier = check_history(history)
        lang = lang or (language(asked) if language(asked) == "en" else _default(self.settings))
        engine = self._live.get()
        tried = self._tried(engine, asked, earlier)
        answer = _answer(engine, asked, tried, lang)
        prove((*answer.citations, *answer.nearest), engine.index.document)
        return engine, tried, answer

    def _tried(self, engine: Engine, asked: str, earlier: Sequence[str]) -> Tried:
        if rule := refused_by_rule(asked):
            return Tried(rule, asked)
        answered = cache(partial(self._found, engine))
        searched = standalone(asked, earlier, engine.index.analyzer, answered)
        first = self._traced(engine, searched)
        if first is None:
            return Tried(None, searched)
        passed = _passes(engine, first)
        again = None if passed or searched == asked else self._again(engine, asked, searched, earlier, answered)
        if again is None:
            return Tried(None, searched, (first,), passed)
        return Tried(None, searched, (first, again), _passes(engine, again))

    def _traced(self, engine: Engine, searched: str) -> Trace | None:
        return traced(engine, searched, self.settings)

    def _found(self, engine: Engine, searched: str) -> str:
        """The words that answer a standalone question; empty where it is refused."""
        trace = None if refused_by_rule(searched) else self._traced(engine, searched)
        if trace is None or not _passes(engine, trace):
            return ""
        best = trace.ranked[0].reading
        return (best.answer or best.sentence).of(best.candidate.document.text)

    def _again(
        self, engine: Engine, asked: str, searched: str, earlier: Sequence[str], answered: Answered
    ) -> Trace | None:
        """A refused follow-up once more, with what answered the question before it; None where that adds nothing."""
        before = standalone(earlier[-1], earlier[:-1], engine.index.analyzer, answered)
        more = behind(asked, before, engine.index.analyzer, answered(before))
        return self._traced(engine, more) if more != searched else None


def _passes(engine: Engine, trace: Trace) -> bool:
    return engine.calibration.probability(trace.evidence) >= engine.calibration.threshold


def _answer(engine: Engine, asked: str, tried: Tried, lang: Lang) -> Answer:
    if tried.rule:
        key = "partisan" if tried.rule.reason == "partisan" else "override"
        return _refused(engine, asked, asked, Refusal(tried.rule.reason, message(key, lang)))
    trace = tried.decisive
    if trace is None:
        return _refused(engine, asked, tried.searched, Refusal("unclear", message("unclear", lang)))
    composed = compose(choose(trace.ranked), lang)
    timings = {"encode": trace.found.encode_ms, "search": trace.found.search_ms, "read": trace.read_ms}
    confidence = engine.calibration.probability(trace.evidence)
    if not tried.passed:
        reason = _reason(trace.evidence)
        text = message(reason, lang, searched=trace.searched_as, documents=len(engine.index.document_ids))
        return _refused(engine, asked, tried.searched, Refusal(reason, text), confidence, composed.citations, timings)
    return Answer(
        question=asked,
        searched_as=trace.searched_as,
        answered=True,
        refusal=None,
        confidence=round(confidence, 4),
        short_answer=composed.short_answer,
        text=composed.text,
        citations=composed.citations,
        nearest=(),
        disagreement=composed.disagreement,
        index=engine.index.fingerprint,
        timings_ms=timings,
    )


def _reason(evidence: Evidence) -> RefusalReason:
    far = evidence.dense < OFF_TOPIC_DENSE or evidence.coverage < OFF_TOPIC_COVERAGE
    return "off_topic" if far and evidence.unknown > evidence.coverage else "not_in_sources"


def _refused(
    engine: Engine,
    asked: str,
    searched: str,
    refusal: Refusal,
    confidence: float = 0.0,
    nearest: tuple[Citation, ...] = (),
    timings: dict[str, float] | None = None,
) -> Answer:
    return Answer(
        question=asked,
        searched_as=searched,
        answered=False,
        refusal=refusal,
        confidence=round(confidence, 4),
        short_answer=None,
        text=refusal.message,
        citations=(),
        nearest=nearest,
        disagreement=None,
        index=engine.index.fingerprint,
        timings_ms={"encode": 0.0, "search": 0.0, "read": 0.0} | (timings or {}),
    )


def _default(settings: Settings) -> Lang:
    return "en" if settings.language == "en" else "id"
