"""The next answer to a question: what is left of its readings without the answers that were given already ("siapa lagi?")."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.agreement import compare_answers, same_statement
from assistant.answering.decision import Scored
from assistant.reader.reading import Reading


def without_given(ranked: Sequence[Scored], given: int) -> tuple[Scored, ...]:
    """The readings without the `given` best answers, and without what says the same as one of those.

    Args:
        ranked: best first.
        given: how many different answers were given; the best ones, since each turn gives the best that is left.
    """
    left = tuple(ranked)
    for _ in range(given):
        left = tuple(scored for scored in left if not gives_the_same(scored.reading, left[0].reading))
    return left


def gives_the_same(one: Reading, other: Reading) -> bool:
    """Whether two readings give one answer: they share their sentence, their words, or the spelling of one name."""
    first, second = one.candidate.document, other.candidate.document
    if first.id == second.id and one.sentence.overlaps(other.sentence):
        return True
    if one.answer and other.answer:
        # Two spellings of one name are one person, whom "siapa lagi?" does not ask for.
        return compare_answers(one.answer.of(first.text), other.answer.of(second.text)) != "substance"
    return same_statement(one.sentence.of(first.text), other.sentence.of(second.text))
