"""The one answer service that every surface calls: page, API, command line and evaluation."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from assistant.answer import Answer, Citation, Lang, Refusal, RefusalReason
from assistant.compose import choose, compose, prove
from assistant.config import Settings
from assistant.gate import Calibration, Evidence, Scored, weigh
from assistant.live import Engine, LiveEngine, calibration_id
from assistant.messages import message
from assistant.question import Query, check_history, check_question, language
from assistant.reader.rerank import POOL, rerank
from assistant.refuse import refused_by_rule
from assistant.retrieve import POOL as PROPOSED
from assistant.retrieve import Candidate, Retrieved, retrieve, search
from assistant.session import Answered, behind, standalone
from index.chunk import context
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
        asked = check_question(question)
        earlier = check_history(history)
        lang = lang or (language(asked) if language(asked) == "en" else _default(self.settings))
        engine = self._live.get()
        answer = self._answer(engine, asked, earlier, lang)
        prove((*answer.citations, *answer.nearest), engine.index.document)
        timings = {**answer.timings_ms, "total": (time.perf_counter() - started) * 1e3}
        return replace(answer, timings_ms={name: round(ms, 2) for name, ms in timings.items()})

    def engine(self) -> Engine:
        """All that answers a question, of the index in force.

        Raises:
            StoreError, EncoderError: there is none.
        """
        return self._live.get()

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

        The first are those that were read; none where the question was refused before anything was searched.
        """
        engine = self._live.get()
        query = engine.questions.query(answer.searched_as)
        if refused_by_rule(answer.question) or not query.concepts:
            return ()
        read = _to_rank(engine, self.settings)
        # From the same pool as was read from: fused scores depend on it. Only what lies deeper comes from a wider one.
        found = retrieve(query, engine.index, engine.encoder, max(PROPOSED, read), self.settings.fusion)
        wider = search(query, found.vector, engine.index, depth, self.settings.fusion)
        ranked = found.candidates
        if engine.reranker:
            ranked = (*rerank(query, ranked[:read], engine.reranker, read), *ranked[read:])
        known = {candidate.row for candidate in ranked}
        return (*ranked, *(candidate for candidate in wider if candidate.row not in known))[:depth]

    def weigh(self, trace: Trace, ranked: Sequence[Scored]) -> Evidence:
        """The evidence for the first of `ranked`, which may be in another order than the trace's own."""
        return _weigh(self._live.get(), trace.query, trace.found.candidates, ranked)

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

    def _answer(self, engine: Engine, asked: str, earlier: Sequence[str], lang: Lang) -> Answer:
        if rule := refused_by_rule(asked):
            key = "partisan" if rule.reason == "partisan" else "override"
            return _refused(engine, asked, asked, Refusal(rule.reason, message(key, lang)))
        answered = cache(partial(self._found, engine))
        searched = standalone(asked, earlier, engine.index.analyzer, answered)
        trace = self._traced(engine, searched)
        if trace is None:
            return _refused(engine, asked, searched, Refusal("unclear", message("unclear", lang)))
        if earlier and not _passes(engine, trace):
            trace = self._again(engine, asked, searched, earlier, answered) or trace
        composed = compose(choose(trace.ranked), lang)
        timings = {"encode": trace.found.encode_ms, "search": trace.found.search_ms, "read": trace.read_ms}
        confidence = engine.calibration.probability(trace.evidence)
        if not _passes(engine, trace):
            reason = _reason(trace.evidence)
            text = message(reason, lang, searched=trace.searched_as, documents=len(engine.index.document_ids))
            return _refused(engine, asked, searched, Refusal(reason, text), confidence, composed.citations, timings)
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

    def _traced(self, engine: Engine, searched: str) -> Trace | None:
        query = engine.questions.query(searched)
        return _trace(engine, query, searched, self.settings) if query.concepts else None

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
        """A refused follow-up once more, with more of the conversation; None where that is refused as well."""
        before = standalone(earlier[-1], earlier[:-1], engine.index.analyzer, answered)
        # Where the earlier question has been taken over already, now with what answered it.
        found = "" if searched == asked else answered(before)
        more = behind(asked, before, engine.index.analyzer, found)
        again = self._traced(engine, more) if more != searched else None
        return again if again is not None and _passes(engine, again) else None


def _passes(engine: Engine, trace: Trace) -> bool:
    return engine.calibration.probability(trace.evidence) >= engine.calibration.threshold


@dataclass(frozen=True, slots=True)
class Trace:
    """A question as it was searched and read: what explains an answer, and what calibration is fitted on."""

    searched_as: str
    query: Query
    found: Retrieved
    ranked: tuple[Scored, ...]
    evidence: Evidence
    read_ms: float


def _trace(engine: Engine, query: Query, searched: str, settings: Settings) -> Trace:
    found = retrieve(query, engine.index, engine.encoder, _to_rank(engine, settings), settings.fusion)
    started = time.perf_counter()
    if engine.reranker:
        found = replace(found, candidates=rerank(query, found.candidates, engine.reranker, settings.candidates))
    ranked = engine.calibration.ranked(engine.reader.read(query, found.candidates))
    evidence = _weigh(engine, query, found.candidates, ranked)
    return Trace(searched, query, found, tuple(ranked), evidence, (time.perf_counter() - started) * 1e3)


def _to_rank(engine: Engine, settings: Settings) -> int:
    """Passages that are retrieved: those that are read, or that the reranker chooses from."""
    return settings.candidates * (POOL if engine.reranker else 1)


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


def _weigh(engine: Engine, query: Query, candidates: Sequence[Candidate], ranked: Sequence[Scored]) -> Evidence:
    best = ranked[0].reading.candidate
    terms = frozenset(engine.index.analyzer.terms(context(best.document) + best.text))
    return weigh(query, candidates, ranked, engine.index, terms, engine.document_terms(best.document.id))


def _default(settings: Settings) -> Lang:
    return "en" if settings.language == "en" else "id"
