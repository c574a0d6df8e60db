"""A turn that asks several questions: each goes the way of a question, and one record answers them part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.engine import Engine
from assistant.answering.pipeline import Trace
from assistant.answering.turns import (
    Outcome,
    decide_intent,
    earlier_questions,
    is_searched,
    try_turn,
    turn_in_bank,
)
from assistant.question.follow_up import FollowUpReader
from assistant.question.intent import REPEATS, IntentDecision
from assistant.question.leaning import RULES as LEANING
from assistant.question.several import (
    MOST_PARTS,
    StandingPart,
    asked_together,
    joined_text,
    make_standing,
    take_apart,
)


@dataclass(frozen=True, slots=True)
class TriedPart:
    """A part of a question, and how it was tried; None where there were too many parts to try it."""

    standing: StandingPart
    outcome: Outcome | None

    @property
    def answered(self) -> bool:
        """Whether the part is answered."""
        return self.outcome is not None and self.outcome.answered


@dataclass(frozen=True, slots=True)
class SeveralTried:
    """A turn that asks several questions, and its parts in order."""

    turn: IntentDecision
    parts: tuple[TriedPart, ...]

    @property
    def outcome(self) -> Outcome:
        """The turn as one outcome, for the trace: the tries of all parts, the last one that of the first part answered."""
        first = next(part.outcome for part in self.parts if part.outcome and part.outcome.answered)
        others = [part.outcome for part in self.parts if part.outcome and part.outcome is not first]
        traces = (*(trace for outcome in others for trace in outcome.traces), *first.traces)
        return Outcome(self.turn, self.turn.text, traces, answered=True)


def try_several(engine: Engine, asked: str, history: Sequence[str]) -> SeveralTried | None:
    """Try a checked turn part by part; None where it asks one thing, the bank knows it as it is, or no part is answered."""
    earlier = earlier_questions(engine, history)
    turn = whole = decide_intent(engine, asked, earlier)
    if turn.intent in REPEATS and earlier:
        whole, earlier = decide_intent(engine, earlier[-1], earlier[:-1]), earlier[:-1]
    parts = _parts(engine, whole, earlier)
    if not parts:
        return None
    outcomes = _try_together(engine, parts, earlier)
    for at in range(min(len(parts), MOST_PARTS)):
        if at not in outcomes:
            outcomes[at] = _try_part(engine, at, parts, earlier)
    tried = tuple(TriedPart(part, outcomes.get(at)) for at, part in enumerate(parts))
    return SeveralTried(turn, tried) if any(part.answered for part in tried) else None


def _parts(engine: Engine, turn: IntentDecision, earlier: Sequence[str]) -> tuple[StandingPart, ...]:
    parts = take_apart(turn.text) if turn.intent in ("question", "statement") else ()
    if not parts or _known_as_it_is(engine, turn):
        return ()
    standing = make_standing(parts, _plain_reader(engine))
    # "Siapa kamu? Kapan rakor digelar?" asks one question of the articles.
    if any(decide_intent(engine, each.text, earlier).is_talk for each in standing):
        return ()
    return standing


def _plain_reader(engine: Engine) -> FollowUpReader:
    """A reader of follow-ups that looks no answers up."""
    return FollowUpReader(engine.index.analyzer, names_of=engine.query_analyzer.names_in)


def _known_as_it_is(engine: Engine, turn: IntentDecision) -> bool:
    """Whether an entry of the bank that decides asks several things too: then its quotes answer them together."""
    decided = turn_in_bank(engine, turn).decided
    return decided is not None and bool(decided.features.exact or take_apart(decided.wording.text))


def _try_together(engine: Engine, parts: Sequence[StandingPart], earlier: Sequence[str]) -> dict[int, Outcome]:
    """The outcomes, by number, of parts that one sentence answers: "Siapa yang mengumumkannya, kapan, dan di mana?".

    Asked together they find the sentence that says all of it; alone, "kapan?" was refused or answered of another event.
    """
    outcomes: dict[int, Outcome] = {}
    for numbers in asked_together(parts[:MOST_PARTS]):
        text = joined_text(parts, numbers)
        leans = bool(earlier) and any(parts[number].after != "nothing" for number in numbers)
        outcome = _try_text(engine, text, earlier if leans else [])
        trace = outcome.deciding_trace
        if not outcome.answered or trace is None:
            continue
        for number in numbers:
            if found := _in_best_sentence(engine, trace, parts[number].text):
                searched = outcome.searched if leans else parts[number].text
                outcomes[number] = replace(outcome, searched=searched, traces=(replace(found, searched_as=searched),))
    return outcomes


def _in_best_sentence(engine: Engine, trace: Trace, question: str) -> Trace | None:
    """The trace with the words of its best sentence that answer one part of its question; None where none do."""
    first = trace.ranked[0]
    read = engine.reader.read(engine.query_analyzer.query(question), [first.reading.candidate])
    own = next((reading for reading in read if reading.sentence == first.reading.sentence), None)
    if own is None or own.answer is None:
        return None
    # Only the sentence that says all of it: the next best were found for the whole question.
    found = replace(first, reading=replace(first.reading, answer=own.answer))
    return replace(trace, ranked=(found,))


def _try_part(engine: Engine, at: int, parts: Sequence[StandingPart], earlier: Sequence[str]) -> Outcome:
    part = parts[at]
    if part.after != "parts":
        return _try_text(engine, part.text, [] if part.after == "nothing" else earlier)
    before = [*earlier, *(other.part.shown for other in parts[:at])]
    if LEANING.pattern("about_a_person").search(part.text):
        return _try_text(engine, part.text, before)
    # Without the answers to the parts before: "siapa yang mengawasi?" was answered by the sanction that "apa sanksinya?" found.
    return _try_text(engine, _plain_reader(engine).resolve(part.text, before).searched, [])


def _try_text(engine: Engine, text: str, earlier: Sequence[str]) -> Outcome:
    turn = decide_intent(engine, text, earlier)
    # A part without its sentence may look like anything; what is refused for its intent stays so.
    if not is_searched(turn) and turn.intent not in ("partisan", "override"):
        turn = replace(turn, intent="question")
    return try_turn(engine, text, turn, earlier)
