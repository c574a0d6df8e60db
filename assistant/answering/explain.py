"""Explains an answer from its traces: nothing is searched, read or decided a second time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answer import Answer, Verified
from assistant.answering.bank_answer import objections, rows_to_read
from assistant.answering.decision import Scored
from assistant.answering.engine import Engine
from assistant.answering.pipeline import Trace, is_answered
from assistant.answering.reply import BY_INTENT
from assistant.answering.turns import Outcome
from assistant.explanation import (
    Analysis,
    Attempt,
    BankSeen,
    BankUse,
    CandidateSeen,
    ConceptSeen,
    Explanation,
    Factor,
    FiredRule,
    Hindrance,
    MatchSeen,
    QuoteSeen,
    ReadingSeen,
    TurnSeen,
)
from assistant.question.intent import IntentDecision
from assistant.reader.reading import terms_in_context
from assistant.retrieval.bank_match import Match
from assistant.retrieval.candidates import Candidate
from assistant.tuning import TUNING

LIKELY = 3
"""Intents that an explanation lists, the most probable first."""


def explain_outcome(earlier: Sequence[str], engine: Engine, outcome: Outcome, answer: Answer) -> Explanation:
    """The explanation of the answer that `outcome` led to; `earlier` are the questions before it."""
    # Of two readings of one question both may pass; `decided_by` says which one is answered.
    attempts = [_attempt(engine, trace, is_answered(trace)) for trace in outcome.traces]
    return Explanation(
        question=answer.question,
        earlier=tuple(earlier),
        rules=_fired(outcome.turn),
        attempts=tuple(attempts),
        decided_by=next((at for at, trace in enumerate(outcome.traces) if trace is outcome.deciding_trace), None),
        answer=answer,
        reader=engine.reader.id,
        encoder=engine.encoder.id,
        turn=_turn(outcome.turn),
    )


def _fired(turn: IntentDecision) -> tuple[FiredRule, ...]:
    return tuple(FiredRule(one.rule.name, BY_INTENT[one.intent][0], one.matched) for one in turn.sure)


def _turn(turn: IntentDecision) -> TurnSeen:
    likely = sorted(turn.probabilities.items(), key=lambda item: -item[1])
    return TurnSeen(turn.intent, turn.probability, turn.text, turn.nearest, tuple(likely[:LIKELY]))


def _attempt(engine: Engine, trace: Trace, passed: bool) -> Attempt:
    calibration = trace.calibration
    evidence = trace.evidence.as_dict()
    weights = {name: calibration.weights.get(name, 0.0) for name in evidence}
    # Those that the bank asked for were read first, whatever their rank.
    candidates = sorted(trace.found.candidates, key=lambda candidate: -candidate.fused)
    quoted = rows_to_read(engine.index, trace.bank)
    # `+ 0.0` turns -0.0 into 0.0.
    factors = tuple(Factor(name, value, weights[name], value * weights[name] + 0.0) for name, value in evidence.items())
    return Attempt(
        analysis=_analysis(engine, trace),
        candidates=tuple(_candidate(place, one, one.row in quoted) for place, one in enumerate(candidates, 1)),
        readings=tuple(_reading(place, one, calibration.order) for place, one in enumerate(trace.ranked, 1)),
        factors=factors,
        bias=calibration.bias,
        log_odds=calibration.bias + sum(factor.contribution for factor in factors),
        probability=calibration.probability(trace.evidence),
        threshold=calibration.threshold,
        passed=passed,
        confidence=trace.confidence,
        bank=_bank(engine, trace),
    )


def _analysis(engine: Engine, trace: Trace) -> Analysis:
    query, index = trace.query, engine.index
    own = len(index.analyzer.terms(query.text))  # the lexicon's terms stand behind the question's own
    best = trace.ranked[0].reading.candidate
    # The terms from which `weigh_best` counts the coverage, so that the trace says what was decided on.
    in_passage = terms_in_context(index.analyzer, best.document, best.passage.span)
    return Analysis(
        searched_as=trace.searched_as,
        text=query.text,
        lang=query.lang,
        mended=query.corrected,
        terms=query.terms[:own],
        expansions=query.terms[own:],
        concepts=tuple(
            ConceptSeen(
                term=concept.term,
                others=tuple(sorted(concept.others)),
                name=concept.name,
                in_passage=concept.found_in(in_passage),
                known=any(index.knows(term) for term in (concept.term, *concept.others)),
            )
            for concept in query.concepts
        ),
    )


def _bank(engine: Engine, trace: Trace) -> BankSeen:
    matches = tuple(_match(engine, trace, place, match) for place, match in enumerate(trace.bank.matches, 1))
    return BankSeen(matches, TUNING.bank_joins, TUNING.bank_leads, TUNING.bank_decides)


def _match(engine: Engine, trace: Trace, place: int, match: Match) -> MatchSeen:
    entry, review = match.entry, match.entry.reviewed
    texts = [engine.index.document(quote.source_id).text for quote in match.located.quotes]
    return MatchSeen(
        place=place,
        entry=entry.id,
        kind=entry.kind,
        origin=entry.origin,
        wording=match.wording.text,
        refuse=entry.refuse,
        short=match.located.short.of(texts[0]) if match.located.short else None,
        quotes=tuple(
            QuoteSeen(quote.source_id, quote.span.start, quote.span.end, quote.span.of(text))
            for quote, text in zip(match.located.quotes, texts, strict=True)
        ),
        verified=Verified(review.by, review.on) if review else None,
        features=match.features.as_dict(),
        score=match.score,
        probability=match.probability,
        uses=_uses(trace, match),
        undecided=_undecided(trace, match),
    )


def _uses(trace: Trace, match: Match) -> tuple[BankUse, ...]:
    used: dict[BankUse, bool] = {
        "joins": match in trace.bank.joining,
        "leads": match is trace.led_by,
        "decides": match is trace.decided_by,
        # Of the entries that refuse, the evidence has the nearest (`bank_refusal`).
        "warns": match is trace.bank.best_refusal and match is not trace.decided_by,
    }
    return tuple(use for use, holds in used.items() if holds)


def _undecided(trace: Trace, match: Match) -> tuple[str, ...]:
    if match is trace.decided_by:
        return ()
    hindrances: dict[Hindrance, bool] = {
        "farther": match is not (trace.bank.asked_exactly or trace.bank.matches[0]),
        "unsure": match.probability < TUNING.bank_decides,
        "given": match is trace.bank.leading and match is not trace.led_by,
    }
    return (*(hindrance for hindrance, holds in hindrances.items() if holds), *objections(match))


def _candidate(place: int, candidate: Candidate, in_bank: bool) -> CandidateSeen:
    span = candidate.passage.span
    return CandidateSeen(
        place=place,
        passage_id=candidate.passage.id,
        source_id=candidate.document.id,
        title=candidate.document.title,
        start=span.start,
        end=span.end,
        text=candidate.text,
        dense_rank=candidate.dense_rank,
        dense_score=candidate.dense_score,
        sparse_rank=candidate.sparse_rank,
        sparse_score=candidate.sparse_score,
        fused=candidate.fused,
        in_bank=in_bank,
    )


def _reading(place: int, scored: Scored, order: Mapping[str, float]) -> ReadingSeen:
    reading = scored.reading
    text, features = reading.candidate.document.text, reading.features()
    return ReadingSeen(
        place=place,
        source_id=reading.candidate.document.id,
        passage_id=reading.candidate.passage.id,
        start=reading.sentence.start,
        end=reading.sentence.end,
        sentence=reading.sentence.of(text),
        answer=reading.answer.of(text) if reading.answer else None,
        marked=(reading.answer.start, reading.answer.end) if reading.answer else None,
        margin=reading.reading,
        retrieval=reading.fused,
        overlap=reading.overlap,
        parts={name: weight * features[name] for name, weight in order.items()},
        score=scored.score,
    )
