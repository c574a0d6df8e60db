"""Turns the result of a question into the record that leaves the service: an answer, a refusal with its reason, or a reply to talk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from assistant.answer import Answer, Citation, Lang, Refusal, RefusalReason, Verified
from assistant.answering.compose import (
    Quoted,
    choose_across_articles,
    choose_readings,
    compose_answer,
    compose_gathered,
    compose_list,
    explained_reading,
    shorten_answer,
)
from assistant.answering.decision import Evidence
from assistant.answering.disagreement import DisagreementTest
from assistant.answering.engine import Engine
from assistant.answering.gathered import Gathered
from assistant.answering.pipeline import Trace, passes_alone
from assistant.answering.talk import is_talk, talk_answer
from assistant.answering.turns import Outcome
from assistant.question.asked import expected_kind
from assistant.question.intent import Intent
from assistant.retrieval.bank_match import Match
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
    if is_talk(outcome.intent):
        return talk_answer(engine, asked, outcome.intent, lang)
    return replace(_answer_or_refuse(engine, asked, outcome, lang), intent=outcome.intent)


def _answer_or_refuse(engine: Engine, asked: str, outcome: Outcome, lang: Lang) -> Answer:
    if outcome.intent in BY_INTENT:
        reason, key = BY_INTENT[outcome.intent]
        return _refusal(engine, asked, asked, Refusal(reason, _message(engine, key, asked, lang)))
    if outcome.gathered:
        return _write_gathered(engine, asked, outcome, outcome.gathered, lang)
    trace = outcome.deciding_trace
    if trace is None:
        return _refusal(engine, asked, outcome.searched, Refusal("unclear", fill_text("unclear", lang)))
    leading = trace.bank.leading
    most = max(TUNING.most_citations, min(len(leading.located.quotes), TUNING.most_in_list) if leading else 0)
    chosen = choose_readings(trace.ranked, most)
    if trace.across:
        composed = compose_list(choose_across_articles(trace.ranked), lang)
    elif outcome.explained:
        composed = compose_answer([explained_reading(chosen[0])], lang)
    else:
        composed = compose_answer(chosen, lang, _disagreement_test(engine, trace))
    timings = {"encode": trace.found.encode_ms, "search": trace.found.search_ms, "read": trace.read_ms}
    confidence = trace.confidence
    if not outcome.answered:
        # "Siapa lagi?" may be refused although an entry of the bank answers: that answer was given before.
        decided = trace.decided_by if trace.decided_by and trace.decided_by.entry.refuse else None
        reason = decided.entry.refuse if decided and decided.entry.refuse else _reason(trace)
        # What would have been cited is shown all the same, labelled as not an answer: people see how near the sources come.
        refusal = Refusal(reason, _message(engine, reason, trace.searched_as, lang))
        refused = _refusal(engine, asked, outcome.searched, refusal, confidence, composed.citations, timings)
        return replace(refused, **_by_entry(decided))
    if outcome.intent == "shorter" and not trace.across:  # one item of a list would pass for all of it
        composed = shorten_answer(composed)
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
        confidence_level=None if composed.disagreement else trace.calibration.level(confidence),
        **_by_entry(trace.led_by),
    )


def _by_entry(match: Match | None) -> dict[str, Any]:
    """The entry of the question bank that decided, and who verified it. Those who wrote the shipped bank are no names to a reader."""
    if match is None:
        return {}
    review = match.entry.reviewed if match.entry.origin == "feedback" else None
    return {"entry": match.entry.id, "verified": Verified(review.by, review.on) if review else None}


def _write_gathered(engine: Engine, asked: str, outcome: Outcome, gathered: Gathered, lang: Lang) -> Answer:
    """The record of an overview or of somebody's statements: quotes alone, without a short answer."""
    readings = _first_of_each_article(gathered.readings) if outcome.intent == "shorter" else gathered.readings
    composed = (
        compose_answer(readings, lang)
        if gathered.short
        else compose_gathered(readings, lang, overview=gathered.overview)
    )
    timings = {"read": outcome.gather_ms}
    if not gathered.answered:
        refusal = Refusal("not_in_sources", _message(engine, "not_in_sources", outcome.searched, lang))
        return _refusal(engine, asked, outcome.searched, refusal, gathered.confidence, composed.citations, timings)
    return Answer(
        question=asked,
        searched_as=outcome.searched,
        answered=True,
        refusal=None,
        confidence=round(gathered.confidence, 4),
        short_answer=composed.short_answer,
        text=composed.text,
        citations=composed.citations,
        nearest=(),
        disagreement=None,
        index=engine.index.fingerprint,
        timings_ms={"encode": 0.0, "search": 0.0} | timings,
    )


def _first_of_each_article(readings: Sequence[Quoted]) -> Sequence[Quoted]:
    found: dict[str, Quoted] = {}
    for each in readings:
        found.setdefault(each.reading.candidate.document.id, each)
    return tuple(found.values())


def _disagreement_test(engine: Engine, trace: Trace) -> DisagreementTest:
    expected = expected_kind(trace.query.text)
    return DisagreementTest(trace.query, expected, engine.index.analyzer, partial(passes_alone, engine, trace))


def _message(engine: Engine, key: str, searched: str, lang: Lang) -> str:
    return fill_text(key, lang, searched=searched, documents=len(engine.index.document_ids))


def _reason(trace: Trace) -> RefusalReason:
    # What names a regulation is not off the subject.
    return "not_in_sources" if trace.nowhere or trace.named.documents else refusal_reason(trace.evidence)


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
