"""Makes one record of the parts of a question: each with its headline and quotes, or said to be unanswered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import (
    Answer,
    Citation,
    ConfidenceLevel,
    Disagreement,
    Lang,
    Part,
    Refusal,
    ShortAnswer,
)
from assistant.answering.compose import written_quote
from assistant.answering.engine import Engine
from assistant.answering.reply import write_answer
from assistant.answering.several_parts import SeveralTried, TriedPart
from assistant.wording import fill_text, headline_text

QUOTES = 2
"""Quotes of a part that has a short answer, unless its sources differ: the others would make the whole answer long."""
LEVELS: tuple[ConfidenceLevel, ...] = ("low", "medium", "high")
"""From the lowest to the highest."""


@dataclass(slots=True)
class _Cited:
    """The citations of an answer so far, each quote once."""

    citations: list[Citation] = field(default_factory=list)

    def add(self, citation: Citation) -> int:
        """The number of a citation here; a quote that is there already gets its highlights too."""
        for at, known in enumerate(self.citations):
            same = known.source_id == citation.source_id
            if same and known.start <= citation.start and citation.end <= known.end:
                marks = merge_highlights(known, (*known.highlights, *citation.highlights))
                self.citations[at] = replace(known, highlights=marks)
                return known.number
        number = len(self.citations) + 1
        self.citations.append(replace(citation, number=number))
        return number


def write_parts(engine: Engine, asked: str, tried: SeveralTried, lang: Lang) -> Answer:
    """The record of a turn that asks several questions, of which at least one is answered. Its quotes are not proved yet."""
    cited = _Cited()
    answers = [_answer_of(engine, part, lang) for part in tried.parts]
    parts, differing = [], None
    for one, answer in zip(tried.parts, answers, strict=True):
        numbers = {c.number: cited.add(c) for c in _quotes_kept(answer)} if answer else {}
        parts.append(_part(one, answer, numbers, lang))
        if answer and answer.disagreement and differing is None:
            differing = _renumbered(answer.disagreement, numbers)
    answered = [answer for answer in answers if answer and answer.answered]
    return Answer(
        question=asked,
        searched_as=_searched_as(asked, tried),
        answered=True,
        refusal=None,
        confidence=min(answer.confidence for answer in answered),
        # Not that of a later part: shown alone, it would pass for the answer to the first question.
        short_answer=parts[0].short_answer,
        text=_written(parts, cited.citations, lang),
        citations=tuple(cited.citations),
        nearest=(),
        disagreement=differing,
        index=engine.index.fingerprint,
        timings_ms=_summed(answers),
        confidence_level=None if differing else _lowest(answered),
        intent=tried.turn.intent,
        parts=tuple(parts),
    )


def merge_highlights(citation: Citation, marks: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Highlights of one quote in order, those that overlap as one. What marks all of the quote gives way to what marks words of it."""
    whole = (citation.start, citation.end)
    words = [mark for mark in marks if mark != whole] or [whole]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(words):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _answer_of(engine: Engine, part: TriedPart, lang: Lang) -> Answer | None:
    return write_answer(engine, part.standing.part.shown, part.outcome, lang) if part.outcome else None


def _quotes_kept(answer: Answer) -> Sequence[Citation]:
    few = answer.short_answer and not answer.disagreement
    return answer.citations[:QUOTES] if few else answer.citations


def _part(tried: TriedPart, answer: Answer | None, numbers: dict[int, int], lang: Lang) -> Part:
    shown = tried.standing.part.shown
    searched = answer.searched_as if answer else tried.standing.text
    if answer and answer.answered:
        short = answer.short_answer
        renumbered = ShortAnswer(short.text, numbers[short.citation]) if short else None
        return Part(shown, searched, renumbered, tuple(dict.fromkeys(numbers.values())), None)
    named = tried.standing.part.named
    if answer is None:
        return Part(shown, searched, None, (), Refusal("unclear", fill_text("part_left", lang, part=named)))
    refusal = answer.refusal
    reason = refusal.reason if refusal else "unclear"
    # What is refused for its intent has a message of its own.
    key = "part_refused_for" if reason == "partisan" else "part_refused"
    message = fill_text(key, lang, part=named, message=refusal.message if refusal else "")
    return Part(shown, searched, None, (), Refusal(reason, message))


def _renumbered(found: Disagreement, numbers: dict[int, int]) -> Disagreement:
    return replace(found, answers=tuple(ShortAnswer(one.text, numbers[one.citation]) for one in found.answers))


def _searched_as(asked: str, tried: SeveralTried) -> str:
    """The turn as asked; where it leans on the conversation, its parts as they were searched."""
    tries = [(part.standing.text, part.outcome.searched) for part in tried.parts if part.outcome]
    leans = any(searched != text for text, searched in tries)
    return " ".join(dict.fromkeys(searched for _, searched in tries)) if leans else asked


def _summed(answers: Sequence[Answer | None]) -> dict[str, float]:
    names = dict.fromkeys(name for answer in answers if answer for name in answer.timings_ms)
    return {name: sum(answer.timings_ms.get(name, 0.0) for answer in answers if answer) for name in names}


def _lowest(answered: Sequence[Answer]) -> ConfidenceLevel | None:
    levels = [answer.confidence_level for answer in answered if answer.confidence_level]
    return min(levels, key=LEVELS.index, default=None)


def _written(parts: Sequence[Part], citations: Sequence[Citation], lang: Lang) -> str:
    """The answer as plain text, part by part; a quote that a part before has is not repeated."""
    lines: list[str] = []
    told: set[int] = set()
    for part in parts:
        new = [number for number in part.citations if number not in told]
        lines.append(_headline(part, new, lang))
        lines += [written_quote(citations[number - 1], lang) for number in new]
        told.update(new)
    return "\n\n".join(lines)


def _headline(part: Part, new: Sequence[int], lang: Lang) -> str:
    """The first line of a part: its question with the words that answer, where its quote is, or that it is not answered."""
    if part.refusal:
        return part.refusal.message
    if part.short_answer:
        return f"{part.question} {headline_text(part.short_answer.text)} [{part.short_answer.citation}]"
    if new:
        return part.question
    markers = " ".join(f"[{number}]" for number in part.citations)
    return fill_text("part_quoted", lang, part=part.question, markers=markers)
