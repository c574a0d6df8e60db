"""Turns the result of a question into the record that leaves the service: an answer, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.answer import Answer, Citation, Lang, Refusal, RefusalReason
from assistant.answering.compose import choose_readings, compose_answer
from assistant.answering.decision import Evidence
from assistant.answering.engine import Engine
from assistant.answering.pipeline import Outcome
from assistant.question.intent import Intent
from assistant.tuning import TUNING
from assistant.wording import fill_text

BY_INTENT: Mapping[Intent, tuple[RefusalReason, str]] = {
    "partisan": ("partisan", "partisan"),
    "override": ("not_in_sources", "override"),
    "off_topic": ("off_topic", "off_topic"),
}
"""The intents that are refused before anything is searched: the reason, and the key of the message."""


def write_answer(engine: Engine, asked: str, outcome: Outcome, lang: Lang) -> Answer:
    """The record of a question's outcome, in the reader's language. Its quotes are not proved yet."""
    if outcome.intent in BY_INTENT:
        reason, key = BY_INTENT[outcome.intent]
        return _refusal(engine, asked, asked, Refusal(reason, _message(engine, key, asked, lang)))
    trace = outcome.deciding_trace
    if trace is None:
        return _refusal(engine, asked, outcome.searched, Refusal("unclear", fill_text("unclear", lang)))
    composed = compose_answer(choose_readings(trace.ranked), lang)
    timings = {"encode": trace.found.encode_ms, "search": trace.found.search_ms, "read": trace.read_ms}
    confidence = engine.calibration.probability(trace.evidence)
    if not outcome.answered:
        reason = refusal_reason(trace.evidence)
        # What would have been cited is shown all the same, labelled as not an answer: people see how near the sources come.
        refusal = Refusal(reason, _message(engine, reason, trace.searched_as, lang))
        return _refusal(engine, asked, outcome.searched, refusal, confidence, composed.citations, timings)
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


def _message(engine: Engine, key: str, searched: str, lang: Lang) -> str:
    return fill_text(key, lang, searched=searched, documents=len(engine.index.document_ids))


def refusal_reason(evidence: Evidence) -> RefusalReason:
    """Why a question that was read is refused: the sources know its words but not the answer, or it is about something else."""
    far = evidence.dense < TUNING.off_topic_dense or evidence.coverage < TUNING.off_topic_coverage
    return "off_topic" if far and evidence.unknown > evidence.coverage else "not_in_sources"


def _refusal(
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
        # The same keys as an answer has, also where nothing was searched.
        timings_ms={"encode": 0.0, "search": 0.0, "read": 0.0} | (timings or {}),
    )
