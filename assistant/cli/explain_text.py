"""The trace of an answer as lines of text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.explanation import (
    HINDRANCES,
    Analysis,
    Attempt,
    BankSeen,
    CandidateSeen,
    ConceptSeen,
    Explanation,
    MatchSeen,
    ReadingSeen,
    TurnSeen,
)

READINGS = 10
"""Readings shown; `--json` has all."""
EXCERPT = 90  # characters of a passage or sentence, so that each fills one line of the terminal
USES = {
    "joins": "its quotes are read too",
    "leads": "its quotes and short answer come first",
    "decides": "decides alone",
    "warns": "evidence for refusing",
}
WHY_NOT = {"farther": "another is nearer", "unsure": "not probable enough", "given": "its answer was given before"}


def explanation_text(explanation: Explanation) -> str:
    """The whole trace in lines of text, the outcome first."""
    answer = explanation.answer
    reason = answer.refusal.reason if answer.refusal else "unknown"
    outcome = {"answer": "answered", "refusal": f"refused ({reason})", "talk": f"talk ({answer.intent})"}[answer.kind]
    fired = [f"{rule.name} ({rule.reason}): {rule.matched!r}" for rule in explanation.rules]
    lines = [
        f"Question    {explanation.question}",
        *(f"After       {earlier}" for earlier in explanation.earlier),
        f"Outcome     {outcome}",
        f"Reader      {explanation.reader}",
        f"Encoder     {explanation.encoder}",
        f"Intent      {_turn(explanation.turn)}",
        f"Rules       {'; '.join(fired) if fired else 'none fired'}",
    ]
    if not explanation.attempts:  # its intent decided
        lines.append("Nothing was searched.")
    for at, attempt in enumerate(explanation.attempts):
        decided = ", which decided" if at == explanation.decided_by else ""
        lines += ["", f"== Try {at + 1}: {'answered' if attempt.passed else 'refused'}{decided}", *_attempt(attempt)]
    return "\n".join([*lines, "", answer.text])


def _turn(turn: TurnSeen) -> str:
    likely = ", ".join(f"{intent} {probability:.2f}" for intent, probability in turn.likely)
    if not likely:
        return f"{turn.intent} (a pattern decided)"
    near = f", as in {turn.nearest!r}" if turn.nearest else ""
    return f"{turn.intent}{near} ({likely})"


def _attempt(attempt: Attempt) -> Iterable[str]:
    yield from _analysis(attempt.analysis)
    if attempt.bank:
        yield from _bank(attempt.bank)
    yield from ("", "Passages, as retrieval orders them (rank and score; – where that search did not propose it)")
    yield f"{'#':>4}  {'dense':>11}  {'BM25':>11}  {'fused':>7}  passage"
    yield from (_candidate(candidate) for candidate in attempt.candidates)
    yield from ("", "Sentences, as the reader orders them")
    yield f"{'#':>4}  {'score':>7}  {'margin':>7}  {'retrieval':>9}  {'overlap':>7}  sentence [words that answer]"
    yield from (_reading(reading) for reading in attempt.readings[:READINGS])
    if len(attempt.readings) > READINGS:
        yield f"      and {len(attempt.readings) - READINGS} more (--json has all)"
    yield from ("", "Decision")
    yield f"  {'feature':18}  {'value':>8}  {'weight':>8}  {'adds':>8}"
    for factor in attempt.factors:
        yield f"  {factor.feature:18}  {factor.value:8.3f}  {factor.weight:8.3f}  {factor.contribution:+8.3f}"
    yield f"  {'bias':18}  {'':8}  {'':8}  {attempt.bias:+8.3f}"
    yield f"  log-odds {attempt.log_odds:+.3f}, probability {attempt.probability:.3f}, threshold {attempt.threshold:.3f}"
    if attempt.bank and attempt.bank.decided_by:
        yield f"  but entry {attempt.bank.decided_by.entry} of the question bank decided"
    yield f"  confidence that the headline is right {attempt.confidence:.3f}"


def _analysis(analysis: Analysis) -> Iterable[str]:
    corrected = ", ".join(f"{given} -> {used}" for given, used in analysis.mended)
    yield f"Searched    {analysis.searched_as}"
    yield f"Read as     {analysis.text} ({analysis.lang})"
    yield f"Mended      {corrected or '–'}"  # the label keeps the name of the record's field, which is a contract
    yield f"Terms       {' '.join(analysis.terms)}"
    yield f"Expansions  {' '.join(analysis.expansions) or '–'}"
    yield f"Concepts    {', '.join(map(_concept, analysis.concepts))}"


def _concept(concept: ConceptSeen) -> str:
    remarks = [
        *([f"or {' '.join(concept.others)}"] if concept.others else []),
        *(["name"] if concept.name else []),
        *([] if concept.in_passage else ["not in the passage" if concept.known else "in no article"]),
    ]
    return f"{concept.term} ({', '.join(remarks)})" if remarks else concept.term


def _bank(bank: BankSeen) -> Iterable[str]:
    if not bank.matches:
        yield from ("", "Question bank: there is none")
        return
    yield from ("", "Question bank, the nearest entries")
    yield f"{'#':>4}  {'prob.':>7}  {'score':>7}  entry: nearest wording"
    for match in bank.matches:
        yield from _match(match)


def _match(match: MatchSeen) -> Iterable[str]:
    kind = f"refuses, {match.refuse}" if match.refuse else f"answers, {match.kind}"
    checked = f"; checked by {match.verified.by}, {match.verified.on}" if match.verified else ""
    yield (
        f"{match.place:4}  {match.probability:7.3f}  {match.score:+7.3f}  "
        f"{match.entry} ({kind}{checked}): {_excerpt(match.wording)}"
    )
    yield f"      {'':16}  {', '.join(f'{name} {value:.2f}' for name, value in match.features.items() if value)}"
    against = [WHY_NOT[why] if why in HINDRANCES else f"{why} {match.features[why]:.0f}" for why in match.undecided]
    used = "; ".join(USES[use] for use in match.uses) or "not used"
    yield f"      {'':16}  {used}" + (f"; does not decide alone: {', '.join(against)}" if against else "")


def _candidate(candidate: CandidateSeen) -> str:
    dense = _ranked(candidate.dense_rank, f"{candidate.dense_score:.3f}")
    sparse = _ranked(candidate.sparse_rank, f"{candidate.sparse_score:.2f}")
    place = f"{candidate.source_id} {candidate.start}-{candidate.end}{' (asked for by the bank)' * candidate.in_bank}"
    # The fused score always has its sign: fused scores are standardised, and half of them are below 0.
    return (
        f"{candidate.place:4}  {dense:>11}  {sparse:>11}  {candidate.fused:+7.3f}  {place}: {_excerpt(candidate.text)}"
    )


def _ranked(rank: int | None, score: str) -> str:
    # A passage that only the other search proposed has no rank in this one, but a score all the same.
    return f"{'–' if rank is None else rank}: {score}"


def _reading(reading: ReadingSeen) -> str:
    answer = f" [{_one_line(reading.answer)}]" if reading.answer else ""
    place = f"{reading.source_id} {reading.start}-{reading.end}"
    return (
        f"{reading.place:4}  {reading.score:+7.3f}  {reading.margin:+7.3f}  {reading.retrieval:+9.3f}  "
        f"{reading.overlap:7.2f}  {place}: {_excerpt(reading.sentence)}{answer}"
    )


def _excerpt(text: str) -> str:
    line = _one_line(text)
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())
